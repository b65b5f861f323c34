"""A lesson's steps as a Derivation: data only, complete in itself."""

from ..derivation import Derivation, Descent, Step
from ..expression import Term
from ..functions import BUILT_IN
from . import forward
from .setting import Setting


def record(here: Setting, steps: tuple[Step, ...], descent: Descent | None = None) -> Derivation:
    """The derivation that these steps belong to."""
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
        descent,
    )


def _assumed(steps: tuple[Step, ...]) -> tuple[Term, ...]:
    """The equations between data that lemmas rest on; they hold throughout."""
    return tuple(
        dict.fromkeys(a for step in steps for a in step.assumptions if isinstance(a, tuple) and a[0] == "eq")
    )
