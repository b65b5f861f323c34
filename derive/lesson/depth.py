"""The network with L layers, L a letter: BP1–BP4 for layer ℓ, proved by induction.

Base: the output layer L, a network of its own with A_(L−1) as data. Step: from ℓ+1 to ℓ, with what lies
behind layer ℓ+1 replaced by a loss whose gradient dL/dZ_(ℓ+1) is an independent matrix G_(ℓ+1). Path:
the same over two layers. Bound: the slopes along a path from layer ℓ to the output multiply to (1/4)^(L−ℓ)
at most, by an induction of its own.

Source: Nielsen, Neural networks and deep learning, chapter 2, equations BP1–BP4.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..algebra import Total, hadamard
from ..derivation import Derivation, Line, Step
from ..errors import DeriveError
from ..expression import Term, rebuild, symbols
from ..graph import Builder, Graph
from ..layers import Linear, Loss
from ..layers.activation import ACTIVATIONS, Activation
from ..layers.loss import CLASSES
from ..network import Model
from ..network.defaults import default
from ..primitive import Elementwise, LossPrimitive
from ..primitives import PRIMITIVES
from ..shapes import Shape, numbers
from . import forward
from .conventions import convention, layerwise
from .gradients import step as gradient_step
from .record import record
from .setting import Setting, setting
from .vanishing import bound, unfolded

HERE, NEXT, AFTER, BEFORE, LAST, BEFORE_LAST = "_l", "_lp1", "_lp2", "_lm1", "_L", "_Lm1"
DEPTH, LAYER = "depth", "layer"  # the number of layers, L, and the number of a layer, ℓ
_WRITTEN_OUT = ("matrix_of_entries", "each_entry", "collect", "decompose", "fold")
_WHOLLY_WRITTEN_OUT = ("one_entry", "entries", "jacobian")  # steps
EXAMPLE_ONLY = frozenset(("numbers", "data", "entries", "diagonal", "diagonal_product", *_WRITTEN_OUT))
ENTRY = ("i", "j")
EQUATIONS = ("BP1", "BP2", "BP3", "BP4")

REST = LossPrimitive(  # whatever follows: its gradient by Z is an arbitrary matrix G
    "rest",
    "m n, m n ->",
    lambda z, g: Total(hadamard(g, z)),
    lambda one, out, z, g: (g, None),
    "rest",
)


@dataclass(frozen=True, slots=True)
class Induction:
    """The derivations that prove BP1–BP4: base and step; and what vanishes.

    parts: base, step, path, and for an activation whose slope has a bound below one, bound.
    """

    title: str
    parts: dict[str, Derivation]

    def statement(self) -> dict[str, Term]:
        """The equations by name: BP1 for layer L, BP2 for a layer before it, BP3 and BP4 for any."""
        parts = (("base", "Z_L"), ("step", "Z_l"), ("step", "b_l"), ("step", "W_l"))
        return {
            name: _boxed_line(self.parts[part], of) for name, (part, of) in zip(EQUATIONS, parts, strict=True)
        }


@dataclass(frozen=True, slots=True)
class Conventions:
    """What a style decides about the derivation: samples in rows or columns, and how gradients are shown."""

    samples: str = "rows"
    scale_errors: bool = False
    numerator: bool = False


def induction(
    activation: Activation, loss: Loss, title: str = "", conventions: Conventions | None = None
) -> Induction:
    """BP1–BP4 of the network with L layers of one activation.

    Raises DeriveError for a loss that does not take what the output layer gives.
    """
    chosen = conventions or Conventions()
    made = _Parts(activation, loss, chosen)
    layers = f"{activation}, {loss}".replace("()", "")
    name = title or f"Backpropagation through L layers: {layers}"
    parts = {
        "base": made.derivation(made.base(), name, ("A_L", "Z_L", "W_L", "b_L"), ("L",)),
        "step": made.derivation(made.step(), name, ("A_l", "Z_l", "W_l", "b_l"), ("Z_l", "A_l")),
        "path": made.path(name),
    }
    if activation.name == "sigmoid":
        parts["bound"] = _bound(activation, name)
    return Induction(name, parts)


class _Parts:
    """The graphs of the parts, for one activation and one loss."""

    def __init__(self, activation: Activation, loss: Loss, conventions: Conventions) -> None:
        self.activation, self.loss, self.conventions = activation, loss, conventions
        self.axis = 1 if conventions.samples == "rows" else 0
        self.facts = frozenset({"targets_sum_to_one"}) if loss.targets == CLASSES else frozenset[str]()

    def _oriented(self, sample: str | int, feature: str | int) -> Shape:
        return (sample, feature) if self.axis == 1 else (feature, sample)

    def _input(self, builder: Builder, k: str) -> str:
        return builder.input(f"A{k}", self._oriented("N", f"n{k}"))

    def _linear(self, builder: Builder, before: str, k: str) -> str:
        """Z_k = A_before W_k + 1 b_k."""
        w = builder.parameter(f"W{k}", self._oriented(f"n{before}", f"n{k}"))
        b = builder.parameter(f"b{k}", self._oriented(1, f"n{k}"))
        if self.axis == 1:
            return builder.add(f"Z{k}", PRIMITIVES["affine"], f"A{before}", w, b)
        return builder.add(f"Z{k}", PRIMITIVES["affine_columns"], w, f"A{before}", b)

    def _activated(self, builder: Builder, k: str) -> str:
        return builder.add(f"A{k}", self.activation.make(self.activation.name), f"Z{k}")

    def base(self) -> Graph:
        """The output layer, A_(L−1) given."""
        builder = Builder()
        self._input(builder, BEFORE_LAST)
        out = self._linear(builder, BEFORE_LAST, LAST)
        if self.loss.opens is not None:
            out = builder.add(f"A{LAST}", self.loss.opens(self.axis), out)
        elif self._has_output_activation():
            out = self._activated(builder, LAST)
        y = builder.input("Y", builder.shapes[out])
        builder.add("L", self.loss.primitive(self.axis), out, y)
        return builder.graph()

    def _has_output_activation(self) -> bool:
        """Whether the loss takes the activation's values; a loss that is made for logits takes Z_L itself."""
        logits = self.loss.accepts(Linear(1, 1)) is None
        if logits and self.loss.accepts(ACTIVATIONS["Sigmoid"]()) is not None:
            return False
        problem = self.loss.accepts(self.activation)
        if problem and not logits:
            raise DeriveError(f"depth L: {problem}")
        return problem is None

    def step(self) -> Graph:
        """Layers ℓ and ℓ+1, and any loss behind them."""
        return self._rest(HERE, NEXT)

    def _rest(self, *layers: str) -> Graph:
        builder = Builder()
        self._input(builder, BEFORE)
        for before, k in zip((BEFORE, *layers), layers, strict=False):
            if k != layers[0]:
                self._activated(builder, before)
            z = self._linear(builder, before, k)
        g = builder.input(f"G{layers[-1]}", builder.shapes[z])
        builder.add("L", REST, z, g)
        return builder.graph()

    def _setting(self, graph: Graph, title: str) -> Setting:
        letters = sorted({d for shape in graph.shapes.values() for d in shape if isinstance(d, str)})
        sizes = {letter: size for size, letter in enumerate(letters, 2)}
        data = {
            name: default(name, numbers(graph.shapes[name], sizes), self.loss.targets)
            for name in (*graph.inputs, *graph.parameters)
        }
        return setting(Model(graph, title, sizes, data, 1.0, self.facts), 4)

    def derivation(self, graph: Graph, title: str, shown: Sequence[str], opened: Sequence[str]) -> Derivation:
        """The forward steps opened and the gradients shown, without what holds for an example alone."""
        here = self._setting(graph, title)
        steps = [_general(forward.step(here, e)) for e in graph.equations if e.out in opened]
        steps += _hypothesis(here)
        backward = tuple(_general(gradient_step(here, name)) for name in here.gradients if name in shown)
        steps += map(_boxed, layerwise(here, backward))
        return self._told(here, *steps)

    def path(self, title: str) -> Derivation:
        """dL/dZ_ℓ from dL/dZ_(ℓ+2): a slope for every layer between."""
        here = self._setting(self._rest(HERE, NEXT, AFTER), title)
        line = Line(("eq", "dZ" + HERE, unfolded(here, "Z" + HERE)), "two_layers")
        shape = here.shapes["Z" + HERE]
        step = Step("Z" + HERE, "vanishing", "slopes", shape, (line,), (), (), "vanishing")
        return self._told(here, *_hypothesis(here), step)

    def _told(self, here: Setting, *steps: Step) -> Derivation:
        chosen = self.conventions
        told, here = convention(here, steps, chosen.scale_errors, chosen.numerator)
        return record(here, told)


