"""Elementwise primitives as layers."""

from collections.abc import Callable
from dataclasses import dataclass

from ..primitive import Elementwise as Primitive
from ..primitive import elementwise
from ..primitives import PRIMITIVES
from ..primitives.elementwise import elu, gelu, leaky_relu
from .formula import read_formula
from .stack import Keeps, Stack, finite, one_of


@dataclass(frozen=True)
class Activation(Keeps):
    """A = f(Z), entry by entry; `make` gives the primitive under a name that the network still has free."""

    text: str
    name: str
    make: Callable[[str], Primitive]

    def __str__(self) -> str:
        return self.text

    def build(self, stack: Stack, x: str) -> str:
        """Adds A_k = f(Z_k)."""
        return stack.builder.add(stack.output(), self.make(stack.function(self.name, self.text)), x)


def _plain(primitive: Primitive) -> Callable[[], Activation]:
    def layer() -> Activation:
        return Activation(f"{primitive.layer}()", primitive.name, lambda name: primitive)

    layer.__name__ = layer.__qualname__ = primitive.layer
    layer.__doc__ = f"{primitive.name}(z) of every entry."
    return layer


def LeakyReLU(negative_slope: float = 0.01) -> Activation:
    """z for z > 0, else negative_slope · z."""
    text = f"LeakyReLU({negative_slope})"
    finite(text, "negative_slope", negative_slope, 0)
    return Activation(text, "leaky_relu", lambda name: leaky_relu(negative_slope, name))


def ELU(alpha: float = 1.0) -> Activation:
    """z for z > 0, else alpha (e^z − 1)."""
    text = f"ELU({alpha})"
    finite(text, "alpha", alpha, 0)
    return Activation(text, "elu", lambda name: elu(alpha, name))


def GELU(approximate: str = "none") -> Activation:
    """z Φ(z); with approximate='tanh' its approximation by tanh."""
    text = "GELU()" if approximate == "none" else f"GELU(approximate={approximate!r})"
    one_of(text, "approximate", approximate, ("none", "tanh"))
    return Activation(text, "gelu" if approximate == "none" else "gelu_tanh", lambda name: gelu(approximate))


def Elementwise(formula: str) -> Activation:
    """A function of your own, a formula in x such as 'x*sigmoid(x)'; SymPy derives it."""
    function = read_formula(formula)
    return Activation(f"Elementwise({formula!r})", "f", lambda name: elementwise(name, function))


ACTIVATIONS: dict[str, Callable[..., Activation]] = {
    **{p.layer: _plain(p) for p in PRIMITIVES.values() if isinstance(p, Primitive) and p.layer},
    **{make.__name__: make for make in (LeakyReLU, ELU, GELU, Elementwise)},
}
