"""The command line: arguments in, one of the flows, an exit code out. The only place that prints."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

import derive

from .errors import DeriveError
from .files import read_exactly, read_text, rewrite_all, targets, write_all, write_bytes
from .progress import Progress

SEED_STEM = "seed"
KINDS = ["layers", "losses", "primitives", "rules", "lemmas", "styles", "formats"]


class Commands(click.Group):
    """Turns every DeriveError of a command into one message on stderr and its exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except DeriveError as error:
            for line in str(error).splitlines():
                click.echo(f"derive: {line}", err=True)
            ctx.exit(error.exit_code)


def _source(command: Callable[..., None]) -> Callable[..., None]:
    """The ways to say which network: a spec, one line, a printed torch model; and in which style."""
    for decorate in (
        click.option("--style", multiple=True, metavar="NAME|KEY=VALUE", help="Conventions; repeatable."),
        click.option("--loss", metavar="LOSS", help="With --net or --torch-repr."),
        click.option("--torch-repr", metavar="FILE", help="What print(model) shows; - for stdin."),
        click.option(
            "--net", metavar="LAYERS", help="The network in one line: 'Linear(2, 3) Tanh Linear(3, 1)'."
        ),
        click.argument("spec", required=False, metavar="[SPEC]"),
    ):
        command = decorate(command)
    return command


SOURCE = ("spec", "net", "torch_repr", "loss", "style")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(derive.__version__, prog_name="derive")
def cli() -> None:
    """Backpropagation derivations that can be trusted line by line.

    Without SPEC every command takes the seed network: two layers, sigmoid, binary cross-entropy.
    """


@cli.command()
@_source
@click.option(
    "-o", "--output", default="outputs", show_default=True, help="A folder, a file, or - for stdout."
)
@click.option("--format", "formats", help="One or more, such as tex,md,html,json; these four if not given.")
@click.option("--detail", type=click.Choice(["full", "brief"]), default="full", show_default=True)
@click.option("--only", metavar="GRADIENT", help="One gradient alone, such as dL/dW1.")
@click.option(
    "--digits", type=click.IntRange(1, 12), default=4, show_default=True, help="Digits of the decimals."
)
@click.option("--lang", "language", default="en", show_default=True, help="The language: en or ko.")
@click.option("--ledger", is_flag=True, help="Append the list of how every line was proved.")
@click.option("--force", is_flag=True, help="Overwrite files that derive did not write.")
@click.option(
    "--depth", type=click.Choice(["L"]), help="L layers, L a letter: BP1-BP4 of any layer, by induction."
)
def build(
    output: str, formats: str | None, digits: int, force: bool, depth: str | None, **options: Any
) -> None:
    """Write the derivation of a network; every line is proved first."""
    source = {name: options.pop(name) for name in SOURCE}
    stem, suffixes = _stem(**source, depth=depth), derive.suffixes()
    places = targets(output, formats, stem, tuple(derive.vocabulary()["formats"]), suffixes)
    printed = places.pop("pdf", None)
    if printed is not None:  # its LaTeX is written beside it
        if output == "-":
            raise DeriveError("pdf does not go to stdout; give a file or a folder with -o")
        places.setdefault("tex", printed.with_suffix(".tex"))
    derivation = _deep(**source) if depth else _network(**source).derive(digits=digits)
    with Progress("checking") as tick:
        report = derivation.check(tick)
    click.echo(f"derive: {derive.summary(report)}", err=True)
    documents = {place: derivation.render(name, stem=stem, **options) for name, place in places.items()}
    if output == "-":
        _print(*documents.values())
        return
    write_all(documents, force=force)
    _print(*(str(place) for place in documents))
    if printed is not None:
        _print_pdf(printed, documents[places["tex"]], force)


def _print_pdf(place: Path, tex: str, force: bool) -> None:
    """The PDF beside its LaTeX, once it is finished."""
    if place.exists() and not force and not place.read_bytes().startswith(b"%PDF"):
        raise DeriveError(f"{place}: not a PDF; --force overwrites it")
    write_bytes(place, derive.printed(tex, lambda text: click.echo(f"derive: {text}", err=True)))
    _print(str(place))


@cli.command()
@click.argument("gradient", metavar="GRADIENT")
@_source
@click.option("--format", "format_", default="md", show_default=True, help="As for build; md, tex, github, …")
@click.option("--lines", type=click.Choice(["final", "all"]), default="final", show_default=True)
@click.option("--numbers", is_flag=True, help="The numbers of the example as well.")
def snippet(gradient: str, format_: str, lines: str, numbers: bool, **source: Any) -> None:
    """One gradient to be pasted: W1, dL/dW1, or its TeX; also forward, notation or numbers."""
    derivation = _network(**source).derive()
    _print(derivation.snippet(gradient, format_, lines=lines, numbers=numbers).rstrip("\n"))


