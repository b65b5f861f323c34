"""PDF: the engines in their order, without shell escape; only a finished file is moved."""

import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from derive.cli import cli
from derive.errors import OutputError
from derive.publish import NoEngine, pdf

FAKE = """#!/bin/sh
echo "$0 $*" >> "{log}"
pwd >> "{log}"
{body}
"""
MAKES = "printf '%%PDF-1.5 made' > page.pdf"


def install(folder: Path, name: str, body: str = MAKES) -> Path:
    folder.mkdir(exist_ok=True)
    log = folder.parent / "log"
    program = folder / name
    program.write_text(FAKE.format(log=log, body=body), "utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return log


@pytest.fixture
def empty_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def build(tmp_path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["build", "--format", "pdf", "-o", str(tmp_path / "out"), *arguments])


def test_without_an_engine(tmp_path: Path, empty_path: Path) -> None:
    result = build(tmp_path, "--only", "W1")
    assert result.exit_code == 3
    assert "texlive-latex-recommended" in result.output
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["seed.tex"]


@pytest.mark.parametrize("engine", ["pdflatex", "xelatex", "lualatex", "tectonic"])
def test_each_engine_in_a_folder_of_its_own(tmp_path: Path, empty_path: Path, engine: str) -> None:
    log = install(empty_path, engine)
    assert pdf("x") == b"%PDF-1.5 made"
    lines = log.read_text("utf-8").splitlines()
    for command, folder in zip(lines[::2], lines[1::2], strict=True):
        assert "-no-shell-escape" in command or "--untrusted" in command
        assert not Path(folder).exists() and Path(folder) != Path.cwd()


def test_the_order(empty_path: Path) -> None:
    for engine in ("tectonic", "lualatex", "xelatex", "pdflatex"):
        log = install(empty_path, engine)
        log.unlink(missing_ok=True)
        pdf("x")
        assert f"/{engine} " in log.read_text("utf-8").splitlines()[0]
    log.unlink()
    pdf(r"\usepackage{kotex}")
    assert "/xelatex " in log.read_text("utf-8").splitlines()[0]
    install(empty_path, "latexmk")
    log.unlink()
    pdf("x")
    (first, *_) = log.read_text("utf-8").splitlines()
    assert "/latexmk -norc -pdf -latexoption=-no-shell-escape" in first


def test_an_engine_that_fails(tmp_path: Path, empty_path: Path) -> None:
    install(empty_path, "pdflatex", "echo '! Undefined control sequence.' > page.log; exit 1")
    with pytest.raises(OutputError, match=r"pdflatex stopped: Undefined control sequence\."):
        pdf("x")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "seed.pdf").write_bytes(b"%PDF old")
    assert build(tmp_path, "--only", "W1").exit_code == 2
    assert (tmp_path / "out" / "seed.pdf").read_bytes() == b"%PDF old"
    install(empty_path, "pdflatex", "true")
    with pytest.raises(OutputError, match="made no PDF"):
        pdf("x")


def test_no_engine_has_its_own_exit_code() -> None:
    assert NoEngine.exit_code == 3


# Korean


def test_korean_is_not_for_pdflatex(tmp_path: Path, empty_path: Path) -> None:
    log = install(empty_path, "pdflatex")
    result = build(tmp_path, "--only", "W1", "--lang", "ko")
    assert result.exit_code == 3 and not log.exists()
    for wanted in (
        "pdflatex is here, but Korean",
        "texlive-xetex and texlive-lang-korean",
        ".tex is written",
    ):
        assert wanted in " ".join(result.output.split())
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["seed.tex"]
    install(empty_path, "lualatex")
    assert build(tmp_path, "--only", "W1", "--lang", "ko").exit_code == 0
    install(empty_path, "xelatex")
    log.unlink()
    assert build(tmp_path, "--only", "W1", "--lang", "ko").exit_code == 0
    assert "/xelatex -no-shell-escape" in log.read_text("utf-8").splitlines()[0]


def test_an_engine_without_kotex_says_what_to_install(tmp_path: Path, empty_path: Path) -> None:
    error = r"! LaTeX Error: File \`kotex.sty' not found."
    install(empty_path, "xelatex", f"""printf '%s\\n' "{error}" > page.log; exit 1""")
    result = build(tmp_path, "--only", "W1", "--lang", "ko")
    assert result.exit_code == 3
    assert "no kotex.sty" in result.output and "texlive-lang-korean" in result.output
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["seed.tex"]


def test_letters_left_out_are_an_error(empty_path: Path) -> None:
    lost = "Missing character: There is no 신 in font [lmroman10-regular]:mapping=tex-text;!"
    install(empty_path, "xelatex", f"echo '{lost}' > page.log; {MAKES}")
    with pytest.raises(OutputError, match="no font with '신'"):
        pdf(r"\usepackage{kotex}")
    install(empty_path, "xelatex", f"echo '{lost.replace('신', '🙂')}' > page.log; {MAKES}")
    assert pdf(r"\usepackage{kotex}").startswith(b"%PDF")


@pytest.mark.rendering("xelatex", "tex:kotex.sty")
def test_a_real_one_in_korean(tmp_path: Path) -> None:
    result = build(tmp_path, "--only", "W1", "--lang", "ko")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "out" / "seed.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.rendering("xelatex")
def test_a_real_one_without_the_letters() -> None:
    with pytest.raises(OutputError, match="no font with '신'"):
        pdf("\\documentclass{article}% no kotex\n\\begin{document}신경망\\end{document}")


@pytest.mark.rendering("pdflatex")
def test_a_real_one(tmp_path: Path, program: str) -> None:
    result = build(tmp_path, "--only", "W1")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "out" / "seed.pdf").read_bytes().startswith(b"%PDF")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["seed.pdf", "seed.tex"]
    assert build(tmp_path, "--only", "W1").exit_code == 0
