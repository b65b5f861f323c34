"""Random numbers for a network, away from kinks and of a size that float64 can compare."""

from functools import cache
from typing import Any

import numpy as np
import sympy as sp

from derive.functions import absolute, sign, step
from derive.graph import Equation
from derive.layers.loss import ANY
from derive.network import Model, Spec
from derive.primitive import Elementwise
from derive.shapes import numbers
from tests.oracles import naive
from tests.oracles.functions import FUNCTIONS

Array = Any
NEAR = 1e-3  # nearer to a kink, a difference quotient may reach across it
LARGEST = 8.0  # of |z|, where all forms of a loss are accurate
TRIES = 100
Z = sp.Symbol("z", real=True)
LOGARITHMIC = ("bce", "bce_with_logits", "cross_entropy", "nll")


class Unsuitable(Exception):
    """No numbers that can be compared were found."""


def drawn(
    spec: Spec, model: Model, seed: int, *, wide: bool = False, digits: int | None = None
) -> dict[str, Array]:
    """Data and parameters of a model's own sizes; redrawn while some argument is within NEAR of a kink.

    Targets lie in (0, 1); those of a sample need not sum to one. With `wide`, W1 and b1 are scaled so that
    the largest |z| of the first linear layer is LARGEST. It rests on the forward pass of the oracle,
    and on nothing that is derived.
    """
    draw = np.random.default_rng(seed)
    for _ in range(TRIES):
        given = _draw(spec, model, draw)
        if wide:
            given = _widened(model, given)
        if digits is not None:
            given = {name: np.round(value, digits) for name, value in given.items()}
        if suits(model, given):
            return given
    raise Unsuitable(f"{TRIES} draws within {NEAR} of a kink, or with values beyond {LARGEST}")


def suits(model: Model, given: dict[str, Array]) -> bool:
    """Whether no argument of a kinked function is near its kink, and a logarithm in a loss is accurate."""
    with np.errstate(all="ignore"):  # a loss without a value is found below
        values = naive.run(model.graph, given)
    last = next(equation for equation in model.graph.equations if "Y" in equation.args)
    if last.primitive.name in LOGARITHMIC and _beyond(last, model, values):
        return False
    return min(_of(equation, values) for equation in model.graph.equations) > NEAR


def _beyond(last: Equation, model: Model, values: dict[str, Array]) -> bool:
    """Whether a logit is too large for the textbook's log(1 − a) or log a to keep its digits."""
    name = last.args[0]
    before = next((equation for equation in model.graph.equations if equation.out == name), None)
    if before is not None and last.primitive.name != "bce_with_logits":
        name = before.args[0]
    return bool(np.max(np.abs(values[name])) > LARGEST * (1 + 1e-9))


def _draw(spec: Spec, model: Model, draw: np.random.Generator) -> dict[str, Array]:
    found: dict[str, Array] = {}
    for name, letters in ((name, model.graph.shapes[name]) for name in model.data):
        shape = numbers(letters, model.sizes)
        if name == "Y" and spec.loss.targets != ANY:
            found[name] = draw.uniform(0.05, 0.95, shape)
        elif name.startswith("gamma"):
            found[name] = draw.uniform(0.5, 1.5, shape)
        else:
            found[name] = draw.normal(scale=1.0 if name == "X" else 0.8, size=shape)
    return found


def _of(equation: Equation, values: dict[str, Array]) -> float:
    arguments = [values[arg] for arg in equation.args]
    error = arguments[0] - arguments[-1] if equation.args[-1] == "Y" else arguments[0]
    if equation.primitive.name == "l1":
        return float(np.min(np.abs(error)))
    return min((_nearest(one, error) for one in equation.primitive.functions), default=np.inf)


def _nearest(function: Elementwise, z: Array) -> float:
    """The smallest |argument| of a step, a sign or an absolute value in the function's formula."""
    inner = {part.args[0] for part in function.function(Z).atoms(step, sign, absolute)}
    return min((float(np.min(np.abs(_compiled(one)(z)))) for one in inner), default=np.inf)


@cache
def _compiled(expression: Any) -> Any:
    return sp.lambdify(Z, expression, [FUNCTIONS, "numpy"])


def _widened(model: Model, given: dict[str, Array]) -> dict[str, Array]:
    """The same numbers, W1 and b1 scaled."""
    largest = np.max(np.abs(naive.run(model.graph, given)["Z1"]))
    return {name: value * (LARGEST / largest if name in ("W1", "b1") else 1) for name, value in given.items()}
