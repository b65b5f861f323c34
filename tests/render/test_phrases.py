"""Words filled in without the template engine read as those that it fills in."""

from typing import Any

import pytest

import derive.render.prose as prose
from derive.render.phrases import phrase
from derive.render.words import catalogue, languages
from tests.oracles.networks import COLUMNS
from tests.render.documents import made

FILTERS = {"loud": str.upper, "end": lambda text, mark: text + mark}


def said(source: str, **variables: Any) -> str:
    found = phrase(source, str.lower, FILTERS, str)
    assert found is not None
    return found(variables)


def test_gaps_filters_and_literals() -> None:
    assert said('A << x | loud | end("!") >> B << (2) >> << ("z") >>', x="one") == "a ONE! b 2 z"
    assert said("<< pair[1] >>", pair=["a", "b"]) == "b"


def test_lists() -> None:
    assert said("<< x | join(', ') >>", x=[1, "b"]) == "1, b"
    found = phrase('<< (("neg", 1), 0, (2)) | bare >>', str, {"bare": repr}, str)
    assert found is not None and found({}) == "(('neg', 1), 0, 2)"


def test_a_phrase_is_read_once_and_filled_in_by_each_format() -> None:
    source = "A << x | loud >>"
    loud, quiet = phrase(source, str.upper, FILTERS, str), phrase(source, str.lower, {"loud": str.lower}, str)
    assert loud is not None and quiet is not None
    assert [loud({"x": "y"}), quiet({"x": "Y"}), loud({"x": "y"})] == ["A Y", "a y", "A Y"]
    assert phrase(source, str, {}, str) is None


@pytest.mark.parametrize(
    ("variables", "wanted"),
    [
        ({"x": True, "y": 1}, "one"),
        ({"x": False, "y": 1}, "two"),
        ({"x": False}, "three"),
        ({"x": True}, "three"),
    ],
)
def test_decisions(variables: dict[str, Any], wanted: str) -> None:
    source = "<% if x and y is defined %>one<% elif y is defined %>two<% else %>three<% endif %>"
    assert said(source, **variables) == wanted


def test_decisions_inside_of_decisions() -> None:
    source = "<% if x %>a<% if not y %>b<% endif %>c<% endif %>"
    assert [said(source, x=1, y=0), said(source, x=1, y=1), said(source, x=0, y=0)] == ["abc", "ac", ""]


@pytest.mark.parametrize("source", ["<< x >>", "<% if x %>a<% endif %>"])
def test_what_is_missing_is_named(source: str) -> None:
    with pytest.raises(LookupError, match="'x' is undefined"):
        said(source)


@pytest.mark.parametrize(
    "source",
    ["<< x + 1 >>", "<< x | unknown >>", "<% for a in b %><% endfor %>", "<# remark #>", "<% if x %>",
     "<% if x == 1 %><% endif %>", "<% if x or y %><% endif %>", "<< x[1:] >>",
     "<< (1,) >>", "<< (1 2) | loud >>"],
)  # fmt: skip
def test_what_is_more_is_left_to_the_engine(source: str) -> None:
    assert phrase(source, str, FILTERS, str) is None


def test_most_words_are_phrases() -> None:
    words = catalogue("en")
    filters = dict.fromkeys(("math", "dims", "numbers", "listing", "ref", "capitalize_first"), str)
    left = [key for key in words.keys() if phrase(words[key], str, filters, str) is None]  # noqa: SIM118
    assert len(left) < 15, left


@pytest.mark.parametrize("name", ["seed" + COLUMNS, "batch norm"])
@pytest.mark.parametrize("language", languages())
def test_documents_are_those_of_the_engine(name: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = made(name).text("md", language=language, ledger=True)
    monkeypatch.setattr(prose, "phrase", lambda *_: None)
    assert made(name).text("md", language=language, ledger=True) == quick
