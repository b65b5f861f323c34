"""Real numbers three ways: float64, exact fractions, and fifty digits where float64 cannot tell."""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from .arithmetic import Arrays
from .field import objects
from .rational import LONGEST
from .verdict import Undecided

DIGITS = 50


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


class Fractions(Arrays):
    """Exact rational numbers; of the functions, only the sign has a value."""

    def number(self, value: Fraction) -> Any:
        return objects([value], (1, 1))

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
        return a @ b

    def atom(self, name: str, x: Any) -> Any:
        if name not in ("step", "sign"):
            raise Undecided(f"{name} has no exact value")
        signs = [Fraction((z > 0) - (z < 0)) for z in x.ravel()]
        return objects([max(s, Fraction(0)) if name == "step" else s for s in signs], x.shape)


class Digits(Arrays):
    """mpmath numbers of fifty digits."""

    def __init__(self) -> None:
        import mpmath  # noqa: PLC0415 - heavy, and rarely needed

        self.context = mpmath.MPContext()
        self.context.dps = DIGITS
        mp = self.context
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
