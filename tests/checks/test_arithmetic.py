"""The arithmetics agree with each other, balls enclose, and dual numbers differentiate."""

from fractions import Fraction
from random import Random

import numpy as np
import pytest

from derive.checks.ball import Ball, Balls, enclose
from derive.checks.environment import Environment
from derive.checks.field import Field, P, objects
from derive.checks.functions import duals
from derive.checks.model import Model
from derive.checks.numeric import enclosures, half_unit
from derive.checks.pullback import Pullback
from derive.checks.rational import closed, decimal
from derive.checks.reals import Fractions
from derive.checks.samples import Samples
from derive.checks.verdict import Undecided
from derive.derivation import Derivation, Formula
from tests.checks.seed import add, apply, div, entry, matmul, mul, network, ones, t, total


def rationals(random: Random, rows: int, columns: int) -> list[Fraction]:
    return [
        Fraction(random.randint(-999, 999), random.choice((1, 7, 64, 1000))) for _ in range(rows * columns)
    ]


@pytest.mark.parametrize("seed", range(20))
def test_balls_enclose_exact_fractions(seed: int) -> None:
    random = Random(seed)
    exact, balls = Fractions(), Balls()
    a, b, c = rationals(random, 3, 4), rationals(random, 4, 2), rationals(random, 3, 4)
    pairs = [
        (objects(numbers, shape), enclose(numbers, shape))
        for numbers, shape in ((a, (3, 4)), (b, (4, 2)), (c, (3, 4)))
    ]
    (ea, ba), (eb, bb), (ec, bc) = pairs
    for truth, ball in (
        (exact.matmul(ea, eb), balls.matmul(ba, bb)),
        (exact.mul(exact.add(ea, ec), ec), balls.mul(balls.add(ba, bc), bc)),
        (exact.total(exact.mul(ea, ec), -2), balls.total(balls.mul(ba, bc), -2)),
        (1 / (ea * ea + 1), balls.inverse(balls.add(balls.mul(ba, ba), balls.number(Fraction(1))))),
    ):
        inside = [
            abs(e - Fraction(float(m))) <= Fraction(float(r))
            for e, m, r in np.broadcast(truth, ball.middle, ball.radius)
        ]
        assert all(inside)
        assert np.max(ball.radius / (1 + abs(ball.middle))) < 1e-12


def test_an_exact_zero_stays_exact() -> None:
    balls = Balls()
    zero, some = enclose([Fraction(0)], (1, 1)), enclose([Fraction(1, 3)], (1, 1))
    for value in (balls.mul(zero, some), balls.add(zero, zero), balls.matmul(zero, some)):
        assert value.middle == value.radius == 0


def test_a_ball_near_a_kink_is_wide() -> None:
    near = Ball(np.array([[1e-18]]), np.array([[1e-17]]))
    step = Balls().atom("step", near)
    assert (step.middle, step.radius) == (0.5, 0.5)
    with pytest.raises(Undecided, match="may be zero"):
        Balls().inverse(near)
    with pytest.raises(Undecided, match="may not be positive"):
        Balls().atom("log", near)
    with pytest.raises(Undecided, match="range of float64"):
        Balls().atom("exp", Ball(np.array([[1e4]]), np.array([[0.0]])))


def test_inverses_modulo_p() -> None:
    random = Random(5)
    numbers = objects([random.randrange(1, P) for _ in range(12)], (3, 4))
    assert not Field().differs(Field().mul(Field().inverse(numbers), numbers), ones_of(numbers))
    with pytest.raises(Undecided, match="division by zero"):
        Field().inverse(objects([3, 0], (1, 2)))


def ones_of(array: object) -> object:
    return np.ones(array.shape, dtype=object)  # type: ignore[attr-defined]


def test_dual_numbers_of_dual_numbers() -> None:
    """d²/dz² of z³ at 5 is 30, with axes that are broadcast."""
    field = Field()
    inner = duals(field, 1)
    outer = duals(inner, 1)
    z = outer.variable(inner.variable(objects([5], (1, 1))))
    cube = outer.mul(outer.mul(z, z), z)
    assert inner.derivative(outer.derivative(cube)).ravel().tolist() == [30]


Z = entry("Z1", "i", "j")
SOFT = (
    Formula("S", ("N", "n1"), ("softmax", "Z1", 1), "", ("Z1",)),
    Formula("U", ("N", "n1"), ("logsoftmax", ("mul", 2, "Z1"), 0), "", ("Z1",)),
    Formula("R", ("N", 1), ("hdiv", matmul(("hadamard", "S", "U"), ones("n1", 1)),
        apply("sqrt", add(matmul(("hpow", "Z1", 2), ones("n1", 1)), ones("N", 1)))), "", ("S", "U", "Z1")),
    Formula("L", (), div(
        total(total(mul(entry("R", "i"), Z, entry(t("W1"), "j", 1)), "j", "n1"), "i", "N"),
        add(1, total(("pow", entry("b1", "j"), 3), "j", "n1")),
    ), "", ("R", "Z1", "W1", "b1")),
)  # fmt: skip


