"""The transposed Jacobian times a cotangent, operation by operation, where the Jacobian itself is too large.

The environment contracts local Jacobians from dual numbers; at hundreds of entries on both sides these have
too many. The rules here give the same sums (a test compares them) at the cost of one evaluation.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from .evaluate import PLACES, Evaluator, exponent, softmax
from .functions import apply, power
from .node import Node
from .verdict import Undecided


class Pullback:
    """Sums what flows back from one node into one symbol."""

    def __init__(self, evaluator: Evaluator, name: str) -> None:
        self.ev = evaluator
        self.ar = evaluator.arithmetic
        self.name = name
        self.found: Any = None

    def through(self, node: Node, cotangent: Any) -> Any:
        """The cotangent of the symbol, None where the node does not use it."""
        self.pull(node, cotangent)
        return self.found

    def pull(self, node: Node, g: Any) -> None:
        """Passes g, of the shape of the node's value, on to the node's arguments."""
        if self.name not in node.names:
            return
        rule = RULES.get(node.op)
        if rule is None:
            raise Undecided(f"{node.op} is not pulled back at this size")
        rule(self, node, self.fit(g, self.ar.shape(self.ev.value(node))))

    def fit(self, g: Any, shape: tuple[int, ...]) -> Any:
        """g summed over the axes that a value does not have, and repeated along those it has."""
        for axis in range(1, len(self.ar.shape(g)) + 1):
            own = shape[-axis] if axis <= len(shape) else 1
            if own == 1 and self.ar.shape(g)[-axis] > 1:
                g = self.ar.total(g, -axis)
        extra = len(self.ar.shape(g)) - len(shape)
        return self.ar.view(g, lambda a: np.broadcast_to(a.reshape(a.shape[max(extra, 0) :]), shape))

    def times(self, *factors: Any) -> Any:
        """The product of values."""
        found, *rest = factors
        for factor in rest:
            found = self.ar.mul(found, factor)
        return found

    def collect(self, g: Any) -> None:
        """Adds to the cotangent of the symbol."""
        self.found = g if self.found is None else self.ar.add(self.found, g)


def _symbol(back: Pullback, node: Node, g: Any) -> None:
    back.collect(g)


def _add(back: Pullback, node: Node, g: Any) -> None:
    for arg in node.args:
        back.pull(arg, g)


def _neg(back: Pullback, node: Node, g: Any) -> None:
    back.pull(node.args[0], back.ar.neg(g))


def _mul(back: Pullback, node: Node, g: Any) -> None:
    for place, arg in enumerate(node.args):
        if back.name in arg.names:
            others = (back.ev.value(other) for k, other in enumerate(node.args) if k != place)
            back.pull(arg, back.times(g, *others))


def _div(back: Pullback, node: Node, g: Any) -> None:
    top, bottom = node.args
    scaled = back.ar.mul(g, back.ar.inverse(back.ev.value(bottom)))
    back.pull(top, scaled)
    if back.name in bottom.names:
        back.pull(bottom, back.ar.neg(back.ar.mul(scaled, back.ev.value(node))))


def _power(back: Pullback, node: Node, g: Any) -> None:
    n = exponent(node.args[1], back.ev.sizes)
    slope = power(back.ar, back.ev.value(node.args[0]), n - 1)
    back.pull(node.args[0], back.times(back.ar.number(Fraction(n)), g, slope))


def _matmul(back: Pullback, node: Node, g: Any) -> None:
    values = [back.ev.value(arg) for arg in node.args]
    flip = [back.ar.view(value, lambda a: a.swapaxes(-1, -2)) for value in values]
    for place, arg in enumerate(node.args):
        if back.name not in arg.names:
            continue
        flowing = g
        for value in flip[:place]:
            flowing = back.ar.matmul(value, flowing)
        for value in reversed(flip[place + 1 :]):
            flowing = back.ar.matmul(flowing, value)
        back.pull(arg, flowing)


def _transpose(back: Pullback, node: Node, g: Any) -> None:
    back.pull(node.args[0], back.ar.view(g, lambda a: a.swapaxes(-1, -2)))


def _apply(back: Pullback, node: Node, g: Any) -> None:
    name, arg = node.args
    back.pull(arg, back.ar.mul(g, apply(back.ar, back.ev.functions, name + "'", back.ev.value(arg))))


def _softmax(back: Pullback, node: Node, g: Any) -> None:
    """s ⊙ (g - sum(g ⊙ s)), and for its logarithm g - s sum(g)."""
    arg, axis = node.args[0], -1 if node.args[1] == 1 else -2
    value = softmax(back.ev, node)
    if node.op == "logsoftmax":
        change = back.ar.mul(value, back.ar.total(g, axis))
        back.pull(arg, back.ar.add(g, back.ar.neg(change)))
        return
    mean = back.ar.total(back.ar.mul(g, value), axis)
    back.pull(arg, back.ar.mul(value, back.ar.add(g, back.ar.neg(mean))))


def _entry(back: Pullback, node: Node, g: Any) -> None:
    """Two indices with axes of their own become the axes of the matrix; anything else goes by deltas."""
    matrix, row, column = node.args
    rows, columns = back.ev.lengths(matrix.shape)
    if row == column or row not in PLACES or column not in PLACES:
        g = back.times(g, _delta(back, row, rows, -2, node), _delta(back, column, columns, -1, node))
        back.pull(matrix, g)
        return
    axes = len(back.ar.shape(g))
    places = (axes - 3 - PLACES[row], axes - 3 - PLACES[column])
    for axis in range(axes - 2):
        if axis not in places:
            g = back.ar.total(g, axis - axes)

    def moved(a: Any) -> Any:
        a = np.moveaxis(a, places, (axes - 4, axes - 3)) if axes > 3 else a
        return a.reshape(rows, columns)

    back.pull(matrix, back.ar.view(g, moved))


def _delta(back: Pullback, index: Any, length: int, axis: int, node: Node) -> Any:
    """[index = place along an axis of the matrix]."""
    along = np.arange(length).reshape((-1, 1) if axis == -2 else (1, -1))
    return back.ar.integers((back.ev.grid(index, node.free) == along).astype(np.int64))


def _sum(back: Pullback, node: Node, g: Any) -> None:
    body, letter, bound = node.args
    if letter not in body.free:
        g = back.ar.mul(back.ar.number(Fraction(back.ev.length(bound))), g)
    back.pull(body, g)


RULES: dict[str, Callable[[Pullback, Node, Any], None]] = {
    "symbol": _symbol, "add": _add, "neg": _neg, "mul": _mul, "hadamard": _mul, "div": _div, "hdiv": _div,
    "pow": _power, "hpow": _power, "matmul": _matmul, "transpose": _transpose, "apply": _apply,
    "softmax": _softmax, "logsoftmax": _softmax, "entry": _entry, "sum": _sum,
}  # fmt: skip
