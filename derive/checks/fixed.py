"""Fixed point with a proof, as fine as asked for, where the balls of float64 are too wide: in deep networks.

Numbers are whole multiples of 2^-bits, held as Python's integers; a radius in the same unit encloses the
exact value. Every rounding is at most one unit, and radii are rounded up. Functions are those of mpmath with
more bits than are kept.
"""

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from .ball import Ball, Enclosing, not_empty
from .field import objects
from .rational import LONGEST
from .reals import context
from .verdict import Undecided

GUARD = 32  # bits of mpmath beyond those that are kept
LARGEST = 1 << 14  # of an argument of exp: beyond, its value has too many digits


class Fixed(Enclosing):
    """Interval arithmetic in multiples of 2^-bits."""

    def __init__(self, bits: int) -> None:
        self.bits = bits
        self.one = 1 << bits
        self.context = context(bits + GUARD)

    # ── numbers ───────────────────────────────────────────────────────────────────────────────────────────

    def number(self, value: Fraction) -> Ball:
        return self.enclose([value], (1, 1))

    def enclose(self, numbers: Sequence[Fraction], shape: tuple[int, ...]) -> Ball:
        units = [divmod(x.numerator << self.bits, x.denominator) for x in numbers]
        middle = objects([unit for unit, _ in units], shape)
        return Ball(middle, objects([int(rest != 0) for _, rest in units], shape))

    def pi(self) -> Ball:
        return Ball(objects([self._units(+self.context.pi)], (1, 1)), objects([2], (1, 1)))

    def integers(self, array: Any) -> Ball:
        middle = objects([int(x) << self.bits for x in array.ravel()], array.shape)
        return Ball(middle, middle * 0)

    def shown(
        self, values: Sequence[Fraction], halves: Sequence[Fraction], outer: bool, shape: tuple[int, int]
    ) -> Ball:
        exact = self.enclose(values, shape)
        if outer:
            reach = {half: math.ceil(half * self.one) for half in set(halves)}
            return Ball(exact.middle, objects([reach[half] for half in halves], shape) + exact.radius)
        reach = {half: math.floor(half * self.one) for half in set(halves)}
        return Ball(exact.middle, not_empty(objects([reach[half] for half in halves], shape) - exact.radius))

    def inside(self, value: Ball, shown: Ball) -> Any:
        return abs(value.middle - shown.middle) + value.radius <= shown.radius

    def apart(self, a: Ball, b: Ball) -> Any:
        return abs(a.middle - b.middle) > a.radius + b.radius

    def floats(self, units: Any) -> Any:
        return np.vectorize(self._float, otypes=[np.float64])(units)

    def _float(self, unit: int) -> float:
        try:
            found = unit / self.one
        except OverflowError:
            return math.copysign(math.inf, unit)
        return found or math.copysign(math.ulp(0.0), unit) if unit else 0.0

    # ── operations ────────────────────────────────────────────────────────────────────────────────────────

    def add(self, a: Ball, b: Ball) -> Ball:
        return Ball(a.middle + b.middle, a.radius + b.radius)

    def mul(self, a: Ball, b: Ball) -> Ball:
        radius = abs(a.middle) * b.radius + a.radius * (abs(b.middle) + b.radius)
        return self._rounded(a.middle * b.middle, radius)

    def matmul(self, a: Ball, b: Ball) -> Ball:
        radius = abs(a.middle) @ b.radius + a.radius @ (abs(b.middle) + b.radius)
        return self._rounded(a.middle @ b.middle, radius)

    def _rounded(self, middle: Any, radius: Any) -> Ball:
        """A product, whose unit is 2^-2bits; one that is exact stays so."""
        if any(x.bit_length() > LONGEST for part in (middle, radius) for x in part.flat):
            raise Undecided("a number too long to be written out")
        inexact = (middle & (self.one - 1) != 0).astype(object) * 1
        return Ball(middle >> self.bits, -(-radius >> self.bits) + inexact)

    def inverse(self, a: Ball) -> Ball:
        least = abs(a.middle) - a.radius
        if not np.all(least > 0):
            raise Undecided("a division by a number that may be zero")
        square = self.one * self.one
        inexact = (square % a.middle != 0).astype(object) * 1
        return Ball(square // a.middle, -(-a.radius * square // (abs(a.middle) * least)) + inexact)

    def total(self, a: Ball, axis: int) -> Ball:
        return Ball(a.middle.sum(axis=axis, keepdims=True), a.radius.sum(axis=axis, keepdims=True))

    # ── functions ─────────────────────────────────────────────────────────────────────────────────────────

    def atom(self, name: str, x: Ball) -> Ball:
        found = [
            self._exact(name, unit) if not radius else getattr(self, f"_{name}")(unit, radius)
            for unit, radius in zip(x.middle.flat, x.radius.flat, strict=True)
        ]
        middle, radius = ([pair[k] for pair in found] for k in (0, 1))
        return Ball(objects(middle, x.middle.shape), objects(radius, x.middle.shape))

    def _exact(self, name: str, unit: int) -> tuple[int, int]:
        """A function at a number that is known exactly: where the answer is whole, it is exact too."""
        middle, radius = getattr(self, f"_{name}")(unit, 0)
        whole = {("exp", 0): self.one, ("log", self.one): 0, ("sin", 0): 0, ("cos", 0): self.one}
        return (whole[name, unit], 0) if (name, unit) in whole else (middle, radius)

    def _number(self, unit: int) -> Any:
        """The mpmath number of so many units, exactly."""
        import mpmath  # noqa: PLC0415

        return self.context.make_mpf(mpmath.libmp.from_man_exp(unit, -self.bits))

    def _units(self, number: Any) -> int:
        return int(self.context.floor(self.context.ldexp(number, self.bits)))

    def _of(self, function: Callable[[Any], Any], unit: int) -> tuple[int, int]:
        """The value of a function and its error: a unit for the floor, and the last bits of a large one."""
        value = self._units(function(self._number(unit)))
        return value, 2 + (abs(value) >> (self.bits + GUARD - 8))

    def _exp(self, unit: int, radius: int) -> tuple[int, int]:
        if abs(unit) > LARGEST * self.one or radius > self.one:
            raise Undecided("an exponential that is too large to be written out")
        value, error = self._of(self.context.exp, unit)
        growth = radius + (radius * radius >> self.bits) + 1 if radius else 0  # e^r - 1 <= r + r² up to r = 1
        return value, error - (-(value + error) * growth >> self.bits)

    def _log(self, unit: int, radius: int) -> tuple[int, int]:
        least = self._positive(unit, radius, "the logarithm")
        value, error = self._of(self.context.log, unit)
        return value, error - (-(radius << self.bits) // least)

    def _sqrt(self, unit: int, radius: int) -> tuple[int, int]:
        self._positive(unit, radius, "the square root")
        root = math.isqrt(unit << self.bits)
        if not radius and root * root == unit << self.bits:
            return root, 0
        return root, 2 - (-(radius << self.bits) // root)

    def _positive(self, unit: int, radius: int, what: str) -> int:
        if unit <= radius:
            raise Undecided(f"{what} of a number that may not be positive")
        return unit - radius

    def _sign(self, unit: int, radius: int) -> tuple[int, int]:
        if abs(unit) > radius or not radius:
            return ((unit > 0) - (unit < 0)) * self.one, 0
        return 0, self.one

    def _step(self, unit: int, radius: int) -> tuple[int, int]:
        sign, wide = self._sign(unit, radius)
        return (self.one >> 1, self.one >> 1) if wide else (max(sign, 0), 0)

    def _Phi(self, unit: int, radius: int) -> tuple[int, int]:
        value, error = self._of(self.context.ncdf, unit)
        return value, error + (radius >> 1) + 1  # its slope is below 0.4

    def _phi(self, unit: int, radius: int) -> tuple[int, int]:
        value, error = self._of(self.context.npdf, unit)
        return value, error + (radius >> 2) + 1  # its slope is below 0.25

    def _sin(self, unit: int, radius: int) -> tuple[int, int]:
        value, error = self._of(self.context.sin, unit)
        return value, error + radius

    def _cos(self, unit: int, radius: int) -> tuple[int, int]:
        value, error = self._of(self.context.cos, unit)
        return value, error + radius
