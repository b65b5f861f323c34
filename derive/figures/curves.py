"""Curves of functions: activations with their slopes, and losses."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..evaluation import FUNCTIONS, Array
from .drawing import Drawing
from .labels import Labels
from .plotting import LABEL, Panel, Plot, plot
from .typeset import Block

SATURATED = 0.05  # a slope below this share of its largest value counts as none
REACH = 8.0  # of z
ERRORS = 2.0


@dataclass(frozen=True)
class Activation:
    """A function with its slope, round values of y, and where their labels stand: (z, side)."""

    name: str
    f: Callable[[Array], Array]
    slope: Callable[[Array], Array]
    y: tuple[float, ...]
    label: tuple[float, str]
    slope_label: tuple[float, str]


def _logistic(z: Array) -> Array:
    return FUNCTIONS["sigmoid"](z)


SIGMOID = Activation(
    "sigmoid",
    _logistic,
    lambda z: _logistic(z) * (1 - _logistic(z)),
    (0.0, 0.5, 1.0),
    (1.0, "left"),
    (2.2, "above"),
)
TANH = Activation(
    "tanh", np.tanh, lambda z: 1 - np.tanh(z) ** 2, (-1.0, 0.0, 1.0), (-1.0, "right"), (-0.7, "left")
)


def activations(labels: Labels, widest: float) -> Drawing:
    """σ and tanh with their derivatives; where the derivative is nearly zero, the ground is shaded."""
    made, panels = plot("activations", labels, widest, (170, 170), top=34)
    for panel, activation in zip(panels, (SIGMOID, TANH), strict=True):
        _activation(panel, activation)
    return made.drawing()


def _activation(panel: Panel, one: Activation) -> None:
    labels, y = panel.plot.labels, one.y
    z = np.linspace(-REACH, REACH, 161)
    margin = 0.12 * (y[-1] - y[0])
    panel.limits((-REACH, REACH), (y[0] - margin, y[-1] + margin))
    edge = float(z[(z > 0) & (one.slope(z) < SATURATED * one.slope(0.0))][0])
    for start, end in ((-REACH, -edge), (edge, REACH)):
        panel.shade(start, end)
    panel.ticks((-8, -4, 0, 4, 8), y)
    panel.curve(z, one.f(z), "value")
    panel.curve(z, one.slope(z), "gradient", "dashed")
    for name, f, role, (at, side) in (
        (one.name, one.f, "value", one.label),
        (one.name + "'", one.slope, "gradient", one.slope_label),
    ):
        panel.label(labels.set.math(("apply", name, "z"), LABEL), at, float(f(at)), role, side, 14)
    panel.legend(labels.word("axis.saturated"))
    panel.name(labels.set.math("z", LABEL))


def losses(labels: Labels, widest: float) -> Drawing:
    """The absolute and the squared error; and what a prediction of 1 costs, by each of three losses."""
    made, (error, prediction) = plot("losses", labels, widest, (190, 190), top=34)
    e = np.linspace(-ERRORS, ERRORS, 121)
    error.limits((-ERRORS, ERRORS), (0, ERRORS**2))
    error.ticks((-2, -1, 0, 1, 2), (0, 1, 2, 3, 4))
    error.curve(e, e**2, "gradient", "dashed")
    error.curve(e, np.abs(e), "value")
    error.label(_name(made, "mse"), 1.6, 1.6**2, "gradient", "left", 12)
    error.label(_name(made, "l1"), -1.6, 1.6, "value", "below", 14)
    error.name(labels.word("axis.error"), labels.word("axis.loss"))
    a = np.linspace(np.exp(-(ERRORS**2)), 1, 161)
    prediction.limits((0, 1), (0, ERRORS**2))
    prediction.ticks((0, 0.25, 0.5, 0.75, 1), (0, 1, 2, 3, 4))
    prediction.curve(a, -np.log(a), "parameter", "dotted", 2.4)
    prediction.curve(np.linspace(0, 1, 81), (1 - np.linspace(0, 1, 81)) ** 2, "gradient", "dashed")
    prediction.curve((0, 1), (1, 0), "value")
    prediction.label(_name(made, "bce"), 0.1, -np.log(0.1), "parameter", "right", 10)
    prediction.label(_name(made, "l1"), 0.22, 0.78, "value", "above", 5)
    prediction.label(_name(made, "mse"), 0.3, 0.7**2, "gradient", "below", 6)
    prediction.name(labels.word("axis.prediction"), labels.word("axis.loss"))
    return made.drawing()


def _name(made: Plot, loss: str) -> Block:
    return made.labels.word(f"node.{loss}")
