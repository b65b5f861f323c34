"""Numbers for an example that gives none: small, deterministic, easy to redo on paper."""

import math
from hashlib import blake2b
from typing import Any


def default(name: str, shape: tuple[int, ...], targets: str = "") -> Any:
    """A matrix of small numbers, none of them 0, that look random and depend on the name alone.

    Data are whole numbers from −2 to 2; parameters have one decimal, from −0.9 to 0.9, and more where many of
    them are summed; γ lies around 1; targets alternate between 1 and 0, or give each sample one class.

    >>> default("b1", (1, 3))
    [[-0.5, -0.1, 0.1]]
    """
    rows, columns = shape
    if name == "Y" and targets == "classes":
        return [[int(j == (i + 1) % columns) for j in range(columns)] for i in range(rows)]
    if name == "Y":
        return [[(i + j + 1) % 2 for j in range(columns)] for i in range(rows)]
    digits = _digits(name, rows * columns)
    table = [digits[start : start + columns] for start in range(0, rows * columns, columns)]
    if name == "X":
        return [[(-2, -1, 1, 2)[digit % 4] for digit in row] for row in table]
    if name.startswith("gamma"):
        return [[(8 + digit % 5) / 10 for digit in row] for row in table]
    scale = 10 if rows < 16 else 100 if rows < 1000 else 1000
    return [[(digit % 9 + 1) * (-1 if digit % 2 else 1) / scale for digit in row] for row in table]


def learning_rate(widest: int) -> float:
    """A power of ten: 1 for a small example, less the more features there are, whose steps add up.

    >>> learning_rate(3), learning_rate(784)
    (1.0, 0.01)
    """
    return 10.0 ** -max(0, math.ceil(math.log10(widest / 16)))


def _digits(name: str, count: int) -> list[int]:
    """As many numbers from 0 to 255, drawn from the name."""
    found: list[int] = []
    while len(found) < count:
        found.extend(blake2b(f"{name}/{len(found)}".encode()).digest())
    return found[:count]
