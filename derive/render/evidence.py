"""How a line was checked, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from ..checks import Verdict
from ..expression import Term
from .prose import Prose
from .view import Mark

COUNTED = {"depth": "L", "layer": "l"}  # the number of layers, and of any one of them, as in Z_L, Z_l


def mark(verdict: Verdict, rule: str, conditions: Sequence[Term], prose: Prose) -> Mark:
    """What is said about a line: the rule that led to it, the verdict, and what the verdict rests on."""
    by = str(verdict.evidence.get("by", "none"))
    return Mark(
        rule=prose.say(rule),
        status=prose.say(f"status.{verdict.status}"),
        evidence=prose.say(f"evidence.{by}", **_facts(verdict)),
        good=verdict.good,
        conditions=prose.filters["listing"](conditions),
    )


def _facts(verdict: Verdict) -> Mapping[str, Any]:
    """The evidence; sizes as they stand in the data, `N=3, n0=2`."""
    shapes: Sequence[Mapping[str, int]] = verdict.evidence.get("shapes", ())
    sizes = [", ".join(f"{COUNTED.get(x, x)}={size}" for x, size in one.items()) for one in shapes if one]
    listed = "; ".join(sizes)
    return {
        **verdict.evidence,
        "sizes": sizes,
        "listed": listed,
        "count": len(shapes),
        "detail": verdict.detail,
    }
