"""Elementwise primitives as layers."""

from collections.abc import Callable
from dataclasses import dataclass

from ..primitive import Elementwise
from ..primitives import PRIMITIVES
from ..primitives.elementwise import elu, gelu, leaky_relu
from .stack import Keeps, Stack, finite, one_of


@dataclass(frozen=True)
class Activation(Keeps):
    """A = f(Z), entry by entry."""

    primitive: Elementwise
    text: str

    def __str__(self) -> str:
        return self.text

    def build(self, stack: Stack, x: str) -> str:
        """Adds A_k = f(Z_k)."""
        return stack.builder.add(stack.output(), self.primitive, x)


def _plain(primitive: Elementwise) -> Callable[[], Activation]:
    def layer() -> Activation:
        return Activation(primitive, f"{primitive.layer}()")

    layer.__name__ = layer.__qualname__ = primitive.layer
    layer.__doc__ = f"{primitive.name}(z) of every entry."
    return layer


def LeakyReLU(negative_slope: float = 0.01) -> Activation:
    """z for z > 0, else negative_slope · z."""
    text = f"LeakyReLU({negative_slope})"
    finite(text, "negative_slope", negative_slope, 0)
    return Activation(leaky_relu(negative_slope), text)


def ELU(alpha: float = 1.0) -> Activation:
    """z for z > 0, else alpha (e^z − 1)."""
    text = f"ELU({alpha})"
    finite(text, "alpha", alpha, 0)
    return Activation(elu(alpha), text)


def GELU(approximate: str = "none") -> Activation:
    """z Φ(z); with approximate='tanh' its approximation by tanh."""
    text = "GELU()" if approximate == "none" else f"GELU(approximate={approximate!r})"
    one_of(text, "approximate", approximate, ("none", "tanh"))
    return Activation(gelu(approximate), text)


ACTIVATIONS: dict[str, Callable[..., Activation]] = {
    **{p.layer: _plain(p) for p in PRIMITIVES.values() if isinstance(p, Elementwise) and p.layer},
    "LeakyReLU": LeakyReLU,
    "ELU": ELU,
    "GELU": GELU,
}
