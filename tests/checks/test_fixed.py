"""Balls in fixed point enclose, decide where float64 cannot, and never let a wrong digit pass."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import mpmath
import numpy as np
import pytest

from derive.checks import check
from derive.checks.ball import Ball
from derive.checks.field import objects
from derive.checks.fixed import Fixed
from derive.checks.model import Model
from derive.checks.reals import Fractions
from derive.checks.samples import Samples
from derive.checks.verdict import Undecided
from derive.derivation import Derivation, Line, Step
from derive.expression import Term
from derive.lesson import lesson
from derive.network import SEED, build, read_spec
from tests.oracles.networks import spec

BITS = 64
FINE = mpmath.MPContext()
FINE.prec = 400
FUNCTIONS = {
    "exp": FINE.exp, "log": FINE.log, "sqrt": FINE.sqrt, "sin": FINE.sin, "cos": FINE.cos,
    "Phi": FINE.ncdf, "phi": FINE.npdf,
}  # fmt: skip


def ball(middle: Fraction, radius: Fraction, bits: int = BITS) -> Ball:
    """A ball of about this radius."""
    found = Fixed(bits).enclose([middle], (1, 1))
    return Ball(found.middle, found.radius + int(radius * (1 << bits)))


def holds(found: Ball, truth: Fraction, slack: Fraction = Fraction(0)) -> bool:
    """Whether a ball holds a number."""
    unit = Fraction(1, 1 << BITS)
    return abs(int(found.middle.item()) * unit - truth) <= int(found.radius.item()) * unit + slack


@pytest.mark.parametrize("seed", range(10))
def test_operations_enclose(seed: int) -> None:
    random, fixed, exact = Random(seed), Fixed(BITS), Fractions()
    numbers = [[Fraction(random.randint(-999, 999), random.choice((1, 7, 64, 1000))) for _ in range(4)]
               for _ in range(2)]  # fmt: skip
    (ea, eb), (a, b) = (
        [objects(row, (2, 2)) for row in numbers],
        [fixed.enclose(row, (2, 2)) for row in numbers],
    )
    square, one = exact.mul(ea, ea), Fraction(1)
    for truth, found in (
        (exact.matmul(ea, eb), fixed.matmul(a, b)),
        (exact.mul(exact.add(ea, eb), eb), fixed.mul(fixed.add(a, b), b)),
        (exact.total(square, -2), fixed.total(fixed.mul(a, a), -2)),
        (one / (square + one), fixed.inverse(fixed.add(fixed.mul(a, a), fixed.number(one)))),
    ):
        parts = np.broadcast(truth, found.middle, found.radius)
        assert all(holds(Ball(np.array(m), np.array(r)), t) for t, m, r in parts)
        assert max(found.radius.flat) < 1 << 20


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_enclose(name: str) -> None:
    """At the middle and at both ends of a ball, to 400 bits."""
    random = Random(name)
    signs = (1,) if name in ("log", "sqrt") else (1, -1)
    for _ in range(40):
        middle = random.choice(signs) * Fraction(random.randint(1, 6000), 1000)
        widest = abs(middle) if abs(middle) < 1 else Fraction(1)
        radius = Fraction(random.randint(0, 900), random.choice((1000, 10**12))) * widest
        found = Fixed(BITS).atom(name, ball(middle, radius))
        for point in (middle - radius, middle, middle + radius):
            value = FUNCTIONS[name](FINE.mpf(point.numerator) / point.denominator)
            truth = Fraction(*mpmath.libmp.to_rational(value._mpf_))
            assert holds(found, truth, Fraction(1, 10**60)), (name, point)


def test_what_has_no_value_is_undecided() -> None:
    fixed = Fixed(BITS)
    near = ball(Fraction(1, 10**6), Fraction(1, 10**5))
    for name in ("log", "sqrt"):
        with pytest.raises(Undecided, match="may not be positive"):
            fixed.atom(name, near)
    with pytest.raises(Undecided, match="may be zero"):
        fixed.inverse(near)
    for big in (ball(Fraction(10**6), Fraction(0)), ball(Fraction(0), Fraction(2))):
        with pytest.raises(Undecided, match="too large"):
            fixed.atom("exp", big)
    tower = fixed.number(Fraction(10**9))
    with pytest.raises(Undecided, match="too long"):
        for _ in range(30):
            tower = fixed.mul(tower, tower)
    step = fixed.atom("step", near)
    assert (step.middle.item(), step.radius.item()) == (fixed.one // 2, fixed.one // 2)
    assert fixed.atom("exp", fixed.number(Fraction(0))).radius.item() == 0


def deep(layer: str, depth: int) -> Derivation:
    """A network with this layer behind every linear one."""
    layers = [part for _ in range(depth - 1) for part in ("Linear(3, 3)", layer)]
    text = spec(*layers, "Linear(3, 1)", "Sigmoid()", training="learning_rate = 1e-9")
    return lesson(build(read_spec(text)))[0]


@pytest.mark.parametrize("layer", ["LayerNorm(3)", "BatchNorm1d(3)"])
def test_decimals_of_a_deep_normalised_network(layer: str) -> None:
    """Float64's balls are wider than the digits shown there; a wrong last digit is refused, by finer ones."""
    depth = 14
    found = deep(layer, depth)
    report = check(
        replace(found, steps=tuple(step for step in found.steps if step.name in ("L", f"Z{depth}")))
    )
    assert not report.failures
    assert any("bits" in verdict.evidence for verdict in report)
    lines = {step.name: step.lines[-1].expression for step in found.steps}
    match lines["L"]:
        case ("approx", "L", ("decimal", str(text))):
            last = (int(text[-1]) + 1) % 10
        case other:
            raise AssertionError(other)
    (verdict,) = check(with_line(found, ("approx", "L", ("decimal", text[:-1] + str(last)))))
    assert verdict.status == "refuted" and "bits" in verdict.evidence


