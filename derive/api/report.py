"""Checks of a written derivation, and what a report says in a few words."""

import json
from collections import Counter

from ..checks import Report, check
from ..derivation import load
from ..errors import DeriveError, NotProved
from .induction import check_induction


def check_derivation(text: str) -> Report:
    """Every line of a written derivation (`derive build --format json`) proved anew, from the text alone.

    Raises ExpressionError if the text is not a derivation.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DeriveError(f"not JSON ({error}); check takes the .json that derive build writes") from None
    if isinstance(data, dict) and "depth" in data:
        return check_induction(data)
    return check(load(data))


def summary(report: Report) -> str:
    """A report in one line: how many lines are what, how many gradients agree with the forward equations."""
    counts = Counter(verdict.status for verdict in report)
    lines = ", ".join(f"{count} {status}" for status, count in counts.items())
    whole = sum(verdict.good for verdict in report.gradients)
    gradients = f"{whole} of {len(report.gradients)} gradients agree with the forward pass"
    return f"{len(report)} lines: {lines}; {gradients}"


def refuse(report: Report) -> None:
    """Raises NotProved, naming the lines, if a line or a gradient does not hold."""
    lines = [
        f"{v.where}: {v.status}: {v.what}" + (f": {v.detail}" if v.detail else "") for v in report.failures
    ]
    if lines:
        raise NotProved("\n".join(["not every line is proved, so nothing is written", *lines]))
