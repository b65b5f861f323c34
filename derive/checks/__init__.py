"""The verifier: every displayed line of a derivation, proved from its record alone."""

from collections.abc import Callable

from ..derivation import Derivation
from .gradients import directional, gradients
from .lines import Lines
from .model import Model
from .samples import Samples
from .verdict import Report, Verdict

Progress = Callable[[int, int, str], None]

__all__ = ["Progress", "Report", "Verdict", "check", "directional"]


def check(derivation: Derivation, progress: Progress | None = None) -> Report:
    """One verdict for each displayed line, in document order, and one for each gradient in `.gradients`.

    `progress` is called with the lines done, the lines in all, and the place of the last one.
    """
    model = Model(derivation)
    total = sum(1 for _ in model.lines())
    found = []
    samples = Samples(model)
    for verdict in Lines(model, samples).verdicts():
        found.append(verdict)
        if progress is not None:
            progress(len(found), total, verdict.where)
    return Report(found, gradients(model, samples))