def _hypothesis(here: Setting) -> list[Step]:
    """What the induction starts from: the gradient by the last Z is any matrix G."""
    last = here.model.graph.equations[-1]
    if last.primitive is not REST:
        return []
    z, g = last.args
    gradient = "d" + z
    lines = (
        Line(("eq", ("entry", gradient, *ENTRY), ("entry", g, *ENTRY)), "hypothesis"),
        Line(("eq", gradient, g), "hypothesis"),
    )
    return [Step(z, gradient, "hypothesis", (), lines)]


def _general(step: Step) -> Step:
    """A step without what holds for the example alone, or speaks of G, which stands for all that follows."""
    lines = tuple(line for line in step.lines if line.rule not in EXAMPLE_ONLY and not _speaks_of_rest(line))
    substeps = tuple(_general(inner) for inner in step.substeps if inner.rule not in _WHOLLY_WRITTEN_OUT)
    return Step(step.of, step.name, step.rule, step.shape, lines, substeps, step.assumptions, step.stage)


def _speaks_of_rest(line: Line) -> bool:
    return any(name.startswith("G_") for name in symbols(line.expression))


def _boxed(step: Step) -> Step:
    """The one line of a gradient that is carried home in a box; from layer to layer, it is the last one."""
    layer = [line for line in step.lines if line.rule == "layer"]
    lines = [line for line in step.lines if line.rule != "layer"]
    at = len(lines) - sum(line.rule == "shape_rule" for line in lines)
    lines[at:at] = layer
    home = layer[0] if layer else next((line for line in lines if _gives(line, "d" + step.of)), None)
    return replace(step, lines=tuple(replace(line, boxed=line is home) for line in lines))


