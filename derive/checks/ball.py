"""Floating point with a proof: a midpoint and a radius that encloses the exact value, rounding included.

Every operation adds the rounding of its midpoint; the radii, themselves rounded, are inflated. Functions of
the C library are taken to be right within four units in the last place.
"""

import math
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from .arithmetic import Arithmetic, View
from .verdict import Undecided

UNIT = 2.0**-53
SAFE = 1 + 2.0**-48
TINY = 2.0**-1070
LIBRARY = 8 * UNIT  # four units in the last place, relative to the value


@dataclass(frozen=True, slots=True)
class Ball:
    """All numbers within `radius` of `middle`, entrywise."""

    middle: Any
    radius: Any


def _ball(middle: Any, radius: Any, rounding: float = UNIT) -> Ball:
    wide = (radius + rounding * abs(middle)) * SAFE
    return Ball(middle, wide + TINY * (wide > 0))


class Enclosing(Arithmetic):
    """What every arithmetic of balls shares."""

    @abstractmethod
    def enclose(self, numbers: Sequence[Fraction], shape: tuple[int, ...]) -> Ball:
        """Exact rational numbers as balls."""

    @abstractmethod
    def shown(
        self, values: Sequence[Fraction], halves: Sequence[Fraction], outer: bool, shape: tuple[int, int]
    ) -> Ball:
        """All numbers within these halves of decimals; some more, or with `outer` false some fewer.

        A whole number has the half zero. Raises Undecided where none would be left.
        """

    @abstractmethod
    def inside(self, value: Ball, shown: Ball) -> Any:
        """Where the whole of one ball certainly lies in the other."""

    @abstractmethod
    def apart(self, a: Ball, b: Ball) -> Any:
        """Where two balls certainly have no number in common."""

    @abstractmethod
    def floats(self, units: Any) -> Any:
        """Midpoints or radii in float64, for the eye."""

    def neg(self, a: Ball) -> Ball:
        return Ball(-a.middle, a.radius)

    def view(self, a: Ball, function: View) -> Ball:
        return Ball(function(a.middle), function(a.radius))

    def join(self, parts: Sequence[Ball]) -> Ball:
        middle = np.concatenate(np.broadcast_arrays(*(part.middle for part in parts)), axis=-1)
        return Ball(middle, np.concatenate(np.broadcast_arrays(*(part.radius for part in parts)), axis=-1))

    def shape(self, a: Ball) -> tuple[int, ...]:
        return tuple(a.middle.shape)


def not_empty(radius: Any) -> Any:
    """Radii; raises Undecided if one is negative, for then its ball has no number."""
    if np.any(radius < 0):
        raise Undecided("more digits are shown than are computed")
    return radius


class Balls(Enclosing):
    """Interval arithmetic in float64."""

    def enclose(self, numbers: Sequence[Fraction], shape: tuple[int, ...]) -> Ball:
        return enclose(numbers, shape)

    def shown(
        self, values: Sequence[Fraction], halves: Sequence[Fraction], outer: bool, shape: tuple[int, int]
    ) -> Ball:
        exact = self.enclose(values, shape)
        reach = np.array([float(half) for half in halves]).reshape(shape)
        if outer:
            return Ball(exact.middle, reach * (1 + 2.0**-50) + exact.radius)
        return Ball(exact.middle, not_empty(reach * (1 - 2.0**-50) - exact.radius))

    def inside(self, value: Ball, shown: Ball) -> Any:
        return (abs(value.middle - shown.middle) + value.radius) * (1 + 2.0**-50) <= shown.radius

    def apart(self, a: Ball, b: Ball) -> Any:
        return abs(a.middle - b.middle) > (a.radius + b.radius) * (1 + 2.0**-50)

    def floats(self, units: Any) -> Any:
        return units

    def number(self, value: Fraction) -> Ball:
        return enclose([value], (1, 1))

    def pi(self) -> Ball:
        return Ball(np.array([[math.pi]]), np.array([[2 * math.ulp(math.pi)]]))

    def integers(self, array: Any) -> Ball:
        middle = array.astype(np.float64)
        return Ball(middle, np.zeros_like(middle))

    def add(self, a: Ball, b: Ball) -> Ball:
        return _ball(a.middle + b.middle, a.radius + b.radius)

    def mul(self, a: Ball, b: Ball) -> Ball:
        radius = abs(a.middle) * b.radius + a.radius * (abs(b.middle) + b.radius)
        small = TINY * ((a.middle != 0) & (b.middle != 0))  # a product may underflow; zero stays exact
        return _ball(a.middle * b.middle, radius + small)

    def inverse(self, a: Ball) -> Ball:
        least = (abs(a.middle) - a.radius) * (1 - 2.0**-50)
        if not np.all(least > 0):
            raise Undecided("a division by a number that may be zero")
        return _ball(1 / a.middle, a.radius / (abs(a.middle) * least))

    def matmul(self, a: Ball, b: Ball) -> Ball:
        middle = a.middle @ b.middle
        size = abs(a.middle) @ abs(b.middle)
        radius = abs(a.middle) @ b.radius + a.radius @ (abs(b.middle) + b.radius)
        terms = (a.middle.shape[-1] + 4) * UNIT
        small = TINY * ((a.middle != 0).astype(np.float64) @ (b.middle != 0).astype(np.float64))
        return Ball(middle, (radius + terms * size + small) * (1 + 4 * terms) * SAFE)

    def total(self, a: Ball, axis: int) -> Ball:
        middle = a.middle.sum(axis=axis, keepdims=True)
        terms = (a.middle.shape[axis] + 4) * UNIT
        radius = a.radius.sum(axis=axis, keepdims=True)
        size = abs(a.middle).sum(axis=axis, keepdims=True)
        return Ball(middle, (radius + terms * size) * (1 + 4 * terms) * SAFE)

    def atom(self, name: str, x: Ball) -> Ball:
        with np.errstate(over="ignore", invalid="ignore"):
            found = _ATOMS[name](x)
        if not (np.all(np.isfinite(found.middle)) and np.all(np.isfinite(found.radius))):
            raise Undecided(f"{name} is beyond the range of float64")
        return found


