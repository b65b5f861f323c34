"""How a line was checked, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from ..checks import Verdict
from ..expression import Term
from .prose import Prose
from .view import Mark

LAWS = {
    "b - a is positive": "positive",
    "b - a is a sum of squares or of terms that are not negative": "squares",
    "the order of the numbers": "order",
    "0 <= a <= c and 0 <= b <= d give a b <= c d": "factors",
    "[z > 0] is 0 or 1": "bit",
}  # laws whose names are words, and the words for them
COUNTED = {"depth": "L", "layer": "l"}  # the number of layers, and of any one of them, as in Z_L, Z_l


def mark(verdict: Verdict, rule: str, conditions: Sequence[Term], prose: Prose) -> Mark:
    """What is said about a line: the rule that led to it, the verdict, and what the verdict rests on."""
    by = str(verdict.evidence.get("by", "none"))
    return Mark(
        rule=prose.say(rule),
        status=prose.say(f"status.{verdict.status}"),
        evidence=prose.say(f"evidence.{by}", **_facts(verdict, prose)),
        good=verdict.good,
        conditions=prose.filters["listing"](conditions),
    )


def _law(name: str, prose: Prose) -> str:
    """A law as the page's language says it; of a formula only its condition has words."""
    if name in LAWS:
        return str(prose.say(f"laws.{LAWS[name]}"))
    formula, comma, condition = name.partition(", for ")
    if not comma:
        return name
    whole = condition.replace("whole", str(prose.say("laws.whole")))
    return f"{formula}, {prose.say('laws.for')} {whole}"


def _facts(verdict: Verdict, prose: Prose) -> Mapping[str, Any]:
    """The evidence; sizes as they stand in the data, `N=3, n0=2`."""
    shapes: Sequence[Mapping[str, int]] = verdict.evidence.get("shapes", ())
    sizes = [", ".join(f"{COUNTED.get(x, x)}={size}" for x, size in one.items()) for one in shapes if one]
    listed = "; ".join(sizes)
    return {
        **verdict.evidence,
        "axioms": [_law(name, prose) for name in verdict.evidence.get("axioms", ())],
        "sizes": sizes,
        "listed": listed,
        "count": len(shapes),
        "detail": verdict.detail,
    }
