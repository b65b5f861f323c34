"""The numbers of the example: forward values, gradients, one step of gradient descent, and their decimals."""

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..algebra import term
from ..backward import Gradient
from ..errors import DeriveError
from ..evaluation import Array, arrays, evaluate
from ..expression import Term, walk
from ..network import Model

ZERO = 1e-13  # below it a number of the example is rounding noise around 0
SHAKE = 2.0**-50  # the change of the data, in parts of themselves, that shows which digits are noise
NOISE = 64.0  # digits that so many times this change could reach are not shown
CERTAIN = 0.01  # of a unit of the last digit: with more noise another digit would not help
LIMIT = 4  # rows or columns shown of a matrix of numbers


@dataclass(frozen=True, slots=True)
class Example:
    """Every name's value in float64: forward, gradients (`dW1`), and after one update (`W1_new`)."""

    values: dict[str, Array]
    shaken: dict[str, Array]  # the same from data changed in their last digits: what differs is noise
    sizes: dict[str, int]

    def of(self, expression: Term) -> Array:
        """The value of an expression."""
        return evaluate(expression, self.values, self.sizes)

    def decimals(self, expression: Term, digits: int) -> Term:
        """The value of an expression in decimals, none of them noise."""
        value = self.of(expression)
        noise = NOISE * np.abs(value - evaluate(expression, self.shaken, self.sizes)).max()
        return decimals(value, digits, float(noise), untied=True)

    def extended(self, names: Mapping[str, str], change: Callable[[Array], Array]) -> "Example":
        """The example with new names for changed values, from the old name to the new one."""
        values, shaken = (
            {**known, **{new: change(known[old]) for old, new in names.items()}}
            for known in (self.values, self.shaken)
        )
        return Example(values, shaken, self.sizes)

    def without(self, names: Collection[str]) -> "Example":
        """The example without some names."""
        values, shaken = (
            {name: value for name, value in known.items() if name not in names}
            for known in (self.values, self.shaken)
        )
        return Example(values, shaken, self.sizes)


def example(model: Model, gradients: Mapping[str, Gradient], functions: Mapping[str, Term]) -> Example:
    """Forward, backward, one update and the loss after it, in this order.

    Raises DeriveError where a number is not finite, and says why.
    """
    backward = {"d" + name: term(gradient.value) for name, gradient in gradients.items()}
    data = arrays(model.data, model.graph.shapes)
    values = _computed(model, backward, functions, data)
    shaken = {name: value * (1 + SHAKE * _signs(value)) for name, value in data.items()}
    return Example(values, _computed(model, backward, functions, shaken), model.sizes)


def _signs(value: Array) -> Array:
    """Plus and minus one in turn, with no period that a network's sizes may have."""
    return np.where(np.sin(np.arange(1, value.size + 1) ** 2) > 0, 1.0, -1.0).reshape(value.shape)


def _computed(
    model: Model, backward: Mapping[str, Term], functions: Mapping[str, Term], data: Mapping[str, Array]
) -> dict[str, Array]:
    """Every name's value, from these numbers."""
    graph, sizes = model.graph, model.sizes
    values: dict[str, Array] = {**data, **functions}
    forward = {equation.out: term(graph.value(equation)) for equation in graph.equations}
    with np.errstate(all="ignore"):
        for name, expression in (forward | dict(backward)).items():
            values[name] = evaluate(expression, values, sizes)
            _finite(name, values[name], expression, model)
        after = {name: values[name] for name in (*graph.inputs, *functions)}
        for name in graph.parameters:
            after[name] = values[name] - model.learning_rate * values["d" + name]
        for name, expression in forward.items():
            after[name] = evaluate(expression, after, sizes)
            _finite(name, after[name], expression, model, " after one step of gradient descent")
    values.update(
        {name + "_new": value for name, value in after.items() if name not in (*graph.inputs, *functions)}
    )
    return values


