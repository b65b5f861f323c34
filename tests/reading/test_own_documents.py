"""What the project publishes, found and read back: every formula, and every relation is a line of its own."""

from functools import cache

import pytest

from derive.api import Derivation, Network
from derive.expression import RELATIONS, Term, strip
from derive.notation import elide
from derive.reading import Reader, normal
from derive.reading.document import read_document


@cache
def _derivation(style: str) -> Derivation:
    return Network.seed([style]).derive()


def _lines(derivation: Derivation) -> set[Term]:
    """Every line and every assumption, as the page shows them."""
    record = derivation.record
    said = [line.expression for _, line in record.walk()]
    said += [assumption for step in record.steps for assumption in step.assumptions]
    said += [
        assumption for step in record.steps for inner in step.substeps for assumption in inner.assumptions
    ]
    return {normal(strip(shown)) for term in said for shown in (term, elide(term))}


@pytest.mark.parametrize(
    ("style", "suffix"), [("seed", "md"), ("seed", "tex"), ("ng", "md"), ("nielsen", "html")]
)
def test_every_formula_is_read_back(style: str, suffix: str) -> None:
    derivation = _derivation(style)
    reader = Reader.of(derivation.record, derivation.notation.style, derivation.notation.symbols)
    document = read_document(derivation.render(suffix), f".{suffix}")
    read = [term for formula in document.formulas for term in reader.lines(formula.latex, document.macros)]
    relations = [term for term in read if isinstance(term, tuple) and term[0] in RELATIONS]
    assert len(relations) > 150
    assert {normal(strip(term)) for term in relations} <= _lines(derivation)
