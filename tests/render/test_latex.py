"""LaTeX: the document compiles, and the log has nothing to say."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.render.documents import NASTY, made, text

TROUBLE = re.compile(
    r"^!.*|.*Missing character.*|.*[Uu]ndefined.*|.*multiply.defined.*|.*Rerun (?:to|LaTeX).*"
    r"|Overfull \\[hv]box \((?:[5-9]|\d{2,})\.\d+pt.*",
    re.MULTILINE,
)


def compiled(folder: Path, program: str, document: str) -> tuple[Path, str]:
    """The PDF and the last log of enough runs of pdflatex."""
    (folder / "page.tex").write_text(document, "utf-8")
    command = [program, "-no-shell-escape", "-interaction=nonstopmode", "page.tex"]
    for _ in range(3):
        subprocess.run(command, cwd=folder, capture_output=True, timeout=120, check=False)
    return folder / "page.pdf", (folder / "page.log").read_text("utf-8", "replace")


@pytest.mark.rendering("pdflatex")
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("seed", {"ledger": True}),
        ("seed", {"detail": "brief"}),
        ("seed", {"only": "dW1"}),
        ("batch norm", {}),
        ("relu and softmax, samples in columns", {}),
    ],
    ids=str,
)
def test_it_compiles(tmp_path: Path, program: str, name: str, options: dict[str, object]) -> None:
    pdf, log = compiled(tmp_path, program, text("tex", name, **options))
    assert TROUBLE.findall(log) == []
    assert pdf.stat().st_size > 50_000


@pytest.mark.rendering("pdflatex")
def test_any_title_is_text(tmp_path: Path, program: str) -> None:
    _, log = compiled(tmp_path, program, made().titled(NASTY + " 신경망 ∂ 🙂").text("tex", only="dX"))
    assert TROUBLE.findall(log) == []


def test_labels_are_there_once_and_every_link_has_one() -> None:
    document = text("tex", ledger=True)
    labels = re.findall(r"\\label\{([^}]+)\}", document)
    assert len(labels) == len(set(labels))
    assert "dW1" in labels
    assert set(re.findall(r"\\hyperref\[([^]]+)\]", document)) <= set(labels)


def test_only_packages_of_a_small_installation() -> None:
    packages = {
        name
        for group in re.findall(r"\\usepackage(?:\[[^]]*\])?\{([^}]+)\}", text("tex"))
        for name in group.split(",")
    }
    recommended = {"microtype", "xcolor", "booktabs"}
    base = {"inputenc", "fontenc", "textcomp", "array", "longtable", "graphicx", "geometry", "hyperref"}
    assert packages <= {"lmodern", "amsmath", "amssymb", *base, *recommended}
