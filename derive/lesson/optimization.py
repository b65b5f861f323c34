"""Optimization: the update rule, one step of gradient descent in numbers, the loss before and after."""

from ..derivation import Line, Step
from ..expression import Term
from .setting import Setting


def steps(setting: Setting) -> list[Step]:
    """One step per parameter, then the loss."""
    return [*(_parameter(setting, name) for name in setting.model.graph.parameters), _loss(setting)]


def _parameter(setting: Setting, name: str) -> Step:
    new = name + "_new"
    rule: Term = ("add", name, ("neg", ("mul", "eta", "d" + name)))
    lines = (
        Line(("update", name, rule), "update"),
        Line(("define", new, rule), "definition"),
        setting.number(new),
    )
    return Step(name, new, "update", setting.shapes[name], lines, (), (), "optimization")


def _loss(setting: Setting) -> Step:
    lines = (setting.number("L"), setting.number("L_new"))
    return Step("L", "L_new", "loss_after", (), lines, (), (), "optimization")
