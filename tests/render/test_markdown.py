"""Markdown: formulas in the inert form reach the reader's engine as they were written."""

import re
from html import unescape
from typing import Any

import pytest

from derive.render.inert import inert
from tests.render.documents import text


@pytest.mark.parametrize(
    ("tex", "rewritten"),
    [
        (r"a \\ b", r"a \cr b"),
        (r"\{x\}", r"\lbrace x\rbrace "),
        ("a|b", r"a\vert b"),
        (r"\|x\|", r"\Vert x\Vert "),
        (r"a\,b\;c\:d\!e", r"a\thinspace b\mkern5mu c\mkern4mu d\mkern-3mu e"),
        ("a*b<c>d~e", r"a\ast b\lt c\gt d\ e"),
        ("f'(x)''", r"f^{\prime}(x)^{\prime\prime}"),
        ("a_{12}", "a_ {12}"),
        ("[a](b)", "[a]{}(b)"),
        ("a...b--c", r"a\ldots b- -c"),
        ("{{a}} {%", "{ {a}} { %"),
        (r"\text{a_b * c}", r"\text{a_b * c}"),
        ("a\n b", "a b"),
        (r"\left(a\right)", r"\left(a\right)"),
    ],
)
def test_inert(tex: str, rewritten: str) -> None:
    assert inert(tex) == rewritten


def formulas(document: str) -> list[str]:
    return [a or b for a, b in re.findall(r"\$\$\n(.*?)\n\$\$|(?<!\$)\$([^$\n]+)\$", document, re.DOTALL)]


@pytest.fixture(scope="module")
def markdown_it() -> Any:
    module = pytest.importorskip("markdown_it", reason="needs markdown-it-py, of the extra test")
    return module.MarkdownIt("commonmark", {"html": True}).enable("table")


@pytest.mark.parametrize("name", ["seed", "relu and softmax", "batch norm"])
def test_every_formula_survives(markdown_it: Any, name: str) -> None:
    document = text("md", name)
    page = unescape(re.sub(r"</?(?!math)[a-z][^>]*>", "", markdown_it.render(document)))
    found = formulas(document)
    assert len(found) > 200
    for formula in found:
        assert formula in page, formula


def test_no_emphasis_is_left_open(markdown_it: Any) -> None:
    page = markdown_it.render(text("md"))
    without = re.sub(r"\$.*?\$", "", page, flags=re.DOTALL)
    assert "**" not in without


def test_displays_stand_between_blank_lines_and_on_one_line() -> None:
    lines = text("md").splitlines()
    fences = [k for k, line in enumerate(lines) if line == "$$"]
    assert fences and len(fences) % 2 == 0
    for start, end in zip(fences[::2], fences[1::2], strict=True):
        assert end == start + 2
        assert lines[start - 1] == "" and lines[end + 1] == ""


def test_links_inside_the_page_lead_somewhere() -> None:
    document = text("md", ledger=True)
    anchors = re.findall(r'<a id="([^"]+)"></a>', document)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r"\]\(#([^)]+)\)", document)) <= set(anchors)


def test_each_step_opens_to_how_it_was_checked() -> None:
    document = text("md")
    assert document.count("<details") == document.count("</details>") > 20
    row = r"^\| \(\d+\)[ \d]*\| chain rule \| proved \| Multiplied out and put in order, "
    assert re.search(row, document, re.MULTILINE)
