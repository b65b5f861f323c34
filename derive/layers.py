"""Layers and losses under PyTorch's names: compositions of primitives, no derivative of their own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from .errors import DeriveError
from .graph import Builder
from .primitive import Elementwise
from .primitives import PRIMITIVES
from .shapes import Dimension


@dataclass
class Stack:
    """A graph under construction and what its names are counted by.

    k: the number of the last Linear layer; width: the letter and the size of the current features.
    """

    builder: Builder
    widths: list[int] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)
    k: int = 0
    hidden: int = 0

    def dimension(self, size: int) -> Dimension:
        """The letter for the features after Linear layer k: n_k, or the literal 1."""
        if size == 1:
            return 1
        self.sizes[f"n{self.k}"] = size
        return f"n{self.k}"

    def output(self) -> str:
        """The name of an activation: A_k right after Linear layer k, else H_j."""
        name = f"A{self.k}"
        if self.k and name not in self.builder.shapes and f"Z{self.k}" in self.builder.shapes:
            return name
        self.hidden += 1
        return f"H{self.hidden}"


class Layer(Protocol):
    """What a layer is: how many features it takes and gives, and how it adds itself to a graph."""

    def features(self, given: int | None) -> int | None:
        """The number of features that come out; raises DeriveError if `given` do not fit."""

    def build(self, stack: Stack, x: str) -> str:
        """Adds the layer's equations; returns the name of the result."""


@dataclass(frozen=True, slots=True)
class Linear:
    """Z = X W + 1 b, with W of shape in × out and samples in rows (torch.nn.Linear stores Wᵀ)."""

    in_features: int
    out_features: int
    bias: bool = True

    def __post_init__(self) -> None:
        for name in ("in_features", "out_features"):
            _positive(f"Linear({self.in_features}, {self.out_features})", name, getattr(self, name))

    def __str__(self) -> str:
        return f"Linear({self.in_features}, {self.out_features}{'' if self.bias else ', bias=False'})"

    def features(self, given: int | None) -> int | None:
        """`out_features`, if `given` is `in_features`."""
        if given not in (None, self.in_features):
            raise DeriveError(f"{self} takes {self.in_features} features, but gets {given}")
        return self.out_features

    def build(self, stack: Stack, x: str) -> str:
        """Adds Z_k = A_(k−1) W_k + 1 b_k."""
        stack.k += 1
        k, builder = stack.k, stack.builder
        given, out = builder.shapes[x][1], stack.dimension(self.out_features)
        w = builder.parameter(f"W{k}", (given, out))
        if not self.bias:
            return builder.add(f"Z{k}", PRIMITIVES["matmul"], x, w)
        return builder.add(f"Z{k}", PRIMITIVES["affine"], x, w, builder.parameter(f"b{k}", (1, out)))


@dataclass(frozen=True, slots=True)
class Activation:
    """An elementwise primitive as a layer: A = f(Z)."""

    primitive: Elementwise

    def __str__(self) -> str:
        return f"{self.primitive.layer}()"

    def features(self, given: int | None) -> int | None:
        """As many as come in."""
        return given

    def build(self, stack: Stack, x: str) -> str:
        """Adds A_k = f(Z_k)."""
        return stack.builder.add(stack.output(), self.primitive, x)


@dataclass(frozen=True, slots=True)
class BCELoss:
    """Binary cross-entropy of probabilities, the mean over all entries."""

    reduction: str = "mean"

    def __post_init__(self) -> None:
        if self.reduction != "mean":
            raise DeriveError(f"BCELoss takes reduction 'mean', not {self.reduction!r}")

    def __str__(self) -> str:
        return "BCELoss()"

    def build(self, stack: Stack, x: str) -> str:
        """Adds L = bce(A, Y)."""
        y = stack.builder.input("Y", stack.builder.shapes[x])
        return stack.builder.add("L", PRIMITIVES["bce"], x, y)

    def target_problem(self, value: float) -> str | None:
        """What is wrong with a target, if anything: probabilities lie in [0, 1]."""
        return None if 0 <= value <= 1 else "lies outside [0, 1]"

    def output_problem(self, last: Layer) -> str | None:
        """Why this loss cannot follow a layer, if it cannot: it takes probabilities."""
        if isinstance(last, Activation) and last.primitive.name == "sigmoid":
            return None
        return f"BCELoss takes probabilities, but {last} does not give values in (0, 1); end with Sigmoid()"


def _positive(where: str, name: str, value: Any) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise DeriveError(f"{where}: {name} is a whole number from 1, not {value!r}")


def _activation(primitive: Elementwise) -> Callable[[], Activation]:
    def layer() -> Activation:
        return Activation(primitive)

    layer.__name__ = layer.__qualname__ = primitive.layer
    layer.__doc__ = f"{primitive.layer}: `{primitive.name}` of every entry."
    return layer


LAYERS: Mapping[str, Callable[..., Layer]] = {
    "Linear": Linear,
    **{p.layer: _activation(p) for p in PRIMITIVES.values() if isinstance(p, Elementwise) and p.layer},
}
LOSSES: Mapping[str, Callable[..., BCELoss]] = {"BCELoss": BCELoss}
