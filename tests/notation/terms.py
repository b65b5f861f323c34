"""Random well-shaped terms, for laws of the printer."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

SHAPES: dict[str, tuple[Any, ...]] = {
    "X": ("N", "n0"),
    "Y": ("N", 1),
    "W1": ("n0", "n1"),
    "b1": (1, "n1"),
    "Z1": ("N", "n1"),
    "A1": ("N", "n1"),
    "W2": ("n1", 1),
    "b2": (1, 1),
    "Z2": ("N", 1),
    "A2": ("N", 1),
    "gamma1": (1, "n1"),
    "L": (),
}
SHAPES |= {f"d{name}": shape for name, shape in SHAPES.items()} | {"W1_new": ("n0", "n1"), "L_new": ()}
SIZES = {"N": 2, "n0": 4, "n1": 3}
DIMENSIONS = ("N", "n0", "n1", 1)
AXIS = 1
FUNCTIONS = (
    "sigmoid",
    "sigmoid'",
    "tanh",
    "tanh''",
    "exp",
    "exp'",
    "log",
    "relu",
    "sqrt",
    "sqrt'",
    "abs",
    "softplus",
)
INDICES = ("i", "j", "k", "l", 1, 2)

Draw = Any


@st.composite
def scalars(draw: Draw, depth: int = 3) -> Any:
    """A scalar term."""
    kind = draw(st.sampled_from(("leaf", *_SCALARS))) if depth else "leaf"
    if kind == "leaf":
        return draw(_LEAVES[draw(st.sampled_from(sorted(_LEAVES)))])
    return draw(_SCALARS[kind](depth - 1))


@st.composite
def _entry_of_a_matrix(draw: Draw, depth: int) -> Any:
    rows, columns = draw(_DIMENSION), draw(_DIMENSION)
    indices = [draw(st.sampled_from(INDICES)) for d in (rows, columns) if d != 1]
    return ("entry", draw(matrices((rows, columns), depth)), *(indices or (1,)))


def _of(op: str, *arguments: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.tuples(st.just(op), *arguments)


def _several(op: str, argument: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(argument, min_size=2, max_size=3).map(lambda found: (op, *found))


_DIMENSION = st.sampled_from(DIMENSIONS)
_FUNCTION = st.sampled_from(FUNCTIONS)
_BOUND = (st.sampled_from(("r", "s")), st.sampled_from(("N", "n1", 3)))
_SCALARS: dict[str, Callable[[int], st.SearchStrategy[Any]]] = {
    "add": lambda d: _several("add", scalars(d)),
    "mul": lambda d: _several("mul", scalars(d)),
    "neg": lambda d: _of("neg", scalars(d)),
    "div": lambda d: _of("div", scalars(d), scalars(d)),
    "pow": lambda d: _of("pow", scalars(d), st.sampled_from((2, 3, -1))),
    "apply": lambda d: _of("apply", _FUNCTION, scalars(d)),
    "sum": lambda d: _of("sum", scalars(d), *_BOUND),
    "entry": lambda d: _entry_of_a_matrix(d),
    "labelled": lambda d: _of("labelled", scalars(d), st.sampled_from(("upstream", "local"))),
}


@st.composite
def entries(draw: Draw) -> Any:
    """An entry of a symbol."""
    name = draw(st.sampled_from(sorted(name for name, shape in SHAPES.items() if shape)))
    indices = [draw(st.sampled_from(INDICES)) for d in SHAPES[name] if d != 1]
    return ("entry", name, *(indices or (1,)))


_LEAVES = {
    "number": st.sampled_from((0, 1, 2, 10, -1)),
    "size": st.sampled_from(("N", "n1")),
    "entry": entries(),
    "decimal": st.sampled_from(("0.5", "-1.25", "0.0015")).map(lambda text: ("decimal", text)),
    "loss": st.sampled_from(("L", "eta", "L_new")),
    "variable": st.just("z"),
    "delta": st.tuples(st.just("delta"), st.sampled_from(INDICES), st.sampled_from(INDICES)),
    "partial": st.tuples(st.just("partial"), entries(), entries()),
}


@st.composite
def matrices(draw: Draw, shape: tuple[Any, Any], depth: int = 3) -> Any:
    """A matrix term of a letter shape."""
    kind = draw(st.sampled_from(("leaf", *_MATRICES))) if depth else "leaf"
    if kind == "leaf":
        return draw(st.sampled_from(_named(shape)))
    return draw(_MATRICES[kind](shape, depth - 1))


@st.composite
def _chain(draw: Draw, shape: tuple[Any, Any], depth: int) -> Any:
    dimensions = [shape[0], *draw(st.lists(_DIMENSION, min_size=1, max_size=2)), shape[1]]
    return ("matmul", *(draw(matrices(pair, depth)) for pair in pairwise(dimensions)))


_MATRICES: dict[str, Callable[[tuple[Any, Any], int], st.SearchStrategy[Any]]] = {
    "add": lambda s, d: _several("add", matrices(s, d)),
    "hadamard": lambda s, d: _several("hadamard", matrices(s, d)),
    "neg": lambda s, d: _of("neg", matrices(s, d)),
    "hdiv": lambda s, d: _of("hdiv", matrices(s, d), matrices(s, d)),
    "hpow": lambda s, d: _of("hpow", matrices(s, d), st.sampled_from((2, 3))),
    "mul": lambda s, d: _of("mul", scalars(d), matrices(s, d)),
    "div": lambda s, d: _of("div", matrices(s, d), scalars(d)),
    "matmul": lambda s, d: _chain(s, d),
    "transpose": lambda s, d: _of("transpose", matrices(s[::-1], d)),
    "apply": lambda s, d: _of("apply", _FUNCTION, matrices(s, d)),
    "softmax": lambda s, d: _of("softmax", matrices(s, d), st.just(1)),
    "logsoftmax": lambda s, d: _of("logsoftmax", matrices(s, d), st.just(1)),
    "sum": lambda s, d: _of("sum", matrices(s, d), *_BOUND),
    "shaped": lambda s, d: _of("shaped", matrices(s, d), *map(st.just, s)),
    "labelled": lambda s, d: _of("labelled", matrices(s, d), st.just("upstream")),
}


def _named(shape: tuple[Any, Any]) -> list[Any]:
    rows, columns = shape
    found: list[Any] = [name for name, own in SHAPES.items() if own == shape]
    found += [("transpose", name) for name, own in SHAPES.items() if own == (columns, rows)]
    found += [("ones", rows, columns), ("zeros", rows, columns)]
    return found + [("eye", rows)] * (rows == columns)


@st.composite
def relations(draw: Draw) -> Any:
    """A displayed line."""
    if draw(st.booleans()):
        left, right = draw(scalars(2)), draw(scalars(3))
    else:
        shape = draw(_DIMENSION), draw(_DIMENSION)
        left, right = draw(matrices(shape, 1)), draw(matrices(shape, 3))
    return (draw(st.sampled_from(("eq", "define", "approx", "update", "lt", "le"))), left, right)
