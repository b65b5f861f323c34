"""The functions of one variable that SymPy lacks, or differentiates in another way than deep learning does.

Each knows its derivative; at a kink they take PyTorch's values (step(0) = 0, sign(0) = 0).
"""

from collections.abc import Callable
from typing import Any

import sympy as sp

Scalar = Any


def _function(name: str, slope: Callable[[Scalar, Scalar], Scalar]) -> Any:
    """A SymPy function f of this name; slope(f(z), z) is f′(z)."""

    def fdiff(self: Any, argindex: int = 1) -> Scalar:
        return slope(self, self.args[0])

    return type(name, (sp.Function,), {"fdiff": fdiff})


sigmoid = _function("sigmoid", lambda f, z: f * (1 - f))  # 1/(1 + e^(−z))
softplus = _function("softplus", lambda f, z: sigmoid(z))  # log(1 + e^z)
step = _function("step", lambda f, z: sp.Integer(0))  # 1 for z > 0, else 0
sign = _function("sign", lambda f, z: sp.Integer(0))  # −1, 0, 1
absolute = _function("abs", lambda f, z: sign(z))  # |z|
phi = _function("phi", lambda f, z: -z * f)  # the density of the standard normal
Phi = _function("Phi", lambda f, z: phi(z))  # its distribution function

# What the expression language knows without a definition.
_NAMES = "sigmoid tanh exp log sqrt step sign abs relu softplus silu gelu Phi phi sin cos square"
BUILT_IN = frozenset(_NAMES.split(" "))
