"""HTML: one file, well formed, that works with the keyboard and without a script."""

import re
import subprocess
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.render.documents import made, text

VOID = {"meta", "br", "link", "img", "input", "hr"}


class Tree(HTMLParser):
    """Fails on tags that do not fit; collects ids, links and buttons."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: set[str] = set()
        self.buttons: list[dict[str, str | None]] = []
        self.feed(document)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        given = dict(attrs)
        self.ids += [given["id"]] if given.get("id") else []  # type: ignore[list-item]
        self.links |= {value[1:] for value in (given.get("href"),) if value and value.startswith("#")}
        if tag == "button":
            self.buttons.append(given)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]} at {self.getpos()}"
        self.open.pop()


@pytest.fixture(scope="module")
def tree() -> Tree:
    return Tree(text("html", ledger=True))


def test_ids_are_unique_and_links_lead_somewhere(tree: Tree) -> None:
    assert len(tree.ids) == len(set(tree.ids))
    assert tree.links <= set(tree.ids)
    assert {"dW1", "dX", "results", "Z1-1"} <= set(tree.ids)


def test_one_file_without_anything_from_outside() -> None:
    assert not re.search(r'(?:src|href)="(?!#)|url\(|@import|https?://', text("html"))


def test_every_formula_is_well_formed_mathml() -> None:
    for formula in set(re.findall(r"<math\b.*?</math>", text("html"), re.DOTALL)):
        ElementTree.fromstring(formula.replace("&nbsp;", " "))


def test_every_line_has_its_tex_a_button_and_a_mark(tree: Tree) -> None:
    rows = len(made().verdicts)
    document = text("html", ledger=True)
    copies = [button for button in tree.buttons if button.get("class", "").startswith("copy")]  # type: ignore[union-attr]
    marks = [button for button in tree.buttons if "mark" in (button.get("class") or "")]
    assert len(copies) == len(marks) == rows
    assert all(button["data-tex"] and button["aria-label"] for button in copies)
    assert {button["popovertarget"] for button in marks} <= set(tree.ids)
    assert document.count('encoding="application/x-tex"') > rows
    assert (
        r"\frac{\partial L}{\partial W^{[2]}} = A^{[1]\top} \frac{\partial L}{\partial Z^{[2]}}" in document
    )


def test_every_symbol_has_something_to_show() -> None:
    document = text("html")
    tips = set(re.findall(r'data-tip="([^"]+)"', document))
    assert set(re.findall(r'data-sym="([^"]+)"', document)) <= tips
    (tip,) = re.findall(r'<div data-tip="dW1">(.*?)</div>', document, re.DOTALL)
    assert "gradient of the loss by" in tip and "2 × 3" in re.sub("\u00a0", " ", tip) and "0.05911" in tip


def test_the_page_says_its_language_and_has_landmarks() -> None:
    document = text("html")
    for wanted in ('<html lang="en">', "<main", "<nav", 'class="skip"', "<h1>", 'name="viewport"'):
        assert wanted in document
    for feature in ("prefers-color-scheme: dark", "@media print", ":focus-visible", "prefers-reduced-motion"):
        assert feature in document


def test_no_line_ends_before_a_comma() -> None:
    """What touches a formula in a line of text is held together with it."""
    document = text("html").split("<main")[1]
    paragraphs = re.findall(r"<p>.*?</p>", document, re.DOTALL)
    loose = [
        p
        for p in paragraphs
        if re.search(r"</math>[,.;:)]", re.sub(r'<span class="together">.*?</span>', "", p))
    ]
    assert loose == [] and any("together" in p for p in paragraphs)


def test_marks_and_buttons_stand_beside_what_scrolls() -> None:
    """Nothing covers a formula that is wider than its box: its tools are not in the box."""
    boxes = re.findall(
        r'<div class="scroll">(<div class="rows">.*?|<span class="w">.*?)\n?</div>', text("html"), re.DOTALL
    )
    assert len(boxes) > 100 and not any("<button" in box for box in boxes)


@pytest.mark.rendering("chromium")
def test_the_script_runs_without_a_word(tmp_path: Path, program: str) -> None:
    """In a browser: no console message; a symbol shows its value when focused."""
    probe = """<script>addEventListener("load", () => {
      const symbol = document.querySelector("#dW2-4 [data-sym=dZ2]");
      symbol.setAttribute("tabindex", "0"); symbol.focus();
      document.title = `${document.activeElement === symbol} ${document.getElementById("tip").textContent}`;
    });</script></body>"""
    (tmp_path / "page.html").write_text(text("html").replace("</body>", probe), "utf-8")
    command = [
        *(program, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
        *(
            "--disable-background-networking",
            "--disable-component-update",
            f"--user-data-dir={tmp_path / 'profile'}",
        ),
        *("--enable-logging=stderr", "--v=0", "--virtual-time-budget=3000", "--dump-dom"),
        (tmp_path / "page.html").as_uri(),
    ]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    (title,) = re.findall(r"<title>(.*?)</title>", run.stdout, re.DOTALL)
    assert title.startswith("true ") and "gradient of the loss" in title and "0.2065" in title
    assert "CONSOLE" not in run.stderr
