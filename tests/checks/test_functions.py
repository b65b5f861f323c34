"""The functions: their formulas against mpmath, their derivatives against it, and the laws of the oracles."""

from collections.abc import Callable
from fractions import Fraction
from random import Random

import mpmath
import numpy as np
import pytest

from derive.checks.ball import Balls, enclose
from derive.checks.field import Field, P, objects
from derive.checks.functions import ATOMS, FORMULAS, apply, known, weight
from derive.checks.reals import Digits, Reals
from derive.checks.verdict import Undecided

POINTS = (-2.5, -1.0, -0.3, 0.2, 0.7, 1.9)
TRUTH: dict[str, Callable[..., mpmath.mpf]] = {
    "exp": mpmath.exp,
    "log": mpmath.log,
    "sqrt": mpmath.sqrt,
    "step": lambda z: mpmath.mpf(z > 0),
    "sign": mpmath.sign,
    "Phi": mpmath.ncdf,
    "phi": mpmath.npdf,
    "sin": mpmath.sin,
    "cos": mpmath.cos,
    "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)),
    "tanh": mpmath.tanh,
    "softplus": lambda z: mpmath.log1p(mpmath.exp(z)),
    "logsigmoid": lambda z: -mpmath.log1p(mpmath.exp(-z)),
    "relu": lambda z: max(z, mpmath.mpf(0)),
    "abs": abs,
    "silu": lambda z: z / (1 + mpmath.exp(-z)),
    "gelu": lambda z: z * mpmath.ncdf(z),
    "identity": lambda z: z,
    "square": lambda z: z * z,
}
NAMES = sorted({*ATOMS, *FORMULAS})


def points(name: str) -> list[float]:
    return [z for z in POINTS if z > 0 or name not in ("log", "sqrt")]


def test_every_function_is_tested() -> None:
    assert set(TRUTH) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("order", [0, 1, 2])
def test_values_and_derivatives(name: str, order: int) -> None:
    x = np.array([points(name)])
    truth = [mpmath.diff(TRUTH[name], z, order, h=1e-9) for z in x.ravel()]
    primed = name + "'" * order
    with mpmath.workdps(40):
        assert np.allclose(
            apply(Reals(), {}, primed, x), np.array([truth], dtype=float), rtol=1e-6, atol=1e-6
        )
    ball = apply(Balls(), {}, primed, enclose([Fraction(z) for z in x.ravel()], x.shape))
    digits = Digits()
    exact = apply(digits, {}, primed, objects([digits.context.mpf(z) for z in x.ravel()], x.shape))
    gap = [abs(mpmath.mpf(e) - m) for e, m in zip(exact.ravel(), ball.middle.ravel(), strict=True)]
    assert all(g <= r for g, r in zip(gap, np.broadcast_to(ball.radius, x.shape).ravel(), strict=True))
    assert np.max(ball.radius) < 1e-12


def field(name: str, *numbers: int) -> list[int]:
    return [int(y) % P for y in apply(Field(), {}, name, objects(list(numbers), (1, len(numbers)))).ravel()]


def test_oracles_obey_their_laws_and_no_others() -> None:
    z = Random(1).randrange(P)
    for name, law in [
        ("exp", lambda a, b: a * b % P == 1),
        ("step", lambda a, b: (a + b) % P == 1),
        ("sign", lambda a, b: (a + b) % P == 0),
        ("Phi", lambda a, b: (a + b) % P == 1),
        ("phi", lambda a, b: a == b),
        ("sin", lambda a, b: (a + b) % P == 0),
        ("cos", lambda a, b: a == b),
        ("sigmoid", lambda a, b: (a + b) % P == 1),
        ("tanh", lambda a, b: (a + b) % P == 0),
    ]:
        assert law(*field(name, z, P - z)), name
    (e,), (double,) = field("exp", z), field("exp", 2 * z % P)
    assert double != e * e % P
    (sine,), (cosine,) = field("sin", z), field("cos", z)
    assert (sine * sine + cosine * cosine) % P == 1
    assert field("exp", 0, 0) == [1, 1]
    assert field("log", 1) == [0]
    assert field("Phi", 0) == [(P + 1) // 2]


def test_oracles_repeat() -> None:
    numbers = [Random(2).randrange(P) for _ in range(8)]
    for name in NAMES:
        assert field(name, *numbers) == field(name, *numbers)


def test_rational_functions_of_the_exponential() -> None:
    z = Random(3).randrange(P)
    (s,), (slope,), (second,) = field("sigmoid", z), field("sigmoid'", z), field("sigmoid''", z)
    assert slope == s * (1 - s) % P
    assert second == s * (1 - s) * (1 - 2 * s) % P
    (th,), (slope,) = field("tanh", z), field("tanh'", z)
    assert slope == (1 - th * th) % P
    assert field("softplus'", z) == [s]
    assert field("log'", z) == [pow(z, -1, P)]


def test_a_function_must_end() -> None:
    endless = {"f": ("lambda", "z", ("apply", "f", "z"))}
    deep = {f"f{k}": ("lambda", "z", ("mul", *[("apply", f"f{k + 1}", "z")] * 4)) for k in range(20)}
    deep |= {"f20": ("lambda", "z", "z")}
    assert known("f", endless)
    with pytest.raises(Undecided, match="defined by itself"):
        weight("f", endless)
    with pytest.raises(Undecided, match="too many operations"):
        weight("f0", deep)
    with pytest.raises(Undecided, match="too many operations"):
        weight("sigmoid" + "'" * 12, {})
