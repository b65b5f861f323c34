"""Vanishing gradients: the slopes that pile up on the way to the first weights, and their bound."""

from ..derivation import Line, Step
from ..expression import Term, substitute, walk
from ..primitive import Elementwise
from .chain import general
from .setting import Setting

LONGEST = 100  # operations of a gradient that is written out down to the loss


def steps(setting: Setting) -> list[Step]:
    """The factors on the path to the first parameter, a bound per activation, and their numbers."""
    slopes = _slopes(setting)
    if not slopes:
        return []
    bounds = {primitive.name: primitive for _, primitive in slopes if primitive.name == "sigmoid"}
    return [_path(setting, slopes), *(bound(primitive) for primitive in bounds.values())]


def _slopes(setting: Setting) -> list[tuple[str, Elementwise]]:
    """Every activation of the network with its argument, the last one first."""
    equations = reversed(setting.model.graph.equations)
    return [(e.args[0], e.primitive) for e in equations if isinstance(e.primitive, Elementwise)]


def _path(setting: Setting, slopes: list[tuple[str, Elementwise]]) -> Step:
    first = setting.model.graph.parameters[0]
    lines = [setting.number(("apply", primitive.name + "'", z)) for z, primitive in slopes]
    if len(slopes) <= 3 and _plain(setting) and unfolded_size(setting, first) <= LONGEST:
        lines.insert(0, Line(("eq", "d" + first, unfolded(setting, first)), "slopes"))
    return Step(first, "vanishing", "slopes", setting.shapes[first], tuple(lines), (), (), "vanishing")


def _plain(setting: Setting) -> bool:
    """Whether the network is a plain chain: every variable used once."""
    return all(len(gradient.uses) == 1 for gradient in setting.gradients.values())


def unfolded(setting: Setting, name: str) -> Term:
    """dL/d`name` down to the loss's own gradient, every f′ left in sight and no lemma used."""
    gradient = setting.gradients[name]
    use = gradient.uses[0]
    out = use.equation.out
    expression = general(setting, gradient)
    last = setting.model.graph.equations[-1]
    if out in last.args or not setting.shapes[out]:
        return expression
    return substitute(expression, {"d" + out: unfolded(setting, out)})


def unfolded_size(setting: Setting, name: str) -> int:
    """The operations of `unfolded`: they double where what comes from above is used twice, as in softmax."""
    gradient = setting.gradients[name]
    out = gradient.uses[0].equation.out
    parts = list(walk(general(setting, gradient)))
    last = setting.model.graph.equations[-1]
    if out in last.args or not setting.shapes[out]:
        return len(parts)
    return len(parts) + parts.count("d" + out) * (unfolded_size(setting, out) - 1)


def bound(primitive: Elementwise) -> Step:
    """σ′ ≤ ¼, because ¼ − σ(1 − σ) is a square."""
    value: Term = ("apply", primitive.name, "z")
    slope: Term = ("apply", primitive.name + "'", "z")
    quarter, half = ("div", 1, 4), ("div", 1, 2)
    lines = (
        Line(("eq", slope, ("mul", value, ("add", 1, ("neg", value)))), "reuse"),
        Line(("eq", ("add", quarter, ("neg", slope)), ("pow", ("add", half, ("neg", value)), 2)), "square"),
        Line(("le", slope, quarter), "bound", boxed=True),
    )
    return Step(primitive.name, primitive.name + "_bound", "bound", (), lines, (), (), "vanishing")
