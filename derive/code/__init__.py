"""A graph and its gradients as a module of straight-line NumPy."""

from collections.abc import Mapping

from ..backward import Gradient
from ..graph import Graph
from ..network import Model
from .program import program
from .source import source

__all__ = ["module"]


def module(
    network: Model | Graph, gradients: Mapping[str, Gradient], title: str = "", *, inputs: bool = False
) -> str:
    """The source of a module with `loss_and_gradients(X, Y, W1, …) -> (loss, {"W1": …})`.

    gradients: those of `backward.sweep`; with `inputs`, the gradients of the data are returned as well.
    It needs NumPy alone, keeps float32 as it is, and computes each intermediate once.
    Raises ExpressionError for an operation that has no form in NumPy.
    """
    graph = network if isinstance(network, Graph) else network.graph
    if not title and not isinstance(network, Graph):
        title = network.title
    data = [name for name in graph.inputs if inputs and name in gradients]
    return source(graph, program(graph, gradients, (*graph.parameters, *data)), title)
