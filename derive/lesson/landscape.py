"""Flat places of the loss: minima, saddle points, and the one that equal first weights never leave.

If all units of a layer start alike, W = u 1ᵀ, b = c 1ᵀ, and what follows takes them alike, V = 1 v, then
every line below says of one quantity that it is alike in all units again: a column repeated, · 1ᵀ, or a row
repeated, 1 ·. The last line is the step of gradient descent, so they are alike for ever.
"""

from dataclasses import dataclass

from ..derivation import Line, Step
from ..expression import Term
from ..graph import Equation, Graph
from ..primitive import Elementwise
from ..shapes import Shape
from .setting import Setting

LINEAR = ("affine", "affine_columns", "matmul")
SHARED, BIAS, ONWARD, STEP = "U", "c", "V", "G"  # letters of what the units share, with the layer's number


def steps(setting: Setting) -> list[Step]:
    """What flat places are, and the one that equal first weights lead to."""
    alike = symmetry(setting)
    return [flat(), *([alike] if alike else [])]


def flat() -> Step:
    """∂(z⁴ − 2z²)/∂z = 4z(z² − 1): three flat places, two of them minima; ∂z³/∂z = 3z²: flat, and none."""
    valley: Term = ("add", ("pow", "z", 4), ("neg", ("mul", 2, ("pow", "z", 2))))
    slope: Term = ("mul", 4, "z", ("add", ("pow", "z", 2), ("neg", 1)))
    lines = (
        Line(("eq", ("partial", valley, "z"), slope), "minima"),
        Line(("eq", ("partial", ("pow", "z", 3), "z"), ("mul", 3, ("pow", "z", 2))), "saddle"),
    )
    return Step("flat", "flat", "flat", (), lines, (), (), "optimization")


@dataclass(frozen=True, slots=True)
class Twins:
    """A layer whose units may be alike: its linear map, its activation, and the linear map after it."""

    first: Equation
    activation: Equation
    second: Equation
    axis: int  # 1 where a sample is a row


def twins(graph: Graph) -> Twins | None:
    """The first layer with an activation and a linear map after it, each used once; None if there is none."""
    for first in graph.equations:
        use, after = _only_user(graph, first.out), None
        if use is not None and isinstance(use.primitive, Elementwise):
            after = _only_user(graph, use.out)
        if use is not None and after is not None and _plain(graph, first) and _plain(graph, after):
            return Twins(first, use, after, 1 if graph.shapes[first.out][0] == "N" else 0)
    return None


def _only_user(graph: Graph, name: str) -> Equation | None:
    users = graph.consumers(name)
    return users[0][0] if len(users) == 1 else None


def _plain(graph: Graph, equation: Equation) -> bool:
    """Whether a linear map has one factor that is learned and used nowhere else."""
    if equation.primitive.name not in LINEAR:
        return False
    learned = [name for name in equation.args[:2] if name in graph.parameters]
    return len(learned) == 1 and len(graph.consumers(learned[0])) == 1


def letters(graph: Graph) -> dict[str, Shape]:
    """The shapes of the letters for what the units share."""
    found = twins(graph)
    if found is None:
        return {}
    layer = _Layer(graph, found)
    n, m = graph.shapes[layer.input][found.axis], graph.shapes[found.second.out][found.axis]
    shapes: dict[str, Shape] = {layer.shared: (n, 1), layer.onward: (1, m), layer.step: (n, 1)}
    if layer.bias:
        shapes[layer.bias] = (1, 1)
    return {name: shape if found.axis == 1 else shape[::-1] for name, shape in shapes.items()}


