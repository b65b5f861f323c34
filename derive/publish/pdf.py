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


# what Debian calls the packages that a document asks for
_PACKAGES = {
    "kotex": "texlive-lang-korean",
    "lmodern": "lmodern",
    "tikz": "texlive-pictures",
    "fontspec": "texlive-xetex",
}
_MISSING = re.compile(r"^! LaTeX Error: File `([\w-]+)\.sty' not found", re.MULTILINE)
_UNSET = re.compile(r"^Missing character: There is no (\S)", re.MULTILINE)


class NoEngine(DeriveError):
    """No LaTeX engine on this machine, or one without what the document asks for."""

    exit_code = 3


def pdf(tex: str, progress: Progress | None = None) -> bytes:
    """The PDF of a document, in a temporary folder and without shell escape.

    Raises NoEngine, saying what to install, or OutputError with what LaTeX says. LaTeX that leaves out a
    letter for want of a font takes that for a success; here it is an error.
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
        lost = [letter for letter in _UNSET.findall(_log(folder)) if letter.isalpha()]
        if lost:
            raise OutputError(f"{engine} has no font with {lost[0]!r}; the .tex is written")
        return made.read_bytes()


def _engine(unicode: bool) -> tuple[str, str]:
    known = [name for name in _ENGINES if not (unicode and name == "pdflatex")]
    for name in known:
        path = shutil.which(name)
        if path and (name != "latexmk" or shutil.which("xelatex" if unicode else "pdflatex")):
            return name, path
    packages = "texlive-latex-recommended and lmodern"
    why = ""
    if unicode:
        packages = "texlive-xetex and texlive-lang-korean"
        why = "pdflatex is here, but Korean needs another: " if shutil.which("pdflatex") else ""
    raise NoEngine(
        f"{why}no LaTeX engine ({', '.join(known)}): install one, on Debian {packages}; the .tex is written"
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
        missing = _MISSING.search(_log(folder))
        if missing:
            package = _PACKAGES.get(missing[1], "texlive-latex-extra")
            raise NoEngine(
                f"{engine} has no {missing[1]}.sty: install it, on Debian {package}; the .tex is written"
            )
        said = _said(folder) or ": " + done.stderr.decode("utf-8", "replace").strip()[-200:]
        raise OutputError(f"{engine} stopped{said}; the .tex is written")


def _log(folder: Path) -> str:
    log = folder / "page.log"
    return log.read_text("utf-8", "replace") if log.is_file() else ""


def _said(folder: Path) -> str:
    """The first error in the log."""
    found = re.search(r"^! (.*)", _log(folder), re.MULTILINE)
    return f": {found[1]}" if found else ""
