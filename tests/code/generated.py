"""Generated code, executed, and what it is compared with."""

from collections.abc import Callable, Mapping
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np

from derive.backward import sweep
from derive.code import module
from derive.graph import Graph
from derive.network import Model, build, read_spec
from tests.oracles import naive
from tests.oracles.networks import model

Array = Any
Result = tuple[float, dict[str, Array]]


def execute(source: str) -> SimpleNamespace:
    """A module from its source."""
    names: dict[str, Any] = {}
    exec(compile(source, "generated.py", "exec"), names)
    return SimpleNamespace(**names)


def source_of(made: Model, **options: Any) -> str:
    """The generated source of a model."""
    return module(made, sweep(made.graph, made.facts), **options)


@cache
def function_of(name: str, inputs: bool = False) -> Callable[..., Result]:
    """The generated function of one of the oracles' networks."""
    return execute(source_of(model(name), inputs=inputs)).loss_and_gradients


def network(*layers: str, loss: str = "BCELoss", samples: int = 3, more: str = "") -> Model:
    """The model of a few layers, with the default numbers."""
    return build(
        read_spec(f"[network]\nlayers = {list(layers)}\nloss = {loss!r}\n[sizes]\nN = {samples}\n{more}")
    )


def graph_function(graph: Graph, **options: Any) -> Callable[..., Result]:
    """The generated function of a graph."""
    return execute(module(graph, sweep(graph), **options)).loss_and_gradients


def difference(graph: Graph, found: Result, given: Mapping[str, Array], smooth: bool = True) -> float:
    """How far a loss and its gradients are from the textbook's, by complex step or central differences."""
    loss, gradients = found
    oracle = naive.complex_step if smooth else naive.central
    far = [abs(loss - float(naive.run(graph, given)["L"]))]
    for name, gradient in gradients.items():
        assert np.shape(gradient) == np.shape(given[name]), name
        far.append(float(np.max(np.abs(gradient - oracle(graph, given, name)))))
    return max(far)
