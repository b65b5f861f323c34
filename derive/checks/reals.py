"""Real numbers three ways: float64, exact fractions, and fifty digits where float64 cannot tell."""

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np

from .arithmetic import Arrays
from .field import objects
from .rational import LONGEST
from .verdict import Undecided

DIGITS = 50
SHORT = 256  # bits of a denominator


class Reals(Arrays):
    """float64; what is undefined is not a number."""

    def number(self, value: Fraction) -> Any:
        return np.array([[float(value)]])

    def pi(self) -> Any:
        return np.array([[math.pi]])

    def integers(self, array: Any) -> Any:
        return array.astype(np.float64)

    def mul(self, a: Any, b: Any) -> Any:
        return a * b

    def inverse(self, a: Any) -> Any:
        return 1 / a

    def matmul(self, a: Any, b: Any) -> Any:
        return a @ b

    def atom(self, name: str, x: Any) -> Any:
        return _FLOATS[name](x)


_FLOATS: dict[str, Callable[[Any], Any]] = {
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "step": lambda x: (x > 0).astype(np.float64),
    "sign": np.sign,
    "Phi": np.vectorize(lambda z: 0.5 * math.erfc(-z / math.sqrt(2)), otypes=[np.float64]),
    "phi": lambda x: np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi),
    "sin": np.sin,
    "cos": np.cos,
}


WHOLE = {
    ("exp", Fraction(0)): Fraction(1),
    ("log", Fraction(1)): Fraction(0),
    ("sin", Fraction(0)): Fraction(0),
    ("cos", Fraction(0)): Fraction(1),
    ("Phi", Fraction(0)): Fraction(1, 2),
}


class Fractions(Arrays):
    """Exact rational numbers; the functions have a value where it is rational, as e^0 is."""

    def number(self, value: Fraction) -> Any:
        return objects([value], (1, 1))

    def numbers(self, values: Sequence[Fraction], shape: tuple[int, int]) -> Any:
        return objects(list(values), shape)

    def pi(self) -> Any:
        raise Undecided("pi is not a rational number")

    def integers(self, array: Any) -> Any:
        return objects([Fraction(int(x)) for x in array.ravel()], array.shape)

    def mul(self, a: Any, b: Any) -> Any:
        found = a * b
        if any(x.denominator.bit_length() + abs(x.numerator).bit_length() > LONGEST for x in found.flat):
            raise Undecided("a number too long to be written out")
        return found

    def inverse(self, a: Any) -> Any:
        if not all(a.ravel()):
            raise Undecided("a division by zero")
        return 1 / a

    def matmul(self, a: Any, b: Any) -> Any:
        """By whole numbers over one denominator, where that is short: a fraction is slow to add."""
        shared = [math.lcm(*(x.denominator for x in side.flat)) for side in (a, b)]
        if a.ndim > 2 or b.ndim > 2 or max(shared).bit_length() > SHORT:
            return a @ b
        left, right = (
            objects([x.numerator * (below // x.denominator) for x in side.flat], side.shape)
            for side, below in zip((a, b), shared, strict=True)
        )
        found, below = left.dot(right), shared[0] * shared[1]
        return objects([Fraction(above, below) for above in found.flat], found.shape)

    def atom(self, name: str, x: Any) -> Any:
        return objects([self._at(name, z) for z in x.ravel()], x.shape)

    def _at(self, name: str, z: Fraction) -> Fraction:
        sign = Fraction((z > 0) - (z < 0))
        if name in ("step", "sign"):
            return sign if name == "sign" else max(sign, Fraction(0))
        root = Fraction(math.isqrt(abs(z.numerator)), math.isqrt(z.denominator))
        if name == "sqrt" and root * root == z:
            return root
        if (name, z) not in WHOLE:
            raise Undecided(f"{name} has no exact value")
        return WHOLE[name, z]


@cache
def context(bits: int) -> Any:
    """mpmath with so many bits; made once, which takes a millisecond."""
    import mpmath  # noqa: PLC0415 - heavy, and rarely needed

    made = mpmath.MPContext()
    made.prec = bits
    return made


class Digits(Arrays):
    """mpmath numbers of fifty digits."""

    def __init__(self) -> None:
        mp = self.context = context(round(DIGITS * math.log2(10)) + 4)
        self.atoms: dict[str, Callable[[Any], Any]] = {
            "exp": mp.exp,
            "log": mp.log,
            "sqrt": mp.sqrt,
            "step": lambda x: mp.mpf(1 if self._side(x) > 0 else 0),
            "sign": self._side,
            "Phi": mp.ncdf,
            "phi": mp.npdf,
            "sin": mp.sin,
            "cos": mp.cos,
        }

    def _side(self, x: Any) -> Any:
        """The sign of a number; a zero that was rounded has none."""
        if x and abs(x) < self.context.mpf(10) ** (10 - DIGITS):
            raise Undecided("a number too near a kink")
        return self.context.sign(x)

    def number(self, value: Fraction) -> Any:
        return objects([self.context.mpf(value.numerator) / value.denominator], (1, 1))

    def pi(self) -> Any:
        return objects([+self.context.pi], (1, 1))

    def integers(self, array: Any) -> Any:
        return objects([self.context.mpf(int(x)) for x in array.ravel()], array.shape)

    def mul(self, a: Any, b: Any) -> Any:
        return a * b

    def inverse(self, a: Any) -> Any:
        if not all(a.ravel()):
            raise Undecided("a division by zero")
        return 1 / a

    def matmul(self, a: Any, b: Any) -> Any:
        return a @ b

    def atom(self, name: str, x: Any) -> Any:
        values = [self.atoms[name](z) for z in x.ravel()]
        if not all(isinstance(value, self.context.mpf) for value in values):
            raise Undecided(f"{name} has no real value there")
        return objects(values, x.shape)
