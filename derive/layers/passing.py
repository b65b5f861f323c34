"""Layers that pass their input on, or add to it; and layers of PyTorch that are refused, with the reason."""

from dataclasses import dataclass
from typing import Any

from ..errors import DeriveError, shown
from ..primitives import PRIMITIVES
from .stack import Keeps, Layer, Stack, finite


@dataclass(frozen=True, slots=True)
class Identity(Keeps):
    """Passes its input on."""

    def __str__(self) -> str:
        return "Identity()"

    def build(self, stack: Stack, x: str) -> str:
        """Adds nothing."""
        return x


@dataclass(frozen=True, slots=True)
class Dropout(Keeps):
    """The identity, as in evaluation mode."""

    p: float = 0.5

    def __post_init__(self) -> None:
        finite("Dropout", "p", self.p, 0)
        if self.p > 1:
            raise DeriveError(f"Dropout: p is a probability, not {self.p}")

    def __str__(self) -> str:
        return f"Dropout({self.p})"

    def build(self, stack: Stack, x: str) -> str:
        """Adds nothing but a note."""
        stack.notes.append("dropout")
        return x


@dataclass(frozen=True, slots=True)
class Flatten(Keeps):
    """The identity: samples are vectors already."""

    def __str__(self) -> str:
        return "Flatten()"

    def build(self, stack: Stack, x: str) -> str:
        """Adds nothing but a note."""
        stack.notes.append("flatten")
        return x


class Residual:
    """x + f(x), with f the layers inside; x is used twice, so two cotangents add up."""

    def __init__(self, *layers: Layer) -> None:
        if not layers:
            raise DeriveError("Residual() takes one layer or more")
        for layer in layers:
            if not hasattr(layer, "build") or not hasattr(layer, "features"):
                raise DeriveError(f"Residual takes layers such as Linear(3, 3), not {shown(layer)}")
        self.layers = layers

    def __str__(self) -> str:
        return f"Residual({', '.join(map(str, self.layers))})"

    def features(self, given: int | None) -> int | None:
        """As many as come in, if the layers inside give as many."""
        inside, known = given, given
        for layer in self.layers:
            if known is None:
                known = first_features(layer)
            inside = layer.features(inside)
        if known is not None and inside is not None and inside != known:
            raise DeriveError(
                f"{self} adds {inside} features to {known}; what is inside must keep the number"
            )
        return inside

    def build(self, stack: Stack, x: str) -> str:
        """Adds the layers inside, then the sum."""
        before, inside = stack.features[0], x
        for layer in self.layers:
            inside = layer.build(stack, inside)
        if inside == x:
            raise DeriveError(f"{self} adds x to itself: nothing inside computes anything")
        stack.same(stack.features[0], before)
        return stack.builder.add(stack.intermediate(), PRIMITIVES["add"], x, inside)


def first_features(layer: Any) -> int | None:
    """The number of features that a layer asks for, if it says so."""
    for name in ("in_features", "normalized_shape", "num_features"):
        if hasattr(layer, name):
            return int(getattr(layer, name))
    for inner in getattr(layer, "layers", ()):
        found = first_features(inner)
        if found is not None:
            return found
    return None


# PyTorch's layers that are no part of the language, and why
REFUSED = {
    **dict.fromkeys(
        ("Conv1d", "Conv2d", "Conv3d", "MaxPool2d", "AvgPool2d", "ConvTranspose2d"),
        "its data are not a matrix of samples by features",
    ),
    **dict.fromkeys(("RNN", "LSTM", "GRU"), "it runs over time, and only feed-forward networks are derived"),
    **dict.fromkeys(
        ("Embedding", "MultiheadAttention", "Transformer"), "its data are not a matrix of samples by features"
    ),
    **dict.fromkeys(
        ("BatchNorm2d", "InstanceNorm2d", "GroupNorm"), "its data are not a matrix of samples by features"
    ),
}
