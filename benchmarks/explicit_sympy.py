"""Deriving and checking the seed network, against differentiating its loss entry by entry in SymPy.

The explicit route writes the 2-2-3-1 network with a symbol for every entry and σ(z) = 1/(1 + e^(−z)),
differentiates the loss by every entry of W1 and W2, and simplifies the difference to the closed form to 0.
"""

from collections.abc import Iterator
from statistics import median
from time import process_time
from typing import Any

import sympy as sp

from benchmarks.report import Table, milliseconds
from derive.checks import check
from derive.lesson import lesson
from derive.network import SEED, build, read_spec

GOAL = 300
SHORT = (("W2", 0, 0), ("W1", 0, 0))


def run(short: bool) -> Table:
    """The time of both; with `short`, one entry of each matrix on the explicit side."""
    first, *again = (_derive_and_check() for _ in range(6))
    start = process_time()
    entries = sum(1 for _ in _explicit(SHORT if short else None))
    theirs = process_time() - start
    what = f"{entries} of 9 entries only" if short else "all 9 entries of dL/dW1 and dL/dW2"
    goal = "no goal for a part of the entries" if short else f"goal {GOAL}, aim 1,000"
    return Table(
        "The seed network: all gradients, every line proved, against explicit SymPy",
        ("", "processor time", "SymPy is slower by"),
        [
            (f"SymPy: {what}, differentiated and simplified", milliseconds(theirs), ""),
            *(
                (
                    f"derive: 9 gradients, every line checked, {when}",
                    milliseconds(ours),
                    f"{theirs / ours:,.0f}",
                )
                for when, ours in (("first call", first), ("later calls", median(again)))
            ),
        ],
        goal,
    )


def _derive_and_check() -> float:
    start = process_time()
    record, _ = lesson(build(read_spec(SEED)))
    assert check(record).good
    return process_time() - start


def _explicit(chosen: tuple[tuple[str, int, int], ...] | None) -> Iterator[Any]:
    """Every entry's difference, simplified to 0; the entries of W1 and W2, or those chosen."""
    shapes = {"X": (2, 2), "Y": (2, 1), "W1": (2, 3), "b1": (1, 3), "W2": (3, 1), "b2": (1, 1)}
    v = {
        name: sp.Matrix(m, n, lambda i, j, name=name: sp.Symbol(f"{name}_{i}{j}", real=True))
        for name, (m, n) in shapes.items()
    }
    repeat = sp.ones(2, 1)
    a1 = (v["X"] * v["W1"] + repeat * v["b1"]).applyfunc(_sigmoid)
    a2 = (a1 * v["W2"] + repeat * v["b2"]).applyfunc(_sigmoid)
    likelihoods = [y * sp.log(a) + (1 - y) * sp.log(1 - a) for a, y in zip(a2, v["Y"], strict=True)]
    loss = -sp.Add(*likelihoods) / 2
    dz2 = (a2 - v["Y"]) / 2
    slope = a1.applyfunc(lambda a: a * (1 - a))
    closed = {"W2": a1.T * dz2, "W1": v["X"].T * (dz2 * v["W2"].T).multiply_elementwise(slope)}
    every = [
        (name, i, j) for name in ("W2", "W1") for i in range(shapes[name][0]) for j in range(shapes[name][1])
    ]
    for name, i, j in chosen or every:
        difference = sp.simplify(sp.diff(loss, v[name][i, j]) - closed[name][i, j])
        assert difference == 0, (name, i, j)
        yield difference


def _sigmoid(z: Any) -> Any:
    return 1 / (1 + sp.exp(-z))
