"""Real numbers three ways: float64, exact fractions, and fifty digits where float64 cannot tell."""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from .arithmetic import Arrays
from .field import objects
from .verdict import Undecided

DIGITS = 50


class Reals(Arrays):
    """float64; what is undefined is not a number."""

    def number(self, value: Fraction) -> Any:
        return np.array([[float(value)]])

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
    """Exact rational numbers; no function has a value."""

    def number(self, value: Fraction) -> Any:
        return objects([value], (1, 1))

    def integers(self, array: Any) -> Any:
        return objects([Fraction(int(x)) for x in array.ravel()], array.shape)

    def mul(self, a: Any, b: Any) -> Any:
        return a * b

    def inverse(self, a: Any) -> Any:
        if not all(a.ravel()):
            raise Undecided("a division by zero")
        return 1 / a

    def matmul(self, a: Any, b: Any) -> Any:
        return a @ b

    def atom(self, name: str, x: Any) -> Any:
        raise Undecided(f"{name} has no exact value")


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
            "step": lambda x: mp.mpf(1 if x > 0 else 0),
            "sign": mp.sign,
            "Phi": mp.ncdf,
            "phi": mp.npdf,
            "sin": mp.sin,
            "cos": mp.cos,
        }

    def number(self, value: Fraction) -> Any:
        return objects([self.context.mpf(value.numerator) / value.denominator], (1, 1))

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
