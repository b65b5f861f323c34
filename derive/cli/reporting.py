"""How a report leaves: printed, in colours on a terminal; as pages in a folder; as an exit code."""

import sys
from pathlib import Path
from typing import Any

import click

from ..errors import DeriveError
from ..files import write_all
from .printing import say, shown

LINES = ("full", "concise")  # for people
FORMATS = (*LINES, "json", "csv", "github", "sarif", "html")


def print_report(found: Any, format_: str, verbose: bool) -> None:
    """The report on stdout."""
    if format_ not in LINES:
        say(found.report(format_, verbose))
    elif sys.stdout.isatty():
        _coloured(found.lines(format_, verbose))
    else:
        for line in found.lines(format_, verbose):
            say("".join(text for text, _ in line))


def _coloured(lines: Any) -> None:
    """Lines on a terminal, each piece in its style."""
    from rich.console import Console  # noqa: PLC0415 - heavy, and only for a terminal
    from rich.text import Text  # noqa: PLC0415

    console = Console(file=sys.stdout, highlight=False, markup=False, soft_wrap=True)
    encoding = sys.stdout.encoding or "utf-8"
    for line in lines:
        console.print(Text.assemble(*((shown(text, encoding), style) for text, style in line)))


def write_pages(found: Any, folder: Path) -> None:
    """A page for each document, named after it; two of one name get a number."""
    pages: dict[Path, str] = {}
    for file in found.files:
        if file.error:
            continue
        stem = Path(file.path).name if file.path != "<stdin>" else "stdin"
        place, count = folder / f"{stem}.html", 1
        while place in pages:
            count += 1
            place = folder / f"{stem}.{count}.html"
        pages[place] = found.page(file)
    if not pages:
        raise DeriveError("there is no document to write a page for")
    write_all(pages)
    say(*map(str, pages))
    click.echo(f"derive: {found.closing()}", err=True)


def exit_code(found: Any, *, failed: bool, fail_on: str | None, allow_empty: bool) -> int:
    """0: all judged lines hold; 1: one does not, or an expectation is not met; 2: nothing could be judged.

    A file that cannot be read makes it 2, whatever the others hold.
    """
    count = found.summary
    if any(file.error for file in found.files):
        return 2
    if count["refuted"] or failed or (fail_on and count[fail_on]):
        return 1
    return 0 if allow_empty or count["verified"] else 2
