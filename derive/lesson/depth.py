"""The network with L layers, L a letter: BP1–BP4 for layer ℓ, proved by induction.

Base: the output layer L, a network of its own with A_(L−1) as data. Step: from ℓ+1 to ℓ, with what lies
behind layer ℓ+1 replaced by an arbitrary loss whose gradient dL/dZ_(ℓ+1) is the independent matrix G.

Source: Nielsen, Neural networks and deep learning, chapter 2, equations BP1–BP4.
"""

from dataclasses import dataclass

from ..algebra import Total, hadamard
from ..derivation import Derivation, Step
from ..graph import Builder, Graph
from ..layers import Loss
from ..layers.activation import Activation
from ..network import Model
from ..network.defaults import default
from ..primitive import LossPrimitive
from ..primitives import PRIMITIVES
from ..shapes import numbers
from .gradients import step as gradient_step
from .record import record
from .setting import setting

HERE, NEXT, BEFORE, LAST, BEFORE_LAST = "_l", "_lp1", "_lm1", "_L", "_Lm1"
_WRITTEN_OUT = ("matrix_of_entries", "each_entry", "collect", "decompose", "fold")
EXAMPLE_ONLY = frozenset(("numbers", "data", "entries", "diagonal", "diagonal_product", *_WRITTEN_OUT))

REST = LossPrimitive(  # whatever follows: its gradient by Z is an arbitrary matrix G
    "rest",
    "m n, m n ->",
    lambda z, g: Total(hadamard(g, z)),
    lambda one, out, z, g: (g, None),
    "rest",
)


@dataclass(frozen=True, slots=True)
class Induction:
    """The two derivations: the base, layer L, and the step from ℓ+1 to ℓ."""

    base: Derivation
    step: Derivation


def induction(activation: Activation, loss: Loss, title: str = "") -> Induction:
    """BP1–BP4 of the network with L layers of one activation."""
    return Induction(
        _derivation(_base(activation, loss), title, ("Z_L", "W_L", "b_L")),
        _derivation(_step(activation), title, ("A_l", "Z_l", "W_l", "b_l")),
    )


def _layer(builder: Builder, k: str, x: str, width: str | int, activation: Activation | None) -> str:
    """Z_k = X W_k + 1 b_k and, if there is an activation, A_k = f(Z_k)."""
    w = builder.parameter(f"W{k}", (builder.shapes[x][1], width))
    b = builder.parameter(f"b{k}", (1, width))
    z = builder.add(f"Z{k}", PRIMITIVES["affine"], x, w, b)
    return z if activation is None else builder.add(f"A{k}", activation.make(activation.name), z)


def _base(activation: Activation, loss: Loss) -> Graph:
    builder = Builder()
    x = builder.input(f"A{BEFORE_LAST}", ("N", f"n{BEFORE_LAST}"))
    a = _layer(builder, LAST, x, f"n{LAST}", activation)
    y = builder.input("Y", builder.shapes[a])
    builder.add("L", loss.primitive(1), a, y)
    return builder.graph()


def _step(activation: Activation) -> Graph:
    builder = Builder()
    x = builder.input(f"A{BEFORE}", ("N", f"n{BEFORE}"))
    a = _layer(builder, HERE, x, f"n{HERE}", activation)
    z = _layer(builder, NEXT, a, f"n{NEXT}", None)
    g = builder.input("G", builder.shapes[z])
    builder.add("L", REST, z, g)
    return builder.graph()


def _derivation(graph: Graph, title: str, shown: tuple[str, ...]) -> Derivation:
    """The steps for the variables shown, without the lines that need numbers or written-out entries."""
    letters = sorted({d for shape in graph.shapes.values() for d in shape if isinstance(d, str)})
    sizes = {letter: size for size, letter in enumerate(letters, 2)}
    data = {
        name: default(name, numbers(graph.shapes[name], sizes), "probabilities")
        for name in (*graph.inputs, *graph.parameters)
    }
    here = setting(Model(graph, title, sizes, data, 1.0), 4)
    steps = tuple(_general(gradient_step(here, name)) for name in here.gradients if name in shown)
    return record(here, steps)


def _general(step: Step) -> Step:
    """A step without what holds for the example alone."""
    lines = tuple(line for line in step.lines if line.rule not in EXAMPLE_ONLY)
    substeps = tuple(_general(inner) for inner in step.substeps if inner.rule != "entries")
    return Step(step.of, step.name, step.rule, step.shape, lines, substeps, step.assumptions, step.stage)
