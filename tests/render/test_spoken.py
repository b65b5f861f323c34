"""Formulas read aloud: every displayed one, in words that say which part belongs to which."""

import re
from html import unescape

import pytest

from derive.render import languages
from derive.render.spoken import Spoken
from derive.render.words import catalogue
from tests.oracles.networks import NETWORKS, derivation
from tests.render.documents import made, text

A, B, C = "A1", "B1", "C1"


def read(term: object) -> str:
    return Spoken(catalogue("en")).read(term)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("term", "words"),
    [
        ("dW1", "derivative of L by W 1"),
        ("W1_new", "new W 1"),
        (("entry", "dW1", "i", 2), "derivative of L by w 1 sub i 2"),
        (("entry", ("matmul", "X", "Y"), "i", "j"), "open bracket X matrix times Y close bracket sub i j"),
        ("Z_lp1", "Z l plus 1"),
        (("add", A, ("neg", B)), "A 1 minus B 1"),
        (("transpose", ("add", A, B)), "open bracket A 1 plus B 1 close bracket transposed"),
        (
            ("matmul", A, ("hadamard", B, C)),
            "A 1 matrix times open bracket B 1 elementwise times C 1 close bracket",
        ),
        (("hadamard", ("add", A, B), C), "open bracket A 1 plus B 1 close bracket elementwise times C 1"),
        (("apply", "log", ("add", 1, ("neg", "z"))), "log of open bracket 1 minus z close bracket"),
        (("apply", "sigmoid'", "Z1"), "sigmoid prime of Z 1"),
        (("div", 1, ("apply", "exp", "z")), "1 over exponential of z"),
        (("div", 1, ("add", 1, "z")), "1 over open bracket 1 plus z close bracket"),
    ],
)  # fmt: skip
def test_brackets_are_read_where_they_matter(term: object, words: str) -> None:
    assert read(term) == words


def test_a_chain_is_read_in_order() -> None:
    left, rest = Spoken(catalogue("en")).sides(("lt", 0, "z", 1))
    assert (left, rest) == ("0", "is less than z is less than 1")


@pytest.mark.parametrize("language", languages())
def test_every_displayed_formula_can_be_heard(language: str) -> None:
    """In HTML each displayed `<math>` has its words, and they are no TeX."""
    document = text("html", language=language)
    displayed = re.findall(r'<math\b([^>]*) display="block"', document)
    words = (re.search(r'(?:alttext|aria-label)="([^"]+)"', one) for one in displayed)
    heard = [unescape(said[1]) for said in words if said]
    assert len(heard) == len(displayed) >= len(made().verdicts)
    assert not re.search(r"[\\$^{}<>]", "".join(heard))


@pytest.mark.parametrize("name", NETWORKS)
def test_every_line_of_every_network_can_be_read(name: str) -> None:
    for language in languages():
        spoken = Spoken(catalogue(language))
        for _, line in derivation(name).walk():
            assert all(spoken.sides(line.expression))
