"""Templates contain no mathematics: with a printer that prints one word, no formula is left on the page."""

import re
from dataclasses import dataclass
from typing import Any

import pytest

from derive.errors import DeriveError
from derive.notation import Aligned
from derive.render import FORMATS, render
from derive.render.places import templates
from tests.render.documents import made

WORD = "SENTINEL"


@dataclass(frozen=True)
class Sentinel:
    """Prints every expression as the same word."""

    real: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def latex(self, term: Any, room: float = 0) -> str:
        return WORD

    def plain(self, term: Any, ascii: bool = False) -> str:
        return WORD

    def mathml(self, term: Any, *args: Any, **options: Any) -> str:
        return f"<math>{WORD}</math>"

    def lines(self, relations: Any, room: float = 0) -> list[Aligned]:
        return [Aligned(WORD, WORD, WORD) for _ in relations]

    def cells(self, relation: Any, room: float = 0) -> Aligned:
        return Aligned(WORD, WORD, WORD)

    def mathml_cells(self, relation: Any, attributes: Any = None, room: float = 0) -> Aligned:
        return Aligned(WORD, WORD, WORD)

    def mathml_lines(self, relations: Any, attributes: Any = None, room: float = 0) -> list[Aligned]:
        return self.lines(relations)


def page(format: str, **options: Any) -> str:
    found = made()
    notation: Any = Sentinel(found.notation)
    return render(found.derivation, found.verdicts, format=format, notation=notation, **options)


SIGNS = re.compile(
    r"[∂∇∑√⊙⊘⊤δσηγβℝ≈≤≥·→←∈]|\\(?:frac|partial|sum|sigma|odot|oslash|top|mathbf|mathbb|delta|eta|nabla|cdot|in|approx|le)\b"
)
LAYOUT = re.compile(
    r"\\(?:begin|end)\{(?:aligned|gathered|array)\}(?:\{@\{\}l+@\{\}\})?|\\boxed|\\displaystyle|\\q?quad|\\cr\b|\\\\(?:\[\w+\])?"
    r"|\\(?:side|text|tag|fitmath)(?=\{)|\\(?:top|mid|bottom)rule|\\rule\{0pt\}\{2\.4em\}|[&{}\s]"
)


@pytest.mark.parametrize("options", [{}, {"detail": "brief"}, {"only": "dZ2"}, {"ledger": True}], ids=str)
@pytest.mark.parametrize("format", FORMATS)
def test_all_mathematics_comes_from_the_notation(format: str, options: dict[str, Any]) -> None:
    document = page(format, **options)
    if format == "html":
        document = re.sub(r"<(style|script)>.*?</\1>|<svg.*?</svg>", "", document, flags=re.DOTALL)
    if format == "tex":
        document = document.split(r"\begin{document}")[1]
    if format == "fragment":  # the sign for the reals of a document without amssymb
        document = "".join(line for line in document.splitlines() if "\\providecommand" not in line)
    assert WORD in document
    found = SIGNS.search(document)
    assert not found, document[max(0, found.start() - 80) : found.end() + 20]


def test_a_formula_holds_nothing_but_what_the_notation_printed() -> None:
    document = page("tex").split(r"\begin{document}")[1]
    inline = set(re.findall(r"\\\((.*?)\\\)", document))
    assert inline <= {WORD}
    for display in re.findall(r"\\fitmath\{(.*?)\}\n\\end\{equation\}", document, re.DOTALL):
        rest = LAYOUT.sub("", re.sub(r"\\side\{.*?\}", "", display).replace(WORD, ""))
        assert rest == "", display
    markdown = page("md")
    for formula in re.findall(r"\$\$(.*?)\$\$|\$([^$\n]+)\$", markdown, re.DOTALL):
        text = re.sub(r"\\text\{.*?\}|\\tag\{\d+\}", "", "".join(formula)).replace(WORD, "")
        assert LAYOUT.sub("", text) == "", formula


def test_numbers_in_the_text_are_numbers_of_sections_layers_and_sizes() -> None:
    """No digit on the page but of a heading, an equation, a size, a count, or evidence."""
    document = re.sub(
        r"<details.*?</details>|\$\$.*?\$\$|\$.*?\$|\[.*?\]\(.*?\)|<a .*?</a>",
        "",
        page("md"),
        flags=re.DOTALL,
    )
    for line in document.splitlines():
        if re.search(r"\d", line) and not line.startswith(("#", "- ", "  - ")):
            assert re.search(r"layer \d|\d.×.\d|other \d", line), line


def test_an_error_in_a_template_names_it(tmp_path: Any, monkeypatch: Any) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / "document.md").write_text("<< page.nothing >>", "utf-8")
    (folder / "format.toml").write_bytes((templates() / "md" / "format.toml").read_bytes())
    monkeypatch.setattr("derive.render.filling.templates", lambda: tmp_path)
    monkeypatch.setattr("derive.render.formats.templates", lambda: tmp_path)
    monkeypatch.setattr("derive.render.formats.FORMATS", (*FORMATS, "bad"))
    with pytest.raises(DeriveError, match="nothing"):
        made().text("bad")
