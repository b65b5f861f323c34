"""Normalisation layers: center, divide by the standard deviation, scale and shift."""

from dataclasses import dataclass

from ..errors import DeriveError
from ..primitives.reduction import center, divide, mean_square, root, scale_shift
from .stack import Stack, finite, positive

EPS = 1e-5  # PyTorch's


@dataclass(frozen=True, slots=True)
class LayerNorm:
    """(x − mean) / √(variance + eps) ⊙ γ + β, statistics over the features of each sample.

    Source: Ba, Kiros, Hinton, Layer normalization, 2016.
    """

    normalized_shape: int
    eps: float = EPS

    def __post_init__(self) -> None:
        _arguments(str(self), self.normalized_shape, self.eps)
        if self.normalized_shape < 2:
            raise DeriveError(f"{self}: over a single feature the result is always β")

    def __str__(self) -> str:
        return f"LayerNorm({self.normalized_shape}{_eps(self.eps)})"

    def features(self, given: int | None) -> int | None:
        """`normalized_shape`, if as many come in."""
        return _same(str(self), self.normalized_shape, given)

    def build(self, stack: Stack, x: str) -> str:
        """Adds the five equations; the statistics lie along the features."""
        return _normalize(stack, x, stack.axis, self.eps)


@dataclass(frozen=True, slots=True)
class BatchNorm1d:
    """(x − mean) / √(variance + eps) ⊙ γ + β, statistics over the samples of the batch (training mode).

    Source: Ioffe, Szegedy, Batch normalization, 2015.
    """

    num_features: int
    eps: float = EPS

    def __post_init__(self) -> None:
        _arguments(str(self), self.num_features, self.eps)

    def __str__(self) -> str:
        return f"BatchNorm1d({self.num_features}{_eps(self.eps)})"

    def features(self, given: int | None) -> int | None:
        """`num_features`, if as many come in."""
        return _same(str(self), self.num_features, given)

    def build(self, stack: Stack, x: str) -> str:
        """Adds the five equations; the statistics lie along the samples."""
        return _normalize(stack, x, 1 - stack.axis, self.eps)


def _eps(eps: float) -> str:
    return "" if eps == EPS else f", eps={eps}"


def _arguments(text: str, size: int, eps: float) -> None:
    positive(text, "the number of features", size)
    finite(text, "eps", eps, 0)


def _same(text: str, wanted: int, given: int | None) -> int:
    if given not in (None, wanted):
        raise DeriveError(f"{text} takes {wanted} features, but gets {given}")
    return wanted


def _normalize(stack: Stack, x: str, along: int, eps: float) -> str:
    stack.norms += 1
    builder, k, feature = stack.builder, stack.norms, stack.features[0]
    centered = builder.add(stack.intermediate(), center(along), x)
    variance = builder.add(stack.intermediate(), mean_square(along), centered)
    deviation = builder.add(stack.intermediate(), root(eps), variance)
    unit = builder.add(stack.intermediate(), divide(along), centered, deviation)
    gamma = builder.parameter(f"gamma{k}", stack.oriented(1, feature))
    beta = builder.parameter(f"beta{k}", stack.oriented(1, feature))
    return builder.add(stack.intermediate(), scale_shift(stack.axis), unit, gamma, beta)
