"""Decimals against the example's own numbers: every digit shown must be the exact value, rounded."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

import numpy as np

from ..derivation import Derivation
from .arithmetic import Arithmetic
from .ball import Ball, Balls
from .environment import Draw, Environment
from .evaluate import Evaluator, decimal
from .model import Model
from .reals import DIGITS, Digits, Fractions
from .samples import Samples, data
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
    bound = Shown(samples.example()).value(right).radius
    exact = _gap(samples, Fractions(), left, right)
    if exact is not None:
        gap, slack, evidence = exact, Fraction(0), {"by": "enclosure", "radius": 0.0}
    else:
        digits = Digits()
        found = _gap(samples, digits, left, right)
        if found is None:
            raise Undecided("the value is too near the edge of what the digits shown allow")
        gap, slack = found, Fraction(10) ** (8 - DIGITS)
        evidence = {"by": "enclosure", "radius": radius, "digits": DIGITS}
    allowed = np.vectorize(lambda x: Fraction(float(x)).limit_denominator(10**30), otypes=[object])(bound)
    allowed, gap = np.broadcast_arrays(allowed, gap)
    over = [Fraction(g) - a for g, a in zip(map(_fraction, gap.ravel()), allowed.ravel(), strict=True)]
    if any(x > slack for x in over):
        return Answer(REFUTED, evidence, "a value is not rounded to the digits shown")
    claims = any(a == 0 and g != 0 for g, a in zip(gap.ravel(), allowed.ravel(), strict=True))
    return Answer(CHECKED if claims else PROVED, evidence, f"equal to {DIGITS} digits" if claims else "")


def _fraction(number: Any) -> Fraction:
    return number if isinstance(number, Fraction) else Fraction(str(number))


def _gap(samples: Samples, arithmetic: Arithmetic, left: Node, right: Node) -> Any:
    """|left - right| in an arithmetic of object arrays; None where that has no value."""
    env = Environment(samples.model, arithmetic, samples.model.derivation.sizes, exact_draw(samples.model, arithmetic))
    try:
        return abs(env.value(left) - env.value(right))
    except Undecided:
        return None


def exact_draw(model: Model, arithmetic: Arithmetic) -> Draw:
    """The numbers of the example, exactly."""

    def draw(name: str, rows: int, columns: int) -> Any:
        flat = [arithmetic.number(x) for row in data(model.derivation, name) for x in row]
        if len(flat) != rows * columns:
            raise Undecided(f"{name} has {len(flat)} numbers in the example, but is ({rows}, {columns})")
        return arithmetic.view(arithmetic.join(flat), lambda a: a.reshape(rows, columns))

    return draw


def same_number(samples: Samples, left: Node, right: Node) -> Answer:
    """Whether two sides that show numbers are exactly equal at the example's numbers."""
    gap = _gap(samples, Fractions(), left, right)
    if gap is not None:
        if not any(gap.ravel()):
            return Answer(PROVED, {"by": "example", "exact": True})
        worst = tuple(int(x) for x in np.argwhere(gap != 0)[0])
        return Answer(REFUTED, {"by": "example", "exact": True}, f"entry ({worst[-2] + 1}, {worst[-1] + 1}) is another")
    env = samples.example()
    a, b = env.value(left), env.value(right)
    apart = abs(a.middle - b.middle) > (a.radius + b.radius) * (1 + 2.0**-50)
    if np.any(apart):
        return Answer(REFUTED, {"by": "enclosure"}, _apart(a, b, apart))
    return Answer(CHECKED, {"by": "enclosure", "radius": float(np.max(a.radius))}, "equal to the last digit of float64")


__all__ = ["Balls", "enclosures", "half_unit", "rounded", "same_number"]
