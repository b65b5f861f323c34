"""Looks at random networks: `python benchmarks/random_networks.py [--count 2000] [--seed 0]`.

Each is derived, proved, and its generated code compared with a complex step; one that fails is printed as a
spec that `derive build` takes. Exit code 1 if any did.
"""

import argparse
import sys
from pathlib import Path
from random import Random
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from rich.console import Console
from rich.progress import track

from benchmarks.report import Table, milliseconds, show
from derive.errors import DeriveError
from tests.evidence.composing import network, problems, with_numbers
from tests.evidence.drawing import Unsuitable

console = Console(stderr=True)


def examine(seed: int) -> tuple[str, list[str]]:
    """The spec of a seed and what is wrong with it; no spec where no numbers away from kinks were found."""
    random = Random(seed)
    text = network(random.choice)
    try:
        with np.errstate(all="ignore"):
            text = with_numbers(text, random.randrange(1000))
    except Unsuitable:
        return "", []
    except DeriveError as error:
        return text, [f"refused: {error}"]
    return text, problems(text)


def look(seeds: range) -> tuple[Table, int]:
    """All seeds, with a progress bar; how many were right, wrong, and left out."""
    left_out = wrong = 0
    start = process_time()
    for seed in track(seeds, "random networks", console=console, disable=not console.is_terminal):
        text, found = examine(seed)
        left_out += not text
        if found:
            wrong += 1
            print(f"# seed {seed}", *(f"# {line}" for line in "\n".join(found).splitlines()), text, sep="\n")
    each = milliseconds((process_time() - start) / len(seeds))
    row = (str(len(seeds)), str(wrong), str(left_out), each)
    columns = ("random networks", "not right", "too near a kink", "processor time each")
    return Table("Random networks", columns, [row], "none that is not right"), wrong


def run(short: bool) -> Table:
    """A few, or a few hundred."""
    return look(range(20 if short else 200))[0]


def main() -> int:
    """As many as asked for, from a seed on."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    table, wrong = look(range(given.seed, given.seed + given.count))
    show(table)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
