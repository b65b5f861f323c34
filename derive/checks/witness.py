"""A counterexample that a reader can redo: smallest shapes, entries -1, 0 and 1, where two sides differ."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .arithmetic import Arithmetic
from .environment import Environment
from .evaluate import PLACES
from .node import Node
from .reals import Digits, Reals
from .samples import Constraints, Samples, Sizes
from .verdict import Undecided

TRIES = 6
FAR = 1e-4  # a difference, in parts of the larger side, that a reader sees
SHOWN = 6  # a matrix with more entries is not written out


def witness(samples: Samples, left: Node, right: Node, example: bool, constraints: Constraints) -> str:
    """One sentence: sizes, values, the entry, and what the two sides are there, by fifty digits."""
    for sizes in _sizes(samples, left, right, example):
        for seed in range(TRIES):
            for made in _points(samples, sizes, seed, constraints):
                place = _place(made(Reals()), left, right)
                found = None if place is None else _told(made(Digits()), left, right, place)
                if found:
                    return found
    return "the two sides differ"


def _points(
    samples: Samples, sizes: Sizes, seed: int, constraints: Constraints
) -> Iterator[Callable[[Arithmetic], Environment]]:
    """The same point in any arithmetic: small numbers, and in the end rougher ones."""
    yield lambda arithmetic: samples.small(arithmetic, sizes, seed, constraints)
    for other in (seed, seed + 1) if seed == TRIES - 1 else ():
        yield lambda arithmetic, other=other: samples.real(arithmetic, sizes, other, constraints)  # type: ignore[misc]


def _sizes(samples: Samples, left: Node, right: Node, example: bool) -> Iterator[Sizes]:
    letters = samples.model.derivation.sizes
    if not example:
        yield dict.fromkeys(letters, 1)
        yield dict.fromkeys(letters, 2)
        yield samples.points(left.letters | right.letters)[0][0]
    yield dict(letters)


def _sides(env: Environment, left: Node, right: Node) -> tuple[Any, Any] | None:
    """The values of the two sides; None without any."""
    try:
        with np.errstate(all="ignore"):
            a, b = np.broadcast_arrays(env.value(left), env.value(right))
    except (Undecided, ZeroDivisionError, ValueError):
        return None
    return a, b


def _far(a: Any, b: Any) -> Any:
    """Where two sides are so far apart that a reader sees it."""
    return abs(a - b) > FAR * (1 + np.maximum(abs(a), abs(b)))


def _place(env: Environment, left: Node, right: Node) -> tuple[int, ...] | None:
    """Where float64 sees the two sides farthest apart; None where it sees no difference."""
    found = _sides(env, left, right)
    if found is None:
        return None
    with np.errstate(all="ignore"):
        gap = abs(found[0] - found[1])
        if not np.all(np.isfinite(gap)) or not np.any(_far(*found)):
            return None
    return tuple(int(x) for x in np.unravel_index(int(np.argmax(gap)), gap.shape))


def _told(env: Environment, left: Node, right: Node, place: tuple[int, ...]) -> str:
    """The sentence, from fifty digits: float64 may have lost all of its own. Nothing if they agree there."""
    found = _sides(env, left, right)
    if found is None or not _far(*(side[place] for side in found)):
        return ""
    letters = left.letters | right.letters
    sizes = ", ".join(f"{x} = {n}" for x, n in env.sizes.items() if x in letters)
    values = ", ".join(_values(env, left, right))
    where = _where(left, right, place) if found[0].size > 1 else ""
    start = " ".join(part for part in (sizes and f"at {sizes}", values and f"with {values}") if part)
    a, b = (float(side[place]) + 0.0 for side in found)
    sides = f"{where}the left side is {a:.6g}, the right side {b:.6g}"
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
        return _number(value.item())
    rows = ", ".join("[" + ", ".join(map(_number, row)) + "]" for row in value)
    return f"[{rows}]"


def _number(x: Any) -> str:
    return f"{float(x) + 0.0:.6g}"
