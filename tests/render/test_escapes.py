"""Text from outside stays text in every format."""

import re
from html.parser import HTMLParser

import pytest

from derive.render.escapes import html, latex, markdown
from tests.render.documents import NASTY, made


class Shown(HTMLParser):
    """What a page shows, and its tags."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.shown, self.tags = "", []  # type: ignore[var-annotated]
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.shown += data


def test_html() -> None:
    document = made().titled(NASTY).text("html")
    assert document.count("<script>") == 1  # our own
    assert f"<h1>{html(NASTY)}</h1>" in document
    assert NASTY in Shown(document).shown


def test_latex() -> None:
    document = made().titled(NASTY).text("tex")
    assert r"\input{" not in document
    assert r"\textbackslash{}input\{/etc/passwd\}" in document
    assert r"\$x\_1\$ \& 100\% \#1 \textasciitilde{} \textasciicircum{}" in document


def test_markdown() -> None:
    markdown_it = pytest.importorskip("markdown_it", reason="needs markdown-it-py, of the extra test")
    document = made().titled(NASTY).text("md")
    first = document.splitlines()[0]
    assert "<script" not in document and "{{" not in first and "{%" not in first
    shown = Shown(markdown_it.MarkdownIt("commonmark", {"html": True}).enable("table").render(first))
    assert shown.shown.strip() == NASTY
    assert set(shown.tags) == {"h1", "span"}


@pytest.mark.parametrize("escape", [html, latex, markdown])
def test_control_characters_are_dropped(escape: object) -> None:
    assert "\x07" not in escape("a\x07b\x1b[0m")  # type: ignore[operator]


def test_no_formula_finder_sees_a_pair_of_dollars() -> None:
    assert not re.search(r"\$[^<]*\$", markdown("from $1 to $2"))
