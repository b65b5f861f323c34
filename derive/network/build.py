"""A spec becomes a model: the graph in letter sizes, and numbers for every input and parameter."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import DeriveError, SpecError, unknown
from ..graph import Builder, Graph
from ..layers import Stack
from ..shapes import numbers, show
from .defaults import default
from .spec import Spec

DEFAULT_SAMPLES = 2


@dataclass(frozen=True, slots=True)
class Model:
    """A graph and its example: the sizes of the letters, data and parameters as nested lists."""

    graph: Graph
    title: str
    sizes: dict[str, int]
    data: dict[str, Any]
    learning_rate: float


def build(spec: Spec, source: str = "spec") -> Model:
    """The model of a spec; raises SpecError with every problem found."""
    problems = _fit(spec)
    if problems:
        raise SpecError(problems, source)
    graph, sizes = _graph(spec)
    problems, data = [], {}
    for table, names in ((spec.data, graph.inputs), (spec.parameters, graph.parameters)):
        problems.extend(unknown("parameter", name, names) for name in table if name not in names)
    for name in (*graph.inputs, *graph.parameters):
        shape = numbers(graph.shapes[name], sizes)
        given = {**spec.data, **spec.parameters}.get(name)
        data[name] = default(name, shape) if given is None else _numbers(name, given, graph, sizes, problems)
    problems.extend(_targets(spec, data["Y"]))
    if problems:
        raise SpecError(problems, source)
    title = spec.title or f"{', '.join(map(str, spec.layers))}, {spec.loss}"
    return Model(graph, title, sizes, data, spec.learning_rate)


def _fit(spec: Spec) -> list[str]:
    """Every layer against its neighbour, and the loss against the last layer."""
    problems, features, before = [], None, ""
    for layer in spec.layers:
        try:
            features = layer.features(features)
        except DeriveError as error:
            problems.append(f"{before} is followed by {layer}: {error}")
            features = layer.features(None)
        before = str(layer)
    if features is None:
        problems.append(
            "the network needs at least one Linear layer: without it the number of features is open"
        )
    if spec.loss is not None and spec.layers and (problem := spec.loss.output_problem(spec.layers[-1])):
        problems.append(problem)
    return problems


def _graph(spec: Spec) -> tuple[Graph, dict[str, int]]:
    stack = Stack(Builder())
    first = next(layer.in_features for layer in spec.layers if hasattr(layer, "in_features"))
    x = stack.builder.input("X", ("N", stack.dimension(first)))
    for layer in spec.layers:
        x = layer.build(stack, x)
    spec.loss.build(stack, x)
    return stack.builder.graph(), {"N": _samples(spec), **stack.sizes}


def _samples(spec: Spec) -> int:
    """N as given, else as many as the data has rows, else 2."""
    if spec.samples is not None:
        return spec.samples
    rows = [len(value) for value in spec.data.values() if isinstance(value, list) and value]
    return rows[0] if rows else DEFAULT_SAMPLES


def _numbers(name: str, given: Any, graph: Graph, sizes: Mapping[str, int], problems: list[str]) -> Any:
    """Nested lists of floats in the right shape; a vector may be given flat."""
    letters = graph.shapes[name]
    rows, columns = numbers(letters, sizes)
    if (
        isinstance(given, list)
        and given
        and not any(isinstance(row, list) for row in given)
        and 1 in (rows, columns)
    ):
        given = [given] if rows == 1 else [[value] for value in given]
    if not isinstance(given, list) or not all(isinstance(row, list) for row in given):
        problems.append(f"{name} is a list of {rows} rows of {columns} numbers, shape {show(letters)}")
        return default(name, (rows, columns))
    lengths = sorted({len(row) for row in given})
    if len(given) != rows or lengths != [columns]:
        came = f"{len(given)} × {' or '.join(map(str, lengths)) or 0}"
        problems.append(f"{name} is {came}, but its shape {show(letters)} is {rows} × {columns} here")
        return default(name, (rows, columns))
    for i, row in enumerate(given, 1):
        for j, value in enumerate(row, 1):
            if isinstance(value, bool) or not isinstance(value, int | float):
                problems.append(f"{name}[{i}, {j}] is {value!r}, not a number")
            elif not math.isfinite(value):
                problems.append(f"{name}[{i}, {j}] is {value}, not a finite number")
    return given


def _targets(spec: Spec, targets: Any) -> list[str]:
    return [
        f"Y[{i}, {j}] = {value} {problem}"
        for i, row in enumerate(targets, 1)
        for j, value in enumerate(row, 1)
        if isinstance(value, int | float) and (problem := spec.loss.target_problem(value))
    ]
