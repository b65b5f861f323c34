"""A LaTeX document to PDF, by the engine that the machine has, away from everything else."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from ..errors import DeriveError, OutputError

RUNS = 3  # so that references and the table of contents settle
SECONDS = 300  # for one run
_ENGINES = ("latexmk", "pdflatex", "xelatex", "lualatex", "tectonic")
_SAFE = ("-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", "page.tex")
Progress = Callable[[str], None]


class NoEngine(DeriveError):
    """No LaTeX engine on this machine."""

    exit_code = 3


def pdf(tex: str, progress: Progress | None = None) -> bytes:
    """The PDF of a document, in a temporary folder and without shell escape.

    Raises NoEngine, saying what to install, or OutputError with what LaTeX says.
    """
    unicode = "kotex" in tex  # Korean needs an engine that reads Unicode
    engine, path = _engine(unicode)
    with tempfile.TemporaryDirectory(prefix="derive-") as name:
        folder = Path(name)
        (folder / "page.tex").write_text(tex, encoding="utf-8")
        commands = _commands(engine, path, unicode)
        for number, command in enumerate(commands, 1):
            if progress is not None:
                progress(f"{engine}, run {number} of {len(commands)}")
            _run(engine, command, folder)
        made = folder / "page.pdf"
        if not made.is_file():
            raise OutputError(f"{engine} made no PDF{_said(folder)}")
        return made.read_bytes()


def _engine(unicode: bool) -> tuple[str, str]:
    for name in _ENGINES:
        path = shutil.which(name)
        runs = name != "latexmk" or shutil.which("xelatex" if unicode else "pdflatex")
        if path and runs and not (unicode and name == "pdflatex"):
            return name, path
    packages = "texlive-latex-recommended and lmodern"
    if unicode:
        packages = "texlive-xetex and texlive-lang-korean"
    raise NoEngine(
        f"no LaTeX engine ({', '.join(_ENGINES)}): install one, on Debian {packages}; the .tex is written"
    )


def _commands(engine: str, path: str, unicode: bool) -> list[list[str]]:
    if engine == "latexmk":
        kind = "-pdfxe" if unicode else "-pdf"
        safe = ["-latexoption=-no-shell-escape", *_SAFE[1:]]
        return [[path, "-norc", kind, *safe]]
    if engine == "tectonic":
        return [[path, "--untrusted", "page.tex"]]
    return [[path, *_SAFE]] * RUNS


def _run(engine: str, command: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(
            command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise OutputError(f"{engine} did not end within {SECONDS} seconds; the .tex is written") from None
    except OSError as error:
        raise OutputError(f"cannot run {engine}: {error.strerror}; the .tex is written") from None
    if done.returncode:
        said = _said(folder) or ": " + done.stderr.decode("utf-8", "replace").strip()[-200:]
        raise OutputError(f"{engine} stopped{said}; the .tex is written")


def _said(folder: Path) -> str:
    """The first error in the log."""
    log = folder / "page.log"
    text = log.read_text("utf-8", "replace") if log.is_file() else ""
    found = re.search(r"^! (.*)", text, re.MULTILINE)
    return f": {found[1]}" if found else ""
