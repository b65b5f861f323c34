"""Documents for the engines: networks, styles, languages, and the formulas that a document's format wrote."""

import re
from dataclasses import replace
from functools import cache

import pytest

from derive.api import Derivation, Network
from derive.expression import Term
from derive.render import labels, render
from derive.render.formats import Format, read_format
from derive.render.typeset import Typesetter
from tests.engines.processes import Found
from tests.oracles.networks import NETWORKS

Case = tuple[str, str, str]  # network, style, language
STYLES = ("seed", "ng", "nielsen", "cs231n")
# a style and a language each, and every kind of layer that brings signs of its own
CASES: tuple[Case, ...] = (
    ("seed", "seed", "en"),
    ("seed", "seed", "ko"),
    ("batch norm", "ng", "en"),
    ("relu and softmax", "nielsen", "ko"),
    ("hidden softmax", "cs231n", "en"),
)

# one in every run, the others where the long tests run
samples = pytest.mark.parametrize(
    "cases",
    [pytest.param(CASES[:1], id="seed"), pytest.param(CASES[1:], id="others", marks=pytest.mark.sweep)],
)


@cache
def derived(network: str, style: str) -> Derivation:
    """One of the networks of the oracles, derived in a style."""
    return Network.from_spec(NETWORKS[network], network, [style]).derive()


@cache
def document(case: Case, format: str, stem: str = "net", only: str = "") -> str:
    """The document of a case in a format; that its lines hold is asked elsewhere."""
    network, style, language = case
    found = derived(network, style)
    words = replace(found.notation, words=labels(language))
    return render(
        found.record, (), format=format, notation=words, language=language, stem=stem, only=only or None
    )


@cache
def setter(case: Case, format: str) -> Typesetter:
    """What writes the formulas of a case in a format."""
    return Typesetter(read_format(format), derived(case[0], case[1]).notation)


def pieces(case: Case) -> list[Term]:
    """Every displayed line and every symbol of a case, each once."""
    record = derived(case[0], case[1]).record
    return list(dict.fromkeys([*record.shapes, *(line.expression for _, line in record.walk())]))


def written(format: Format, text: str) -> list[Found]:
    """The formulas of a document in Markdown, in their order, by what its format puts around them."""
    (before, after), (opening, closing) = (
        tuple(map(re.escape, pair)) for pair in (format.display, format.inline)
    )
    pattern = rf"^{before}\n(.*?)\n{after}|(?<![\\$`]){opening}([^$\n]+?){closing}(?!\$)"
    found = re.finditer(pattern, text, re.DOTALL | re.MULTILINE)
    return [Found(one[1] or one[2], one[1] is not None) for one in found]
