"""Decimals against the example's own numbers: every digit shown must be the exact value, rounded."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from ..derivation import Derivation
from .arithmetic import Arithmetic
from .ball import Ball, Enclosing
from .evaluate import Evaluator
from .fixed import Fixed
from .model import Model
from .node import Node
from .rational import decimal
from .reals import DIGITS, Fractions
from .samples import Example, Samples
from .symbolic import Answer
from .verdict import CHECKED, PROVED, REFUTED, Undecided


def enclosures(derivation: Derivation, names: Iterable[str] | None = None) -> dict[str, tuple[Any, Any]]:
    """Midpoints and radii that enclose the exact values of symbols at the example's numbers.

    Without names: the forward values, and the gradients that the derivation names.
    """
    model = Model(derivation)
    env = Samples(model).example()
    if names is None:
        gradients = [name for name in derivation.shapes if model.gradient_of(name)]
        names = (*model.drawn, *model.terms, *gradients)
    found = {name: env.lookup(name) for name in names}
    return {name: (ball.middle, ball.radius) for name, ball in found.items()}


@lru_cache(4096)
def half_unit(text: str) -> Fraction:
    """Half a unit of the last digit shown.

    >>> half_unit("0.6225")
    Fraction(1, 20000)
    """
    try:
        exponent = Decimal(text).as_tuple().exponent
    except InvalidOperation:
        raise Undecided(f"{text!r} is not a number in decimals") from None
    if not isinstance(exponent, int):
        raise Undecided(f"{text!r} is not a number in decimals")
    return Fraction(10) ** exponent / 2


class Shown(Evaluator):
    """Evaluation in which a decimal is all numbers that are rounded to it: with `outer` false, some fewer."""

    def __init__(self, base: Example, outer: bool) -> None:
        super().__init__(base.arithmetic, base, base.sizes, base.evaluator.functions)
        self.balls = base.arithmetic
        self.outer = outer

    def fresh(self, node: Node) -> Any:
        """The value of a node that is not known yet; numbers are taken all at once."""
        if node.op not in ("decimal", "matrix"):
            return super().fresh(node)
        cells = [_number(cell) for cell in (node.args if node.op == "matrix" else [node])]
        if not all(cells):
            return super().fresh(node)
        values, halves = zip(*(cell for cell in cells if cell), strict=True)
        return self.balls.shown(values, halves, self.outer, self.lengths(node.shape))


def _number(node: Node) -> tuple[Fraction, Fraction] | None:
    """A number that is shown and half a unit of its last digit; None for what is more."""
    if node.op == "neg":
        inner = _number(node.args[0])
        return None if inner is None else (-inner[0], inner[1])
    if node.op == "integer":
        return Fraction(node.args[0]), Fraction(0)
    return (decimal(node.args[0]), half_unit(node.args[0])) if node.op == "decimal" else None


def rounded(samples: Samples, left: Node, right: Node) -> Answer:
    """Whether the right side, rounded as shown, is the left side at the example's numbers.

    By balls of float64; where these cannot tell, by exact fractions if the functions have such values, else
    by ever finer balls.
    """
    failure: Undecided | None = None
    env = samples.example()
    for turn, env in enumerate(samples.enclosed()):
        try:
            answer = _enclosed(env, left, right)
        except Undecided as why:
            failure, answer = why, None
        else:
            failure = None
        if answer is None and turn == 0:
            answer = _exactly(samples, left, right)
        if answer is not None:
            return answer
    if failure is not None:
        raise failure
    return _tie(env, left, right)


def _enclosed(env: Example, left: Node, right: Node) -> Answer | None:
    """The answer of one arithmetic; None where it cannot tell."""
    balls = env.arithmetic
    value = env.value(left)
    evidence = _evidence(balls, value)
    if np.all(balls.inside(value, Shown(env, False).value(right))):
        return Answer(PROVED, evidence)
    outer = Shown(env, True).value(right)
    apart = balls.apart(value, outer)
    return Answer(REFUTED, evidence, _apart(balls, value, outer, apart)) if np.any(apart) else None


def _evidence(balls: Enclosing, value: Ball) -> dict[str, Any]:
    radius = float(balls.floats(np.max(value.radius)))
    if not np.isfinite(balls.floats(np.max(abs(value.middle)))) or not np.isfinite(radius):
        raise Undecided("the value is beyond the range of float64")
    return {"by": "enclosure", "radius": radius} | ({"bits": balls.bits} if isinstance(balls, Fixed) else {})


def _apart(balls: Enclosing, value: Ball, shown: Ball, apart: Any) -> str:
    place = tuple(int(x) for x in np.argwhere(apart)[0])
    exact, said = np.broadcast_arrays(balls.floats(value.middle), balls.floats(shown.middle))
    where = f"entry ({place[-2] + 1}, {place[-1] + 1})" if exact.size > 1 else "the value"
    return f"{where} is {exact[place]:.10g}, but {said[place]:.10g} is shown"


def _exactly(samples: Samples, left: Node, right: Node) -> Answer | None:
    """The answer of exact fractions; None where a function has none, or the right side is more than numbers.

    Of a number in the middle between two decimals, either is right.
    """
    try:
        gap = _gap(samples, Fractions(), left, right)
        halves = _halves(right)
    except Undecided:
        return None
    evidence = {"by": "enclosure", "radius": 0.0}
    if any(g > half for g, half in np.broadcast(gap, np.array(halves, dtype=object).reshape(gap.shape))):
        return Answer(REFUTED, evidence, "a value is not rounded to the digits shown")
    return Answer(PROVED, evidence)


def _halves(node: Node) -> list[Fraction]:
    """Half a unit of the last digit of every number shown."""
    found = [_number(cell) for cell in (node.args if node.op == "matrix" else [node])]
    if not all(found):
        raise Undecided("more than numbers")
    return [number[1] for number in found if number]


def _tie(env: Example, left: Node, right: Node) -> Answer:
    """What the finest balls cannot tell lies in the middle of two decimals, to hundreds of digits."""
    evidence = _evidence(env.arithmetic, env.value(left))
    if np.all(Shown(env, True).value(right).radius > 0):
        return Answer(PROVED, evidence | {"tie": True})
    return Answer(CHECKED, {"by": "digits", "digits": DIGITS}, f"equal to {DIGITS} digits, but not proved")


def _gap(samples: Samples, arithmetic: Arithmetic, left: Node, right: Node) -> Any:
    """|left - right| at the example's numbers, in an arithmetic of object arrays."""
    env = samples.exactly(arithmetic)
    return abs(env.value(left) - env.value(right))


def same_number(samples: Samples, left: Node, right: Node) -> Answer:
    """Whether two sides that show numbers are exactly equal at the example's numbers."""
    try:
        gap = _gap(samples, Fractions(), left, right)
    except Undecided:
        return _same_ball(samples, left, right)
    evidence = {"by": "example", "exact": True}
    if not np.any(gap != 0):
        return Answer(PROVED, evidence)
    place = tuple(int(x) for x in np.argwhere(gap != 0)[0])
    where = f"entry ({place[-2] + 1}, {place[-1] + 1})" if gap.size > 1 else "the value"
    return Answer(REFUTED, evidence, f"{where} is another, by {float(gap[place]):.6g}")


def _same_ball(samples: Samples, left: Node, right: Node) -> Answer:
    env = samples.example()
    a, b = env.value(left), env.value(right)
    apart = env.arithmetic.apart(a, b)
    if np.any(apart):
        return Answer(REFUTED, {"by": "enclosure"}, _apart(env.arithmetic, a, b, apart))
    return Answer(
        CHECKED, {"by": "enclosure", "radius": float(np.max(a.radius))}, "equal to the last digit of float64"
    )
