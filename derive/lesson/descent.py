"""Gradient descent in the example, step after step, with the gradients that are derived."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ..algebra import term
from ..derivation import Descent
from ..evaluation import Array, evaluate
from ..expression import Term
from ..indexing import entry
from ..shapes import Shape
from .example import decimals
from .setting import Setting

DIVERGED = 1e3  # a loss so many times the first one is no training
TOLD = (1, 2, 5)  # times a power of ten: the steps whose loss is told
NOISE = 64.0  # digits that so many times the change by a shaken start could reach are not shown


class Entry(NamedTuple):
    """One number of a parameter, counted from 1."""

    name: str
    row: int
    column: int

    def term(self, shapes: Mapping[str, Shape]) -> Term:
        """It as an expression, with one index if that is enough."""
        return entry(self.name, shapes[self.name], self.row, self.column)


@dataclass(frozen=True)
class Network:
    """The derived formulas of a setting, ready to be evaluated again and again."""

    setting: Setting

    def forward(self, values: Mapping[str, Array], only: frozenset[str] | None = None) -> dict[str, Array]:
        """Every value of the forward pass, from data and parameters; or `only` some, the others given."""
        found = dict(values)
        with np.errstate(all="ignore"):
            for name, expression in self.setting.forward.items():
                if only is None or name in only:
                    found[name] = evaluate(expression, found, self.setting.sizes)
        return found

    def start(self, shaken: bool = False) -> dict[str, Array]:
        """Data and parameters of the example; shaken: changed in their last digits."""
        graph, example = self.setting.model.graph, self.setting.example
        values = example.shaken if shaken else example.values
        names = (*graph.inputs, *graph.parameters, *self.setting.functions)
        return {name: values[name] for name in names}


def descend(
    setting: Setting, steps: int, only: Sequence[Entry] = (), *, shaken: bool = False
) -> Iterator[dict[str, Array]]:
    """Gradient descent: data, parameters and forward values before the first step and after each.

    only: the entries that move; without it all do. Where the loss grows without end, it ends.
    """
    network, out = Network(setting), setting.model.graph.equations[-1].out
    gradients = {name: term(gradient.value) for name, gradient in setting.gradients.items()}
    masks = {name: _mask(setting, name, only) for name in setting.model.graph.parameters}
    start = network.start(shaken)
    values = network.forward(start)
    limit = DIVERGED * max(1.0, abs(float(values[out])))
    yield values
    for _ in range(steps):
        moved = _moved(setting, gradients, values, masks)
        values = network.forward({**start, **moved})
        if not abs(float(values[out])) <= limit:
            return
        yield values


def _moved(
    setting: Setting, gradients: Mapping[str, Term], values: dict[str, Array], masks: Mapping[str, Array]
) -> dict[str, Array]:
    """The parameters after one more step."""
    rate = setting.model.learning_rate
    with np.errstate(all="ignore"):
        for name, gradient in gradients.items():
            values["d" + name] = evaluate(gradient, values, setting.sizes)
        return {name: values[name] - rate * mask * values["d" + name] for name, mask in masks.items()}


def _mask(setting: Setting, name: str, only: Sequence[Entry]) -> Array:
    if not only:
        return 1.0
    mask = np.zeros(setting.lengths(name))
    for one in only:
        if one.name == name:
            mask[one.row - 1, one.column - 1] = 1.0
    return mask


def losses(setting: Setting, steps: int, only: Sequence[Entry] = (), *, shaken: bool = False) -> list[float]:
    """The loss before gradient descent and after each of its steps, as long as it does not diverge."""
    out = setting.model.graph.equations[-1].out
    return [float(values[out]) for values in descend(setting, steps, only, shaken=shaken)]


def told(setting: Setting) -> Descent | None:
    """The loss after some of the steps of `[training] steps`, in decimals none of which is noise.

    None for a single step, which is told anyway; where the loss grows without end, what was reached.
    """
    steps = setting.model.steps
    if steps < 2:
        return None
    found, other = losses(setting, steps), losses(setting, steps, shaken=True)
    last = min(len(found), len(other)) - 1
    if not last:
        return None
    wanted = sorted({*(k * 10**power for power in range(5) for k in TOLD if k * 10**power < last), last})
    losses_told = ((k, decimals(found[k], setting.digits, NOISE * abs(found[k] - other[k]))) for k in wanted)
    return Descent(steps, tuple(losses_told))
