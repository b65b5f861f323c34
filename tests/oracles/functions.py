"""Functions of one variable in NumPy, as a textbook writes them.

At a complex argument they are right to first order, so the derivative of any of them, and of a whole network,
is a complex step away: f′(x) = Im f(x + i h) / h, exact to rounding. Nothing is made safe against overflow.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

Array = Any
TINY = 1e-30

_erf = np.vectorize(math.erf, otypes=[float])


def _phi(z: Array) -> Array:
    return np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)


def _distribution(z: Array) -> Array:
    """Φ at the real part, and to first order in the imaginary one."""
    return (1 + _erf(np.real(z) / math.sqrt(2))) / 2 + 1j * np.imag(z) * _phi(np.real(z))


def _step(z: Array) -> Array:
    return np.where(np.real(z) > 0, 1.0, 0.0)


def _sign(z: Array) -> Array:
    return np.sign(np.real(z))


def _sigmoid(z: Array) -> Array:
    return 1 / (1 + np.exp(-z))


FUNCTIONS: dict[str, Callable[[Array], Array]] = {
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "sin": np.sin,
    "cos": np.cos,
    "square": lambda z: z * z,
    "step": _step,
    "sign": _sign,
    "abs": lambda z: z * _sign(z),
    "Phi": _distribution,
    "phi": _phi,
    "sigmoid": _sigmoid,
    "tanh": np.tanh,
    "relu": lambda z: z * _step(z),
    "softplus": lambda z: np.log(1 + np.exp(z)),
    "silu": lambda z: z * _sigmoid(z),
    "gelu": lambda z: z * _distribution(z),
}


def plain(value: Array) -> Array:
    """A value whose imaginary part was only ever zero, as a real one."""
    return np.real(value) if np.iscomplexobj(value) else value


def slope(function: Callable[[Array], Array]) -> Callable[[Array], Array]:
    """f′ at real arguments, by complex step; not a number where f has none."""

    def at(x: Array) -> Array:
        assert not np.any(np.imag(x)), "a complex step inside another one"
        with np.errstate(all="ignore"):
            inside = np.isfinite(plain(function(np.real(x))))
            return np.where(inside, np.imag(function(np.real(x) + 1j * TINY)) / TINY, np.nan)

    return at
