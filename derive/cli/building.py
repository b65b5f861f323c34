"""The commands that derive: build, snippet, eval, code."""

import json
import sys
from pathlib import Path
from typing import Any

import click

import derive

from ..errors import DeriveError
from ..files import targets, write_all, write_bytes
from ..progress import Progress
from .documents import STDOUT, filed, written
from .group import cli
from .printing import say, shown
from .source import SOURCE, deep_of, network_of, source_options, stem_of


@cli.command()
@source_options
@click.option(
    "-o", "--output", default="outputs", show_default=True, help="A folder, a file, or - for stdout."
)
@click.option("--format", "formats", help="One or more, such as tex,md,html,json; these four if not given.")
@click.option("--detail", type=click.Choice(["full", "brief"]), default="full", show_default=True)
@click.option("--only", metavar="GRADIENT", help="One gradient alone, such as dL/dW1.")
@click.option(
    "--digits", type=click.IntRange(1, 12), default=4, show_default=True, help="Digits of the decimals."
)
@click.option("--lang", "language", help="The language, such as en or ko; else the spec's, else en.")
@click.option("--figures", metavar="NAMES", help="Pictures: all, none, or such as network,graph,training.")
@click.option("--assets", metavar="DIR", help="Where pictures go that a document links to; else beside it.")
@click.option("--assets-url", metavar="URL", help="How they are linked, such as {{site.url}}/images.")
@click.option("--templates", metavar="DIR", help="Your own templates, in folders named as the formats.")
@click.option("--ledger", is_flag=True, help="Append the list of how every line was proved.")
@click.option("--force", is_flag=True, help="Overwrite files that derive did not write.")
@click.option(
    "--depth",
    type=click.Choice(["L"]),
    metavar="L",
    help="With the letter L: a network with L layers, and the four equations of any layer by induction.",
)
def build(
    output: str, formats: str | None, digits: int, force: bool, depth: str | None, **options: Any
) -> None:
    """Write the derivation of a network; every line is proved first."""
    source = {name: options.pop(name) for name in SOURCE}
    stem, suffixes = stem_of(**source, depth=depth), derive.suffixes()
    places = targets(output, formats, stem, tuple(derive.vocabulary()["formats"]), suffixes)
    printed = places.pop("pdf", None)
    if printed is not None:  # its LaTeX is written beside it
        if output == "-":
            raise DeriveError("pdf does not go to stdout; give a file or a folder with -o")
        places.setdefault("tex", printed.with_suffix(".tex"))
    with Progress("deriving") as tick:
        derivation = deep_of(**source) if depth else network_of(**source).derive(digits=digits)
        _remark(derivation)
        if post := filed(places, derivation, output, stem, suffixes):
            click.echo(f"derive: {post}", err=True)
        tick.now("checking")
        report = derivation.check(tick)
        click.echo(f"derive: {report}", err=True)
        tick.now("writing")
        documents = written(derivation, places, stem, options, tick)
    if output == "-":
        say(documents.pop(STDOUT))
    write_all(documents, force=force)
    say(*(str(place) for place in documents if output != "-"))
    if printed is not None:
        _print_pdf(printed, documents[places["tex"]], force)


def _print_pdf(place: Path, tex: str, force: bool) -> None:
    """The PDF beside its LaTeX, once it is finished."""
    if place.exists() and not force and not place.read_bytes().startswith(b"%PDF"):
        raise DeriveError(f"{place}: not a PDF; --force overwrites it")
    write_bytes(place, derive.printed(tex, lambda text: click.echo(f"derive: {text}", err=True)))
    say(str(place))


@cli.command()
@click.argument("gradient", metavar="GRADIENT")
@source_options
@click.option("--format", "format_", default="md", show_default=True, help="As for build; md, tex, github, …")
@click.option("--lines", type=click.Choice(["final", "all"]), default="final", show_default=True)
@click.option("--numbers", is_flag=True, help="The numbers of the example as well.")
@click.option("--lang", "language", help="The language, such as en or ko; else the spec's, else en.")
def snippet(
    gradient: str, format_: str, lines: str, numbers: bool, language: str | None, **source: Any
) -> None:
    """One gradient to be pasted: W1, dL/dW1, or its TeX; also forward, notation or numbers."""
    derivation = network_of(**source).derive()
    text = derivation.snippet(gradient, format_, lines=lines, numbers=numbers, language=language)
    say(text.rstrip("\n"))


@cli.command(name="eval")
@source_options
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("--digits", type=click.IntRange(1, 12), default=4, show_default=True)
def evaluate(format_: str, digits: int, **source: Any) -> None:
    """Numbers only: every forward value and every gradient."""
    derivation = network_of(**source).derive(digits=digits)
    _remark(derivation)
    if format_ == "json":
        say(json.dumps(derivation.evaluate(), ensure_ascii=False, indent=1))
    else:
        _print_table(derivation, digits)


@cli.command()
@source_options
def code(**source: Any) -> None:
    """A NumPy module that computes the loss and the gradients."""
    derivation = network_of(**source).derive()
    _remark(derivation)
    say(derivation.code().rstrip("\n"))


def _remark(derivation: Any) -> None:
    """What there is to say of the network itself, such as that softmax is taken twice."""
    for text in derivation.remarks("en"):
        click.echo(f"derive: {text}", err=True)


def _print_table(derivation: Any, digits: int) -> None:
    """Every value and gradient, a symbol a row."""
    from rich.console import Console  # noqa: PLC0415 - heavy, and only for a table
    from rich.table import Table  # noqa: PLC0415

    encoding = sys.stdout.encoding or "utf-8"
    table = Table("name", "shape", "value", title=shown(derivation.model.title, encoding), show_lines=True)
    for name, shape, value in derivation.rows(digits):
        table.add_row(*(shown(text, encoding) for text in (name, shape, value)))
    Console(file=sys.stdout, safe_box=True, highlight=False, markup=False).print(table)
