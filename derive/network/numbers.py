"""The numbers of an example: those of the spec, checked, or small deterministic ones."""

import math
from collections.abc import Mapping
from typing import Any

from ..errors import shown
from ..graph import Graph
from ..layers.loss import ANY, CLASSES, PROBABILITIES
from ..layers.stack import is_finite
from ..shapes import numbers, show
from .defaults import default
from .spec import Spec

DEFAULT_SAMPLES, BATCH_SAMPLES = 2, 4  # with two samples, batch normalisation gives ±1 and no gradient
TOLERANCE = 1e-9


def samples(spec: Spec) -> int:
    """N as given, else as many as the data has rows, else 2 (4 with batch normalisation)."""
    if spec.samples is not None:
        return spec.samples
    rows = [len(value) for value in spec.data.values() if isinstance(value, list) and value]
    if rows:
        return rows[0]
    return BATCH_SAMPLES if any("BatchNorm" in str(layer) for layer in spec.layers) else DEFAULT_SAMPLES


class Reader:
    """Reads the numbers of one spec; problems are collected, not raised.

    A spec gives everything for samples in rows; each array gets the shape that the document shows for it.
    """

    def __init__(self, spec: Spec, graph: Graph, sizes: Mapping[str, int], problems: list[str]) -> None:
        self.spec, self.graph, self.sizes, self.problems = spec, graph, sizes, problems
        self.flipped = spec.samples_in == "columns"

    def read(self, name: str) -> Any:
        """The nested lists of an input or parameter."""
        letters = self.graph.shapes[name][:: -1 if self.flipped else 1]
        shape = numbers(letters, self.sizes)
        given = {**self.spec.data, **self.spec.parameters}.get(name)
        before = len(self.problems)
        value = (
            default(name, shape, self.spec.loss.targets)
            if given is None
            else self._given(name, given, letters, shape)
        )
        if len(self.problems) > before:
            value = default(name, shape, self.spec.loss.targets)
        elif name == "Y":
            self.problems.extend(self._targets(value))
        return [list(column) for column in zip(*value, strict=True)] if self.flipped else value

    def facts(self, targets: Any) -> frozenset[str]:
        """What holds for the targets: whether those of every sample sum to one."""
        lines = zip(*targets, strict=True) if self.flipped else targets
        whole = all(abs(math.fsum(line) - 1) < TOLERANCE for line in lines)
        return (
            frozenset({"targets_sum_to_one"}) if whole and self.spec.loss.targets == CLASSES else frozenset()
        )

    def _given(self, name: str, given: Any, letters: tuple[Any, ...], shape: tuple[int, ...]) -> Any:
        rows, columns = shape
        flat = isinstance(given, list) and given and not any(isinstance(row, list) for row in given)
        if flat and name == "Y" and self.spec.loss.targets == CLASSES and columns > 1:
            return self._one_hot(given, rows, columns)
        if flat and 1 in shape:
            given = [given] if rows == 1 else [[value] for value in given]
        if not isinstance(given, list) or not all(isinstance(row, list) for row in given):
            self.problems.append(
                f"{name} is a list of {rows} rows of {columns} numbers, shape {show(letters)}"
            )
            return None
        lengths = sorted({len(row) for row in given})
        if len(given) != rows or lengths != [columns]:
            came = f"{len(given)} × {' or '.join(map(str, lengths)) or 0}"
            self.problems.append(
                f"{name} is {came}, but its shape {show(letters)} is {rows} × {columns} here"
            )
            return None
        for i, row in enumerate(given, 1):
            for j, value in enumerate(row, 1):
                self._finite(f"{name}[{i}, {j}]", value)
        return given

    def _finite(self, place: str, value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.problems.append(f"{place} is {shown(value, 40)}, not a number")
        elif not is_finite(value) or abs(value) > 1e300:
            self.problems.append(f"{place} is {shown(value, 40)}, not a finite number")

    def _one_hot(self, classes: list[Any], rows: int, columns: int) -> Any:
        if len(classes) != rows:
            self.problems.append(f"Y has {len(classes)} classes, but there are {rows} samples")
            return None
        wrong = [c for c in classes if isinstance(c, bool) or not isinstance(c, int) or not 0 <= c < columns]
        if wrong:
            self.problems.append(
                f"Y holds {wrong[0]!r}, but a class is a whole number from 0 to {columns - 1}"
            )
            return None
        return [[int(k == c) for k in range(columns)] for c in classes]

    def _targets(self, targets: Any) -> list[str]:
        kind = self.spec.loss.targets
        if kind == ANY:
            return []
        found = [
            f"Y[{i}, {j}] = {value} lies outside [0, 1]"
            for i, row in enumerate(targets, 1)
            for j, value in enumerate(row, 1)
            if not 0 <= value <= 1
        ]
        assert kind in (PROBABILITIES, CLASSES)
        return found
