"""The law of the room: what the printer writes, the reader reads back, in every style and letter."""

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from derive.expression import Term, rebuild
from derive.notation import CHOICES, STYLES, Notation, Style
from derive.reading.normal import normal
from derive.reading.reader import Reader

from .terms import SHAPES, SIZES, relation

WORDS = {"upstream": "upstream gradient", "local": "local"}
LETTERS: tuple[dict[str, str], ...] = (
    {},
    {"W": r"\Theta", "A2": r"\hat{Y}", "L": "J", "sigmoid": "g", "N": "m"},
    {"X": r"\mathbf{X}", "W1": "V^{*}", "b": r"\beta_{0}", "A": "H", "eta": r"\alpha", "H3": r"\tilde{S}"},
    {"L": r"\mathcal{L}", "Z": r"\mathrm{net}", "A1": "O'", "dW1": "G", "N": "B"},
)
styles = st.builds(Style, lowercase=st.booleans(), **{k: st.sampled_from(v) for k, v in CHOICES.items()})


@cache
def _tools(number: int, style: Style) -> tuple[Notation, Reader]:
    letters = LETTERS[number]
    known = {shown: key for key, shown in WORDS.items()}
    return (
        Notation(style, letters, SHAPES, tuple(SIZES), WORDS),
        Reader(SHAPES, SIZES, style, letters, words=known),
    )


def _along(term: Term, axis: int) -> Term:
    """The term with its softmax along the axis that the style does not need to name."""
    if not isinstance(term, tuple):
        return term
    term = rebuild(term, lambda part: _along(part, axis))
    return (*term[:2], axis) if isinstance(term, tuple) and term[0] in ("softmax", "logsoftmax") else term


def check(term: Term, style: Style, letters: int = 0) -> None:
    """Print, read, compare."""
    term = _along(term, 1 if style.samples == "rows" else 0)
    notation, reader = _tools(letters, style)
    latex = notation.latex(term)
    assert normal(reader.read(latex)) == normal(term), latex


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(relation(), styles)
def test_every_operator_in_every_style(term: Term, style: Style) -> None:
    check(term, style)


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(relation(), st.sampled_from(sorted(STYLES)), st.integers(1, len(LETTERS) - 1))
def test_a_users_own_letters(term: Term, name: str, letters: int) -> None:
    check(term, replace(STYLES[name], symbols={}), letters)


@pytest.mark.parametrize("name", sorted(STYLES))
def test_named_styles_with_their_letters(name: str) -> None:
    notation = Notation(STYLES[name], {}, SHAPES, tuple(SIZES))
    reader = Reader(SHAPES, SIZES, STYLES[name])
    for term in (
        ("eq", "dW2", ("matmul", ("transpose", "A1"), "dZ2")),
        (
            "eq",
            ("entry", "dW2", "i"),
            ("sum", ("mul", ("entry", "A1", "k", "i"), ("entry", "dZ2", "k")), "k", "N"),
        ),
        ("eq", "dZ2", ("mul", ("div", 1, "N"), ("add", "A2", ("neg", "Y")))),
        ("update", "W1_new", ("add", "W1", ("neg", ("mul", "eta", "dW1")))),
        ("lt", "L_new", "L"),
    ):
        assert normal(reader.read(notation.latex(term))) == normal(term)
