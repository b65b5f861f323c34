"""Each format: what its converter would hand on is the TeX that was printed."""

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from derive.notation import Notation
from derive.render import FORMATS
from derive.render.formats import read_format
from derive.render.inert import barless, inert
from tests.oracles.networks import COLUMNS, NETWORKS
from tests.render.documents import NASTY, made, text
from tests.render.test_latex import TROUBLE, compiled

MARKDOWN = ("md", "github", "jekyll", "hugo", "mkdocs", "quarto", "ipynb")
NAMES = ("seed", "relu and softmax")


def test_all_formats_are_there() -> None:
    assert {*MARKDOWN, "tex", "fragment", "html", "plain"} == set(FORMATS)


@pytest.mark.parametrize("name", [*NAMES, "seed" + COLUMNS, "batch norm"])
@pytest.mark.parametrize("format", FORMATS)
def test_every_format_renders(format: str, name: str) -> None:
    for options in ({}, {"detail": "brief"}, {"only": "dW1"}):
        document = text(format, name, **options)
        assert len(document) > 150
        assert "<<" not in document and "<%" not in document
        assert "None" not in document


def displays(format: str, document: str) -> list[str]:
    before, after = read_format(format).display
    return re.findall(rf"^{re.escape(before)}\n(.*?)\n{re.escape(after)}", document, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("format", MARKDOWN)
def test_displays_have_no_blank_line_and_none_beside(format: str) -> None:
    document = text(format)
    found = displays(format, document)
    assert len(found) > 100
    for display in found:
        assert "\n" not in display and display == display.strip()
        before = document[: document.index(f"\n{display}\n")].splitlines()
        assert before[-2] == ""


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("format", MARKDOWN)
def test_inline_formulas_are_not_padded(format: str, name: str) -> None:
    document = text(format, name)
    for display in displays(format, document):
        document = document.replace(display, "")
    before, after = (re.escape(side) for side in read_format(format).inline)
    found = re.findall(rf"(?<![\w$]){before}([^$\n]+?){after}", document)
    assert len(found) > 100
    for formula in found:
        assert formula == formula.strip()
        assert "|" not in formula


def test_barless_and_inert_keep_text_alone() -> None:
    assert barless(r"\text{a|b} \\ |x|") == r"\text{a|b} \\ \vert x\vert "
    assert "|" not in inert(r"|x| \|y\|")


@pytest.fixture(scope="module")
def commonmark() -> Any:
    module = pytest.importorskip("markdown_it", reason="needs markdown-it-py, of the extra test")
    return module.MarkdownIt("commonmark", {"html": True}).enable("table")


PLACES = {
    "inline": "The gradient $%s$ and *more* of it_.",
    "block": "before\n\n$$\n%s\n$$\n\nafter",
    "cell": "| a | b |\n|---|---|\n| $%s$ | x |",
    "list": "- one\n- $%s$ two\n  1. $%s$",
    "heading": "## 1 $%s$: the title",
}


def terms(name: str) -> list[str]:
    found = made(name)
    return [found.notation.latex(line.expression) for _, line in found.derivation.walk()]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", NAMES)
def test_the_inert_form_survives_everywhere(commonmark: Any, name: str, place: str) -> None:
    for tex in terms(name):
        formula = inert(tex).strip()
        source = PLACES[place].replace("%s", formula)
        page = unescape(commonmark.render(source))
        assert page.count(formula) == source.count(formula), formula
        assert "<em>" not in page.replace("<em>more</em>", "")


@pytest.mark.parametrize("place", ["inline", "cell", "list", "block"])
def test_github_formulas_survive_in_code(commonmark: Any, place: str) -> None:
    template = PLACES[place].replace("$$\n%s\n$$", "```math\n%s\n```").replace("$%s$", "$`%s`$")
    for tex in terms("seed"):
        formula = barless(tex).strip()
        page = unescape(commonmark.render(template.replace("%s", formula)))
        wanted = formula + "\n</code>" if place == "block" else f"$<code>{formula}</code>$"
        assert wanted in page, formula


@pytest.mark.parametrize("format", ["jekyll", "hugo", "quarto"])
def test_a_title_stays_a_title(format: str) -> None:
    head, line, *_ = made().titled(NASTY + ' "quoted": yes').text(format, only="dX").splitlines()
    assert head == "---"
    assert json.loads(line.removeprefix("title: ")) == NASTY + ' "quoted": yes'


def test_jekyll_has_call_outs_and_quarto_labels() -> None:
    jekyll, quarto = text("jekyll"), text("quarto")
    assert "\n{: .notice--info}\n" in jekyll and "use_math: true" in jekyll
    assert "{{" not in jekyll.replace("{ {", "") and "{%" not in jekyll
    labels = re.findall(r"\{#(eq-[^}]+)\}", quarto)
    assert len(labels) == len(set(labels)) > 100
    assert set(re.findall(r"@(eq-[\w-]+)", quarto)) <= set(labels)
    assert quarto.count("\n::: {") == quarto.count("\n:::\n")
    assert r"\tag" not in quarto


def test_plain_is_text_without_tex() -> None:
    document = text("plain")
    assert "∂L/∂W1 = Xᵀ ∂L/∂Z1" in document or "∂L/∂W1 = Xᵀ dZ1" in document
    assert not re.search(r"[\\$]", document)


# fragment


@pytest.mark.parametrize("name", NETWORKS)
def test_fragment_labels_carry_the_stem_and_are_there_once(name: str) -> None:
    document = text("fragment", name, stem="my net")
    labels = re.findall(r"\\label\{([^}]+)\}", document)
    assert len(labels) == len(set(labels))
    assert "eq:my-net:dW1" in labels
    assert all(label.startswith("eq:my-net:") for label in labels)
    assert set(re.findall(r"\\eqref\{([^}]+)\}", document)) <= set(labels)
    assert not re.search(
        r"\\(documentclass|usepackage\{(?!amsmath\})|checkmark|quiet|fitmath|hyperref)", document
    )


CLASSES = {
    "article": (r"\documentclass{article}\usepackage{amsmath}", "%s"),
    "beamer": (r"\documentclass{beamer}", r"\begin{frame}[allowframebreaks]%s\end{frame}"),
}


@pytest.mark.rendering("pdflatex")
@pytest.mark.parametrize("kind", CLASSES)
def test_two_fragments_compile_together(tmp_path: Path, program: str, kind: str) -> None:
    head, around = CLASSES[kind]
    body = []
    for stem, name in (("one", "seed"), ("two", "relu and softmax"), ("three", "batch norm")):
        # one frame holds no more than TeX's largest length: a gradient, not the whole page
        options = {"only": "dW1"} if kind == "beamer" else {}
        (tmp_path / f"{stem}.tex").write_text(text("fragment", name, stem=stem, **options), "utf-8")
        body.append(around.replace("%s", rf"\input{{{stem}.tex}}"))
    document = "\n".join([head, r"\begin{document}", *body, r"See \eqref{eq:two:dW1}.", r"\end{document}"])
    if kind == "beamer":
        document = document.replace("See", r"\begin{frame}See").replace(r"dW1}.", r"dW1}.\end{frame}")
    pdf, log = compiled(tmp_path, program, document)
    assert [line for line in TROUBLE.findall(log) if not line.startswith("Overfull")] == []
    assert pdf.stat().st_size > 50_000


def test_a_notation_of_its_own_reaches_every_format() -> None:
    found = made()
    notation = Notation.of(found.derivation, symbols={"W": r"\Theta"})
    for format in MARKDOWN:
        assert r"\Theta" in type(found)(found.derivation, found.verdicts, notation).text(format, only="dW1")
