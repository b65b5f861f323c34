"""What a primitive is: a value, its shapes, and the pullback of its local Jacobian.

Only primitives have pullbacks; layers are compositions of primitives.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sympy as sp

from .algebra import HadamardProduct, Map, Matrix, Scalar, hadamard, lift
from .expression import Term

Values = tuple[Matrix | None, ...]
ARGUMENTS = _Z, _A = sp.symbols("z a", real=True)  # a function's argument and its answer


@dataclass(frozen=True)
class Primitive:
    """One operation of the graph.

    name: its name; takes: its signature `m n, n p -> m p`; value(*args): the result as a SymPy expression;
    vjp(g, out, *args): the pullback, the cotangent g of the result turned into the cotangent of each
    argument (None for one that is never differentiated); rule: its name in the catalogue of words;
    local(out, k, l, i, j): the derivative of out's entry (k, l) by the argument's entry (i, j), where it has
    a simpler form than what the forward equation gives entry by entry.
    """

    name: str
    takes: str
    value: Callable[..., Matrix]
    vjp: Callable[..., Values]
    rule: str
    local: Callable[..., Term] | None = None

    @property
    def functions(self) -> "tuple[Elementwise, ...]":
        """The functions of one variable that the value is made of, beyond the built-in ones."""
        return ()


@dataclass(frozen=True)
class Elementwise(Primitive):
    """A function of one variable on every entry, out = f(z); its pullback is g ⊙ f′(z).

    function: f as a SymPy expression of a scalar; via(z, a): f′ said with the answer a = f(z) reused;
    bound: the largest value of |f′|, where one is known; layer: the name PyTorch gives it;
    kinks: where f has no derivative.
    """

    function: Callable[[Any], Scalar] = sp.exp
    via: Callable[[Any, Any], Scalar] | None = None
    bound: Scalar | None = None
    layer: str = ""
    kinks: tuple[int, ...] = ()

    @property
    def functions(self) -> "tuple[Elementwise, ...]":
        """Itself."""
        return (self,)

    def slope(self) -> Scalar:
        """f′ in its simplest form, an expression of z and a: `via` if there is one, else SymPy's."""
        return self.via(_Z, _A) if self.via is not None else self.derivative()

    def derivative(self) -> Scalar:
        """f′ as SymPy derives it from f, an expression of the symbol z.

        >>> from .primitives import PRIMITIVES
        >>> PRIMITIVES["tanh"].derivative()
        1 - tanh(z)**2
        """
        return sp.diff(self.function(_Z), _Z)


@dataclass(frozen=True)
class LossPrimitive(Primitive):
    """A total over all entries, divided by `count(a)`: 1 for a sum, the number of terms for a mean.

    function: the function of one variable whose values are summed, where it is no built-in one.
    """

    count: Callable[[Matrix], Scalar] = lambda a: sp.Integer(1)
    function: Elementwise | None = None

    @property
    def functions(self) -> tuple[Elementwise, ...]:
        """The function of the error that the loss is made of, if it has a name."""
        return () if self.function is None else (self.function,)


def elementwise(
    name: str,
    function: Callable[[Any], Scalar],
    via: Callable[[Any, Any], Scalar] | None = None,
    *,
    layer: str = "",
    bound: Scalar | None = None,
    kinks: tuple[int, ...] = (),
) -> Elementwise:
    """An activation in one line: its name, f, and how f′ is said with z and the answer a."""

    def pullback(g: Matrix, out: Matrix, z: Matrix) -> Values:
        slope = lift(made.slope(), {_Z: z, _A: out})
        return (hadamard(g, *(slope.args if isinstance(slope, HadamardProduct) else (slope,))),)

    made = Elementwise(
        name,
        "m n -> m n",
        lambda z: Map(name, z),
        pullback,
        "elementwise",
        None,
        function,
        via,
        bound,
        layer,
        kinks,
    )
    return made
