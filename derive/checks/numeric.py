"""Decimals against the example's own numbers: every digit shown must be the exact value, rounded."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

import numpy as np

from ..derivation import Derivation
from .arithmetic import Arithmetic
from .ball import Ball
from .environment import Environment
from .evaluate import Evaluator
from .model import Model
from .rational import decimal
from .reals import DIGITS, Digits, Fractions
from .samples import Samples
from .shape import Node
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
    """Evaluation in which a decimal is all numbers that are rounded to it."""

    def __init__(self, base: Environment, wide: bool = True) -> None:
        super().__init__(base.arithmetic, base, base.sizes, base.evaluator.functions)
        self.wide = wide

    def fresh(self, node: Node) -> Any:
        """The value of a node that is not known yet."""
        if node.op != "decimal" or not self.wide:
            return super().fresh(node)
        exact = self.arithmetic.number(decimal(node.args[0]))
        return Ball(exact.middle, exact.radius + float(half_unit(node.args[0])))


def rounded(samples: Samples, left: Node, right: Node) -> Answer:
    """Whether the right side, rounded as shown, is the left side at the example's numbers."""
    env = samples.example()
    value, shown = env.value(left), Shown(env).value(right)
    gap = abs(value.middle - shown.middle)
    radius = float(np.max(value.radius))
    if not np.all(np.isfinite(gap)) or not np.isfinite(radius):
        raise Undecided("the value is beyond the range of float64")
    if np.all((gap + value.radius) * (1 + 2.0**-50) <= shown.radius):
        return Answer(PROVED, {"by": "enclosure", "radius": radius})
    apart = gap > (value.radius + shown.radius) * (1 + 2.0**-50) + 2.0**-52 * abs(value.middle)
    if np.any(apart):
        return Answer(REFUTED, {"by": "enclosure", "radius": radius}, _apart(value, shown, apart))
    return _tie(samples, left, right, radius)


def _apart(value: Ball, shown: Ball, apart: Any) -> str:
    place = tuple(int(x) for x in np.argwhere(apart)[0])
    exact, said = np.broadcast_arrays(value.middle, shown.middle)
    where = f"entry ({place[-2] + 1}, {place[-1] + 1})" if exact.size > 1 else "the value"
    return f"{where} is {exact[place]:.10g}, but {said[place]:.10g} is shown"


def _tie(samples: Samples, left: Node, right: Node, radius: float) -> Answer:
    """Float64 cannot tell: exact fractions where there are no functions, fifty digits otherwise."""
    evidence: dict[str, Any] = {"by": "enclosure", "radius": radius}
    try:
        gap, slack = _gap(samples, Fractions(), left, right), Fraction(0)
    except Undecided:
        digits = Digits()
        gap = np.vectorize(lambda x: Fraction(str(x)), otypes=[object])(_gap(samples, digits, left, right))
        slack = Fraction(10) ** (8 - DIGITS)
        evidence |= {"digits": DIGITS}
    bound = Shown(samples.example()).value(right).radius * (1 + 2.0**-40)
    pairs = [(g, Fraction(float(b))) for g, b in np.broadcast(gap, bound)]
    if any(g > b + slack for g, b in pairs):
        return Answer(REFUTED, evidence, "a value is not rounded to the digits shown")
    if any(g and not b for g, b in pairs):
        return Answer(
            CHECKED, {"by": "digits", "digits": DIGITS}, f"equal to {DIGITS} digits, but not proved"
        )
    return Answer(PROVED, evidence)


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
    apart = abs(a.middle - b.middle) > (a.radius + b.radius) * (1 + 2.0**-50)
    if np.any(apart):
        return Answer(REFUTED, {"by": "enclosure"}, _apart(a, b, apart))
    return Answer(
        CHECKED, {"by": "enclosure", "radius": float(np.max(a.radius))}, "equal to the last digit of float64"
    )