def _gives(line: Line, name: str) -> bool:
    return isinstance(line.expression, tuple) and line.expression[:2] == ("eq", name)


def _bound(activation: Activation, title: str) -> Derivation:
    """The slopes on a path multiply to P_ℓ = σ′(u_ℓ) P_(ℓ+1), with P_L = 1, and P_ℓ ≤ (1/4)^(L−ℓ).

    u_ℓ is the entry of Z_ℓ that the path goes through. (1/4)^(L−ℓ) − P_ℓ is a square times P_(ℓ+1), and a
    quarter of what the same is for ℓ+1: neither is negative.
    """
    name, quarter = activation.name, ("div", 1, 4)
    here, after, argument = "P" + HERE, "P" + NEXT, "u" + HERE
    limit = ("pow", quarter, ("add", DEPTH, ("neg", LAYER)))
    before = ("pow", quarter, ("add", DEPTH, ("neg", LAYER), ("neg", 1)))
    square = ("pow", ("add", ("div", 1, 2), ("neg", ("apply", name, argument))), 2)
    lines = (
        Line(("define", "P" + LAST, 1), "empty_product"),
        Line(("eq", "P" + LAST, ("pow", quarter, ("add", DEPTH, ("neg", DEPTH)))), "base"),
        Line(("define", here, ("mul", ("apply", name + "'", argument), after)), "product"),
        Line(("eq", here, ("mul", _written_out(argument), after)), "positive"),
        Line(
            (
                "eq",
                ("add", limit, ("neg", here)),
                ("add", ("mul", square, after), ("mul", quarter, ("add", before, ("neg", after)))),
            ),
            "square",
        ),
        Line(("le", 0, here, limit), "bound", boxed=True),
    )
    known: tuple[Term, ...] = (("le", 0, after, before),)
    product = Step(here, "product", "product", (), lines, (), known, "vanishing")
    (primitive,) = (p for p in PRIMITIVES.values() if p.name == name and isinstance(p, Elementwise))
    shapes: dict[str, Shape] = dict.fromkeys(("P" + LAST, here, after, argument), ())
    sizes = {DEPTH: 5, LAYER: 2}
    return Derivation(title, (), (), sizes, shapes, (), (bound(primitive), product), {}, 1.0)


def _written_out(argument: str) -> Term:
    """σ′(u) = e^(−u) / (1 + e^(−u))²."""
    power: Term = ("apply", "exp", ("neg", argument))
    return ("div", power, ("pow", ("add", 1, power), 2))


def _boxed_line(derivation: Derivation, of: str) -> Term:
    (step,) = (step for step in derivation.steps if step.of == of and step.stage == "backward")
    return next(line.expression for line in step.lines if line.boxed)


def at_last(term: Term) -> Term:
    """A statement about layer ℓ, said of the last layer: Z_l is Z_L, A_lm1 is A_Lm1.

    >>> at_last(("matmul", ("transpose", "A_lm1"), "dZ_l"))
    ('matmul', ('transpose', 'A_Lm1'), 'dZ_L')
    """
    if isinstance(term, str):
        head, mark, layer = term.partition("_l")
        return f"{head}_L{layer}" if mark and layer[:1] in ("", "p", "m") else term
    return rebuild(term, at_last)
