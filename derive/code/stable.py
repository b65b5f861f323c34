"""Losses in the form that does not overflow, where the textbook's takes the logarithm of a rounded 0.

These are the lemmas of the derivation (σ + BCE, softmax + cross-entropy, log-softmax + NLL) as code needs
them: the loss from z instead of from a = f(z), and the gradient by z for targets that need not sum to one.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ..algebra import Map, Matrix, Scalar, Softmax, Total, add, hadamard, matmul, neg, ones, scale, sub
from ..graph import Equation, Graph
from ..primitive import LossPrimitive


@dataclass(frozen=True, slots=True)
class Fused:
    """An activation and the loss after it as one.

    over: their names; loss(c, z, a, y): the loss, c being 1 over what its mean is over;
    slope(a, y): dL/dz, but for the factor c. The axis of the classes is a's.
    """

    over: tuple[str, str]
    loss: Callable[[Scalar, Matrix, Matrix, Matrix, int], Scalar]
    slope: Callable[[Matrix, Matrix, int], Matrix]


def _logistic(z: Matrix, y: Matrix) -> Matrix:
    """softplus(z) − y z; the two large parts cancel exactly before the small one is added."""
    small = Map("log1p", Map("exp", neg(Map("abs", z))))
    return add(Map("relu", z), neg(hadamard(y, z)), small)


def _sums(y: Matrix, axis: int) -> Matrix:
    """Each entry replaced by the sum over its sample."""
    size = y.shape[axis]
    return matmul(y, ones(size, size)) if axis == 1 else matmul(ones(size, size), y)


FUSED = (
    Fused(
        ("sigmoid", "bce"),
        lambda c, z, a, y, axis: c * Total(_logistic(z, y)),
        lambda a, y, axis: sub(a, y),
    ),
    Fused(
        ("softmax", "cross_entropy"),
        lambda c, z, a, y, axis: -c * Total(hadamard(y, Softmax(z, axis, log=True))),
        lambda a, y, axis: sub(hadamard(a, _sums(y, axis)), y),
    ),
    Fused(
        ("log_softmax", "nll"),
        lambda c, z, a, y, axis: -c * Total(hadamard(y, a)),
        lambda a, y, axis: sub(hadamard(Map("exp", a), _sums(y, axis)), y),
    ),
)

LOSSES: dict[str, Callable[[Matrix, Matrix], Matrix]] = {"bce_with_logits": _logistic}

# loss of probabilities → what they must satisfy in floating point, and what to use where they do not
GUARDS = {
    "bce": ("(({a} > 0) & ({a} < 1)).all()", "BCELoss takes 0 < {a} < 1: use BCEWithLogitsLoss"),
    "cross_entropy": ("({a} > 0).all()", "-log({a}) takes {a} > 0: use CrossEntropyLoss, which takes logits"),
}


@dataclass(frozen=True, slots=True)
class Joint:
    """Where a graph has an activation and a loss that are fused; axis: along it lie the classes."""

    fused: Fused
    inner: Equation
    outer: Equation
    axis: int

    def loss(self, graph: Graph) -> Scalar:
        """The loss from z."""
        a, y = map(graph.symbol, self.outer.args)
        z = graph.symbol(self.inner.args[0])
        return self.fused.loss(1 / _count(self.outer, a), z, a, y, self.axis)

    def slope(self, graph: Graph, cotangent: Scalar) -> Matrix:
        """dL/dz, with the loss's own cotangent."""
        a, y = map(graph.symbol, self.outer.args)
        return scale(cotangent / _count(self.outer, a), self.fused.slope(a, y, self.axis))


def _count(equation: Equation, a: Matrix) -> Scalar:
    assert isinstance(equation.primitive, LossPrimitive)
    return equation.primitive.count(a)


def joint(graph: Graph) -> Joint | None:
    """The activation and the loss of a graph that are fused, if nothing else uses what is between them."""
    made = {equation.out: equation for equation in graph.equations}
    for outer in graph.equations:
        inner = made.get(outer.args[0])
        if inner is None or len(graph.consumers(inner.out)) != 1:
            continue
        names = (inner.primitive.name, inner.primitive.rule)
        for fused in FUSED:
            if fused.over[0] in names and fused.over[1] == outer.primitive.name:
                return Joint(fused, inner, outer, int(getattr(graph.value(inner), "axis", 1)))
    return None


def safe(graph: Graph, equation: Equation) -> Scalar | Matrix:
    """The right side of an equation in the form that does not overflow."""
    form = LOSSES.get(equation.primitive.name)
    if form is None:
        return graph.value(equation)
    a, y = map(graph.symbol, equation.args)
    return Total(form(a, y)) / _count(equation, a)
