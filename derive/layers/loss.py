"""Losses under PyTorch's names: which output they take, which targets, and the primitive they are."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..primitive import Primitive
from ..primitives import loss as losses
from ..primitives.probability import softmax
from .activation import Activation
from .softmax import LogSoftmax, Softmax
from .stack import Layer, Stack, finite, one_of

PROBABILITIES, CLASSES, ANY = "probabilities", "classes", "any"


@dataclass(frozen=True)
class Loss:
    """A loss: its text, the primitive for an axis, what its targets are, and what may stand before it.

    opens: the primitive that PyTorch hides inside the loss, shown as an equation of its own;
    warns: a note about the layer before it.
    """

    text: str
    primitive: Callable[[int], Primitive]
    targets: str
    accepts: Callable[[Layer], str | None]
    opens: Callable[[int], Primitive] | None = None
    warns: Callable[[Layer], str | None] = field(default=lambda last: None)

    def __str__(self) -> str:
        return self.text

    def build(self, stack: Stack, x: str, name: str = "L") -> str:
        """Adds `L = loss(A, Y)`."""
        if self.opens is not None:
            x = stack.builder.add(stack.output(), self.opens(stack.axis), x)
        y = stack.builder.input("Y", stack.builder.shapes[x])
        return stack.builder.add(name, self.primitive(stack.axis), x, y)


def _text(name: str, reduction: str, **others: Any) -> str:
    given = {**others, **({} if reduction == "mean" else {"reduction": reduction})}
    text = f"{name}({', '.join(f'{key}={value!r}' for key, value in given.items())})"
    one_of(text, "reduction", reduction, ("mean", "sum"))
    return text


def _is(layer: Layer, *names: str) -> bool:
    if isinstance(layer, Activation):
        return layer.name in names
    return type(layer).__name__ in names


def _anything(last: Layer) -> None:
    return None


def BCELoss(reduction: str = "mean") -> Loss:
    """Binary cross-entropy of probabilities; the mean is over all entries."""
    text = _text("BCELoss", reduction)

    def accepts(last: Layer) -> str | None:
        if _is(last, "sigmoid") or isinstance(last, Softmax):
            return None
        advice = "end with Sigmoid(), or use BCEWithLogitsLoss"
        return f"{text} takes probabilities, but {last} does not give values in (0, 1): {advice}"

    return Loss(text, lambda axis: losses.bce(reduction), PROBABILITIES, accepts)


def BCEWithLogitsLoss(reduction: str = "mean") -> Loss:
    """Binary cross-entropy of σ(z), stable for every z; the mean is over all entries."""
    text = _text("BCEWithLogitsLoss", reduction)

    def accepts(last: Layer) -> str | None:
        if _is(last, "sigmoid", "Softmax", "LogSoftmax"):
            return f"{text} applies the sigmoid itself, but {last} stands before it: drop it, or use BCELoss"
        return None

    return Loss(text, lambda axis: losses.bce_with_logits(reduction), PROBABILITIES, accepts)


def MSELoss(reduction: str = "mean") -> Loss:
    """Squared error; the mean is over all entries."""
    return Loss(_text("MSELoss", reduction), lambda axis: losses.mse(reduction), ANY, _anything)


def L1Loss(reduction: str = "mean") -> Loss:
    """Absolute error; the mean is over all entries."""
    return Loss(_text("L1Loss", reduction), lambda axis: losses.l1(reduction), ANY, _anything)


def HuberLoss(delta: float = 1.0, reduction: str = "mean") -> Loss:
    """Squared error up to delta, linear beyond; the mean is over all entries."""
    text = _text("HuberLoss", reduction, delta=delta)
    finite(text, "delta", delta, 1e-300)
    return Loss(text, lambda axis: losses.huber(delta, reduction), ANY, _anything)


def CrossEntropyLoss(reduction: str = "mean") -> Loss:
    """Cross-entropy of softmax(z), opened as softmax and −Σ y log a; the mean is over the samples."""
    text = _text("CrossEntropyLoss", reduction)

    def warns(last: Layer) -> str | None:
        if isinstance(last, Softmax | LogSoftmax):
            return "softmax_twice"
        return None

    return Loss(text, lambda axis: losses.cross_entropy(reduction, axis), CLASSES, _anything, softmax, warns)


def NLLLoss(reduction: str = "mean") -> Loss:
    """−Σ y a of log-probabilities; the mean is over the samples."""
    text = _text("NLLLoss", reduction)

    def accepts(last: Layer) -> str | None:
        if isinstance(last, LogSoftmax):
            return None
        advice = "end with LogSoftmax(), or use CrossEntropyLoss"
        return f"{text} takes log-probabilities, but {last} does not give them: {advice}"

    return Loss(text, lambda axis: losses.nll(reduction, axis), CLASSES, accepts)


LOSSES: dict[str, Callable[..., Loss]] = {
    make.__name__: make
    for make in (BCELoss, BCEWithLogitsLoss, MSELoss, L1Loss, HuberLoss, CrossEntropyLoss, NLLLoss)
}
