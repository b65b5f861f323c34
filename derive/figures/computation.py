"""The computational graph as a sequence of nodes, one for every primitive, and what enters each."""

from dataclasses import dataclass

from ..graph import Graph
from .drawing import Stack
from .labels import Labels
from .typeset import Block


@dataclass(frozen=True)
class Feed:
    """What enters a node from below: data or a parameter."""

    name: str
    stack: Stack
    is_learned: bool


@dataclass(frozen=True)
class Node:
    """A primitive, its label (none for the data that the graph begins with), and the edge that leaves it.

    main: the value that comes from the node before; skips: values from further back; above, below: the labels
    of the edge out; branches: whether its value is used further on as well.
    """

    out: str
    label: Block | None
    main: str
    feeds: tuple[Feed, ...]
    skips: tuple[str, ...]
    above: Stack
    below: Stack
    branches: bool


def entry(labels: Labels, graph: Graph) -> Node:
    """The data that the graph begins with."""
    name = _first(graph)
    value, gradient = labels.value(name, "value"), labels.gradient(name)
    return Node(name, None, "", (), (), value, gradient, len(graph.consumers(name)) > 1)


def nodes(labels: Labels, graph: Graph) -> list[Node]:
    """Every equation as a node, in order, with what it takes from the one before and from elsewhere."""
    made: list[Node] = []
    main, seen = _first(graph), set[str]()
    for k, equation in enumerate(graph.equations):
        feeds = tuple(_feed(labels, graph, arg, seen) for arg in equation.args if _is_feed(graph, arg, main))
        follower = graph.equations[k + 1].args if k + 1 < len(graph.equations) else ()
        later = graph.consumers(equation.out)[1 if equation.out in follower else 0 :]
        skips = [arg for arg in equation.args if arg != main and not _is_feed(graph, arg, main)]
        made.append(
            Node(
                equation.out,
                labels.node(equation.out, equation.primitive),
                main if main in equation.args else "",
                feeds,
                tuple(skips),
                labels.value(equation.out, "value"),
                labels.gradient(equation.out),
                bool(later),
            )
        )
        main = equation.out
    return made


def _first(graph: Graph) -> str:
    return next(arg for arg in graph.equations[0].args if arg in graph.inputs)


def _is_feed(graph: Graph, name: str, main: str) -> bool:
    return name != main and (name in graph.parameters or (name in graph.inputs and name != _first(graph)))


def _feed(labels: Labels, graph: Graph, name: str, seen: set[str]) -> Feed:
    learned = name in graph.parameters
    role = "parameter" if learned else "ink"
    again = name in seen
    seen.add(name)
    if again:  # its numbers stand where it enters first
        return Feed(name, Stack(([(labels.symbol(name), role)],)), learned)
    return Feed(name, labels.value(name, role) + (labels.gradient(name) if learned else Stack()), learned)
