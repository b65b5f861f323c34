"""Numbers for an example that gives none: small, deterministic, easy to redo on paper."""

from typing import Any


def default(name: str, shape: tuple[int, ...], targets: str = "") -> Any:
    """A matrix of small numbers with one decimal, different for every name.

    Data lie in −2 … 2, parameters in −0.4 … 0.4, γ around 1; targets alternate between 1 and 0, one class a
    sample for a classification loss.

    >>> default("b1", (1, 3))
    [[-0.1, -0.3, 0.4]]
    """
    rows, columns = shape
    seed = sum(ord(character) for character in name)
    if name == "Y" and targets == "classes":
        return [[int(j == (i + 1) % columns) for j in range(columns)] for i in range(rows)]
    if name == "Y":
        return [[(i + j + 1) % 2 for j in range(columns)] for i in range(rows)]
    if name == "X":
        return [[(3 * i + 4 * j + seed) % 5 - 2 for j in range(columns)] for i in range(rows)]
    if name.startswith("gamma"):
        return [[(10 + (3 * j + seed) % 5 - 2) / 10 for j in range(columns)] for _ in range(rows)]
    return [[((5 * i + 7 * j + seed) % 9 - 4) / 10 for j in range(columns)] for i in range(rows)]
