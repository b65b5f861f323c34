r"""Finding the mathematics: of nasty documents every `m_{k}`, in order and in its place, and no `no`."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from derive.errors import DeriveError
from derive.reading.definitions import macros_from_table, macros_in
from derive.reading.document import FORMATS, Document, decode, load_document, read_document
from derive.reading.page import Formula

HERE = Path(__file__).parent / "documents"
NESTED = "\\begin{align}a\\begin{align}b\\end{align}c\\end{align}"
NASTY = ["nasty.md", "nasty.tex", "nasty.rst", "nasty.html", "nasty.ipynb"]


def _numbers(document: Document) -> list[int]:
    return [int(n) for formula in document.formulas for n in re.findall(r"m_\{(\d+)\}", formula.latex)]


@pytest.mark.parametrize("name", NASTY)
def test_every_formula_is_found_once_and_in_order(name: str) -> None:
    document = load_document(HERE / name)
    raw = "".join(page.text for page in document.pages)
    assert _numbers(document) == list(range(1, 1 + len(set(re.findall(r"m_\{(\d+)\}", raw)))))
    assert len(document.formulas) == len(_numbers(document))


@pytest.mark.parametrize("name", NASTY)
def test_nothing_else_is_found(name: str) -> None:
    for formula in load_document(HERE / name).formulas:
        assert "no" not in re.sub(r"%.*", "", formula.latex)


@pytest.mark.parametrize("name", NASTY)
def test_every_character_has_its_place(name: str) -> None:
    for formula in load_document(HERE / name).formulas:
        lines = formula.page.text.split("\n")
        for at, character in enumerate(formula.latex):
            line, column = formula.place(at)
            there = (lines[line - 1] + "\n")[column - 1]
            assert there == character or there == "&", (formula, at)


def _formula(name: str, number: int) -> Formula:
    return next(f for f in load_document(HERE / name).formulas if f"m_{{{number}}}" in f.latex)


@pytest.mark.parametrize(
    ("name", "number", "place", "delimiter"),
    [
        ("nasty.md", 1, (6, 19), "$"),
        ("nasty.md", 14, (15, 1), "$$"),
        ("nasty.md", 15, (22, 3), "$$"),
        ("nasty.md", 20, (38, 1), "```math"),
        ("nasty.md", 24, (56, 63), "\\\\("),
        ("nasty.md", 28, (59, 1), "align*"),
        ("nasty.tex", 4, (8, 4), "\\["),
        ("nasty.tex", 11, (2, 7), "\\("),
        ("nasty.rst", 4, (11, 4), ".. math::"),
        ("nasty.ipynb", 3, (5, 1), "align"),
    ],
)
def test_places(name: str, number: int, place: tuple[int, int], delimiter: str) -> None:
    formula = _formula(name, number)
    assert (formula.place(), formula.delimiter) == (place, delimiter)


def test_a_formula_in_a_quotation_is_whole() -> None:
    formula = _formula("nasty.md", 15)
    assert ">" not in formula.latex
    assert formula.place(formula.latex.index(r"2 \end")) == (23, 3)


def test_pages_say_where_they_are() -> None:
    assert _formula("nasty.ipynb", 3).page.where.endswith("nasty.ipynb[cell 4]")
    assert _formula("nasty.tex", 10).page.where.endswith("part.tex")


def test_directives() -> None:
    said = [d.text for name in NASTY for d in load_document(HERE / name).directives]
    assert said == ["shapes X=(N,d) W1=(d,h)", "off", "shapes X=(N,d)"]


def test_macros_of_a_document_and_its_package() -> None:
    assert set(load_document(HERE / "nasty.tex").macros) == {"grad", "no", "mat", "softmax", "ve"}


def test_markdown_it_agrees_on_what_is_code() -> None:
    text = (HERE / "nasty.md").read_text("utf-8")
    body = text.split("---\n", 2)[2]
    shift = text.count("\n", 0, len(text) - len(body))
    code = [
        t
        for t in MarkdownIt("commonmark").parse(body)
        if t.type in ("fence", "code_block") and t.info != "math"
    ]
    assert len(code) == 3
    for token in code:
        assert token.map is not None
        first, last = (line + shift + 1 for line in token.map)
        assert not [
            f.latex for f in load_document(HERE / "nasty.md").formulas if first <= f.place()[0] < last
        ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("costs $5 and $10", []),
        ("$5-$10 or $3k$", ["3k"]),
        ("from $100 to $x$ and $y$", ["x", "y"]),
        ("$x$ and $5", ["x"]),
        ("a$b$c", []),
        ("$x = 3$, $n$th", ["x = 3", "n"]),
        ("$a\n\nb$", []),
        ("$ \\alpha $ $ Y $ $Z = A $", ["\\alpha", "Y", "Z = A"]),
        ("\\\\[a = b\\\\]", ["a = b"]),
        ("$$a$$$$b$$", ["a", "b"]),
        ("$$a $b$", ["b"]),
        (NESTED, [NESTED]),
        ("\\begin{align}a", []),
        ("`$a$` $b$ ``$c$``", ["b"]),
        ("<span title='$a$'>$b$</span>", ["b"]),
        ("x < y and $a$ > b", ["a"]),
        ("\ufeff---\r\na: $b$\r\n---\r\n$c$\r\n", ["c"]),
        ("$a$\r\n$$\r\nb\r\n$$", ["a", "b"]),
    ],
)  # fmt: skip
def test_marks_in_markdown(text: str, found: list[str]) -> None:
    assert [formula.latex for formula in read_document(text).formulas] == found


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".png", ""])
def test_a_format_that_cannot_be_read(suffix: str) -> None:
    with pytest.raises(DeriveError, match="cannot read"):
        read_document("", suffix)


@pytest.mark.parametrize("text", ["{", "[]", '{"cells": 3}', "[" * 100_000])
def test_what_is_no_notebook(text: str) -> None:
    with pytest.raises(DeriveError, match="no notebook"):
        read_document(text, ".ipynb")


def test_bytes() -> None:
    assert decode("\ufeffa$é$\r\n".encode()) == "a$é$\r\n"
    assert "\ufffd" in decode(b"a \xff b")
    assert decode("$x$".encode("utf-16")) == "$x$"
    with pytest.raises(DeriveError, match="binary"):
        decode(b"PNG\0\0")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(DeriveError, match=r"none\.md"):
        load_document(tmp_path / "none.md")


def test_inputs_stay_inside_the_folder(tmp_path: Path) -> None:
    (tmp_path / "outside.tex").write_text("$secret$", "utf-8")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "main.tex").write_text(r"\input{../outside} \input{link} \input{main} $x$", "utf-8")
    (tmp_path / "in" / "link.tex").symlink_to(tmp_path / "outside.tex")
    assert [f.latex for f in load_document(tmp_path / "in" / "main.tex").formulas] == ["x"]


def test_a_table_of_macros() -> None:
    table = macros_from_table('{"macros": {"RR": "\\\\mathbb{R}", "d": ["#1 x", 1, "y"]}}')
    assert (table["RR"].arity, table["d"].default) == (0, "y")
    for wrong in ("[1]", "{", '{"a": 3}'):
        with pytest.raises(DeriveError):
            macros_from_table(wrong)


def test_definitions_in_many_forms() -> None:
    found = macros_in(
        r"\newcommand\a{x}\newcommand*{\b}[2][o]{#1#2}\def\c#1#2{#1}\DeclareMathOperator*{\d}{arg\,max}"
        r"\let\e=\alpha\def\f"
    )
    assert {name: macro.arity for name, macro in found.items()} == {"a": 0, "b": 2, "c": 2, "d": 0, "e": 0}
    assert (found["b"].default, found["e"].body) == ("o", r"\alpha")


def test_what_is_provided_is_a_definition_where_there_is_none() -> None:
    found = macros_in(
        r"\newcommand{\a}{x}\providecommand{\a}{y}\providecommand{\fit}[1]{#1}"
        r"\providecommand{\mathbb}[1]{\mathbf{#1}}"
    )
    assert {name: macro.body for name, macro in found.items()} == {"a": "x", "fit": "#1"}
    assert len(read_document(r"\providecommand{\fit}[1]{$#1$} $x$", ".tex").formulas) == 1


@pytest.mark.parametrize(
    "piece",
    ["$", "$$", "$$ ", "\\(", "\\\\[", "`", "``` ", "``\n", "\\begin{align}", "<a ", "<!--", "<pre>", "{{<a ",
     "{%a ", "{{", "$x$ ", "> $$\n", "&lt;", "\\def\\a{", "\\newcommand{\\a}{", "\\input{x}", ".. math::\n",
     ":math:`", "::\n", "$` ", "$\\", "{{< math >}}", "\n    a"],
)  # fmt: skip
@pytest.mark.parametrize("suffix", [".md", ".tex", ".rst", ".html"])
def test_a_large_document_takes_linear_time(piece: str, suffix: str) -> None:
    text = piece * (150_000 // len(piece))
    start = time.process_time()
    read_document(text, suffix)
    assert time.process_time() - start < 5


MARKS = (HERE / "marks.txt").read_text("utf-8").rstrip("\n").replace("NEWLINE", "\n").split("·")


@settings(max_examples=300)
@given(
    st.lists(st.sampled_from(MARKS), max_size=30).map("".join) | st.text(max_size=80),
    st.sampled_from(sorted(FORMATS)),
)
def test_any_text_is_scanned(text: str, suffix: str) -> None:
    try:
        document = read_document(text, suffix)
    except DeriveError:
        assert suffix == ".ipynb"
        return
    for formula in document.formulas:
        assert formula.latex.strip() == formula.latex != ""
        assert formula.offset(0) < len(text)
        assert formula.place(len(formula.latex) - 1)[0] <= text.count("\n") + 1
