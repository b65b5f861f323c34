"""The matrix expressions SymPy lacks, and builders that keep their order.

The builders keep the order in which a teacher writes the
operands; SymPy's own operators re-sort sums.
"""

from collections.abc import Mapping
from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct
from sympy.matrices.expressions.special import OneMatrix

from ..shapes import Dimension, Shape

Matrix = Any  # a SymPy MatrixExpr; SymPy ships no types
Scalar = Any


class Map(sp.MatrixExpr):
    """A function of one variable applied to every entry: Map(f, X)[i, j] = f(X[i, j]).

    `name` ends in a prime for the derivative.
    """

    def __new__(cls, name: Any, matrix: Matrix) -> "Map":
        made: Map = sp.Basic.__new__(cls, sp.Symbol(str(name)), matrix)
        return made

    name = property(lambda self: str(self.args[0]))
    matrix = property(lambda self: self.args[1])
    shape = property(lambda self: self.args[1].shape)

    def _entry(self, i: Any, j: Any, **_: Any) -> Scalar:
        return sp.Function(self.name)(self.matrix[i, j])

    def doit(self, **hints: Any) -> Matrix:
        return Map(self.name, self.matrix.doit(**hints) if hints.get("deep", True) else self.matrix)

    def _sympystr(self, printer: Any) -> str:
        return f"{self.name}({printer._print(self.matrix)})"

    def _latex(self, printer: Any) -> str:
        return rf"\mathrm{{{self.name}}}\left({printer._print(self.matrix)}\right)"


class Softmax(sp.MatrixExpr):
    """exp(X) over its sum along an axis (1: each row sums to one); `log` for its logarithm."""

    def __new__(cls, matrix: Matrix, axis: Any = 1, log: Any = False) -> "Softmax":
        made: Softmax = sp.Basic.__new__(cls, matrix, sp.Integer(int(axis)), sp.Integer(int(bool(log))))
        return made

    matrix = property(lambda self: self.args[0])
    axis = property(lambda self: int(self.args[1]))
    log = property(lambda self: bool(self.args[2]))
    shape = property(lambda self: self.args[0].shape)

    def _entry(self, i: Any, j: Any, **_: Any) -> Scalar:
        k = sp.Dummy("k")
        line = self.matrix[i, k] if self.axis == 1 else self.matrix[k, j]
        value = sp.exp(self.matrix[i, j]) / sp.Sum(sp.exp(line), (k, 0, self.shape[self.axis] - 1))
        return sp.log(value) if self.log else value

    def doit(self, **_: Any) -> Matrix:
        return self

    def _sympystr(self, printer: Any) -> str:
        return f"{'log' if self.log else ''}softmax({printer._print(self.matrix)})"


class Total(sp.Expr):
    """The sum of all entries of a matrix, a scalar."""

    def __new__(cls, matrix: Matrix) -> "Total":
        made: Total = sp.Basic.__new__(cls, matrix)
        return made

    matrix = property(lambda self: self.args[0])
    is_commutative = True

    def doit(self, **_: Any) -> Scalar:
        i, j = sp.symbols("i j", integer=True)
        rows, columns = self.matrix.shape
        return sp.Sum(self.matrix[i, j], (i, 0, rows - 1), (j, 0, columns - 1))

    def _sympystr(self, printer: Any) -> str:
        return f"total({printer._print(self.matrix)})"


def letter(dimension: Dimension) -> Scalar:
    """A dimension as SymPy has it: a positive integer symbol, or the number."""
    return (
        sp.Integer(dimension)
        if isinstance(dimension, int)
        else sp.Symbol(dimension, integer=True, positive=True)
    )


def symbol(name: str, shape: Shape) -> Matrix:
    """A matrix symbol in letter sizes, or a scalar symbol for the shape ()."""
    return sp.MatrixSymbol(name, *map(letter, shape)) if shape else sp.Symbol(name, real=True)


def shape_of(matrix: Matrix) -> Shape:
    """The letter shape of a SymPy matrix expression; () for a scalar."""
    if not getattr(matrix, "is_Matrix", False):
        return ()
    return tuple(int(d) if d.is_Integer else str(d) for d in matrix.shape)


