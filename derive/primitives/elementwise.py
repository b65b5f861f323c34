"""Functions of one variable, applied to every entry."""

import sympy as sp

from ..primitive import elementwise

FAMILY = (
    elementwise(
        "sigmoid",
        lambda z: 1 / (1 + sp.exp(-z)),
        lambda z, a: a * (1 - a),
        layer="Sigmoid",
        bound=sp.Rational(1, 4),
    ),
    elementwise("tanh", sp.tanh, lambda z, a: 1 - a**2, layer="Tanh", bound=sp.Integer(1)),
)
