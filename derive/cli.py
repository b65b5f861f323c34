"""The command line: arguments in, one of the flows, an exit code out. The only place that prints."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

import derive

from .errors import DeriveError
from .files import FORMATS, read_text, targets, write_all

SEED_STEM = "seed"


class Commands(click.Group):
    """Turns every DeriveError of a command into one message on stderr and its exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except DeriveError as error:
            for line in str(error).splitlines():
                click.echo(f"derive: {line}", err=True)
            ctx.exit(error.exit_code)


def _spec_argument(command: Callable[..., None]) -> Callable[..., None]:
    return click.argument("spec", required=False, metavar="[SPEC]")(command)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(derive.__version__, prog_name="derive")
def cli() -> None:
    """Backpropagation derivations that can be trusted line by line.

    Without SPEC every command takes the seed network: two layers, sigmoid, binary cross-entropy.
    """


@cli.command()
@_spec_argument
@click.option(
    "-o", "--output", default="outputs", show_default=True, help="A folder, a file, or - for stdout."
)
@click.option("--format", "formats", help=f"One or more of {','.join(FORMATS)}; all of them if not given.")
@click.option("--detail", type=click.Choice(["full", "brief"]), default="full", show_default=True)
@click.option("--only", metavar="GRADIENT", help="One gradient alone, such as dL/dW1.")
@click.option(
    "--digits", type=click.IntRange(1, 12), default=4, show_default=True, help="Digits of the decimals."
)
@click.option("--ledger", is_flag=True, help="Append the list of how every line was proved.")
@click.option("--force", is_flag=True, help="Overwrite files that derive did not write.")
def build(
    spec: str | None, output: str, formats: str | None, digits: int, force: bool, **options: Any
) -> None:
    """Write the derivation of a network; every line is proved first."""
    places = targets(output, formats, Path(spec).stem if spec and spec != "-" else SEED_STEM)
    derivation = _network(spec).derive(digits=digits)
    documents = {place: derivation.render(name, **options) for name, place in places.items()}
    if output == "-":
        _print(*documents.values())
        return
    write_all(documents, force=force)
    _print(*(str(place) for place in documents))


@cli.command(name="eval")
@_spec_argument
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("--digits", type=click.IntRange(1, 12), default=4, show_default=True)
def evaluate(spec: str | None, format_: str, digits: int) -> None:
    """Numbers only: every forward value and every gradient."""
    derivation = _network(spec).derive(digits=digits)
    if format_ == "json":
        _print(json.dumps(derivation.evaluate(), ensure_ascii=False, indent=1))
    else:
        _print(derivation.table())


@cli.command()
@_spec_argument
def code(spec: str | None) -> None:
    """A NumPy module that computes the loss and the gradients."""
    _print(_network(spec).derive().code().rstrip("\n"))


@cli.command()
@click.argument("file", metavar="FILE")
@click.option("-v", "--verbose", is_flag=True, help="Every line, not only what fails.")
def check(file: str, verbose: bool) -> None:
    """Prove every line of a written derivation anew, from its JSON alone."""
    report = derive.check_derivation(_read(file))
    for verdict in (*report, *report.gradients) if verbose else report.failures:
        detail = f": {verdict.detail}" if verdict.detail else ""
        _print(f"{file}: {verdict.where}: {verdict.status}: {verdict.what}{detail}")
    _print(f"{file}: {derive.summary(report)}")
    if not report.good:
        sys.exit(1)


@cli.command()
def init() -> None:
    """A commented starter spec."""
    _print(derive.SEED.rstrip("\n"))


@cli.command(name="list")
@click.argument(
    "what",
    type=click.Choice(["layers", "losses", "primitives", "rules", "lemmas", "formats"]),
    required=False,
)
def list_(what: str | None) -> None:
    """The vocabulary: layers, losses, primitives, rules, lemmas, formats."""
    for name, rows in derive.vocabulary().items():
        if what in (None, name):
            width = max(map(len, rows))
            _print(
                *([] if what else [f"{name}:"]),
                *(f"  {row:{width}}  {text}".rstrip() for row, text in rows.items()),
            )


def _network(spec: str | None) -> Any:
    if spec is None:
        return derive.Network.seed()
    return derive.Network.from_spec(_read(spec), spec)


def _read(file: str) -> str:
    return sys.stdin.read() if file == "-" else read_text(Path(file))


def _print(*lines: str) -> None:
    """Lines on stdout; a character the terminal cannot show is replaced."""
    for line in lines:
        encoding = sys.stdout.encoding or "utf-8"
        click.echo(line.encode(encoding, "replace").decode(encoding))


def main() -> None:
    """Runs the command line and leaves with its exit code."""
    cli(prog_name="derive")
