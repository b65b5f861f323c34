"""The catalogue: every rule has its words, every word can be said, and no mathematics is typed in it."""

import re

import pytest

from derive.errors import DeriveError
from derive.render import labels, languages, rules
from derive.render.words import catalogue
from tests.oracles.networks import NETWORKS
from tests.render.documents import made

OPENED = re.compile(r"<<.*?>>|<%.*?%>|<#.*?#>", re.DOTALL)
MATHEMATICS = re.compile(r"[\\$=^_+∂∇∑√⊙⊘⊤δσηγβℝ≈≤≥×·→←]|\d|(?<![’'\w])[b-zB-HJ-Z](?![’'\w])")


@pytest.mark.parametrize("name", NETWORKS)
def test_every_rule_of_every_network_has_its_words(name: str) -> None:
    made(name).text("md", ledger=True)
    made(name).text("md", detail="brief")


@pytest.mark.parametrize("language", languages())
def test_no_mathematics_is_typed_in_the_words(language: str) -> None:
    words = catalogue(language)
    typed = {key: OPENED.sub("", words[key]) for key in words.keys() if not key.endswith(".like")}  # noqa: SIM118
    found = {key: match[0] for key, text in typed.items() if (match := MATHEMATICS.search(text))}
    assert found == {}


@pytest.mark.parametrize("language", languages())
def test_emphasis_is_closed(language: str) -> None:
    words = catalogue(language)
    for key in words.keys():  # noqa: SIM118
        marks = re.findall(r"\*\*?", OPENED.sub("", words[key]))
        assert marks.count("*") % 2 == 0 and marks.count("**") % 2 == 0, key


def test_what_a_table_does_not_say_the_one_it_is_like_says() -> None:
    words = catalogue("en")
    assert words["backward.affine_1.lines.chain"] == words["backward.weights.lines.chain"]
    assert words["backward.affine_1.lines.numbers"] == words["backward.general.lines.numbers"]
    assert words.family("backward.affine_1") == "backward.weights"


def test_missing_words_are_named() -> None:
    with pytest.raises(DeriveError, match=r"words/en\.toml has no words for backward\.nothing\.title"):
        catalogue("en")["backward.nothing.title"]
    with pytest.raises(DeriveError, match="no language 'xx'; there are en"):
        made().text("md", language="xx")


def test_labels_and_rules() -> None:
    assert labels()["upstream"] == "upstream"
    assert rules()["affine_1"] == "weights of a linear map"
    assert not any("<<" in rule for rule in rules().values())
