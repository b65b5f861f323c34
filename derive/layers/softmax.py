"""Softmax and its logarithm as layers."""

from dataclasses import dataclass

from ..primitives.probability import log_softmax, softmax
from .stack import Keeps, Stack, last_axis


@dataclass(frozen=True, slots=True)
class Softmax(Keeps):
    """exp(Z) divided by its sum over the features of each sample."""

    dim: int | None = -1

    def __post_init__(self) -> None:
        last_axis("Softmax", self.dim)

    def __str__(self) -> str:
        return "Softmax()"

    def build(self, stack: Stack, x: str) -> str:
        """Adds A_k = softmax(Z_k)."""
        return stack.builder.add(stack.output(), softmax(stack.axis), x)


@dataclass(frozen=True, slots=True)
class LogSoftmax(Keeps):
    """The logarithm of softmax."""

    dim: int | None = -1

    def __post_init__(self) -> None:
        last_axis("LogSoftmax", self.dim)

    def __str__(self) -> str:
        return "LogSoftmax()"

    def build(self, stack: Stack, x: str) -> str:
        """Adds A_k = log softmax(Z_k)."""
        return stack.builder.add(stack.output(), log_softmax(stack.axis), x)