def with_line(derivation: Derivation, relation: Term) -> Derivation:
    """A derivation that displays this line alone."""
    return replace(derivation, steps=(Step("L", "L", "bce", (), (Line(relation, "numbers"),)),))


def test_a_tie_of_functions_is_exact_where_it_can_be() -> None:
    """σ(0) · 0.3 = 0.15: either neighbour is right, and nothing else; σ(0) is known exactly."""
    plain = deep("Sigmoid()", 2)
    tie: Term = ("mul", ("decimal", "0.3"), ("apply", "sigmoid", 0))
    for text, status in (("0.1", "proved"), ("0.2", "proved"), ("0.15", "proved"), ("0.16", "refuted")):
        (verdict,) = check(with_line(plain, ("approx", tie, ("decimal", text))))
        assert (verdict.status, verdict.evidence["by"]) == (status, "enclosure"), text


def test_numbers_too_close_for_float64_are_ordered() -> None:
    """e^(10^-20) is above 1, by less than float64 can tell."""
    near: Term = ("apply", "exp", ("decimal", "0.00000000000000000001"))
    plain = deep("Sigmoid()", 2)
    for relation, status in (
        (("lt", ("decimal", "1.0"), near), "proved"),
        (("lt", near, ("decimal", "1.0")), "refuted"),
    ):
        assert check(with_line(plain, relation))[0].status == status


def test_finer_balls_are_of_the_same_numbers() -> None:
    derivation = deep("LayerNorm(3)", 3)
    samples = Samples(Model(derivation))
    values = [(env.arithmetic, env.lookup("dW1")) for env in samples.enclosed()]
    first = values[0][1]
    for arithmetic, value in values[1:]:
        gap = abs(arithmetic.floats(value.middle) - first.middle)
        assert np.all(gap <= first.radius + 1e-15) and np.all(arithmetic.floats(value.radius) < 1e-60)


@pytest.mark.parametrize("places", [3, 17, 21, 40])
@pytest.mark.parametrize(
    ("beyond", "last", "good"), [("4", "0", True), ("6", "0", False), ("", "0", True), ("", "1", False)]
)
def test_more_digits_than_float64_has(places: int, beyond: str, last: str, good: bool) -> None:
    """One half and a little more; or shown with a last digit that is not there."""
    zeros = "0" * (places - 2)
    whole = lesson(build(read_spec(SEED)))[0]
    data = {**whole.data, "X": [[f"0.5{zeros}0{beyond}", "1"], ["-1", "1"]]}
    line = Line(("approx", ("entry", "X", 1, 1), ("decimal", f"0.5{zeros}{last}")), "numbers")
    step = Step("X", "X", "numbers", (), (line,), (), (), "forward")
    (verdict,) = check(replace(whole, data=data, steps=(step,)))
    assert verdict.good == good, verdict
