"""Random terms for hypothesis: matrix expressions of a wanted shape, and any term of the language."""

from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import strategies as st

from derive.expression import INDICES, OPERATORS, RELATIONS, Term
from derive.shapes import Dimension, Shape

SIZES = {"m": 2, "n": 3, "p": 4}
SHAPES: dict[str, Shape] = {
    f"{base}{k}": shape
    for base in "AB"
    for k, shape in enumerate([(r, c) for r in ("m", "n", "p", 1) for c in ("m", "n", "p", 1)])
}
DIMENSIONS: tuple[Dimension, ...] = ("m", "n", "p", 1)
SMOOTH = ("tanh", "sigmoid", "exp")


def values() -> dict[str, Any]:
    """A positive matrix for every symbol of SHAPES."""
    draw = np.random.default_rng(7)
    return {name: draw.uniform(0.3, 1.2, [SIZES.get(d, d) for d in shape]) for name, shape in SHAPES.items()}


def symbols_of(shape: Shape) -> st.SearchStrategy[Term]:
    """A symbol of this shape."""
    return st.sampled_from([name for name, other in SHAPES.items() if other == shape])


@st.composite
def matrices(draw: st.DrawFn, shape: Shape, depth: int = 2) -> Term:
    """A matrix expression of a shape, all operations that have entries; it is never divided by zero."""
    if depth == 0:
        return draw(symbols_of(shape))
    inner = matrices(shape, depth - 1)
    rows, columns = shape
    op = draw(st.sampled_from([*_MAKERS, "matmul", "transpose", "constant", "symbol"]))
    if op == "symbol":
        return draw(symbols_of(shape))
    if op == "transpose":
        return ("transpose", draw(matrices((columns, rows), depth - 1)))
    if op == "constant":
        return ("eye", rows) if rows == columns else ("ones", rows, columns)
    if op == "matmul":
        middle = draw(st.lists(st.sampled_from(DIMENSIONS), min_size=1, max_size=2))
        chain = [rows, *middle, columns]
        factors = [draw(matrices((a, b), depth - 1)) for a, b in pairwise(chain)]
        return ("matmul", *factors)
    return _MAKERS[op](draw, inner, shape)


_MAKERS: dict[str, Any] = {
    "add": lambda draw, inner, shape: ("add", *draw(st.lists(inner, min_size=2, max_size=3))),
    "neg": lambda draw, inner, shape: ("neg", draw(inner)),
    "hadamard": lambda draw, inner, shape: ("hadamard", *draw(st.lists(inner, min_size=2, max_size=3))),
    "hdiv": lambda draw, inner, shape: ("hdiv", draw(inner), draw(symbols_of(shape))),
    "hpow": lambda draw, inner, shape: ("hpow", draw(inner), draw(st.integers(2, 3))),
    "mul": lambda draw, inner, shape: ("mul", draw(st.sampled_from(["m", 2, ("div", 1, "n")])), draw(inner)),
    "div": lambda draw, inner, shape: ("div", draw(inner), draw(st.sampled_from(["p", 3]))),
    "apply": lambda draw, inner, shape: ("apply", draw(st.sampled_from(SMOOTH)), _small(draw(inner))),
    "softmax": lambda draw, inner, shape: ("softmax", _small(draw(inner)), draw(st.sampled_from([0, 1]))),
    "logsoftmax": lambda draw, inner, shape: (
        "logsoftmax",
        _small(draw(inner)),
        draw(st.sampled_from([0, 1])),
    ),
    "shaped": lambda draw, inner, shape: ("shaped", draw(inner), *shape),
}


def _small(term: Term) -> Term:
    """A term between −1 and 1, so that no exponential grows beyond all bounds."""
    return ("apply", "tanh", term)


shapes = st.tuples(st.sampled_from(DIMENSIONS), st.sampled_from(DIMENSIONS))
of_any_shape = shapes.flatmap(lambda shape: st.tuples(st.just(shape), matrices(shape)))

NAMES = st.one_of(st.sampled_from([*SHAPES, *SIZES, *sorted(INDICES), "dW1", "L", ""]), st.text(max_size=5))
LEAVES = st.one_of(NAMES, st.integers(-3, 10**30))


@st.composite
def _operation(draw: st.DrawFn, inner: st.SearchStrategy[Term]) -> Term:
    op = draw(st.sampled_from([name for name in OPERATORS if name not in RELATIONS]))
    least, most, _ = OPERATORS[op]
    if op == "matrix":
        rows, columns = draw(st.integers(1, 2)), draw(st.integers(1, 3))
        return (op, tuple(tuple(draw(inner) for _ in range(columns)) for _ in range(rows)))
    count = draw(st.integers(least, least + 2 if most is None else most))
    parts = [draw(inner) for _ in range(count)]
    opaque = {"apply": 0, "decimal": 0, "labelled": 1, "softmax": 1, "logsoftmax": 1}
    if op in opaque:
        parts[opaque[op]] = draw(st.integers(0, 1) if "softmax" in op else st.text(max_size=6))
    return (op, *parts)


terms = st.recursive(LEAVES, _operation, max_leaves=20)
