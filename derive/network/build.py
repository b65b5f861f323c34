"""A spec becomes a model: the graph in letter sizes, and numbers for every input and parameter."""

import math
from dataclasses import dataclass, field
from typing import Any

from ..errors import DeriveError, SpecError, shown, unknown
from ..graph import Graph
from ..layers import Stack
from ..layers.passing import Dropout, Flatten, Identity, first_features
from ..primitives.loss import decayed
from ..shapes import numbers
from .defaults import learning_rate
from .numbers import Reader, samples
from .spec import Spec

MOST_NUMBERS = 5_000_000  # in an example: data and parameters


@dataclass(frozen=True, slots=True)
class Model:
    """A graph and its example: the sizes of the letters, data and parameters as nested lists.

    facts: what holds for the data and lemmas may use; notes: what the reader should know, by key.
    """

    graph: Graph
    title: str
    sizes: dict[str, int]
    data: dict[str, Any]
    learning_rate: float
    facts: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    text: tuple[str, ...] = field(default=())
    steps: int = 1


def build(spec: Spec, source: str = "spec") -> Model:
    """The model of a spec; raises SpecError with every problem found."""
    problems = _fit(spec)
    if problems:
        raise SpecError(problems, source)
    graph, stack = _graph(spec)
    sizes = {"N": samples(spec), **stack.sizes}
    problems = [
        unknown(kind, name, names)
        for kind, table, names in (
            ("data", spec.data, graph.inputs),
            ("parameter", spec.parameters, graph.parameters),
        )
        for name in table
        if name not in names
    ]
    count = sum(math.prod(numbers(graph.shapes[n], sizes)) for n in (*graph.inputs, *graph.parameters))
    if count > MOST_NUMBERS:
        raise SpecError(
            [f"an example with {shown(count)} numbers; at most {MOST_NUMBERS} are derived"], source
        )
    reader = Reader(spec, graph, sizes, problems)
    data = {name: reader.read(name) for name in (*graph.inputs, *graph.parameters)}
    if problems:
        raise SpecError(problems, source)
    text = (*map(str, spec.layers), str(spec.loss))
    title = spec.title or ", ".join(text)
    facts, notes = reader.facts(data["Y"]), _notes(spec, stack)
    rate = spec.learning_rate or learning_rate(max(stack.sizes.values(), default=1))
    return Model(graph, title, sizes, data, rate, facts, notes, text, spec.steps)


def _fit(spec: Spec) -> list[str]:
    """Every layer against its neighbour, and the loss against the last layer."""
    problems: list[str] = []
    features: int | None = None
    giver = ""  # the layer that the current number of features comes from
    for layer in spec.layers:
        given = features
        try:
            features = layer.features(given)
        except DeriveError as error:
            problems.append(f"{giver} gives {given} features; {error}" if giver else str(error))
            features = _alone(layer)
        if features != given or first_features(layer) is not None:
            giver = str(layer)
    if all(first_features(layer) is None for layer in spec.layers):
        problems.append(
            "the network needs at least one Linear layer: without it the number of features is open"
        )
    if spec.layers and (problem := spec.loss.accepts(_last(spec))):
        problems.append(problem)
    return problems


def _last(spec: Spec) -> Any:
    """The last layer that computes something, which is what the loss sees."""
    computing = [layer for layer in spec.layers if not isinstance(layer, Identity | Dropout | Flatten)]
    return computing[-1] if computing else spec.layers[-1]


def _alone(layer: Any) -> int | None:
    """What a layer gives if what comes before it is left out of account."""
    try:
        found: int | None = layer.features(None)
    except DeriveError:
        return None
    return found


def _graph(spec: Spec) -> tuple[Graph, Stack]:
    stack = Stack(samples=spec.samples_in)
    first = next(size for layer in spec.layers if (size := first_features(layer)) is not None)
    x = stack.builder.input("X", stack.batch(stack.widen(first)))
    for layer in spec.layers:
        x = layer.build(stack, x)
    spec.loss.build(stack, x, "D" if spec.weight_decay else "L")
    if spec.weight_decay:
        weights = [name for name in stack.builder.parameters if name.startswith("W")]
        stack.builder.add("L", decayed(spec.weight_decay, len(weights)), "D", *weights)
    return stack.builder.graph(), stack


def _notes(spec: Spec, stack: Stack) -> tuple[str, ...]:
    warning = spec.loss.warns(_last(spec))
    return tuple(dict.fromkeys([*stack.notes, *([warning] if warning else [])]))
