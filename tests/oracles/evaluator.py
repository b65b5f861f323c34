"""The expression language in NumPy once more: strict about shapes, complex where asked, sharing no code."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from tests.oracles.functions import FUNCTIONS, slope

Array = Any
Term = Any
Scope = Mapping[str, tuple[int, int]]  # index -> its value and the size of its range

INDICES = frozenset("ijklrspqtuv")
CONSTANTS = {"pi": np.array(np.pi)}


class Meaningless(Exception):
    """An expression without a value: shapes, ranges or names that do not fit."""


def _softmax(z: Array, axis: int) -> Array:
    return np.exp(z) / np.exp(z).sum(axis=axis, keepdims=True)


class Evaluator:
    """Evaluates terms where names have values; `lookup` and `special` are the world's own answers.

    lookup(name): the value of a name, or None. special(op, args, scope): ∂ and Jacobians. functions: those
    that are declared, as `("lambda", "z", body)`.
    """

    def __init__(
        self,
        sizes: Mapping[str, int],
        lookup: Callable[[str], Array | None],
        special: Callable[[str, Term, Scope], Array] | None = None,
        functions: Mapping[str, Term] | None = None,
    ) -> None:
        self.sizes, self.lookup, self.special = sizes, lookup, special
        self.shift = 0.0  # in half units of the last digit, added to every decimal
        declared = {name: partial(self._declared, *body[1:]) for name, body in (functions or {}).items()}
        self.functions: dict[str, Callable[[Array], Array]] = {**declared, **FUNCTIONS}

    def _declared(self, variable: str, body: Term, argument: Array) -> Array:
        inner = Evaluator(self.sizes, {}.get)
        inner.functions = self.functions
        found = []
        for entry in argument.ravel():
            inner.lookup = {variable: entry}.get
            found.append(inner(body))
        return np.array(found).reshape(argument.shape)

    def __call__(self, term: Term, scope: Scope | None = None) -> Array:
        """The value: a zero-dimensional array for a scalar, a two-dimensional one for a matrix."""
        scope = scope or {}
        if isinstance(term, int):
            return np.array(float(term))
        if isinstance(term, str):
            return self._name(term)
        op, *args = term
        if op in OPERATIONS:
            return OPERATIONS[op](*(self(arg, scope) for arg in args))
        if op in SPECIAL:
            return SPECIAL[op](self, args, scope)
        if self.special is not None:
            return self.special(op, args, scope)
        raise Meaningless(f"{op} has no value")

    def _name(self, name: str) -> Array:
        found = self.lookup(name) if name not in CONSTANTS else CONSTANTS[name]
        if found is not None:
            return np.asarray(found)
        if name in self.sizes:
            return np.array(float(self.sizes[name]))
        raise Meaningless(f"{name} has no value")

    def size(self, term: Term) -> int:
        """A dimension: a letter or a whole number from 1."""
        found = self.sizes.get(term, 0) if isinstance(term, str) else term
        if not isinstance(found, int) or found < 1:
            raise Meaningless(f"{term} is no size")
        return found

    def index(self, term: Term, length: int, scope: Scope) -> int:
        """An index on an axis of this length, counted from 0; its range has to be the axis."""
        value, run = scope[term] if isinstance(term, str) and term in scope else (term, length)
        if isinstance(value, str) and value in self.sizes and self.sizes[value] == length:
            value = length
        if not isinstance(value, int) or run != length or not 1 <= value <= length:
            raise Meaningless(f"the index {term} is not on an axis of {length}")
        return value - 1

    def place(self, term: Term, shape: tuple[int, ...], scope: Scope) -> tuple[int, int]:
        """Row and column of an `entry`; a vector has one index, its other dimension is 1."""
        indices = list(term[2:])
        if len(shape) != 2 or (len(indices) == 1 and 1 not in shape):
            raise Meaningless(f"{term} of a shape {shape}")
        if len(indices) == 1:
            indices = [1, *indices] if shape[0] == 1 else [*indices, 1]
        return self.index(indices[0], shape[0], scope), self.index(indices[1], shape[1], scope)


def _alike(*values: Array) -> None:
    if len({value.shape for value in values}) != 1:
        raise Meaningless(f"shapes {[value.shape for value in values]} of a sum or an elementwise product")


def _add(*values: Array) -> Array:
    _alike(*values)
    return sum(values[1:], values[0])


def _hadamard(*values: Array) -> Array:
    _alike(*values)
    return np.prod(np.stack(values), axis=0)


def _mul(*values: Array) -> Array:
    if any(value.shape for value in values[:-1]):
        raise Meaningless("a matrix stands before the last factor")
    found = values[-1]
    for value in values[:-1]:
        found = value * found
    return found


def _div(above: Array, below: Array) -> Array:
    if below.shape:
        raise Meaningless("a matrix stands below a fraction")
    return above / below


def _hdiv(above: Array, below: Array) -> Array:
    _alike(above, below)
    return above / below


def _pow(value: Array, exponent: Array) -> Array:
    if value.shape or exponent.shape:
        raise Meaningless("a power takes scalars")
    return value**exponent


def _hpow(value: Array, exponent: Array) -> Array:
    if exponent.shape:
        raise Meaningless("an exponent is a scalar")
    return value**exponent


def _matmul(*values: Array) -> Array:
    found = values[0]
    for value in values[1:]:
        if found.ndim != 2 or value.ndim != 2 or found.shape[1] != value.shape[0]:
            raise Meaningless(f"a product of {found.shape} and {value.shape}")
        found = found @ value
    return found


def _transpose(value: Array) -> Array:
    if value.ndim != 2:
        raise Meaningless("only a matrix has a transpose")
    return value.T


OPERATIONS: dict[str, Callable[..., Array]] = {
    "add": _add,
    "neg": np.negative,
    "mul": _mul,
    "div": _div,
    "pow": _pow,
    "matmul": _matmul,
    "transpose": _transpose,
    "hadamard": _hadamard,
    "hdiv": _hdiv,
    "hpow": _hpow,
    "diag": lambda *values: np.diag(np.array([complex(value) for value in values])),
}


def _constant(evaluator: Evaluator, args: list[Term], fill: float) -> Array:
    return np.full((evaluator.size(args[0]), evaluator.size(args[1])), fill)


def _apply(evaluator: Evaluator, args: list[Term], scope: Scope) -> Array:
    name = str(args[0])
    function = evaluator.functions.get(name.removesuffix("'"))
    if function is None:
        raise Meaningless(f"{name} is no function")
    return (slope(function) if name.endswith("'") else function)(evaluator(args[1], scope))


def _soft(evaluator: Evaluator, args: list[Term], scope: Scope) -> Array:
    value = evaluator(args[0], scope)
    if value.ndim != 2 or args[1] not in (0, 1):
        raise Meaningless("softmax takes a matrix and the axis 0 or 1")
    return _softmax(value, args[1])


def _entry(evaluator: Evaluator, args: list[Term], scope: Scope) -> Array:
    value = evaluator(args[0], scope)
    return value[evaluator.place(("entry", *args), value.shape, scope)]


def _sum(evaluator: Evaluator, args: list[Term], scope: Scope) -> Array:
    body, letter, bound = args
    run = evaluator.size(bound)
    if letter not in INDICES:
        raise Meaningless(f"{letter} is no index")
    values = [evaluator(body, {**scope, letter: (k, run)}) for k in range(1, run + 1)]
    return _add(*values)


def _delta(evaluator: Evaluator, args: list[Term], scope: Scope) -> Array:
    if all(isinstance(index, int) for index in args):
        return np.array(float(args[0] == args[1]))
    ranges = {scope[index][1] for index in args if index in scope}
    if len(ranges) != 1:
        raise Meaningless("the indices of a delta run over different ranges, or none")
    run = ranges.pop()
    return np.array(float(evaluator.index(args[0], run, scope) == evaluator.index(args[1], run, scope)))


def _matrix(evaluator: Evaluator, args: list[Term], scope: Scope) -> Array:
    cells = [[evaluator(cell, scope) for cell in row] for row in args[0]]
    if any(cell.shape for row in cells for cell in row):
        raise Meaningless("a cell of a matrix is a scalar")
    return np.array(cells)


def _shaped(evaluator: Evaluator, args: list[Term], scope: Scope) -> Array:
    value = evaluator(args[0], scope)
    if value.shape != (evaluator.size(args[1]), evaluator.size(args[2])):
        raise Meaningless(f"{args[1:]} is said below a shape {value.shape}")
    return value


def _decimal(evaluator: Evaluator, args: list[Term], scope: Scope) -> Array:
    places = len(args[0].partition(".")[2])
    return np.array(float(args[0]) + evaluator.shift * 0.5 * 10.0**-places)


SPECIAL: dict[str, Callable[[Evaluator, list[Term], Scope], Array]] = {
    "ones": lambda e, args, scope: _constant(e, args, 1.0),
    "zeros": lambda e, args, scope: _constant(e, args, 0.0),
    "eye": lambda e, args, scope: np.eye(e.size(args[0])),
    "apply": _apply,
    "softmax": _soft,
    "logsoftmax": lambda e, args, scope: np.log(_soft(e, args, scope)),
    "entry": _entry,
    "sum": _sum,
    "delta": _delta,
    "matrix": _matrix,
    "decimal": _decimal,
    "shaped": _shaped,
    "labelled": lambda e, args, scope: e(args[0], scope),
}
