"""The user's own function, `Elementwise('x*sigmoid(x)')`: read, derived, proved."""

import numpy as np
import pytest
import sympy as sp

from derive.checks import check
from derive.derivation import Derivation
from derive.errors import DeriveError
from derive.layers.formula import FUNCTIONS, MAX_DEPTH, MAX_LENGTH, read_formula
from derive.lesson import lesson
from derive.network import build, read_spec
from tests.oracles.functions import FUNCTIONS as PLAIN
from tests.oracles.networks import spec

X = np.linspace(0.3, 2.5, 12)
FORMULAS = {
    "x": X,
    "-x": -X,
    "2*x + 1": 2 * X + 1,
    "x^2": X**2,
    "-x**2": -(X**2),
    "2**3*x": 8 * X,
    "x**-2": X**-2.0,
    "x/(x + 1)/2": X / (X + 1) / 2,
    "1 - x - x": 1 - 2 * X,
    "x*sigmoid(x)": X / (1 + np.exp(-X)),
    "exp(-x^2)": np.exp(-(X**2)),
    "log(1 + exp(x))": np.log(1 + np.exp(X)),
    "sin(x)*cos(x)": np.sin(X) * np.cos(X),
    "abs(x - 1)": np.abs(X - 1),
    "relu(x - 1)": np.maximum(X - 1, 0),
    "x*step(x - 1)": X * (X > 1),
    "x*Phi(x) + phi(x)": np.real(X * PLAIN["Phi"](X) + PLAIN["phi"](X)),
    "softplus(2*x)/2": np.log(1 + np.exp(2 * X)) / 2,
    "sqrt(x*x + 1)": np.sqrt(X * X + 1),
    ".5*x + 1e-3": 0.5 * X + 1e-3,
    "tanh(tanh(x))": np.tanh(np.tanh(X)),
}  # fmt: skip


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_means_what_it_says(formula: str) -> None:
    z = sp.Symbol("z", real=True)
    found = sp.lambdify(z, read_formula(formula)(z), [PLAIN, "numpy"])(X)
    np.testing.assert_allclose(np.real(found), FORMULAS[formula], rtol=1e-13)


NUMBERS = """[data]
X = [[1, 2], [3, 1]]
[parameters]
W1 = [[0.5, 0.25], [0.5, 0.75]]
b1 = [0.1, 0.3]"""


def derived(formula: str) -> Derivation:
    """The derivation of a network with this formula between two linear layers, its arguments from 1 to 3."""
    layers = ("Linear(2, 2)", f"Elementwise('{formula}')", "Linear(2, 1)")
    return lesson(build(read_spec(spec(*layers, loss="MSELoss", training=NUMBERS))))[0]


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_is_derived_and_proved(formula: str) -> None:
    told = [f"{v.where}: {v.what} {v.detail}" for v in check(derived(formula)).failures]
    assert not told, "\n".join(told)


@pytest.mark.parametrize(
    ("formula", "says"),
    [
        ("", "x"),
        ("3", "does not depend on x"),
        ("x - x", "does not depend on x"),
        ("y*x", "no name 'y'"),
        ("foo(x)", "no name 'foo'; there are x, exp"),
        ("x +", ""),
        ("(x", ""),
        ("x x", ""),
        ("x**x", "an exponent is a whole number"),
        ("x**100", "an exponent is a whole number"),
        ("__import__('os')", "no name '__import__'"),
        ("x.real", ""),
        ("lambda: x", ""),
        ("x if x else x", ""),
        ("(" * (MAX_DEPTH + 1) + "x" + ")" * (MAX_DEPTH + 1), ""),
        ("x" * (MAX_LENGTH + 1), f"at most {MAX_LENGTH} characters"),
        ("(" * 10_000 + "x" + ")" * 10_000, f"at most {MAX_LENGTH} characters"),
        ("x/0", ""),
        ("9**9**9**9*x", ""),
    ],
)
def test_what_is_no_formula_is_told(formula: str, says: str) -> None:
    with pytest.raises(DeriveError) as raised:
        read_formula(formula)
    assert says in str(raised.value) and len(str(raised.value)) < 500


@pytest.mark.parametrize(
    "formula", ["log(x - 9)", "sqrt(x - 9)", "1/(x - x*x/x + 0*x)", "exp(exp(exp(99*x)))"]
)
def test_a_pole_in_the_data_is_told(formula: str) -> None:
    with pytest.raises(DeriveError):
        derived(formula)


@pytest.mark.parametrize("formula", ["log(0)*x", "x + 1e999"])
def test_a_constant_that_is_no_number_is_told(formula: str) -> None:
    with pytest.raises(DeriveError):
        derived(formula)


def test_every_function_is_one_that_the_oracle_knows() -> None:
    assert set(FUNCTIONS) <= set(PLAIN)
