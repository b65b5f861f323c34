"""LaTeX through the engines: what the log says of whole pages and of fragments, English and Korean."""

import re
from pathlib import Path

import pytest

from derive.api import Depth
from tests.conftest import find_program
from tests.engines.documents import STYLES, Case, document
from tests.render.test_latex import TROUBLE, compiled

# a font that has no bold or italic is warned of, and so is a link into nowhere
WARNING = re.compile(r"^(?:LaTeX|Package|Class)\b.*Warning:.*", re.MULTILINE)
ENGINE = {"en": "pdflatex", "ko": "xelatex"}
korean = pytest.mark.rendering("xelatex", "tex:kotex.sty")
english = pytest.mark.rendering("pdflatex")


def troubles(folder: Path, language: str, text: str) -> list[str]:
    """What the log of enough runs has to say."""
    program = find_program(ENGINE[language])
    assert program
    pdf, log = compiled(folder, program, text)
    assert pdf.is_file(), log[-2000:]
    return [*TROUBLE.findall(log), *WARNING.findall(log)]


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(("seed", "seed", "ko"), marks=korean),
        pytest.param(("relu and softmax", "nielsen", "ko"), marks=[korean, pytest.mark.sweep]),
        pytest.param(("batch norm", "ng", "ko"), marks=[korean, pytest.mark.sweep]),
        *(pytest.param(("seed", style, "en"), marks=[english, pytest.mark.sweep]) for style in STYLES),
        pytest.param(("residuals", "cs231n", "en"), marks=[english, pytest.mark.sweep]),
    ],
    ids=", ".join,
)
def test_the_log_of_a_page_is_silent(case: Case, tmp_path: Path) -> None:
    assert troubles(tmp_path, case[2], document(case, "tex")) == []


@pytest.mark.sweep
@pytest.mark.parametrize("language", [pytest.param("en", marks=english), pytest.param("ko", marks=korean)])
def test_the_log_of_the_depth_document_is_silent(language: str, tmp_path: Path) -> None:
    assert troubles(tmp_path, language, Depth().render("tex", language=language)) == []


# fragments

HEAD = {
    "article": r"\documentclass{article}\usepackage{amsmath}%s\begin{document}",
    "two columns": r"\documentclass[twocolumn]{article}\usepackage{amsmath}%s\sloppy\begin{document}",
    "beamer": r"\documentclass{beamer}%s\begin{document}",
}


@pytest.mark.parametrize(
    "kind",
    ["article", *(pytest.param(kind, marks=pytest.mark.sweep) for kind in ("two columns", "beamer"))],
)
@pytest.mark.parametrize("language", [pytest.param("en", marks=english), pytest.param("ko", marks=korean)])
def test_the_log_of_two_fragments_together_is_silent(kind: str, language: str, tmp_path: Path) -> None:
    whole = kind != "beamer"
    for stem, network in (("one", "seed"), ("two", "tanh")):
        text = document((network, "seed", language), "fragment", stem, "" if whole else "dW1")
        (tmp_path / f"{stem}.tex").write_text(text, "utf-8")
    frame = "%s" if whole else r"\begin{frame}[allowframebreaks]%s\end{frame}"
    inputs = [frame.replace("%s", rf"\input{{{stem}.tex}}") for stem in ("one", "two")]
    cited = frame.replace("%s", r"See \eqref{eq:one:dW1} and \eqref{eq:two:dW1}.")
    head = HEAD[kind].replace("%s", r"\usepackage{kotex}" if language == "ko" else "")
    assert troubles(tmp_path, language, "\n".join([head, *inputs, cited, r"\end{document}"])) == []


@english
@pytest.mark.sweep
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("network", ["sums", "three layers", "batch norm", "log-softmax"])
def test_long_lines_of_a_fragment_fit_the_page(network: str, style: str, tmp_path: Path) -> None:
    (tmp_path / "one.tex").write_text(document((network, style, "en"), "fragment", "one"), "utf-8")
    head = HEAD["article"].replace("%s", "")
    assert troubles(tmp_path, "en", head + r"\input{one.tex}\end{document}") == []


# faults

FAULTS = {
    "an undefined reference": (r"\eqref{eq:nowhere}", "eq:nowhere' on page"),
    "a label that is there twice": (r"\label{a}\label{a}", "multiply"),
    "a wide line": (r"\hbox to 1em{wide wide wide}", "Overfull"),
    "an unknown command": (r"\nosuchcommand", "! Undefined control sequence"),
    "a missing letter": (r"{\fontencoding{U}\fontfamily{msa}\selectfont\char200}", "Missing character"),
    "a font that is not there": (r"{\fontfamily{lmtt}\fontshape{nosuch}\selectfont x}", "Font Warning"),
}


@english
def test_every_fault_is_seen(tmp_path: Path) -> None:
    page = document(("seed", "seed", "en"), "tex", "", "dX")
    faulty = "\n\n".join(text for text, _ in FAULTS.values())
    found = "\n".join(troubles(tmp_path, "en", page.replace(r"\end{document}", faulty + "\n\\end{document}")))
    for fault, (_, said) in FAULTS.items():
        assert said in found, fault


@korean
def test_korean_without_its_letters_is_seen(tmp_path: Path) -> None:
    page = document(("seed", "seed", "ko"), "tex", "", "dX").replace(r"\usepackage{kotex}", "")
    assert "Missing character" in "\n".join(troubles(tmp_path, "ko", page))
