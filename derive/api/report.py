"""Checks of a written derivation, and the refusal of one that is not proved."""

import json

from ..checks import Report, check
from ..checks.verdict import FAULTS
from ..derivation import load
from ..errors import DeriveError, ExpressionError, NotProved
from .induction import check_induction
from .stated import stated


def check_derivation(text: str) -> Report:
    """Every line of a written derivation (`derive build --format json`) proved anew, from the text alone.

    What it states beside them is compared: its numbers, each line's TeX, and the verdicts.
    Raises ExpressionError if the text is not a derivation.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DeriveError(f"not JSON ({error}); check takes the .json that derive build writes") from None
    if isinstance(data, dict) and "depth" in data:
        return check_induction(data)
    record = load(data)
    report = check(record)
    try:
        return Report(report, report.gradients, stated(record, data, report))
    except FAULTS as error:
        raise ExpressionError(f"not a derivation: {error}") from None


def refuse(report: Report) -> None:
    """Raises NotProved, naming the lines, if a line or a gradient does not hold."""
    lines = [
        f"{v.where}: {v.status}: {v.what}" + (f": {v.detail}" if v.detail else "") for v in report.failures
    ]
    if lines:
        raise NotProved("\n".join(["not every line is proved, so nothing is written", *lines]))
