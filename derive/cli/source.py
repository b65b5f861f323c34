"""The ways to say which network, and the network that was said."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

import derive

from ..errors import DeriveError
from .printing import read_input

SEED_STEM = "seed"


def source_options(command: Callable[..., None]) -> Callable[..., None]:
    """The ways to say which network: a spec, one line, a printed torch model; and in which style."""
    for decorate in (
        click.option("--style", multiple=True, metavar="NAME|KEY=VALUE", help="Conventions; repeatable."),
        click.option("--loss", metavar="LOSS", help="With --net or --torch-repr."),
        click.option("--torch-repr", metavar="FILE", help="What print(model) shows; - for stdin."),
        click.option(
            "--net", metavar="LAYERS", help="The network in one line: 'Linear(2, 3) Tanh Linear(3, 1)'."
        ),
        click.argument("spec", required=False, metavar="[SPEC|DOC]"),
    ):
        command = decorate(command)
    return command


SOURCE = ("spec", "net", "torch_repr", "loss", "style")


def network_of(
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
        return derive.Network.from_torch_repr(read_input(torch_repr), loss, style)
    return derive.Network.from_spec(spec_text(spec), spec, style) if spec else derive.Network.seed(style)


def spec_text(place: str) -> str:
    """The text of a spec; of a document the spec of its network."""
    return str(derive.spec_of(place)) if derive.is_document(place) else read_input(place)


def deep_of(
    spec: str | None, net: str | None, torch_repr: str | None, loss: str | None, style: tuple[str, ...]
) -> Any:
    """The network with L layers: its activation and loss from a spec or from --net and --loss."""
    if torch_repr or (spec and (net or loss)):
        raise DeriveError("--depth L takes its activation and loss from SPEC, or from --net and --loss")
    if spec:
        return derive.Depth.from_spec(read_input(spec), spec, style)
    return derive.Depth.from_line(net or "Sigmoid", loss or "BCELoss", style)


def stem_of(
    spec: str | None, net: str | None, torch_repr: str | None, depth: str | None = None, **_: Any
) -> str:
    """The name of the documents: the spec's, `seed` without one, else `network`; `depth` with L layers."""
    if spec and spec != "-":
        return Path(spec).stem
    if depth:
        return "depth"
    return "network" if spec or net or torch_repr else SEED_STEM
