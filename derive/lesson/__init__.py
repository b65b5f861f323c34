"""The lesson: a whole derivation, forward, loss, backward, optimization and vanishing gradients, as data."""

from ..derivation import Derivation, Step
from ..expression import Term
from ..functions import BUILT_IN
from ..network import Model
from . import forward, gradients, optimization, vanishing
from .example import Example
from .setting import Setting, setting


def lesson(model: Model, digits: int = 4) -> tuple[Derivation, Setting]:
    """The derivation of a model's network and the setting it was made in (its numbers and gradients)."""
    here = setting(model, digits)
    steps: list[Step] = [forward.data(here)]
    steps += [forward.step(here, equation) for equation in model.graph.equations]
    steps += [gradients.step(here, name) for name in here.gradients]
    steps += optimization.steps(here)
    steps += vanishing.steps(here)
    return _derivation(here, tuple(steps)), here


def _derivation(here: Setting, steps: tuple[Step, ...]) -> Derivation:
    model = here.model
    return Derivation(
        model.title,
        model.graph.inputs,
        model.graph.parameters,
        model.sizes,
        dict(here.shapes),
        tuple(forward.formula(here, equation) for equation in model.graph.equations),
        steps,
        model.data,
        model.learning_rate,
        {
            name: body
            for name, body in here.functions.items()
            if name.rstrip("'") not in BUILT_IN and "'" not in name
        },
        _assumed(steps),
    )


def _assumed(steps: tuple[Step, ...]) -> tuple[Term, ...]:
    """The equations between data that lemmas rest on; they hold throughout."""
    return tuple(
        dict.fromkeys(a for step in steps for a in step.assumptions if isinstance(a, tuple) and a[0] == "eq")
    )


__all__ = ["Example", "Setting", "lesson"]