def soft() -> Derivation:
    """A network with every operation that can be pulled back."""
    plain = network()
    shapes = {**plain.shapes, "S": ("N", "n1"), "U": ("N", "n1"), "R": ("N", 1)}
    return Derivation(
        "",
        plain.inputs,
        plain.parameters,
        plain.sizes,
        shapes,
        (plain.equations[0], *SOFT),
        (),
        plain.data,
        0.5,
    )


@pytest.mark.parametrize(
    "derivation", [network(), network(depth=3, activation="tanh"), soft()], ids=["2", "3", "soft"]
)
def test_pullbacks_are_the_contracted_jacobians(derivation: Derivation) -> None:
    model = Model(derivation)
    for point in Samples(model).points(frozenset(derivation.sizes)):
        env = Samples(model).field(*point)
        gradients = env._backward()
        for equation in model.equations:
            for name in equation.uses:
                upstream = gradients[equation.name]
                pulled = Pullback(env.evaluator, name).through(equation.node, upstream)
                assert not Field().differs(pulled, env._pulled(equation, upstream, name)), (
                    equation.name,
                    name,
                )


def test_enclosures_are_the_numbers_of_the_example() -> None:
    found = enclosures(network(), ["L", "A2", "dW2", "L_new"])
    assert found["L"][0].item() == pytest.approx(0.6318498969522865, abs=1e-14)
    assert found["L_new"][0].item() < found["L"][0].item()
    assert all(np.max(radius) < 1e-13 for _, radius in found.values())
    assert set(enclosures(network())) >= {"X", "Z1", "L", "dW1", "db2", "dX"}


def test_gradients_of_the_example_are_central_differences() -> None:
    derivation = network()
    base = enclosures(derivation, ["dW1"])["dW1"][0]
    for i, row in enumerate(derivation.data["W1"]):
        for j, _ in enumerate(row):
            losses = []
            for change in (1e-5, -1e-5):
                moved = [list(r) for r in derivation.data["W1"]]
                moved[i][j] += change
                data = {**derivation.data, "W1": moved}
                other = Derivation(
                    "", derivation.inputs, derivation.parameters, derivation.sizes, derivation.shapes,
                    derivation.equations, (), data, 0.5,
                )  # fmt: skip
                losses.append(enclosures(other, ["L"])["L"][0].item())
            assert (losses[0] - losses[1]) / 2e-5 == pytest.approx(base[i, j], abs=1e-9)


def test_a_large_network_has_its_numbers_too() -> None:
    """784 by 128: the Jacobian by the first weights has a hundred thousand columns and is not written out."""
    random = Random(0)

    def numbers(rows: int, columns: int) -> list[list[float]]:
        return [[round(random.uniform(-0.1, 0.1), 3) for _ in range(columns)] for _ in range(rows)]

    plain = network()
    sizes = {"N": 4, "n0": 784, "n1": 128}
    data = {"X": numbers(4, 784), "Y": [[1], [0], [1], [1]], "W1": numbers(784, 128), "b1": numbers(1, 128)}
    data |= {"W2": numbers(128, 1), "b2": numbers(1, 1)}
    large = Derivation(
        "", plain.inputs, plain.parameters, sizes, plain.shapes, plain.equations, (), data, 0.5
    )
    middle, radius = enclosures(large, ["dW1"])["dW1"]
    assert middle.shape == (784, 128)
    assert np.max(radius) < 1e-12


def test_numbers_that_are_written_out() -> None:
    assert half_unit("0.6225") == Fraction(1, 20000)
    assert half_unit("12") == Fraction(1, 2)
    assert half_unit("1.5e-3") == Fraction(1, 20000)
    assert closed(("mul", ("div", 1, "N"), ("pow", 2, -1)), {"N": 2}) == Fraction(1, 4)
    for text in ("1e999999999", "nan", "1_0", "", "0x1", "1/2", "9" * 200):
        with pytest.raises(Undecided):
            decimal(text)
    for term in (("div", 1, 0), ("pow", 0, -1), ("pow", ("pow", 9, 1000), 1000), "z", ("matmul", 1, 2)):
        with pytest.raises(Undecided):
            closed(term)


def test_an_environment_needs_its_numbers() -> None:
    empty = network()
    derivation = Derivation(
        "",
        empty.inputs,
        empty.parameters,
        empty.sizes,
        empty.shapes,
        empty.equations,
        (),
        {"X": [[1, 2]]},
        0.5,
    )
    env: Environment = Samples(Model(derivation)).example()
    with pytest.raises(Undecided, match="X has 2 numbers in the example, but is"):
        env.lookup("X")
    with pytest.raises(Undecided, match="no number for W1"):
        env.lookup("W1")