def enclose(numbers: Sequence[Fraction], shape: tuple[int, ...]) -> Ball:
    """Exact rational numbers as balls."""
    ratios = [(x.numerator, x.denominator) for x in numbers]
    floats = [above / below for above, below in ratios]
    wide = [0.0 if x.as_integer_ratio() == y else math.ulp(x) for x, y in zip(floats, ratios, strict=True)]
    middle = np.array(floats, dtype=np.float64).reshape(shape)
    return Ball(middle, np.array(wide, dtype=np.float64).reshape(shape))


def _exp(x: Ball) -> Ball:
    middle = np.exp(x.middle)
    return _ball(middle, middle * np.expm1(x.radius) * (1 + 2 * LIBRARY), LIBRARY)


def _log(x: Ball) -> Ball:
    least = _positive(x, "the logarithm")
    return _ball(np.log(x.middle), np.log1p(x.radius / least) * (1 + LIBRARY), LIBRARY)


def _sqrt(x: Ball) -> Ball:
    _positive(x, "the square root")
    middle = np.sqrt(x.middle)
    return _ball(middle, x.radius / middle, LIBRARY)


def _positive(x: Ball, what: str) -> Any:
    least = (x.middle - x.radius) * (1 - 2.0**-50)
    if not np.all(least > 0):
        raise Undecided(f"{what} of a number that may not be positive")
    return least


def _sign(x: Ball) -> Ball:
    """-1, 0 or 1; all of them where the sign is not certain."""
    certain = (abs(x.middle) > x.radius) | (x.radius == 0)
    return Ball(np.where(certain, np.sign(x.middle), 0.0), np.where(certain, 0.0, 1.0))


def _step(x: Ball) -> Ball:
    """0 or 1; both where the sign is not certain."""
    sign = _sign(x)
    return Ball(np.where(sign.radius > 0, 0.5, (sign.middle > 0).astype(np.float64)), sign.radius / 2)


def _normal(x: Ball) -> Ball:
    middle = np.vectorize(lambda z: 0.5 * math.erfc(-z / math.sqrt(2)), otypes=[np.float64])(x.middle)
    # the argument of erfc is rounded twice; the slope of Phi is below 0.4, and |z| phi(z) below 0.25
    return _ball(middle, 0.4 * x.radius + 4 * UNIT, LIBRARY)


def _density(x: Ball) -> Ball:
    middle = np.exp(-0.5 * x.middle * x.middle) / math.sqrt(2 * math.pi)
    # z^2 is rounded; z^2 phi(z) stays below 0.3, and the slope of phi below 0.25
    return _ball(middle, 0.25 * x.radius + 4 * UNIT, 2 * LIBRARY)


def _sin(x: Ball) -> Ball:
    return _ball(np.sin(x.middle), x.radius, LIBRARY)


def _cos(x: Ball) -> Ball:
    return _ball(np.cos(x.middle), x.radius, LIBRARY)


_ATOMS = {
    "exp": _exp, "log": _log, "sqrt": _sqrt, "step": _step, "sign": _sign,
    "Phi": _normal, "phi": _density, "sin": _sin, "cos": _cos,
}  # fmt: skip
