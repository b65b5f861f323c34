"""Numbers in float64: against an evaluator written a second time, and at the edges of the domain."""

import math
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given

from derive.errors import ExpressionError
from derive.evaluation import FUNCTIONS, arrays, evaluate, nested
from derive.expression import Term, strip
from derive.lesson import lesson
from tests.oracles.evaluator import Evaluator
from tests.oracles.functions import FUNCTIONS as PLAIN
from tests.oracles.functions import plain, slope
from tests.oracles.networks import model
from tests.oracles.random_terms import SIZES, of_any_shape, values

VALUES = values()


@given(of_any_shape)
def test_two_evaluators_agree(drawn: tuple[Any, Term]) -> None:
    term = strip(drawn[1])
    found, expected = evaluate(term, VALUES, SIZES), Evaluator(SIZES, VALUES.get)(term)
    assert np.shape(found) == expected.shape
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_are_the_plain_ones(name: str) -> None:
    """Where the plain formulas are safe: |z| ≤ 8; a prime is the derivative."""
    points = np.linspace(0.05, 8, 60) if name.rstrip("'") in ("log", "sqrt") else np.linspace(-8, 8, 61)
    function = PLAIN[name.removesuffix("'")]
    expected = plain(slope(function)(points) if name.endswith("'") else function(points))
    np.testing.assert_allclose(FUNCTIONS[name](points), expected, rtol=1e-12, atol=1e-13)


PRECISE = {
    "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)),
    "softplus": lambda z: mpmath.log(1 + mpmath.exp(z)),
    "Phi": mpmath.ncdf,
    "phi": mpmath.npdf,
    "tanh": mpmath.tanh,
}


@pytest.mark.parametrize("name", PRECISE)
@pytest.mark.parametrize("point", [-1000.0, -40.0, -20.0, -6.0, 0.0, 6.0, 20.0, 40.0, 1000.0])
def test_functions_are_right_far_out(name: str, point: float) -> None:
    """Against 50 digits, without a warning of overflow; the tails keep their relative precision."""
    with mpmath.workdps(50):
        expected = float(PRECISE[name](mpmath.mpf(point)))
    np.testing.assert_allclose(FUNCTIONS[name](np.array(point)), expected, rtol=1e-13, atol=1e-300)


def test_softmax_is_right_far_out() -> None:
    z = np.array([[1000.0, -1000.0, 999.0], [0.0, 0.0, 0.0]])
    found = evaluate(("softmax", "Z", 1), {"Z": z}, {})
    np.testing.assert_allclose(
        found, [[1 / (1 + math.exp(-1)), 0, 1 / (1 + math.e)], [1 / 3] * 3], rtol=1e-14
    )
    found = evaluate(("logsoftmax", "Z", 1), {"Z": z}, {})
    np.testing.assert_allclose(
        found[0], [-math.log1p(math.exp(-1)), -2000 - math.log1p(math.exp(-1)), -1 - math.log1p(math.exp(-1))]
    )


@pytest.mark.parametrize("step", [0, 1])
def test_softmax_sums_to_one_along_its_axis(step: int) -> None:
    found = evaluate(("softmax", "A1", step), VALUES, SIZES)
    np.testing.assert_allclose(found.sum(step), 1, rtol=1e-14)


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (7, 7.0),
        ("N", 4.0),
        ("pi", math.pi),
        (("pow", "N", 2), 16.0),
        (("div", 1, "N"), 0.25),
        (("delta", 1, 2), 0.0),
        (("entry", "x", 2), 4.0),
        (("entry", "x", 1, 1), 3.0),
        (("sum", ("mul", ("entry", "x", "i"), "i"), "i", 2), 11.0),
        (("sum", ("sum", ("delta", "i", "k"), "k", 3), "i", 2), 2.0),
        (("apply", "f", ("entry", "x", 1)), 9.0),
        (("apply", "f'", ("entry", "x", 1)), 6.0),
    ],
)
def test_scalars(term: Term, value: float) -> None:
    given_values = {
        "x": np.array([[3.0], [4.0]]),
        "f": ("lambda", "z", ("pow", "z", 2)),
        "f'": ("lambda", "z", ("mul", 2, "z")),
    }
    assert evaluate(term, given_values, {"N": 4}) == pytest.approx(value)


def test_a_declared_function_is_entrywise() -> None:
    body = ("lambda", "z", ("add", ("mul", "z", ("apply", "tanh", "z")), 1))
    x = np.array([[0.5, -1.0]])
    np.testing.assert_allclose(evaluate(("apply", "f", "X"), {"X": x, "f": body}, {}), x * np.tanh(x) + 1)


def test_a_constant_function_is_entrywise_too() -> None:
    found = evaluate(("apply", "f", "X"), {"X": np.ones((2, 3)), "f": ("lambda", "z", ("div", 1, 2))}, {})
    assert np.shape(found) == (2, 3) and np.all(found == 0.5)


@pytest.mark.parametrize(
    ("term", "says"),
    [
        ("nobody", "no value for nobody"),
        (("apply", "nothing", "N"), "no number for the function nothing"),
        (("partial", "N", "N"), "partial has no number"),
        (("matrix", ((1,),)), "matrix has no number"),
    ],
)
def test_what_has_no_number_is_told(term: Term, says: str) -> None:
    with pytest.raises(ExpressionError, match=says):
        evaluate(term, {}, {"N": 2})


@pytest.mark.parametrize("network", ["seed", "layer norm", "batch norm", "elu"])
def test_the_equations_of_an_example_agree(network: str) -> None:
    """Every forward value of a lesson, by the second evaluator."""
    derivation, setting = lesson(model(network))
    known = {name: value for name, value in setting.example.values.items() if not isinstance(value, tuple)}
    evaluator = Evaluator(derivation.sizes, known.get, functions=derivation.functions)
    for equation in derivation.equations:
        np.testing.assert_allclose(
            known[equation.name], plain(evaluator(equation.expression)), rtol=1e-12, atol=1e-13
        )


def test_nested_and_arrays() -> None:
    assert nested(np.array([[1.0, 2.0]])) == [[1.0, 2.0]] and nested(np.float64(2)) == 2.0
    found = arrays({"X": [[1, 2]], "eta": 3}, {"X": (1, 2), "eta": ()})
    assert set(found) == {"X"} and found["X"].dtype == np.float64
