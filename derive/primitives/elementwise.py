"""Functions of one variable, applied to every entry. One line is an activation."""

import sympy as sp

from ..algebra import Scalar
from ..functions import Phi, phi, sigmoid, step
from ..primitive import Elementwise, elementwise

PI = sp.Symbol("pi", positive=True)  # an opaque constant on the page


def _sigmoid(z: Scalar) -> Scalar:
    return 1 / (1 + sp.exp(-z))


def _slope_of_silu(z: Scalar) -> Scalar:
    return sigmoid(z) * (1 + z * (1 - sigmoid(z)))


FAMILY = (
    elementwise("sigmoid", _sigmoid, lambda z, a: a * (1 - a), layer="Sigmoid", bound=sp.Rational(1, 4)),
    elementwise("tanh", sp.tanh, lambda z, a: 1 - a**2, layer="Tanh", bound=sp.Integer(1)),
    elementwise(
        "relu", lambda z: z * step(z), lambda z, a: step(z), layer="ReLU", bound=sp.Integer(1), kinks=(0,)
    ),
    elementwise(
        "softplus",
        lambda z: sp.log(1 + sp.exp(z)),
        lambda z, a: sigmoid(z),
        layer="Softplus",
        bound=sp.Integer(1),
    ),
    elementwise("silu", lambda z: z * sigmoid(z), lambda z, a: _slope_of_silu(z), layer="SiLU"),
)


def exact(number: float | str) -> Scalar:
    """A decimal number as the fraction it stands for.

    >>> exact(0.01)
    1/100
    """
    return sp.Rational(str(number))


def leaky_relu(negative_slope: float, name: str = "leaky_relu") -> Elementwise:
    """z for z > 0, else s z."""
    s = exact(negative_slope)
    return elementwise(
        name,
        lambda z: z * step(z) + s * z * (1 - step(z)),
        lambda z, a: step(z) + s * (1 - step(z)),
        kinks=(0,),
    )


def elu(alpha: float, name: str = "elu") -> Elementwise:
    """z for z > 0, else α(e^z − 1)."""
    s = exact(alpha)
    return elementwise(
        name,
        lambda z: z * step(z) + s * (sp.exp(z) - 1) * (1 - step(z)),
        lambda z, a: step(z) + s * sp.exp(z) * (1 - step(z)),
        kinks=(0,),
    )


def gelu(approximate: str = "none") -> Elementwise:
    """z Φ(z); with approximate='tanh' ½ z (1 + tanh(√(2/π)(z + 0.044715 z³))).

    Source: Hendrycks and Gimpel, Gaussian error linear units, 2016.
    """
    if approximate == "tanh":
        return elementwise("gelu_tanh", _gelu_tanh)
    return elementwise("gelu", lambda z: z * Phi(z), lambda z, a: Phi(z) + z * phi(z))


def _gelu_tanh(z: Scalar) -> Scalar:
    return z * (1 + sp.tanh(sp.sqrt(2 / PI) * (z + exact("0.044715") * z**3))) / 2