def _finite(name: str, value: Array, expression: Term, model: Model, when: str = "") -> None:
    """Refuses data at a pole, or too large for the numbers to be finite."""
    if np.all(np.isfinite(value)):
        return
    applied = [part[1] for part in walk(expression) if isinstance(part, tuple) and part[0] == "apply"]
    reason = "too large for float64"
    if model.graph.equations[-1].primitive.name in ("bce", "cross_entropy") and name == "L":
        reason = "a probability is exactly 0 or 1; use BCEWithLogitsLoss or CrossEntropyLoss"
    elif applied and name != "L":
        reason = f"{applied[0]} has no finite value there"
    elif name.startswith("d"):
        reason = "a function has no finite slope there"
    raise DeriveError(f"{name} is not finite{when}: {reason}; change the data or the parameters")


def decimals(value: Any, digits: int, noise: float = ZERO, untied: bool = False) -> Term:
    """A number or matrix as decimals, as many digits in every entry; beyond 4 rows or columns elided.

    Where the largest entry is small, more digits are shown, so that it keeps `digits` significant ones; never
    one that would be noise, so that of large numbers there may be fewer. With `untied` there is one more
    where float64 cannot tell to which side an entry is rounded.

    >>> decimals(np.array([[0.5], [0.00012345]]), 4)
    ('matrix', ((('decimal', '0.5000'),), (('decimal', '0.0001'),)))
    >>> decimals(0.00000000012345, 4), decimals(0.00000000012345, 4, noise=1e-12)
    (('decimal', '0.0000000001234'), ('decimal', '0.0000'))
    >>> decimals(140516170598.0475, 4, noise=0.002)
    ('decimal', '140516170598.05')
    """
    array = np.asarray(value, dtype=np.float64)
    largest = float(np.abs(array).max())
    places = digits
    if largest > ZERO:
        wanted = (max(digits, digits - 1 - math.floor(math.log10(largest))), *range(digits, 0, -1))
        places = next((places for places in wanted if noise < 0.1**places), 0)
    if untied and _tied(array, places, noise):
        places += 1
    if array.ndim == 0:
        return decimal(float(array), places)
    rows, columns = _shown(array.shape[0]), _shown(array.shape[1])
    return ("matrix", tuple(tuple(_cell(array, i, j, places) for j in columns) for i in rows))


def _tied(array: Array, places: int, noise: float) -> bool:
    """Whether an entry lies in the middle between two decimals, as far as float64 can tell."""
    units = np.abs(array) * 10.0**places
    unsure = noise * 10.0**places + units * SHAKE
    near = np.abs(units - np.floor(units) - 0.5) <= unsure
    return bool(np.any(near & (unsure < CERTAIN)))


def _shown(count: int) -> list[int | None]:
    """The positions shown; None is a gap."""
    return [*range(count)] if count <= LIMIT else [*range(LIMIT - 2), None, count - 1]


def _cell(array: Array, i: int | None, j: int | None, places: int) -> Term:
    return "..." if i is None or j is None else decimal(float(array[i, j]), places)


def decimal(value: float, places: int) -> Term:
    """A number rounded to so many places; no minus before a zero."""
    text = f"{abs(value):.{places}f}"
    number: Term = ("decimal", text)
    return ("neg", number) if value < 0 and float(text) != 0 else number


def given(value: Any) -> Term:
    """Data as it was given: the shortest decimals that are exact.

    >>> given([[1.0, 0.25]])
    ('matrix', ((1, ('decimal', '0.25')),))
    """
    array = np.asarray(value, dtype=np.float64)
    rows, columns = _shown(array.shape[0]), _shown(array.shape[1])
    return (
        "matrix",
        tuple(tuple("..." if i is None or j is None else plain(array[i, j]) for j in columns) for i in rows),
    )


def plain(number: float) -> Term:
    """A number as it was given: an integer, or the shortest decimal that is the same float."""
    number = float(number)
    if number.is_integer() and abs(number) < 1e15:
        return int(number) if number >= 0 else ("neg", int(-number))
    text = np.format_float_positional(abs(number), trim="-")
    return ("neg", ("decimal", text)) if number < 0 else ("decimal", text)
