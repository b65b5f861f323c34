"""Long formulas in lines: nothing is lost, and what can be broken fits."""

import re

import pytest

from derive.expression import Term
from derive.notation import Notation
from derive.notation.breaking import INDENT, broken
from derive.notation.width import width

NOTATION = Notation()
ROOM = 200.0


def _product(row: int, column: int) -> Term:
    return ("add", *(("mul", ("entry", "X", row, k), ("entry", "W1", k, column)) for k in (1, 2, 3)))


LONG: dict[str, Term] = {
    "a sum": ("add", *(("entry", f"A{k}", "i", "j") for k in range(1, 12))),
    "a sum in brackets": ("apply", "log", ("add", *(("entry", f"A{k}", "i", "j") for k in range(1, 12)))),
    "a matrix": ("matrix", tuple(tuple(_product(r, c) for c in (1, 2)) for r in (1, 2))),
    "a product of entries": ("hadamard", *(("apply", "sigmoid'", f"Z{k}") for k in range(1, 8))),
    "a long last term": (
        "add",
        1,
        ("apply", "log", ("add", *(("entry", "X", "i", k) for k in range(1, 15)))),
    ),
    "means in a matrix": (
        "matrix",
        tuple(
            tuple(
                (
                    "mul",
                    ("div", 1, "N"),
                    ("apply", "log", ("add", *(("entry", "X", k, c) for k in (1, 2, 3)))),
                )
                for c in (1, 2)
            )
            for _ in (1, 2)
        ),
    ),
    "a factor": ("mul", ("div", 1, "N"), ("add", *(("entry", "X", "i", k) for k in range(1, 15)))),
}


def bare(tex: str) -> str:
    """A formula without what breaks it, and without how tall its brackets are."""
    breaks = r"\\begin\{aligned\}|\\end\{aligned\}|\\\\(?:\[6pt\])?|&|\\quad|\\left|\\right|\\displaystyle"
    return re.sub(rf"{breaks}|\\vphantom\{{.*?\|\}}|\s", "", tex)


@pytest.mark.parametrize("term", LONG.values(), ids=LONG)
def test_a_long_formula_fits_and_loses_nothing(term: Term) -> None:
    assert NOTATION.width(term) > ROOM
    made = NOTATION.latex(term, ROOM)
    assert r"\begin{aligned}" in made
    assert bare(made) == bare(NOTATION.latex(term))
    assert width(broken(NOTATION._layout.lay(term), ROOM)) <= ROOM


@pytest.mark.parametrize("term", LONG.values(), ids=LONG)
@pytest.mark.parametrize("left", ["L", ("add", *(f"W{k}" for k in range(1, 9)))], ids=["short", "long"])
def test_a_long_relation_goes_on_below(term: Term, left: Term) -> None:
    relation = ("eq", left, term)
    (row,) = NOTATION.lines([relation], ROOM)
    assert bool(row.left) == (left == "L")  # a long left side has a line of its own
    assert bare("".join(row)) == bare(NOTATION.latex(relation))
    assert r" \\ &" in row.right or r"\begin{aligned}" in row.right


def test_what_fits_is_left_alone() -> None:
    for term in LONG.values():
        assert NOTATION.latex(term, 10_000) == NOTATION.latex(term)


def test_a_line_that_begins_with_a_relation_stands_under_the_first() -> None:
    chain = ("lt", 0, *(LONG["a sum"],) * 2)
    made = NOTATION.latex(chain, ROOM)
    assert r"\\ &<" in made and r"\\ &\quad +" in made
    assert INDENT == 10  # of a \quad at ten points
