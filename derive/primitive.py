"""What a primitive is: a value, its shapes, and the pullback of its local Jacobian.

Only primitives have pullbacks; layers are compositions of primitives.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sympy as sp

from .algebra import HadamardProduct, Map, Matrix, Scalar, hadamard, lift

Values = tuple[Matrix | None, ...]
ARGUMENTS = _Z, _A = sp.symbols("z a", real=True)  # a function's argument and its answer


@dataclass(frozen=True)
class Primitive:
    """One operation of the graph.

    name: its name; takes: its signature `m n, n p -> m p`; value(*args): the result as a SymPy expression;
    vjp(g, out, *args): the pullback, the cotangent g of the result turned into the cotangent of each
    argument (None for one that is never differentiated); rule: its name in the catalogue of words.
    """

    name: str
    takes: str
    value: Callable[..., Matrix]
    vjp: Callable[..., Values]
    rule: str


@dataclass(frozen=True)
class Elementwise(Primitive):
    """A function of one variable on every entry, out = f(z); its pullback is g ⊙ f′(z).

    function: f as a SymPy expression of a scalar; via(z, a): f′ said with the answer a = f(z) reused;
    bound: the largest value of |f′|, where one is known; layer: the name PyTorch gives it.
    """

    function: Callable[[Any], Scalar] = sp.exp
    via: Callable[[Any, Any], Scalar] | None = None
    bound: Scalar | None = None
    layer: str = ""

    def derivative(self) -> Scalar:
        """f′ as SymPy derives it from f, an expression of the symbol z.

        >>> from .primitives import PRIMITIVES
        >>> PRIMITIVES["tanh"].derivative()
        1 - tanh(z)**2
        """
        return sp.diff(self.function(_Z), _Z)


def elementwise(
    name: str,
    function: Callable[[Any], Scalar],
    via: Callable[[Any, Any], Scalar] | None = None,
    *,
    layer: str = "",
    bound: Scalar | None = None,
) -> Elementwise:
    """An activation in one line: its name, f, and how f′ is said with z and the answer a."""

    def pullback(g: Matrix, out: Matrix, z: Matrix) -> Values:
        if via is None:
            return (hadamard(g, Map(name + "'", z)),)
        slope = lift(via(_Z, _A), {_Z: z, _A: out})
        return (hadamard(g, *(slope.args if isinstance(slope, HadamardProduct) else (slope,))),)

    return Elementwise(
        name,
        "m n -> m n",
        lambda z: Map(name, z),
        pullback,
        "elementwise",
        function,
        via,
        bound,
        layer,
    )
