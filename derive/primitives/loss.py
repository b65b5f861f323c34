"""Losses: predictions and targets in, one number out; g is the cotangent of that number."""

from collections.abc import Callable

import sympy as sp

from ..algebra import Map, Matrix, Scalar, Total, add, complement, hadamard, neg, power, quotient, scale, sub
from ..functions import absolute, sign, step
from ..primitive import Elementwise, LossPrimitive, Primitive, elementwise
from .elementwise import exact

Count = Callable[[Matrix], Scalar]
REDUCTIONS: dict[str, Count] = {  # what a total is divided by
    "mean": lambda a: a.shape[0] * a.shape[1],
    "sum": lambda a: sp.Integer(1),
}


def _loss(
    name: str,
    body: Callable[..., Matrix],
    slope: Callable[..., Matrix],
    count: Count,
    function: Elementwise | None = None,
) -> Primitive:
    """The total of `body` over the entries, divided by `count`; `slope` is its derivative, entry by entry."""
    return LossPrimitive(
        name,
        "m n, m n ->",
        lambda a, y: Total(body(a, y)) / count(a),
        lambda g, out, a, y: (scale(g / count(a), slope(a, y)), None),
        name,
        None,
        count,
        function,
    )


def _log_likelihood(a: Matrix, y: Matrix) -> Matrix:
    return add(hadamard(y, Map("log", a)), hadamard(complement(y), Map("log", complement(a))))


def bce(reduction: str = "mean") -> Primitive:
    """−Σ [y log a + (1 − y) log(1 − a)], binary cross-entropy of probabilities, 0 < a < 1."""
    count = REDUCTIONS[reduction]
    return LossPrimitive(
        "bce",
        "m n, m n ->",
        lambda a, y: -Total(_log_likelihood(a, y)) / count(a),
        lambda g, out, a, y: (scale(g / count(a), quotient(sub(a, y), hadamard(a, complement(a)))), None),
        "bce",
        None,
        count,
    )


def bce_with_logits(reduction: str = "mean") -> Primitive:
    """Σ [softplus(z) − y z]: binary cross-entropy of σ(z), stable for every z."""
    return _loss(
        "bce_with_logits",
        lambda z, y: sub(Map("softplus", z), hadamard(y, z)),
        lambda z, y: sub(Map("sigmoid", z), y),
        REDUCTIONS[reduction],
    )


def mse(reduction: str = "mean") -> Primitive:
    """Σ (a − y)²."""
    return _loss(
        "mse",
        lambda a, y: power(sub(a, y), 2),
        lambda a, y: scale(sp.Integer(2), sub(a, y)),
        REDUCTIONS[reduction],
    )


def l1(reduction: str = "mean") -> Primitive:
    """Σ |a − y|, with sign(0) = 0 at the kink."""
    return _loss(
        "l1", lambda a, y: Map("abs", sub(a, y)), lambda a, y: Map("sign", sub(a, y)), REDUCTIONS[reduction]
    )


def huber_function(delta: float) -> Elementwise:
    """½ e² for |e| ≤ δ, else δ(|e| − ½ δ). Source: Huber 1964."""
    d = exact(delta)
    return elementwise(
        "huber",
        lambda e: (1 - step(absolute(e) - d)) * e**2 / 2 + step(absolute(e) - d) * d * (absolute(e) - d / 2),
        lambda e, a: (1 - step(absolute(e) - d)) * e + step(absolute(e) - d) * d * sign(e),
    )


def huber(delta: float, reduction: str = "mean") -> Primitive:
    """Σ huber(a − y)."""
    return _loss(
        "huber",
        lambda a, y: Map("huber", sub(a, y)),
        lambda a, y: Map("huber'", sub(a, y)),
        REDUCTIONS[reduction],
        huber_function(delta),
    )


def _over_samples(axis: int) -> Count:
    """The number of samples: the mean of a classification loss is over them alone."""
    return lambda a: a.shape[1 - axis]


def cross_entropy(reduction: str = "mean", axis: int = 1) -> Primitive:
    """−Σ y log a, the cross-entropy of probabilities whose classes lie along `axis`."""
    count = _over_samples(axis) if reduction == "mean" else REDUCTIONS["sum"]
    return LossPrimitive(
        "cross_entropy",
        "m n, m n ->",
        lambda a, y: -Total(hadamard(y, Map("log", a))) / count(a),
        lambda g, out, a, y: (neg(scale(g / count(a), quotient(y, a))), None),
        "cross_entropy",
        None,
        count,
    )


def nll(reduction: str = "mean", axis: int = 1) -> Primitive:
    """−Σ y a, the negative log-likelihood of log-probabilities whose classes lie along `axis`."""
    count = _over_samples(axis) if reduction == "mean" else REDUCTIONS["sum"]
    return LossPrimitive(
        "nll",
        "m n, m n ->",
        lambda a, y: -Total(hadamard(y, a)) / count(a),
        lambda g, out, a, y: (neg(scale(g / count(a), y)), None),
        "nll",
        None,
        count,
    )


def decayed(factor: float, weights: int) -> Primitive:
    """D + λ/2 (‖W_1‖² + … ): a loss and the penalty on the weights."""
    rate = exact(factor)
    takes = ", ".join(["", *(f"m{k} n{k}" for k in range(1, weights + 1))])
    return Primitive(
        "decayed",
        f"{takes} ->",
        lambda d, *ws: d + rate / 2 * sp.Add(*(Total(power(w, 2)) for w in ws), evaluate=False),
        lambda g, out, d, *ws: (g, *(scale(g * rate, w) for w in ws)),
        "decayed",
    )


FAMILY = (bce(), bce_with_logits(), mse(), l1(), huber(1.0), cross_entropy(), nll(), decayed(0.01, 2))
