"""Every Markdown format through its converters: what reaches the engine are the derivation's formulas."""

from functools import cache
from pathlib import Path

import pytest

from derive.expression import Term
from derive.render.formats import read_format
from derive.render.inert import inert
from derive.render.typeset import Typesetter
from tests.engines.canonical import canonical
from tests.engines.converters import CONVERTERS
from tests.engines.documents import CASES, Case, derived, document, pieces, samples, setter, written
from tests.engines.processes import Found

THROUGH = [
    pytest.param(name, format, marks=pytest.mark.rendering(*converter.programs), id=f"{format}, {name}")
    for name, converter in CONVERTERS.items()
    for format in converter.formats
]
through = pytest.mark.parametrize(("name", "format"), THROUGH)


def converted(name: str, folder: Path, texts: list[str]) -> list[list[Found]]:
    """What reaches the engine of each page."""
    converter = CONVERTERS[name]
    pages = converter.formulas(converter.convert(folder, texts))
    assert len(pages) == len(texts)
    return [[Found(one.tex.strip(), one.display) for one in page] for page in pages]


# whole documents


@through
@samples
def test_the_exact_tex_of_a_document_reaches_the_engine(
    name: str, format: str, cases: tuple[Case, ...], tmp_path: Path
) -> None:
    texts = [document(case, format) for case in cases]
    for case, text, found in zip(cases, texts, converted(name, tmp_path, texts), strict=True):
        wanted = written(read_format(format), text)
        assert len(wanted) > 150
        assert found == wanted, case
        assert_every_line_is_there(case, found)


def assert_every_line_is_there(case: Case, found: list[Found]) -> None:
    """Each line of the derivation, printed without any rewriting, is on the page."""
    page = "\n".join(f" {canonical(one.tex)} " for one in found)
    plain = setter(case, "tex")
    for place, line in derived(case[0], case[1]).record.walk():
        (row,) = plain.rows([line.expression])
        wanted = canonical(f"{row.relation} {row.right}")
        assert f" {wanted} " in page, f"{case}, {place}: {wanted}"


# one formula in each of four places


@cache
def pages_with_places(case: Case, format: str) -> dict[str, tuple[str, list[Found]]]:
    """For each place a page that has every formula in it, and what has to reach the engine."""
    writes, notation = setter(case, format), derived(case[0], case[1]).notation
    plain = [canonical(notation.latex(writes.short(term))) for term in pieces(case)]
    inline = [writes.inline(term) for term in pieces(case)]
    head = "| a | b |\n|---|---|\n"
    return {
        "in line": ("\n\n".join(f"*The* {one} of it_, *so*." for one in inline), in_line(plain)),
        "block": (
            "\n\n".join(f"before\n\n{display(writes, one)}\n\nafter" for one in pieces(case)),
            [Found(one, True) for one in plain],
        ),
        "cell": (head + "\n".join(f"| {one} | x |" for one in inline), in_line(plain)),
        "list": ("- first\n" + "\n".join(f"- {one} two\n  1. {one}" for one in inline), in_line(plain, 2)),
    }


def in_line(plain: list[str], times: int = 1) -> list[Found]:
    """Each formula in a line of text, so many times."""
    return [Found(one, False) for one in plain for _ in range(times)]


def display(writes: Typesetter, term: Term) -> str:
    """A formula on lines of its own."""
    before, after = writes.format.display
    tex = writes.rows([term])[0].whole if isinstance(term, tuple) else writes.inline(term)
    opening, closing = writes.format.inline
    return f"{before}\n{tex.removeprefix(opening).removesuffix(closing)}\n{after}"


@pytest.mark.sweep
@through
def test_a_formula_survives_in_line_in_a_block_in_a_cell_and_in_a_list(
    name: str, format: str, tmp_path: Path
) -> None:
    made = [(case, place, *page) for case in CASES for place, page in pages_with_places(case, format).items()]
    for (case, place, _, wanted), found in zip(
        made, converted(name, tmp_path, [text for _, _, text, _ in made]), strict=True
    ):
        assert [Found(canonical(one.tex), one.display) for one in found] == wanted, (case, place)


# a converter that is given TeX as it is breaks it, and that is seen

CELL = "| a | b |\n|---|---|\n| %s | x |"
ROWS, BRACES, STARS = r"\begin{pmatrix} a \\ b \end{pmatrix}", r"\{a\}", "a_{i}*b_{j}*"
BROKEN = {
    "kramdown": ("$%s$", [ROWS, BRACES, STARS]),
    "Jekyll": ("$%s$", [ROWS, BRACES, STARS]),
    "cmark-gfm": (CELL.replace("%s", "$`%s`$"), ["|x|"]),
    "cmark-gfm and MathJax": ("$%s$", [ROWS, BRACES, STARS]),
    "markdown-it": (CELL.replace("%s", "$%s$"), ["|x|"]),
    "pandoc": ("$ %s $", ["a"]),
    "Hugo": (CELL.replace("%s", "$%s$"), ["|x|"]),
    "goldmark": ("$%s$", [ROWS, BRACES, STARS]),
    "python-markdown": (CELL.replace("%s", "$%s$"), ["|x|"]),
}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.rendering(*converter.programs))
        for name, converter in CONVERTERS.items()
    ],
)
def test_a_formula_that_a_converter_breaks_is_seen(name: str, tmp_path: Path) -> None:
    place, formulas = BROKEN[name]
    found = converted(name, tmp_path, [place.replace("%s", one) for one in formulas])
    for formula, page in zip(formulas, found, strict=True):
        assert [canonical(one.tex) for one in page] != [canonical(formula)]


@pytest.mark.rendering(*CONVERTERS["Jekyll"].programs)
def test_what_liquid_takes_for_its_own_is_seen(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="Liquid"):
        converted("Jekyll", tmp_path, ["$a_{%b}$"])
    assert converted("Jekyll", tmp_path, [f"${inert('{{a}_b}_c')}$"]) == [[Found("{ {a}_ b}_ c", False)]]


# without its rewriting, each of these comes to the engine of one page or another changed, or not at all
NEEDED = {
    r"\\": ROWS,
    r"\{": BRACES,
    r"\|": r"\|a\|",
    r"\,": r"a\,b",
    r"\;": r"a\;b",
    r"\:": r"a\:b",
    r"\!": r"a\!b",
    "|": "|a|",
    "*": "a*b*c",
    "_": "{x}_{i} {y}_{j}",
    "](": "[a](b)",
    "...": "a...b",
    "--": "a--b",
    "'": "f'(x)",
    "~": "~~a~~b",
    "<": "a<b>c</b>",
}


@pytest.mark.rendering("cmark-gfm", *CONVERTERS["kramdown"].programs)
def test_every_rule_of_the_inert_form_is_needed(tmp_path: Path) -> None:
    pages = [CELL.replace("%s", f"${one}$") for tex in NEEDED.values() for one in (tex, inert(tex).strip())]
    found = [converted(name, tmp_path, pages) for name in ("kramdown", "cmark-gfm and MathJax")]
    for k, (rule, tex) in enumerate(NEEDED.items()):
        raw, kept = ([[canonical(one.tex) for one in pages[2 * k + i]] for pages in found] for i in (0, 1))
        assert raw != [[canonical(tex)]] * 2, rule
        assert kept == [[canonical(tex)]] * 2, rule
