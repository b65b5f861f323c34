"""Laws of exp, log, sqrt and step that the oracles of the field do not obey by themselves.

Each is a named rewrite with its condition. The rewriting happens where a value is asked for: this
arithmetic remembers how every number came about (as a sum, a product, an inverse), and log, exp and step
look at that first. Whatever no law reaches stays a random oracle, so two sides agree only if they are equal
by the laws that were used.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np

from .field import HALF, ORACLES, Field, P, objects

LOG_EXP = "log(e^z) = z"
LOG_PRODUCT = "log(a b) = log a + log b, for a, b > 0"
LOG_INVERSE = "log(1/a) = -log a, for a > 0"
SOFTPLUS = "log(1 + e^z) = z + log(1 + e^(-z))"
EXP_SUM = "e^(a + b) = e^a e^b"
EXP_MULTIPLE = "e^(n z) = (e^z)^n, for whole n"
EXP_LOG = "e^(log a) = a, for a > 0"
ROOT = "sqrt(a) sqrt(a) = a, for a >= 0"
STEP = "[n z > 0] = [z > 0], for n > 0"
BIT = "[z > 0] is 0 or 1"
ALL = (EXP_LOG, LOG_EXP, LOG_PRODUCT, LOG_INVERSE, SOFTPLUS, EXP_SUM, EXP_MULTIPLE, ROOT, STEP)
SMALL = 64  # a whole factor up to this one is recognised


def fewest(enough: Callable[[Sequence[str]], bool]) -> list[str] | None:
    """Laws that are enough, none of them idle: one alone if possible. None where all are not enough."""
    for law in (*ALL, BIT):
        if enough([law]):
            return [law]
    needed = [*ALL] if enough(ALL) else [*ALL, BIT]
    if BIT in needed and not enough(needed):
        return None
    for law in (*ALL, BIT):
        fewer = [one for one in needed if one != law]
        needed = fewer if enough(fewer) else needed
    return sorted(needed)


class Laws(Field):
    """The field, with laws; `used` holds the names of those that were applied."""

    def __init__(self, allowed: Collection[str] = ALL) -> None:
        super().__init__()
        self.allowed = frozenset(allowed)
        self.used: set[str] = set()
        self.sums: dict[int, tuple[int, int]] = {}
        self.products: dict[int, tuple[int, int]] = {}
        self.inverses: dict[int, int] = {}
        self.logs: dict[int, int] = {}
        self.raised: dict[int, int] = {}
        self.powers: dict[int, int] = {}
        self.exponents: dict[int, int] = {}
        self.roots: dict[int, int] = {}
        self.open: set[int] = set()

    def add(self, a: Any, b: Any) -> Any:
        return self._each(a, b, self._plus)

    def mul(self, a: Any, b: Any) -> Any:
        return self._each(a, b, self._times)

    def inverse(self, a: Any) -> Any:
        found = super().inverse(a)
        for x, u in zip((a % P).ravel().tolist(), found.ravel().tolist(), strict=True):
            self.inverses.setdefault(u, x)
            self._complement(x, u)
            if x in self.roots:
                self.roots[u] = pow(self.roots[x], -1, P)
        return found

    def atom(self, name: str, x: Any) -> Any:
        law = _LAWS.get(name)
        if law is None:
            return super().atom(name, x)
        return objects([law(self, z) for z in (x % P).ravel().tolist()], x.shape)

    def _may(self, law: str, applies: bool) -> bool:
        """Whether a law applies and is allowed; it counts as used then."""
        if applies and law in self.allowed:
            self.used.add(law)
            return True
        return False

    def _each(self, a: Any, b: Any, function: Callable[[int, int], int]) -> Any:
        left, right = np.broadcast_arrays(a % P, b % P)
        numbers = [function(x, y) for x, y in zip(left.ravel().tolist(), right.ravel().tolist(), strict=True)]
        return objects(numbers, left.shape)

    def _plus(self, x: int, y: int) -> int:
        total = (x + y) % P
        if x and y and total:
            self.sums.setdefault(total, (x, y))
        return total

    def _times(self, x: int, y: int) -> int:
        if x == y and self._may(ROOT, x in self.roots):
            return self.roots[x]
        total = x * y % P
        if total and x != 1 and y != 1:
            self.products.setdefault(total, (x, y))
        return total

    def _complement(self, x: int, u: int) -> None:
        """u = 1/(1 + w) makes 1 - u = w u."""
        one, other = self.sums.get(x, (0, 0))
        if 1 in (one, other):
            self.products.setdefault((1 - u) % P, (other if one == 1 else one, u))

    def log(self, z: int) -> int:
        """log z by the first law that applies."""
        if z in self.logs:
            return self.logs[z]
        if z in self.open:  # z came about by means of itself
            return ORACLES["log"](z)
        self.open.add(z)
        try:
            found = self._opened(z)
        finally:
            self.open.discard(z)
        self.logs[z] = found
        if z not in self.exponents:
            self.powers.setdefault(found, z)
        return found

    def _opened(self, z: int) -> int:
        if self._may(LOG_EXP, z in self.exponents):
            return self.exponents[z]
        if self._may(LOG_INVERSE, z in self.inverses):
            return -self.log(self.inverses[z]) % P
        if self._may(LOG_PRODUCT, z in self.products):
            return sum(map(self.log, self.products[z])) % P
        x, y = self.sums.get(z, (0, 0))
        if self._may(SOFTPLUS, self._positive(x) and self._positive(y)):
            first = self.log(x)
            return (first + self._softplus((self.log(y) - first) % P)) % P
        return ORACLES["log"](z)

    def _positive(self, x: int) -> bool:
        return x == 1 or x in self.exponents

    def _softplus(self, z: int) -> int:
        """log(1 + e^z), with the sign of z chosen by size."""
        if z <= HALF:
            return ORACLES["log"]((1 + self.exp(z)) % P)
        return (z + self._softplus(P - z)) % P

    def exp(self, z: int) -> int:
        """e^z by the first law that applies; remembered, so that log finds z again."""
        if z not in self.raised:
            self.raised[z] = self._raise(z)
            self.exponents.setdefault(self.raised[z], z)
        return self.raised[z]

    def _raise(self, z: int) -> int:
        for turned in (z, P - z):
            found = self._by_law(turned)
            if found is not None:
                return found if turned == z else pow(found, -1, P)
        return ORACLES["exp"](z)

    def _by_law(self, z: int) -> int | None:
        if self._may(EXP_LOG, z in self.powers):
            return self.powers[z]
        if z in self.open:
            return None
        self.open.add(z)
        try:
            return self._split(z)
        finally:
            self.open.discard(z)

    def _split(self, z: int) -> int | None:
        x, y = self.products.get(z, (0, 0))
        for whole, rest in ((x, y), (y, x)):
            if self._may(EXP_MULTIPLE, 0 < whole <= SMALL or whole >= P - SMALL):
                return pow(self.exp(rest), whole if whole <= SMALL else whole - P, P)
        x, y = self.sums.get(z, (0, 0))
        if self._may(EXP_SUM, bool(x and y)):
            return self.exp(x) * self.exp(y) % P
        return None

    def sqrt(self, z: int) -> int:
        """A root that is remembered, so that its square is z."""
        root = ORACLES["sqrt"](z)
        self.roots[root] = z
        return root

    def _scaled(self, z: int) -> int:
        """[z > 0], a positive whole factor left out."""
        for turned in (z, P - z):
            x, y = self.products.get(turned, (0, 0))
            for whole, rest in ((x, y), (y, x)):
                if self._may(STEP, 0 < whole <= SMALL):
                    step = self._scaled(rest)
                    return step if turned == z else (1 - step) % P
        step = ORACLES["step"](min(z, P - z))
        if self._may(BIT, bool(z)):
            step &= 1
        return (1 - step) % P if z > HALF else step

    def step(self, z: int) -> int:
        """[z > 0]."""
        return self._scaled(z)

    def sign(self, z: int) -> int:
        """The sign of z."""
        return (2 * self._scaled(z) - 1) % P if z else 0


_LAWS: dict[str, Callable[[Laws, int], int]] = {
    "log": Laws.log,
    "exp": Laws.exp,
    "sqrt": Laws.sqrt,
    "step": Laws.step,
    "sign": Laws.sign,
}
