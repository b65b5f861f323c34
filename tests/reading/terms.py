"""Random well-shaped terms over the symbols of a small network, every operator of the language among them."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

SIZES = {"N": 2, "n0": 2, "n1": 3}
_VALUES = {
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
    "H3": ("N", "n1"),
    "mu1": (1, "n1"),
    "L": (),
}
SHAPES: dict[str, Any] = {
    **_VALUES,
    **{f"d{name}": shape for name, shape in _VALUES.items() if name != "L"},
    **{f"{name}_new": shape for name, shape in _VALUES.items() if name in ("W1", "b2", "L", "A2")},
    "eta": (),
}
DIMENSIONS = ("N", "n0", "n1", 1)
INDICES = "ijklrs"
FUNCTIONS = (
    "sigmoid", "sigmoid'", "tanh", "exp", "log", "relu", "relu'", "softplus", "sqrt", "abs", "sign", "step",
    "Phi", "phi", "tanh''",
)  # fmt: skip
KEYS = ("upstream", "local")

draw_ = Callable[..., Any]
dimension = st.sampled_from(DIMENSIONS)
index = st.sampled_from(INDICES)
place = st.one_of(index, st.integers(1, 3))
number = st.one_of(
    st.integers(0, 30),
    st.sampled_from(["0.5", "0.6225", "12.25", "0.0001"]).map(lambda text: ("decimal", text)),
)
matrices = [name for name, shape in SHAPES.items() if shape]
scalars = ["L", "L_new", "eta", "N", "n1", "z", "dL_new"][:6]


@st.composite
def entry(draw: draw_, names: tuple[str, ...] = tuple(matrices)) -> Any:
    """An entry of a symbol."""
    name = draw(st.sampled_from(names))
    count = 1 if 1 in SHAPES[name] else 2
    return ("entry", name, *(draw(place) for _ in range(count)))


plain = tuple(name for name in matrices if name[0] != "d" and not name.endswith("_new"))


@st.composite
def local(draw: draw_) -> Any:
    """A local derivative."""
    return ("partial", draw(entry(plain)), draw(entry(plain)))


def scalar(depth: int) -> st.SearchStrategy[Any]:
    """A scalar term."""
    leaves = st.one_of(
        number, st.sampled_from(scalars), entry(), local(), st.tuples(st.just("delta"), index, index)
    )
    if depth == 0:
        return leaves
    inner = scalar(depth - 1)
    return st.one_of(
        leaves,
        _several("add", inner),
        _several("mul", inner),
        st.tuples(st.just("neg"), inner),
        st.tuples(st.just("div"), inner, inner),
        st.tuples(st.just("pow"), inner, st.one_of(st.integers(2, 4), index)),
        st.tuples(st.just("apply"), st.sampled_from(FUNCTIONS), inner),
        st.tuples(st.just("sum"), inner, index, st.sampled_from(["N", "n1", 3])),
        st.tuples(st.just("labelled"), inner, st.sampled_from(KEYS)),
        _entry_of(depth - 1),
    )


def _several(op: str, inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(inner, min_size=2, max_size=3).map(lambda args: (op, *args))


@st.composite
def _entry_of(draw: draw_, depth: int) -> Any:
    """An entry of a matrix expression."""
    body = draw(matrix(draw(st.sampled_from(["N", "n1"])), draw(st.sampled_from(["n0", "n1"])), depth))
    return ("entry", body, draw(place), draw(place))


@st.composite
def matrix(draw: draw_, rows: Any, columns: Any, depth: int) -> Any:
    """A matrix term of a shape."""
    names = [name for name, shape in SHAPES.items() if shape == (rows, columns)]
    turned = [("transpose", name) for name, shape in SHAPES.items() if shape == (columns, rows)]
    leaves = [*names, *turned, ("ones", rows, columns), ("zeros", rows, columns)]
    leaves += [("eye", rows)] if rows == columns else []
    if depth == 0:
        return draw(st.sampled_from(leaves))
    return draw(draw(st.sampled_from(MATRICES))(rows, columns, depth - 1, leaves))


def _product(rows: Any, columns: Any, depth: int, leaves: list[Any]) -> st.SearchStrategy[Any]:
    return dimension.flatmap(
        lambda k: st.tuples(st.just("matmul"), matrix(rows, k, depth), matrix(k, columns, depth))
    )


def _triple(rows: Any, columns: Any, depth: int, leaves: list[Any]) -> st.SearchStrategy[Any]:
    return st.tuples(dimension, dimension).flatmap(
        lambda k: st.tuples(
            st.just("matmul"),
            matrix(rows, k[0], depth),
            matrix(k[0], k[1], depth),
            matrix(k[1], columns, depth),
        )
    )


MATRICES: list[Callable[[Any, Any, int, list[Any]], st.SearchStrategy[Any]]] = [
    lambda r, c, d, leaves: st.sampled_from(leaves),
    _product,
    _triple,
    lambda r, c, d, leaves: _several("add", matrix(r, c, d)),
    lambda r, c, d, leaves: _several("hadamard", matrix(r, c, d)),
    lambda r, c, d, leaves: st.tuples(st.just("neg"), matrix(r, c, d)),
    lambda r, c, d, leaves: st.tuples(st.just("mul"), scalar(d), matrix(r, c, d)),
    lambda r, c, d, leaves: st.tuples(st.just("mul"), scalar(0), scalar(d), matrix(r, c, d)),
    lambda r, c, d, leaves: st.tuples(st.just("div"), matrix(r, c, d), scalar(d)),
    lambda r, c, d, leaves: st.tuples(st.just("hdiv"), matrix(r, c, d), matrix(r, c, d)),
    lambda r, c, d, leaves: st.tuples(st.just("hpow"), matrix(r, c, d), st.integers(2, 3)),
    lambda r, c, d, leaves: st.tuples(st.just("transpose"), matrix(c, r, d)),
    lambda r, c, d, leaves: st.tuples(st.just("apply"), st.sampled_from(FUNCTIONS), matrix(r, c, d)),
    lambda r, c, d, leaves: st.tuples(
        st.sampled_from(["softmax", "logsoftmax"]), matrix(r, c, d), st.just("axis")
    ),
    lambda r, c, d, leaves: st.tuples(st.just("shaped"), matrix(r, c, d), st.just(r), st.just(c)),
    lambda r, c, d, leaves: st.tuples(st.just("labelled"), matrix(r, c, d), st.sampled_from(KEYS)),
    lambda r, c, d, leaves: st.tuples(st.just("sum"), matrix(r, c, d), index, st.sampled_from(["N", 2])),
]


@st.composite
def written_out(draw: draw_, size: int) -> Any:
    """A literal or diagonal matrix; elided now and then."""
    cells = tuple(tuple(draw(scalar(1)) for _ in range(size)) for _ in range(size))
    kind = draw(st.sampled_from(["matrix", "elided", "diag"]))
    if kind == "diag":
        return ("diag", *cells[0])
    if kind == "elided" and size > 1:
        cells = tuple((row[0], "...", row[-1]) for row in cells)
        cells = (cells[0], ("...",) * 3, cells[-1])
    return ("matrix", cells)


def shape() -> st.SearchStrategy[Any]:
    """A shape that some symbol has."""
    return st.sampled_from(sorted({s for s in SHAPES.values() if s}, key=str))


@st.composite
def relation(draw: draw_, depth: int = 2) -> Any:
    """A displayed line."""
    kind = draw(
        st.sampled_from(["matrix", "matrix", "scalar", "shape", "update", "chain", "literal", "jacobian"])
    )
    op = draw(st.sampled_from(["eq", "define", "approx"]))
    r, c = draw(shape())
    if kind == "scalar":
        return (op, draw(scalar(depth)), draw(scalar(depth)))
    if kind == "literal":
        n = draw(st.integers(1, 3))
        return (
            op,
            ("matmul", draw(written_out(n)), ("transpose", draw(written_out(n)))),
            draw(written_out(n)),
        )
    if kind == "jacobian":
        return (op, ("jacobian", "A1", "Z1"), draw(written_out(6)))
    if kind == "chain":
        name = draw(st.sampled_from([n for n in matrices if SHAPES[n] == (r, c)]))
        return (draw(st.sampled_from(["lt", "le"])), 0, draw(matrix(r, c, depth - 1)), name)
    if kind == "shape":
        return ("shape", draw(matrix(r, c, depth - 1)), r, c)
    if kind == "update":
        name = draw(st.sampled_from([n for n in matrices if SHAPES[n] == (r, c)]))
        return ("update", name, draw(matrix(r, c, depth)))
    return (op, draw(matrix(r, c, depth)), draw(matrix(r, c, depth)))
