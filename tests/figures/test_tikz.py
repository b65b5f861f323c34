"""The pictures for LaTeX compile, without a warning, with the packages that they name."""

import re
import subprocess
from pathlib import Path

import pytest

from derive.figures import FIGURES
from tests.figures.networks import case, words

DRAWN = [("network", "seed"), ("network", "deep"), ("graph", "seed"), ("graph", "deep"), ("graph", "columns")]
PLOTTED = [(figure, "seed") for figure in ("activations", "losses", "depth", "surface", "training")]


def compiled(program: str, folder: Path, pictures: list[str], kind: str) -> str:
    """The log of a document of one picture a page."""
    packages = {
        name for picture in pictures for name in re.findall(r"\{([\w,]+)\}", picture.split("\n", 1)[0])
    }
    pages = [f"\\noindent\n{picture}\\newpage\n" for picture in pictures]
    if kind == "beamer":
        pages = [f"\\begin{{frame}}\n{picture}\\end{{frame}}\n" for picture in pictures]
    head = f"\\documentclass{{{kind}}}\n\\usepackage{{{','.join(sorted(packages))}}}\n"
    source = folder / "pictures.tex"
    source.write_text(f"{head}\\begin{{document}}\n{''.join(pages)}\\end{{document}}\n", "utf-8")
    command = [program, "-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", source.name]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout[-2000:]
    return done.stdout


def check(log: str) -> None:
    for complaint in ("Overfull", "Missing character", "Font Warning", "undefined"):
        assert complaint not in log, next(line for line in log.splitlines() if complaint in line)


@pytest.mark.rendering("pdflatex")
@pytest.mark.parametrize("kind", ["article", "beamer"])
def test_drawings_compile(kind: str, program: str, tmp_path: Path) -> None:
    pictures = [FIGURES[f](*case(name), words=words(f, name), as_="tikz") for f, name in DRAWN]
    check(compiled(program, tmp_path, pictures, kind))


@pytest.mark.rendering("pdflatex")
def test_curves_compile(program: str, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="needs matplotlib, the extra plots")
    pictures = [FIGURES[f](*case(name), words=words(f, name), as_="tikz") for f, name in PLOTTED]
    check(compiled(program, tmp_path, pictures, "article"))
