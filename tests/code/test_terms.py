"""Terms as NumPy expressions: parentheses, broadcasting, ones, normal form, branches, shared parts."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from derive.code.branches import branched
from derive.code.expressions import TABLE
from derive.code.normal import Normal
from derive.code.sharing import shared
from derive.code.writer import Writer
from derive.errors import ExpressionError
from derive.evaluation import evaluate
from derive.expression import Term, symbols, walk

SIZES = {"N": 3, "n": 4}
SHAPES: dict[str, Any] = {
    "A": ("N", "n"),
    "B": ("n", "N"),
    "C": ("N", "N"),
    "b": (1, "n"),
    "c": ("N", 1),
    "s": (1, 1),
}
LETTERS = frozenset(SIZES)
VALUES = {
    name: np.random.default_rng(ord(name)).uniform(0.5, 1.5, [SIZES.get(d, d) for d in shape])
    for name, shape in SHAPES.items()
}
DIMENSIONS: tuple[Any, ...] = ("N", "n", 1)
NUMBERS = st.sampled_from(
    [2, ("div", 1, 2), ("div", 3, "N"), ("div", 1, ("mul", "N", "n")), ("neg", ("div", 1, 10)), "n"]
)


@st.composite
def matrices(draw: st.DrawFn, shape: Any, depth: int = 3) -> Term:
    """A matrix expression of a letter shape."""
    names = [name for name, one in SHAPES.items() if one == shape]
    if depth == 0 or draw(st.integers(0, 5)) == 0:
        return draw(st.sampled_from([*names, ("ones", *shape)]))

    def inner(other: Any = shape) -> Term:
        return draw(matrices(other, depth - 1))

    def product() -> Term:
        middle = [draw(st.sampled_from(DIMENSIONS)) for _ in range(draw(st.integers(1, 2)))]
        ends = [shape[0], *middle, shape[1]]
        return ("matmul", *(inner((ends[k], ends[k + 1])) for k in range(len(ends) - 1)))

    made = draw(
        st.sampled_from(
            [
                lambda: ("add", inner(), inner()),
                lambda: ("add", inner(), ("neg", inner())),
                lambda: ("neg", inner()),
                lambda: ("hadamard", inner(), inner(), *([inner()] if draw(st.booleans()) else [])),
                lambda: ("hdiv", inner(), inner()),
                lambda: ("mul", draw(NUMBERS), inner()),
                lambda: ("div", inner(), draw(st.sampled_from([2, "N", ("mul", "N", "n")]))),
                lambda: ("hpow", inner(), draw(st.sampled_from([-1, 2, 3, 4]))),
                lambda: ("apply", "tanh", inner()),
                lambda: ("transpose", inner(shape[::-1])),
                product,
                product,
            ]
        )
    )
    return made()


def is_number(term: Term) -> bool:
    """Whether a sum is one of ones alone, whose shape nothing keeps."""
    return isinstance(term, tuple) and term[0] == "add" and not symbols(term) - LETTERS


def written(term: Term) -> Any:
    """What NumPy makes of the text of a term."""
    writer = Writer(TABLE, dict(SHAPES), LETTERS)
    form = writer.whole(writer.write(term))
    return eval(form.text, {"np": np, **SIZES, **VALUES})


@given(
    st.sampled_from(DIMENSIONS).flatmap(
        lambda m: st.sampled_from(DIMENSIONS).flatmap(lambda n: matrices((m, n)))
    )
)
def test_written_as_evaluated(term: Term) -> None:
    """The text means what the term means, before and after the normal form."""
    assume(not any(map(is_number, walk(term))))
    with np.errstate(all="ignore"):
        expected = evaluate(term, VALUES, SIZES)
        assume(np.all(np.isfinite(expected)) and np.max(np.abs(expected)) < 1e6)
        for one in (term, Normal(LETTERS).of(term)):
            found = written(one)
            assert np.shape(found) == np.shape(expected)
            np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-6)


STEP = ("apply", "step", "A")
ELSE = ("add", 1, ("neg", STEP))


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (("add", ("hadamard", "A", STEP), ("hadamard", ELSE, "C")), ("where", ("gt", "A", 0), "A", "C")),
        (("add", ("mul", ("div", 1, 2), STEP), ELSE), ("where", ("gt", "A", 0), ("div", 1, 2), 1)),
        (("add", STEP, ("div", 1, 2)), ("where", ("gt", "A", 0), ("div", 3, 2), ("div", 1, 2))),
        (("add", STEP, "C"), ("add", STEP, "C")),
        (("hadamard", "C", STEP), ("hadamard", "C", STEP)),
        (("hadamard", "C", ELSE), ("where", ("gt", "A", 0), 0, "C")),
    ],
)
def test_branches(term: Term, expected: Term) -> None:
    tidy = Normal(LETTERS).of
    assert tidy(branched(tidy(term))) == expected


@pytest.mark.parametrize(
    ("term", "text"),
    [
        (("matmul", ("ones", 1, "N"), "A"), "A.sum(axis=0, keepdims=True)"),
        (("matmul", "A", ("ones", "n", 1)), "A.sum(axis=1, keepdims=True)"),
        (("add", "A", ("matmul", ("ones", "N", 1), "b")), "A + b"),
        (("add", ("ones", "N", "n"), ("neg", "A")), "1 - A"),
        (("div", ("matmul", ("ones", "N", "N"), "A"), "N"), "A.mean(axis=0, keepdims=True)"),
        (("div", ("total", ("hpow", "A", 2)), ("mul", "n", "N")), "np.mean(A**2)"),
        (("div", ("total", "A"), "N"), "np.sum(A) / N"),
        (("hadamard", "A", ("apply", "step", "A")), "A * (A > 0)"),
        (("matmul", ("transpose", "A"), ("add", "A", ("neg", "A"))), "A.T @ (A - A)"),
        (("mul", ("div", 2, "N"), "A", ("matmul", ("ones", "N", 1), "b")), "2 / N * b * A"),
        (("hpow", ("add", "A", 1), 2), "(A + 1) ** 2"),
        (("div", 1, 10), "0.1"),
        (("div", 1, 3), "1 / 3"),
        (("matmul", "c", ("ones", 1, "N"), "A"), "c * A.sum(axis=0, keepdims=True)"),
    ],
)
def test_text(term: Term, text: str) -> None:
    assert Writer(TABLE, dict(SHAPES), LETTERS).write(term).text == text


@pytest.mark.parametrize("term", [("entry", "A", 1, 2), ("apply", "zeta", "A"), ("jacobian", "A", "B")])
def test_what_numpy_has_no_form_for(term: Term) -> None:
    with pytest.raises(ExpressionError, match="no form in NumPy"):
        Writer(TABLE, dict(SHAPES), LETTERS).write(term)


def test_the_largest_repeated_part_is_shared() -> None:
    part = ("apply", "exp", ("add", "A", "C"))
    program = [("U", ("hadamard", part, "A")), ("V", ("add", part, "C")), ("W", ("transpose", "A"))]
    assert list(shared(program, LETTERS)) == [
        ("T1", ("apply", "exp", ("add", "A", "C"))),
        ("U", ("hadamard", "T1", "A")),
        ("V", ("add", "T1", "C")),
        ("W", ("transpose", "A")),
    ]
