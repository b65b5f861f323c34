"""A second opinion in floating point, where a law of exp, log or a condition escapes the exact arithmetic.

Modulo a prime exp(a + b) is not exp(a) exp(b), and a condition is any number. What differs there may be equal
all the same: random real numbers decide it.
"""

import math
from collections.abc import Mapping
from dataclasses import replace
from hashlib import blake2b
from typing import Any

import numpy as np

from ..checks.reals import Reals
from ..checks.verdict import Undecided
from .comparing import compare
from .conventions import COUNTS, Reading
from .ground import Ground
from .layers import Definition
from .network import Network
from .phrases import Loose
from .terms import Key, contains, derivatives, variables
from .voice import Missing

TOLERANCE = 1e-7
_LAWS = frozenset({"exp", "log", "ln", "lg", "sqrt", "max", "min", "abs", "norm", "cmp", "sin", "cos"})


class Smooth(Reals):
    """float64, with a smooth function of its own for every name that nothing is known of."""

    def atom(self, name: str, x: Any) -> Any:
        """f, f', f'' of one name belong together."""
        try:
            return super().atom(name, x)
        except KeyError:
            base = name.rstrip("'")
            seed = blake2b(base.encode(), digest_size=2).digest()
            order = len(name) - len(base)
            rate, shift = 0.6 + seed[0] / 320, seed[1] / 41
            return rate**order * np.sin(rate * x + shift + order * math.pi / 2)


class Numbers(Ground):
    """A network with random real numbers; positive ones, where logarithms ask for it."""

    def __init__(self, network: Network, turn: int, functions: dict[str, str], positive: bool) -> None:
        super().__init__(network, turn, functions)
        self.arithmetic = Smooth()
        self.positive = positive
        self.draw = self._drawn(turn)

    def _drawn(self, turn: int) -> Any:
        def draw(name: str, rows: int, columns: int) -> Any:
            seed = int.from_bytes(blake2b(f"{turn}/{name}".encode(), digest_size=4).digest(), "little")
            random = np.random.default_rng(seed)
            low = 0.15 if self.positive else -0.95
            return random.uniform(low, 0.95, (rows, columns))

        return draw

    def differs(self, a: Any, b: Any) -> bool:
        """Whether two values are further apart than rounding explains. Raises Missing for no number."""
        a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
        if not (np.isfinite(a).all() and np.isfinite(b).all()):
            raise Missing("a value that is no number")
        scale = max(1e-3, float(np.abs(a).max(initial=0)), float(np.abs(b).max(initial=0)))
        return bool((np.abs(a - b) > TOLERANCE * scale).any())


def lawful(term: Any) -> bool:
    """Whether a term holds a function that obeys laws which the exact arithmetic does not know."""
    if not isinstance(term, tuple) or not term:
        return False
    if term[0] in ("norm", "cmp", "cases") or (term[0] == "call" and term[1] in _LAWS):
        return True
    return any(lawful(part) for part in term)


def second_opinion(
    network: Network, functions: dict[str, str], loss: Any, left: Loose, right: Loose
) -> bool | None:
    """Whether two terms are equal at random real numbers; None if no number can be had."""
    for positive in (False, True):
        seen = []
        for turn in range(2):
            ground = Numbers(network, turn, functions, positive)
            ground.loss = loss
            try:
                with np.errstate(all="ignore"):
                    seen.append(compare(ground, left, right)[0])
            except (Missing, Undecided, ArithmeticError, TypeError, ValueError, IndexError):
                continue
        if len(seen) == 2:
            return all(seen)
    return None


def identity(left: Loose, right: Loose) -> bool:
    """Whether a relation is about functions of one variable only, such as `d/dx σ(x) = σ(x)(1 - σ(x))`."""
    keys = {key for key in variables((left, right)) if key[1] not in COUNTS}
    if len(keys) != 1:
        return False
    (key,) = keys
    if any(contains((left, right), op) for op in ("T", "ones", "at", "smp", "grid", "sum", "norm")):
        return False
    return all(of is not None and of != key and by == key for of, by in derivatives((left, right)))


def scalar(
    reading: Reading, losses: frozenset[str], definitions: Mapping[Key, Definition] | None = None
) -> Network:
    """A network of these definitions alone, whose symbols are numbers."""
    return Network(definitions or {}, replace(reading, scalars=True, batch=False), losses)