@cli.command()
@click.argument("posts", nargs=-1, required=True, metavar="POST…")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a post is out of date.")
def embed(posts: tuple[str, ...], check: bool) -> None:
    """Fill the marked places of posts: <!-- derive: dL/dW1 --> … <!-- /derive -->, % derive: … in LaTeX."""
    changed: dict[Path, str] = {}
    for post in map(Path, dict.fromkeys(posts)):
        text = read_exactly(post)
        filled = derive.embed(text, str(post), lambda name, post=post: read_text(post.parent / name))
        if filled != text:
            changed[post] = filled
    if not check:
        rewrite_all(changed)
    _print(*(f"{post}: {'out of date' if check else 'filled'}" for post in changed))
    if check and changed:
        sys.exit(1)


@cli.command(name="eval")
@_source
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("--digits", type=click.IntRange(1, 12), default=4, show_default=True)
def evaluate(format_: str, digits: int, **source: Any) -> None:
    """Numbers only: every forward value and every gradient."""
    derivation = _network(**source).derive(digits=digits)
    if format_ == "json":
        _print(json.dumps(derivation.evaluate(), ensure_ascii=False, indent=1))
    else:
        _print_table(derivation, digits)


@cli.command()
@_source
def code(**source: Any) -> None:
    """A NumPy module that computes the loss and the gradients."""
    _print(_network(**source).derive().code().rstrip("\n"))


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
    type=click.Choice(KINDS),
    required=False,
)
def list_(what: str | None) -> None:
    """The vocabulary, all of it or one kind."""
    for name, rows in derive.vocabulary().items():
        if what in (None, name):
            width = max(map(len, rows))
            _print(
                *([] if what else [f"{name}:"]),
                *(f"  {row:{width}}  {text}".rstrip() for row, text in rows.items()),
            )


def _network(
    spec: str | None, net: str | None, torch_repr: str | None, loss: str | None, style: tuple[str, ...]
) -> Any:
    """The network that was asked for, one way only."""
    ways = [name for name, way in (("SPEC", spec), ("--net", net), ("--torch-repr", torch_repr)) if way]
    if len(ways) > 1:
        raise DeriveError(f"{' and '.join(ways)} each say which network; give one of them")
    if loss and not (net or torch_repr):
        raise DeriveError("--loss goes with --net or --torch-repr; a spec has its own loss")
    if (net or torch_repr) and not loss:
        raise DeriveError(f"{ways[0]} needs --loss, one of {', '.join(derive.vocabulary()['losses'])}")
    if net:
        return derive.Network.from_line(net, loss, style)
    if torch_repr:
        return derive.Network.from_torch_repr(_read(torch_repr), loss, style)
    return derive.Network.from_spec(_read(spec), spec, style) if spec else derive.Network.seed(style)


def _deep(
    spec: str | None, net: str | None, torch_repr: str | None, loss: str | None, style: tuple[str, ...]
) -> Any:
    """The network with L layers: its activation and loss from a spec or from --net and --loss."""
    if torch_repr or (spec and (net or loss)):
        raise DeriveError("--depth L takes its activation and loss from SPEC, or from --net and --loss")
    if spec:
        return derive.Depth.from_spec(_read(spec), spec, style)
    return derive.Depth.from_line(net or "Sigmoid", loss or "BCELoss", style)


def _stem(
    spec: str | None, net: str | None, torch_repr: str | None, depth: str | None = None, **_: Any
) -> str:
    """The name of the documents: the spec's, `seed` without one, else `network`; `depth` with L layers."""
    if spec and spec != "-":
        return Path(spec).stem
    if depth:
        return "depth"
    return "network" if spec or net or torch_repr else SEED_STEM


def _read(file: str) -> str:
    return sys.stdin.read() if file == "-" else read_text(Path(file))


def _print_table(derivation: Any, digits: int) -> None:
    """Every value and gradient, a symbol a row."""
    from rich.console import Console  # noqa: PLC0415 - heavy, and only for a table
    from rich.table import Table  # noqa: PLC0415

    encoding = sys.stdout.encoding or "utf-8"
    table = Table("name", "shape", "value", title=_shown(derivation.model.title, encoding), show_lines=True)
    for name, shape, value in derivation.rows(digits):
        table.add_row(*(_shown(text, encoding) for text in (name, shape, value)))
    Console(file=sys.stdout, safe_box=True, highlight=False, markup=False).print(table)


def _shown(text: str, encoding: str) -> str:
    """Text without the characters that an encoding lacks."""
    return text.encode(encoding, "replace").decode(encoding)


def _print(*lines: str) -> None:
    """Lines on stdout; a character the terminal cannot show is replaced."""
    for line in lines:
        click.echo(_shown(line, sys.stdout.encoding or "utf-8"))


def main() -> None:
    """Runs the command line and leaves with its exit code."""
    cli(prog_name="derive")
