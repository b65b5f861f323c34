"""The command check: of what derive wrote, and of what others did."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

import derive

from ..errors import DeriveError
from ..progress import Progress
from .group import cli
from .printing import read_input, say
from .reporting import FORMATS, exit_code, print_report, write_pages

STDIN = "-"


def _options(command: Callable[..., None]) -> Callable[..., None]:
    shown = (  # in the order of the help
        click.option("-v", "--verbose", is_flag=True, help="Everything, not only what fails."),
        click.option("--format", "format_", type=click.Choice(FORMATS), default="full", show_default=True),
        click.option("-o", "--output", metavar="DIR", help="Where the pages of --format html go."),
        click.option("--network", metavar="SPEC|DOC", help="A spec or a document that gives the network."),
        click.option("--macros", metavar="FILE", help="A table of macros: JSON, as for MathJax or KaTeX."),
        click.option("--expect", metavar="W1,b1,…", help="Gradients that each document has to state."),
        click.option(
            "--fail-on", type=click.Choice(["undecided"]), help="Exit 1 for what is undecided, too."
        ),
        click.option("--allow-empty", is_flag=True, help="Exit 0 where there is nothing to judge."),
        click.option("--no-fix", is_flag=True, help="Hide the corrections, as for an exercise."),
        click.option("--diff", is_flag=True, help="The corrections as a patch, for patch -p0."),
        click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Processes."),
        click.option("--kind", default="md", show_default=True, help="What stdin holds: md, tex, ipynb, …"),
        click.option("--lang", "language", default="en", show_default=True, help="The language: en or ko."),
    )
    for decorate in reversed(shown):
        command = decorate(command)
    return command


@cli.command()
@click.argument("places", nargs=-1, required=True, metavar="FILE|DIR|-…")
@_options
def check(places: tuple[str, ...], verbose: bool, format_: str, **options: Any) -> None:
    """Judge every equation of documents: .md .qmd .rst .tex .ipynb .html .txt, and all in folders.

    A .json that derive build wrote is proved anew, line by line.

    Exit code 0: all judged lines hold. 1: something is refuted. 2: a file cannot be read, or nothing in them
    could be judged.
    """
    text = str(derive.decode(sys.stdin.buffer.read(), "<stdin>")) if STDIN in places else None
    written = [place for place in places if place.endswith(".json") or (place == STDIN and _ours(text))]
    others = [place for place in places if place not in written]
    codes = [_proved(place, text if place == STDIN else None, verbose) for place in written]
    if others:
        codes.append(_judge(others, text, verbose, format_, **options))
    if any(codes):
        sys.exit(max(codes))


def _ours(text: str | None) -> bool:
    """Whether a text is the JSON of a derivation, and no notebook or other document."""
    return text is not None and text.lstrip().startswith("{") and '"cells"' not in text


def _proved(file: str, text: str | None, verbose: bool) -> int:
    """The exit code for a written derivation; one that cannot be read does not stop the others."""
    try:
        report = derive.check_derivation(read_input(file) if text is None else text)
    except DeriveError as error:
        for line in str(error).splitlines():
            click.echo(f"derive: {line}", err=True)
        return error.exit_code
    for verdict in (*report, *report.gradients) if verbose else report.failures:
        detail = f": {verdict.detail}" if verdict.detail else ""
        say(f"{file}: {verdict.where}: {verdict.status}: {verdict.what}{detail}")
    say(f"{file}: {report}")
    return 0 if report.good else 1


def _judge(places: Sequence[str], text: str | None, verbose: bool, format_: str, **options: Any) -> int:
    """Judge documents and print the report; the exit code."""
    _refuse(format_, options, text is not None and len(places) > 1)
    found = _found(places, text, options)
    for file in found.files:
        if file.error:
            click.echo(f"derive: {file.path}: {file.error}", err=True)
    expected = [name.strip() for name in (options["expect"] or "").split(",") if name.strip()]
    lacking = found.unmet(expected)
    if options["no_fix"]:
        found = found.without_fixes()
    if options["diff"]:
        click.echo(found.patch(), nl=False)
    elif format_ == "html":
        write_pages(found, Path(options["output"]))
    else:
        print_report(found, format_, verbose)
    for line in lacking:
        click.echo(f"derive: {line}", err=True)
    return exit_code(
        found, failed=bool(lacking), fail_on=options["fail_on"], allow_empty=options["allow_empty"]
    )


def _refuse(format_: str, options: Mapping[str, Any], crowded: bool) -> None:
    """Raises DeriveError for options that do not go together."""
    if format_ == "html" and not options["output"]:
        raise DeriveError("--format html writes a page for each document; say where with -o DIR")
    if options["output"] and format_ != "html":
        raise DeriveError("-o goes with --format html; other reports go to stdout")
    if options["diff"] and options["no_fix"]:
        raise DeriveError("--diff prints the corrections that --no-fix hides; give one of them")
    if crowded:
        raise DeriveError("- is standard input, one document; files are checked without it")


def _found(places: Sequence[str], text: str | None, options: Mapping[str, Any]) -> Any:
    """The findings for the documents named; standard input is one of them."""
    given = {key: options[key] for key in ("network", "language")}
    if text is not None:
        kind = "ipynb" if text.lstrip().startswith("{") else options["kind"]
        return derive.check_text(text, kind, macros_file=options["macros"], path="<stdin>", **given)
    jobs = min(options["jobs"], 4 * (os.cpu_count() or 1))
    with Progress("checking", at_once=False) as tick:  # a process with one thread can be copied
        return derive.check_files(places, macros=options["macros"], jobs=jobs, tick=tick, **given)
