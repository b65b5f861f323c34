"""The printer's law: what it prints, the reader reads back. And every style compiles."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from derive.expression import Term, strip
from derive.notation import STYLES, Notation, Style
from derive.reading.normal import normal
from derive.reading.reader import Reader

from .terms import SHAPES, SIZES, relations
from .test_latex import TABLE

WORDS = {"upstream": "upstream gradient", "local": "local gradient"}
AWKWARD = {"W": r"\Theta", "A": "h", "A2": r"\hat{Y}", "L": r"\mathcal{L}", "N": "m", "b": "b^*", "Z": "a_h"}
CASES = {
    **{name: (style, {}) for name, style in STYLES.items()},
    **{f"{name}, awkward": (style, AWKWARD) for name, style in STYLES.items()},
    "nabla": (Style(gradient="nabla", layer="(l)", transpose="prime", hadamard="circ"), {}),
    "nabla, awkward": (Style(gradient="nabla", layer="(l)", transpose="prime", hadamard="circ"), AWKWARD),
    "delta below": (Style(gradient="delta", layer="_l", lowercase=False), {}),
    "d above": (Style(gradient="d", layer="^l", transpose="prime"), {}),
}


def pair(style: Style, symbols: dict[str, str]) -> tuple[Notation, Reader]:
    back = {word: key for key, word in WORDS.items()}
    return Notation(style, symbols, SHAPES, SIZES, WORDS), Reader(SHAPES, SIZES, style, symbols, words=back)


def same_axis(term: Term, style: Style) -> Term:
    """A softmax along the samples' own axis, the one that is printed without a mark."""
    if not isinstance(term, tuple):
        return term
    if term[0] in ("softmax", "logsoftmax"):
        return (term[0], same_axis(term[1], style), 1 if style.samples == "rows" else 0)
    return tuple(same_axis(part, style) for part in term)


@pytest.mark.parametrize("case", CASES)
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_random_lines(case: str, data: st.DataObject) -> None:
    style, symbols = CASES[case]
    notation, reader = pair(style, symbols)
    term = same_axis(data.draw(relations()), style)
    latex = notation.latex(term)
    assert normal(strip(reader.read(latex))) == normal(strip(term)), latex


@pytest.mark.rendering("pdflatex")
@pytest.mark.parametrize("case", CASES)
def test_compiles(case: str, tmp_path: Path) -> None:
    style, symbols = CASES[case]
    notation = Notation(style, symbols, SHAPES, SIZES, WORDS)
    formulas = [rf"\[ {notation.latex(term)} \]" for term, _ in TABLE]
    formulas.append(rf"\[ {notation.aligned([term for term, _ in TABLE if _is_equation(term)])} \]")
    text = r"\documentclass{article}\usepackage[T1]{fontenc}\usepackage{amsmath,amssymb}\begin{document}"
    (tmp_path / "page.tex").write_text(text + "\n".join(formulas) + r"\end{document}", encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "page.tex"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, errors="replace")
    assert run.returncode == 0, run.stdout[-2000:]
    assert "Missing character" not in run.stdout


def _is_equation(term: Term) -> bool:
    return isinstance(term, tuple) and term[0] in ("eq", "define", "approx", "shape", "update")
