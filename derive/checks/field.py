"""Arithmetic modulo p = 2^61 - 1, where a function is a random oracle that obeys the laws it must.

exp(-z) = 1/exp(z), step(-z) = 1 - step(z), sign(-z) = -sign(z), Phi(-z) = 1 - Phi(z) and the parities of
phi, sin and cos hold by construction; nothing else about these functions does. A step is any number, not only
0 or 1: what holds then holds for both, and no fault hides behind a 0.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from hashlib import blake2b
from typing import Any

import numpy as np

from .arithmetic import Arrays
from .verdict import Undecided

P = (1 << 61) - 1
HALF = P // 2


def hashed(name: str, z: int) -> int:
    """A number in 1..p-1 that depends on the name and the argument and on nothing else."""
    digest = blake2b(z.to_bytes(8, "little"), digest_size=16, key=name.encode()).digest()
    return int.from_bytes(digest, "little") % (P - 1) + 1


def _exp(z: int) -> int:
    if z == 0:
        return 1
    return pow(hashed("exp", P - z), -1, P) if z > HALF else hashed("exp", z)


def _step(z: int) -> int:
    if z == 0:
        return 0
    return (1 - hashed("step", P - z)) % P if z > HALF else hashed("step", z)


def _sign(z: int) -> int:
    return (2 * _step(z) - 1) % P if z else 0


def _normal(z: int) -> int:
    if z == 0:
        return (P + 1) // 2
    return (1 - hashed("Phi", P - z)) % P if z > HALF else hashed("Phi", z)


def _circle(z: int) -> tuple[int, int]:
    """sin and cos by the tangent t of half the angle: 2t/(1 + t^2) and (1 - t^2)/(1 + t^2)."""
    if z == 0:
        return 0, 1
    t = -hashed("tan", P - z) if z > HALF else hashed("tan", z)
    below = pow(1 + t * t, -1, P)
    return 2 * t * below % P, (1 - t * t) * below % P


def _log(z: int) -> int:
    if z == 0:
        raise Undecided("the logarithm of zero")
    return hashed("log", z) if z != 1 else 0


ORACLES: dict[str, Callable[[int], int]] = {
    "exp": _exp,
    "log": _log,
    "sqrt": lambda z: z if z in (0, 1) else hashed("sqrt", z),
    "step": _step,
    "sign": _sign,
    "Phi": _normal,
    "phi": lambda z: hashed("phi", min(z, P - z)),
    "sin": lambda z: _circle(z)[0],
    "cos": lambda z: _circle(z)[1],
}


class Field(Arrays):
    """Python integers in object arrays; sums are reduced when they are multiplied or compared."""

    modulus = P

    def __init__(self) -> None:
        self.known: dict[str, dict[int, int]] = {name: {} for name in ORACLES}

    def number(self, value: Fraction) -> Any:
        if value.denominator % P == 0:
            raise Undecided(f"{value} has no value modulo p")
        number = (
            value.numerator * pow(value.denominator, -1, P) % P if value.denominator != 1 else value.numerator
        )
        return objects([number], (1, 1))

    def pi(self) -> Any:
        return objects([hashed("pi", 0)], (1, 1))

    def integers(self, array: Any) -> Any:
        return array.astype(object)

    def mul(self, a: Any, b: Any) -> Any:
        return a * b % P

    def matmul(self, a: Any, b: Any) -> Any:
        return (a.dot(b) if a.ndim == b.ndim == 2 else a @ b) % P

    def inverse(self, a: Any) -> Any:
        """By one inversion and three products per entry (Montgomery)."""
        flat = (a % P).ravel().tolist()
        products = [1]
        for x in flat:
            products.append(products[-1] * x % P)
        if not products[-1]:
            raise Undecided("a division by zero")
        inverse = pow(products[-1], -1, P)
        out = [0] * len(flat)
        for k in range(len(flat) - 1, -1, -1):
            out[k] = inverse * products[k] % P
            inverse = inverse * flat[k] % P
        return objects(out, a.shape)

    def atom(self, name: str, x: Any) -> Any:
        known, oracle = self.known[name], ORACLES[name]
        out = []
        for z in (x % P).ravel().tolist():
            value = known.get(z)
            if value is None:
                value = known[z] = oracle(z)
            out.append(value)
        return objects(out, x.shape)

    def differs(self, a: Any, b: Any) -> bool:
        """Whether some entries of a and b, axes aligned from the end, are not equal."""
        return bool(((a - b) % P).any())


def objects(numbers: Sequence[Any], shape: tuple[int, ...]) -> Any:
    """An object array of these numbers."""
    array = np.empty(len(numbers), dtype=object)
    array[:] = numbers
    return array.reshape(shape)
