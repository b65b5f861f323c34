"""A counterexample that a reader can redo: smallest shapes, entries -1, 0 and 1, where two sides differ."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from .environment import Environment
from .evaluate import PLACES
from .reals import Reals
from .samples import Constraints, Samples, Sizes
from .shape import Node
from .verdict import Undecided

TRIES = 6
SHOWN = 6  # a matrix with more entries is not written out


def witness(samples: Samples, left: Node, right: Node, example: bool, constraints: Constraints) -> str:
    """One sentence: sizes, values, the entry, and what the two sides are there."""
    for sizes in _sizes(samples, left, right, example):
        for seed in range(TRIES):
            for env in (samples.small(sizes, seed, constraints), *_rough(samples, sizes, seed, constraints)):
                found = _difference(env, left, right)
                if found:
                    return found
    return "the two sides differ"


def _rough(samples: Samples, sizes: Sizes, seed: int, constraints: Constraints) -> Iterator[Environment]:
    if seed == TRIES - 1:
        yield samples.real(Reals(), sizes, seed, constraints)
        yield samples.real(Reals(), sizes, seed + 1, constraints)


def _sizes(samples: Samples, left: Node, right: Node, example: bool) -> Iterator[Sizes]:
    letters = samples.model.derivation.sizes
    if not example:
        yield dict.fromkeys(letters, 1)
        yield dict.fromkeys(letters, 2)
        yield samples.points(left.letters | right.letters)[0][0]
    yield dict(letters)


def _difference(env: Environment, left: Node, right: Node) -> str:
    try:
        with np.errstate(all="ignore"):
            a, b = np.broadcast_arrays(env.value(left), env.value(right))
            gap = abs(a - b)
    except (Undecided, ZeroDivisionError):
        return ""
    if not np.all(np.isfinite(gap)):
        return ""
    if not np.any(gap > 1e-4 * (1 + np.maximum(abs(a), abs(b)))):
        return ""
    place = tuple(int(x) for x in np.unravel_index(int(np.argmax(gap)), gap.shape))
    letters = left.letters | right.letters
    sizes = ", ".join(f"{x} = {n}" for x, n in env.sizes.items() if x in letters)
    values = ", ".join(_values(env, left, right))
    where = _where(left, right, place) if gap.size > 1 else ""
    start = " ".join(part for part in (sizes and f"at {sizes}", values and f"with {values}") if part)
    sides = f"{where}the left side is {a[place] + 0.0:.6g}, the right side {b[place] + 0.0:.6g}"
    return f"{start}: {sides}" if start else sides


def _where(left: Node, right: Node, place: tuple[int, ...]) -> str:
    """The entry of the sides, or the values of the free indices."""
    free = sorted({*left.free, *right.free}, key=PLACES.__getitem__)
    parts = [", ".join(f"{letter} = {place[-3 - PLACES[letter]] + 1}" for letter in free)] if free else []
    if left.shape or right.shape:
        parts.append(f"in entry ({place[-2] + 1}, {place[-1] + 1})")
    return f"{'for ' if free else ''}{' '.join(parts)} " if parts else ""


def _values(env: Environment, left: Node, right: Node) -> Iterator[str]:
    """The values of the symbols that the two sides use."""
    for name in sorted((left.names | right.names) - env.sizes.keys()):
        if name == (left.args[0] if left.op == "symbol" else None):
            continue
        value = env.lookup(name)
        if value.size <= SHOWN:
            yield f"{name} = {_written(value)}"


def _written(value: Any) -> str:
    if value.size == 1:
        return f"{value.item() + 0.0:.6g}"
    rows = ", ".join("[" + ", ".join(f"{x:.6g}" for x in row + 0.0) + "]" for row in value)
    return f"[{rows}]"
