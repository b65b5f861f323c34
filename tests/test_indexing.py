"""From matrices to entries: indexed, differentiated, collapsed, written out; all against NumPy."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from derive.errors import ShapeError
from derive.expression import INDICES, Term, walk
from derive.indexing import (
    collapse,
    differentiate,
    entry,
    fresh,
    indexed,
    negative,
    product,
    shape_of,
    tidy,
    total,
)
from derive.lesson.explicit import cell, unroll, written_out
from tests.oracles.evaluator import Evaluator
from tests.oracles.functions import TINY
from tests.oracles.random_terms import SHAPES, SIZES, matrices, of_any_shape, values

VALUES = values()
evaluate = Evaluator(SIZES, VALUES.get)


def length(dimension: str | int) -> int:
    """A dimension in numbers."""
    return SIZES[dimension] if isinstance(dimension, str) else dimension


def scope(i: int, j: int, shape: tuple) -> dict[str, tuple[int, int]]:
    """The indices i and j, counted from 1, on the two axes of a shape."""
    return {"i": (i + 1, length(shape[0])), "j": (j + 1, length(shape[1]))}


@given(of_any_shape)
def test_the_shape_is_numpys(drawn: tuple[Any, Term]) -> None:
    shape, term = drawn
    assert shape_of(term, SHAPES) == shape
    assert evaluate(term).shape == tuple(map(length, shape))


@given(of_any_shape)
def test_the_general_entry_is_numpys(drawn: tuple[Any, Term]) -> None:
    """Σ over fresh letters, for every i and j; the index of a 1 is the number 1."""
    shape, term = drawn
    row, column = ("i" if shape[0] != 1 else 1), ("j" if shape[1] != 1 else 1)
    body = indexed(term, row, column, SHAPES, {"i", "j"})
    expected = evaluate(term)
    for i, j in np.ndindex(*expected.shape):
        np.testing.assert_allclose(evaluate(body, scope(i, j, shape)), expected[i, j], rtol=1e-10, atol=1e-12)


@given(of_any_shape)
def test_every_letter_is_bound_once(drawn: tuple[Any, Term]) -> None:
    """No sum takes a letter that is in use around it; `used` knows the new ones."""
    shape, term = drawn
    used = {"i", "j"}
    body = indexed(term, "i" if shape[0] != 1 else 1, "j" if shape[1] != 1 else 1, SHAPES, used)
    bound = [part[2] for part in walk(body) if isinstance(part, tuple) and part[0] == "sum"]
    assert len(bound) == len(set(bound)) and not set(bound) & {"i", "j"}
    assert set(bound) <= used <= INDICES


@given(of_any_shape)
def test_written_out_is_the_same_matrix(drawn: tuple[Any, Term]) -> None:
    """Every cell without a sum, and the matrix as NumPy has it."""
    _, term = drawn
    literal = written_out(term, SHAPES, SIZES)
    assert not any(isinstance(part, tuple) and part[0] in ("sum", "matmul") for part in walk(literal))
    np.testing.assert_allclose(evaluate(literal), evaluate(term), rtol=1e-10, atol=1e-12)


@given(of_any_shape)
def test_unrolling_and_tidying_keep_the_value(drawn: tuple[Any, Term]) -> None:
    _, term = drawn
    body = indexed(term, 1, 1, SHAPES, set())
    for same in (unroll(body, SIZES), tidy(body), tidy(unroll(body, SIZES)), cell(term, 1, 1, SHAPES, SIZES)):
        np.testing.assert_allclose(evaluate(same), evaluate(body), rtol=1e-10, atol=1e-12)


@settings(max_examples=60)
@given(of_any_shape, st.data())
def test_the_derivative_is_the_complex_step(drawn: tuple[Any, Term], data: st.DataObject) -> None:
    """∂term[k, l] / ∂A[i, j] at random places, with deltas where entries coincide."""
    shape, term = drawn
    names = sorted({part for part in walk(term) if part in SHAPES})
    assume(names)
    name = data.draw(st.sampled_from(names))
    used = {"i", "j", "k", "l"}
    row, column = ("k" if shape[0] != 1 else 1), ("l" if shape[1] != 1 else 1)
    below = entry(name, SHAPES[name], *(x if d != 1 else 1 for x, d in zip("ij", SHAPES[name], strict=True)))
    slope = differentiate(indexed(term, row, column, SHAPES, used), name, below[2:])
    i, j = (data.draw(st.integers(0, length(d) - 1)) for d in SHAPES[name])
    moved = VALUES[name].astype(complex)
    moved[i, j] += 1j * TINY
    expected = np.imag(Evaluator(SIZES, {**VALUES, name: moved}.get)(term)) / TINY
    for k, l in np.ndindex(*expected.shape):  # noqa: E741
        here = scope(i, j, SHAPES[name])
        here |= {"k": (k + 1, length(shape[0])), "l": (l + 1, length(shape[1]))}
        np.testing.assert_allclose(evaluate(slope, here), expected[k, l], rtol=1e-9, atol=1e-9)


@given(st.data())
def test_a_delta_collapses_its_sum(data: st.DataObject) -> None:
    """Σ_k a δ_ki b is what is left at k = i, whatever stands beside the delta."""
    body = indexed(data.draw(matrices(("n", "m"), 2)), "k", "j", SHAPES, {"i", "j", "k"})
    deltas = [("delta", "k", "i"), ("delta", "i", "k")]
    factors = data.draw(
        st.permutations([body, data.draw(st.sampled_from(deltas)), ("entry", "A1", "j", "k")])
    )
    summed = ("sum", product(*factors), "k", "n")
    collapsed = collapse(product(*factors), "k", "n")
    assert ("delta", "k", "i") not in walk(collapsed) and ("delta", "i", "k") not in walk(collapsed)
    for i, j in np.ndindex(SIZES["n"], SIZES["m"]):
        here = {"i": (i + 1, SIZES["n"]), "j": (j + 1, SIZES["m"])}
        np.testing.assert_allclose(evaluate(collapsed, here), evaluate(summed, here), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("body", "left"),
    [
        (0, 0),
        (("delta", "k", "i"), 1),
        (("delta", "k", 1), 1),
        (("neg", ("delta", "k", "i")), ("neg", 1)),
        (
            ("add", ("delta", "k", "i"), ("entry", "a", "k")),
            ("add", 1, ("sum", ("entry", "a", "k"), "k", "n")),
        ),
        (("mul", ("entry", "a", "k"), ("delta", "k", "i")), ("entry", "a", "i")),
        (("mul", ("entry", "a", "k"), ("delta", "l", "i")), None),
        (
            ("sum", ("mul", ("entry", "A1", "k", "l"), ("delta", "k", "i")), "l", "m"),
            ("sum", ("entry", "A1", "i", "l"), "l", "m"),
        ),
    ],
)
def test_collapse(body: Term, left: Term | None) -> None:
    assert collapse(body, "k", "n") == (("sum", body, "k", "n") if left is None else left)


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (("entry", "W", "k", "l"), ("mul", ("delta", "k", "i"), ("delta", "l", "j"))),
        (("entry", "W", "i", "l"), ("delta", "l", "j")),
        (("entry", "W", "i", "j"), 1),
        (("entry", "V", "i", "j"), 0),
        (("neg", ("entry", "W", "i", "j")), ("neg", 1)),
        (("apply", "tanh", ("entry", "W", "i", "j")), ("apply", "tanh'", ("entry", "W", "i", "j"))),
        (("pow", ("entry", "W", "i", "j"), 2), ("mul", 2, ("entry", "W", "i", "j"))),
        (("pow", ("entry", "W", "i", "j"), 3), ("mul", 3, ("pow", ("entry", "W", "i", "j"), 2))),
        (7, 0),
        ("N", 0),
    ],
)
def test_differentiate(term: Term, expected: Term) -> None:
    assert differentiate(term, "W", ("i", "j")) == expected


def test_what_has_no_derivative_by_entries_is_told() -> None:
    with pytest.raises(ShapeError, match="no derivative of"):
        differentiate(("softmax", ("entry", "W", "i", "j"), 1), "W", ("i", "j"))


@pytest.mark.parametrize(
    "term", [("matmul", "A1", "A1"), ("matmul", "A0", "A4", "A0"), ("matmul", "q", "A0")]
)
def test_a_product_that_does_not_fit_is_told(term: Term) -> None:
    with pytest.raises(ShapeError, match="matmul takes m n, n p"):
        shape_of(term, SHAPES)


@pytest.mark.parametrize("term", [("matrix", (("a",),)), ("jacobian", "A0", "B0")])
def test_what_has_no_entries_is_told(term: Term) -> None:
    with pytest.raises(ShapeError, match="has no entries"):
        indexed(term, "i", "j", SHAPES, set())


ENTRIES = st.sampled_from(
    [0, 1, 2, "a", ("neg", "a"), ("neg", 1), ("mul", "a", "b"), ("add", "a", 1), ("neg", ("mul", 2, "b"))]
)
PLAIN = Evaluator({}, {"a": np.array(1.7), "b": np.array(-0.6)}.get)


@given(st.lists(ENTRIES, min_size=1, max_size=5))
def test_products_and_sums_keep_their_value(parts: list[Term]) -> None:
    """Ones and zeros dropped, signs in front, nested ones opened."""
    np.testing.assert_allclose(PLAIN(product(*parts)), np.prod([PLAIN(part) for part in parts]))
    np.testing.assert_allclose(PLAIN(total(*parts)), np.sum([PLAIN(part) for part in parts]), atol=1e-12)
    np.testing.assert_allclose(PLAIN(negative(parts[0])), -PLAIN(parts[0]))


def test_fresh_letters_are_new_until_there_are_no_more() -> None:
    used: set[str] = set()
    letters = [fresh(used) for _ in INDICES]
    assert set(letters) == used == INDICES
    with pytest.raises(ShapeError, match="index letters"):
        fresh(used)
