"""Explicit SymPy: the loss differentiated by every entry, and equality by rational algebra."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import Total
from derive.graph import Equation, Graph
from derive.primitive import Elementwise, Primitive

Scalar = Any
Grid = Any  # an explicit SymPy matrix


def _atom(name: str, slope: Callable[[Scalar, Scalar], Scalar]) -> Any:
    """A function of which nothing is known but its derivative: slope(f(z), z)."""
    return type(name, (sp.Function,), {"fdiff": lambda self, argindex=1: slope(self, self.args[0])})


S = _atom("S", lambda s, z: s * (1 - s))
T = _atom("T", lambda t, z: 1 - t**2)
STEP = _atom("STEP", lambda f, z: sp.Integer(0))
SIGN = _atom("SIGN", lambda f, z: sp.Integer(0))
ABS = _atom("ABS", lambda f, z: SIGN(z))
DENSITY = _atom("DENSITY", lambda f, z: -z * f)
NORMAL = _atom("NORMAL", lambda f, z: DENSITY(z))
SOFTPLUS = _atom("SOFTPLUS", lambda f, z: S(z))

ATOMS: dict[str, Callable[[Scalar], Scalar]] = {
    "sigmoid": S,
    "tanh": T,
    "step": STEP,
    "sign": SIGN,
    "abs": ABS,
    "phi": DENSITY,
    "Phi": NORMAL,
    "softplus": SOFTPLUS,
    "relu": lambda z: z * STEP(z),
    "silu": lambda z: z * S(z),
    "gelu": lambda z: z * NORMAL(z),
    "log": sp.log,
    "exp": sp.exp,
    "sqrt": sp.sqrt,
}


def grid(name: str, rows: int, columns: int) -> Grid:
    """A matrix of scalar symbols, `W1_2_3`."""
    return sp.Matrix(rows, columns, lambda i, j: sp.Symbol(f"{name}_{i + 1}_{j + 1}", real=True))


def written(primitive: Primitive, arguments: Sequence[Grid], is_matrix: Sequence[bool]) -> Grid:
    """A primitive's own value, written out for explicit arguments; functions keep their names."""
    names = [f"v{k}" for k in range(len(arguments))]
    symbols = [
        sp.MatrixSymbol(name, *argument.shape) if matrix else argument[0]
        for name, argument, matrix in zip(names, arguments, is_matrix, strict=True)
    ]
    return explicit(primitive.value(*symbols), {}, dict(zip(names, arguments, strict=True)))


def explicit(expression: Any, sizes: Mapping[str, int], known: Mapping[str, Grid]) -> Any:
    """A SymPy expression written out: size letters to numbers, symbols to their entries."""
    numbers = {letter: sizes[letter.name] for letter in expression.atoms(sp.Symbol) if letter.name in sizes}
    found = expression.subs(numbers)
    found = found.xreplace({total: _total(total) for total in found.atoms(Total)})
    if getattr(found, "is_Matrix", False):
        found = found.as_explicit().doit()
    return found.xreplace({element: _symbol(element, known) for element in found.atoms(MatrixElement)})


def _total(total: Any) -> Scalar:
    return sp.Add(*total.matrix.as_explicit().doit())


def _symbol(element: Any, known: Mapping[str, Grid]) -> Scalar:
    return known[element.parent.name][int(element.i), int(element.j)]


def as_atoms(value: Any, *declared: Elementwise) -> Any:
    """Every function by its atom, a declared one by what it is declared as; f′ by the atom's derivative."""
    functions = {**{one.name: one.function for one in declared}, **ATOMS}

    def atom(function: Any) -> Scalar:
        name, argument = type(function).__name__, function.args[0]
        opened = functions[name.removesuffix("'")]
        if not name.endswith("'"):
            return as_atoms(opened(argument)) if name not in ATOMS else opened(argument)
        z = sp.Dummy("z", real=True)
        return sp.diff(as_atoms(opened(z)), z).subs(z, argument)

    return value.replace(lambda part: type(part).__name__.removesuffix("'") in functions, atom)


def vanishes(value: Scalar) -> bool:
    """Whether an expression that is rational in its functions is zero: as one fraction, cancelled."""
    names: dict[Scalar, Scalar] = {}

    def name(function: Scalar) -> Scalar:
        return names.setdefault(function, sp.Dummy(positive=True))

    def power(exponent: Scalar) -> Scalar:
        """e^(a + 2 b) is e^a (e^b)²."""
        parts = [part.as_coeff_Mul() for part in sp.Add.make_args(exponent)]
        return sp.Mul(*(name(sp.exp(rest)) ** factor for factor, rest in parts))

    functions = value.atoms(sp.Function)
    atoms = {f: power(f.args[0]) if isinstance(f, sp.exp) else name(f) for f in functions}
    return bool(sp.cancel(sp.together(value.xreplace(atoms))) == 0)


def same(left: Grid, right: Grid) -> bool:
    """Whether two explicit matrices of rational expressions are equal."""
    return left.shape == right.shape and all(map(vanishes, left - right))


def entries(graph: Graph, sizes: Mapping[str, int]) -> dict[str, Grid]:
    """Every value of a graph as a matrix of scalar symbols."""
    shapes = {name: [sizes.get(d, d) for d in shape] for name, shape in graph.shapes.items() if shape}
    return {name: grid(name, *shape) for name, shape in shapes.items()}


def _bce(a: Grid, y: Grid) -> Grid:
    terms = [t * sp.log(p) + (1 - t) * sp.log(1 - p) for p, t in zip(a, y, strict=True)]
    return sp.Matrix([[-sum(terms) / len(terms)]])


def _affine(x: Grid, w: Grid, b: Grid) -> Grid:
    return x * w + sp.ones(x.rows, 1) * b


def _softmax(z: Grid) -> Grid:
    return sp.Matrix(*z.shape, lambda i, j: sp.exp(z[i, j]) / sum(sp.exp(z[i, k]) for k in range(z.cols)))


# primitive → what it computes, by hand, on explicit matrices
EXPLICIT: dict[str, Callable[..., Grid]] = {
    "matmul": lambda a, b: a * b,
    "affine": _affine,
    "add": lambda a, b: a + b,
    "sigmoid": lambda z: z.applyfunc(S),
    "tanh": lambda z: z.applyfunc(T),
    "softmax": _softmax,
    "bce": _bce,
    "mse": lambda a, y: sp.Matrix([[sum((a - y).applyfunc(lambda e: e**2)) / len(a)]]),
}


def slope(graph: Graph, known: Mapping[str, Grid], name: str) -> Grid:
    """dL/d`name` in the symbols `known`: everything downstream written out, differentiated entry by entry.

    Afterwards each atom, a function of a sum, is called by the symbol of the value that it is.
    """
    values, names, depends = dict(known), {}, {name}
    for equation in graph.equations:
        if equation.out != name and depends & set(equation.args):
            depends.add(equation.out)
            values[equation.out] = _computed(equation, values)
            pairs = zip(values[equation.out], known.get(equation.out, ()), strict=False)
            names.update({function: symbol for function, symbol in pairs if function.is_Function})
    loss = values[graph.equations[-1].out][0]
    return known[name].applyfunc(lambda entry: sp.diff(loss, entry).xreplace(names))


def _computed(equation: Equation, values: Mapping[str, Grid]) -> Grid:
    return EXPLICIT[equation.primitive.name](*(values[arg] for arg in equation.args))