def symmetry(setting: Setting) -> Step | None:
    """Equal first weights stay equal: the gradient of a layer whose units are alike is alike in all units."""
    graph = setting.model.graph
    found = twins(graph)
    if found is None:
        return None
    layer = _Layer(graph, found)
    lines = (
        Line(("eq", layer.activations(repeated=True), layer.repeat(layer.activations())), "alike_forward"),
        Line(("eq", layer.upstream(repeated=True), layer.repeat(layer.upstream())), "alike_backward"),
        Line(
            ("eq", layer.gradient(repeated=True), layer.repeat(layer.gradient())),
            "alike_gradient",
            boxed=True,
        ),
        Line(("eq", layer.onward_gradient(), layer.across(layer.onward_shared())), "alike_onward"),
        Line(("eq", layer.stepped(repeated=True), layer.repeat(layer.stepped())), "alike_step"),
    )
    return Step(layer.weights, "symmetry", "symmetry", (), lines, (), (), "optimization")


class _Layer:
    """The terms of a layer whose units are alike; `repeated` as the network has them, else of one unit."""

    def __init__(self, graph: Graph, found: Twins) -> None:
        self.axis = found.axis
        first, second = found.first, found.second
        factors = first.args[:2]
        self.input, self.weights = factors if self.axis == 1 else factors[::-1]
        number = "".join(c for c in self.weights if c.isdigit())
        self.shared, self.onward, self.step = SHARED + number, ONWARD + number, STEP + number
        self.bias = BIAS + number if len(first.args) > 2 else ""
        self.units = graph.shapes[first.out][self.axis]
        assert isinstance(found.activation.primitive, Elementwise)
        self.function = found.activation.primitive.name
        self.after = "d" + second.out

    # orientation: with samples in columns everything is transposed, and products stand the other way round

    def times(self, left: Term, right: Term) -> Term:
        """A product in this orientation."""
        return ("matmul", left, right) if self.axis == 1 else ("matmul", right, left)

    def repeat(self, one: Term) -> Term:
        """One unit's column, for every unit."""
        return self.times(one, ("ones", 1, self.units) if self.axis == 1 else ("ones", self.units, 1))

    def across(self, one: Term) -> Term:
        """A row, for every unit."""
        return self.times(("ones", self.units, 1) if self.axis == 1 else ("ones", 1, self.units), one)

    def _unit(self, one: Term, repeated: bool) -> Term:
        return self.repeat(one) if repeated else one

    def linear(self, repeated: bool = False) -> Term:
        """X u + 1 c, or X (u 1ᵀ) + 1 (c 1ᵀ)."""
        product = self.times(self.input, self._unit(self.shared, repeated))
        if not self.bias:
            return product
        samples: Term = ("ones", "N", 1) if self.axis == 1 else ("ones", 1, "N")
        return ("add", product, self.times(samples, self._unit(self.bias, repeated)))

    def activations(self, repeated: bool = False) -> Term:
        """f of the linear map."""
        return ("apply", self.function, self.linear(repeated))

    def upstream(self, repeated: bool = False) -> Term:
        """dZ vᵀ, or dZ (1 v)ᵀ: the gradient by the activations."""
        onward: Term = self.across(self.onward) if repeated else self.onward
        return self.times(self.after, ("transpose", onward))

    def gradient(self, repeated: bool = False) -> Term:
        """Xᵀ (the gradient by the activations ⊙ f′): the gradient by the weights."""
        slope: Term = ("apply", self.function + "'", self.linear(repeated))
        return self.times(("transpose", self.input), ("hadamard", self.upstream(repeated), slope))

    def onward_gradient(self) -> Term:
        """(f 1ᵀ)ᵀ dZ: the gradient by the weights that follow."""
        return self.times(("transpose", self.repeat(self.activations())), self.after)

    def onward_shared(self) -> Term:
        """fᵀ dZ."""
        return self.times(("transpose", self.activations()), self.after)

    def stepped(self, repeated: bool = False) -> Term:
        """u − η g, or u 1ᵀ − η (g 1ᵀ)."""
        gradient = self._unit(self.step, repeated)
        return ("add", self._unit(self.shared, repeated), ("neg", ("mul", "eta", gradient)))
