"""Documents of ours with one line mistaken: how many are refuted, called by their kind, and mended.

`python benchmarks/mutants.py --count 2000`
"""

import sys
from itertools import product
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.judging.mutants import SPECS, Seen, mistakes, said_in_document, shares

STYLES = ((), ("nielsen",), ("cs231n",))  # those in whose terms the independent judge speaks


@click.command()
@click.option("--count", default=2000, show_default=True, help="How many mistakes.")
@click.option("--seed", default=1, show_default=True)
def main(count: int, seed: int) -> None:
    """Plant mistakes in documents of every sample network, and say what the checker makes of them."""
    places = list(product(SPECS, STYLES))
    each = max(1, -(-count // (len(places) * 19)))
    seen: list[Seen] = []
    elsewhere = 0
    for (network, style), format in zip(places, ("md", "tex") * len(places), strict=False):
        for fault in mistakes(network, style, each, seed):
            one, others = said_in_document(network, style, fault, format)
            elsewhere += others
            seen.append(one)
            if one.finding is None:
                click.echo(f"not refuted: {one}")
        click.echo(f"{len(seen)} mistakes, last in {network} {' '.join(style)}", err=True)
        if len(seen) >= count:
            break
    found = shares(seen)
    click.echo(f"{len(seen)} mistakes, one in each document; {elsewhere} other lines not judged to hold")
    click.echo(", ".join(f"{name} {share:.1%}" for name, share in found.items()))


if __name__ == "__main__":
    main()
