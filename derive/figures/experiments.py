"""Numbers behind the curves: gradient descent with derived gradients, a loss surface, gradients by depth."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np

from ..backward import sweep
from ..evaluation import Array
from ..lesson import Setting
from ..lesson.descent import Entry, Network
from ..lesson.example import example
from ..network import build, read_line

SEED, DEPTH, WIDTH, SAMPLES = 20, 50, 16, 16
STEPS = 100  # of gradient descent
# an activation, and the variance of its first weights times the inputs: Glorot's, for ReLU He's
INITIAL = {"Sigmoid": 1.0, "Tanh": 1.0, "ReLU": 2.0}


def steepest(setting: Setting) -> tuple[Entry, Entry]:
    """The two weights with the largest gradients, each of another matrix if there are two."""
    values, found = setting.example.values, []
    names = [n for n in setting.model.graph.parameters if n.startswith("W")] or list(
        setting.model.graph.parameters
    )
    for name in names:
        gradient = np.abs(values["d" + name])
        order = np.argsort(-gradient, axis=None, kind="stable")[:2]
        for place in order:
            row, column = np.unravel_index(place, gradient.shape)
            found.append((-float(gradient[row, column]), Entry(name, int(row) + 1, int(column) + 1)))
    first, *others = [entry for _, entry in sorted(found)]
    second = next((entry for entry in others if entry.name != first.name), others[0] if others else first)
    return min(first, second), max(first, second)


def surface(setting: Setting, entries: tuple[Entry, Entry], x: Sequence[float], y: Sequence[float]) -> Array:
    """The loss where the first entry is one of x and the second one of y, all others as in the example."""
    network = Network(setting)
    start = network.forward(network.start())
    out = setting.model.graph.equations[-1].out
    moving = _affected(setting, {entry.name for entry in entries})
    grid = np.empty((len(y), len(x)))
    for i, second in enumerate(y):
        for j, first in enumerate(x):
            values = dict(start)
            for entry, number in zip(entries, (first, second), strict=True):
                values[entry.name] = values[entry.name].copy()
                values[entry.name][entry.row - 1, entry.column - 1] = number
            grid[i, j] = float(network.forward(values, moving)[out])
    return grid


def _affected(setting: Setting, names: set[str]) -> frozenset[str]:
    """The forward values that depend on some names."""
    found = set(names)
    for equation in setting.model.graph.equations:
        if found.intersection(equation.args):
            found.add(equation.out)
    return frozenset(found)


@cache
def gradient_sizes(activation: str, depth: int = DEPTH) -> tuple[float, ...]:
    """The root mean square of dL/dW for every layer of a deep network, the first layer first.

    All layers have 16 units and random weights (seeded); the gradients are those that are derived.
    """
    line = f"Linear({WIDTH}, {WIDTH}) {activation} " * depth
    model = build(replace(read_line(line, "MSELoss"), samples=SAMPLES))
    # the stream of RandomState is the same in every version of NumPy
    random = np.random.RandomState(SEED)
    scale = np.sqrt(INITIAL[activation] / WIDTH)
    data = {}
    for name, shape in model.graph.shapes.items():
        if name in model.data:
            lengths = [model.sizes[d] if isinstance(d, str) else d for d in shape]
            factor = {"W": scale, "b": 0.0}.get(name[0], 1.0)
            data[name] = (factor * random.standard_normal(lengths)).tolist()
    values = example(replace(model, data=data), sweep(model.graph, model.facts), {}).values
    return tuple(float(np.sqrt(np.mean(values[f"dW{k}"] ** 2))) for k in range(1, depth + 1))
