"""Numbers behind the curves: gradient descent with the derived gradients, a loss surface, gradients by depth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from ..algebra import term
from ..backward import sweep
from ..errors import DeriveError
from ..evaluation import Array, evaluate
from ..layers import LAYERS, LOSSES
from ..lesson import Setting
from ..lesson.example import example
from ..network import Spec, build

SEED, DEPTH, WIDTH, SAMPLES = 20, 50, 16, 16
# an activation and the variance of its first weights, times their number of inputs: Glorot's for σ and tanh, He's for ReLU
INITIAL = {"Sigmoid": 1.0, "Tanh": 1.0, "ReLU": 2.0}


class Entry(NamedTuple):
    """One number of a parameter, counted from 1."""

    name: str
    row: int
    column: int


@dataclass(frozen=True)
class Network:
    """The derived formulas of a setting, ready to be evaluated again and again."""

    setting: Setting

    def forward(self, values: Mapping[str, Array]) -> dict[str, Array]:
        """Every value of the forward pass, from data and parameters."""
        found = dict(values)
        with np.errstate(all="ignore"):
            for name, expression in self.setting.forward.items():
                found[name] = evaluate(expression, found, self.setting.sizes)
        return found

    def loss(self, values: Mapping[str, Array]) -> float:
        """The loss."""
        return float(self.forward(values)[self.setting.model.graph.equations[-1].out])

    def start(self) -> dict[str, Array]:
        """Data and parameters of the example."""
        graph = self.setting.model.graph
        names = (*graph.inputs, *graph.parameters, *self.setting.functions)
        return {name: self.setting.example.values[name] for name in names}


def descend(setting: Setting, steps: int, only: Sequence[Entry] = ()) -> list[dict[str, Array]]:
    """Gradient descent: data, parameters and forward values before the first step and after each.

    only: the entries that move; without it all do. It ends early where the loss is no longer finite, and raises
    DeriveError if that is so after the first step.
    """
    network, out = Network(setting), setting.model.graph.equations[-1].out
    gradients = {name: term(gradient.value) for name, gradient in setting.gradients.items()}
    masks = {name: _mask(setting, name, only) for name in setting.model.graph.parameters}
    path = [network.forward(network.start())]
    for _ in range(steps):
        values = dict(path[-1])
        for name, gradient in gradients.items():
            values["d" + name] = evaluate(gradient, values, setting.sizes)
        moved = network.start()
        for name, mask in masks.items():
            moved[name] = values[name] - setting.model.learning_rate * mask * values["d" + name]
        after = network.forward(moved)
        if not np.isfinite(after[out]):
            break
        path.append(after)
    if steps and len(path) == 1:
        rate = setting.model.learning_rate
        raise DeriveError(
            f"gradient descent with learning rate {rate:g} leaves the numbers after one step; take a smaller one"
        )
    return path


def _mask(setting: Setting, name: str, only: Sequence[Entry]) -> Array:
    if not only:
        return 1.0
    mask = np.zeros(setting.lengths(name))
    for entry in only:
        if entry.name == name:
            mask[entry.row - 1, entry.column - 1] = 1.0
    return mask


def losses(setting: Setting, path: Sequence[Mapping[str, Array]]) -> list[float]:
    """The loss along a path."""
    out = setting.model.graph.equations[-1].out
    return [float(values[out]) for values in path]


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
    """The loss where the first entry has a value of x and the second one of y, all others as in the example."""
    network = Network(setting)
    start = network.start()
    grid = np.empty((len(y), len(x)))
    for i, second in enumerate(y):
        for j, first in enumerate(x):
            values = dict(start)
            for entry, number in zip(entries, (first, second), strict=True):
                values[entry.name] = values[entry.name].copy()
                values[entry.name][entry.row - 1, entry.column - 1] = number
            grid[i, j] = network.loss(values)
    return grid


def gradient_sizes(activation: str, depth: int = DEPTH) -> list[float]:
    """The root mean square of dL/dW for every layer of a deep network, the first layer first.

    All layers have 16 units and random weights (seeded); the gradients are those that are derived.
    """
    layers = [layer for _ in range(depth) for layer in (LAYERS["Linear"](WIDTH, WIDTH), LAYERS[activation]())]
    model = build(Spec(tuple(layers), LOSSES["MSELoss"](), samples=SAMPLES))
    # the stream of RandomState is the same in every version of NumPy
    random = np.random.RandomState(SEED)  # noqa: NPY002
    scale = np.sqrt(INITIAL[activation] / WIDTH)
    data = {}
    for name, shape in model.graph.shapes.items():
        if name in model.data:
            lengths = [model.sizes[d] if isinstance(d, str) else d for d in shape]
            factor = {"W": scale, "b": 0.0}.get(name[0], 1.0)
            data[name] = (factor * random.standard_normal(lengths)).tolist()
    values = example(replace(model, data=data), sweep(model.graph, model.facts), {}).values
    return [float(np.sqrt(np.mean(values[f"dW{k}"] ** 2))) for k in range(1, depth + 1)]