def matmul(*factors: Matrix) -> Matrix:
    """The matrix product, in the order given."""
    return sp.MatMul(*factors, evaluate=False)


def add(*terms: Matrix) -> Matrix:
    """The sum, in the order given."""
    return sp.MatAdd(*terms, evaluate=False)


def neg(matrix: Matrix) -> Matrix:
    """Minus a matrix."""
    return sp.MatMul(sp.Integer(-1), matrix, evaluate=False)


def sub(left: Matrix, right: Matrix) -> Matrix:
    """The difference left − right."""
    return add(left, neg(right))


def hadamard(*factors: Matrix) -> Matrix:
    """The elementwise product, in the order given."""
    return HadamardProduct(*factors, evaluate=False)


def quotient(above: Matrix, below: Matrix) -> Matrix:
    """The elementwise quotient."""
    return HadamardProduct(above, HadamardPower(below, -1), evaluate=False)


def power(matrix: Matrix, exponent: int) -> Matrix:
    """The elementwise power."""
    return HadamardPower(matrix, exponent)


def scale(factor: Scalar, matrix: Matrix) -> Matrix:
    """A scalar times a matrix."""
    return matrix if factor == 1 else sp.MatMul(factor, matrix, evaluate=False)


def ones(rows: Any, columns: Any) -> Matrix:
    """The matrix of ones (Identity(1) is never meant)."""
    return OneMatrix(rows, columns, evaluate=False)


def complement(matrix: Matrix) -> Matrix:
    """1 − matrix, the 1 in every entry."""
    return sub(ones(*matrix.shape), matrix)


def lift(scalar: Scalar, matrices: Mapping[Scalar, Matrix]) -> Matrix:
    """A scalar expression on every entry: products become ⊙, functions Map, numbers in sums matrices of ones.

    >>> z, Z = sp.Symbol("z"), symbol("Z", ("N", "n"))
    >>> lift(z * sp.tanh(z), {z: Z})
    HadamardProduct(Z, tanh(Z))
    """
    if scalar in matrices:
        return matrices[scalar]
    if not scalar.free_symbols & set(matrices):
        rows, columns = next(iter(matrices.values())).shape
        return scale(scalar, ones(rows, columns))
    if scalar.is_Add:
        return add(*(lift(part, matrices) for part in scalar.args))
    if scalar.is_Mul:
        factor, rest = scalar.as_coeff_Mul()
        parts = [lift(part, matrices) for part in sp.Mul.make_args(rest)]
        return scale(factor, parts[0] if len(parts) == 1 else hadamard(*parts))
    if scalar.is_Pow and scalar.exp.is_number:
        return power(lift(scalar.base, matrices), scalar.exp)
    return Map(type(scalar).__name__, lift(scalar.args[0], matrices))


def pull(matrix: Matrix) -> Matrix:
    """The same matrix with every number and size drawn to the front of products.

    >>> A, B = symbol("A", ("m", "n")), symbol("B", ("n", "p"))
    >>> pull(matmul(A, scale(1 / letter("m"), B)))
    1/m*(A*B)
    """
    factor, body = _split(matrix)
    return scale(factor, body)


def _split(matrix: Matrix) -> tuple[Scalar, Matrix]:
    if isinstance(matrix, sp.MatMul | HadamardProduct):
        build = hadamard if isinstance(matrix, HadamardProduct) else matmul
        pairs = [_split(arg) if arg.is_Matrix else (arg, None) for arg in matrix.args]
        factor = sp.Mul(*(pair[0] for pair in pairs))
        bodies = [pair[1] for pair in pairs if pair[1] is not None]
        return factor, bodies[0] if len(bodies) == 1 else build(*_opened(build, bodies))
    return sp.Integer(1), matrix


def _opened(build: Any, factors: list[Matrix]) -> list[Matrix]:
    """Factors of the same kind of product in one row: A ⊙ (B ⊙ C) is A ⊙ B ⊙ C."""
    kind = HadamardProduct if build is hadamard else sp.MatMul
    return [part for f in factors for part in (f.args if isinstance(f, kind) else (f,))]
