"""The verdict on a link from its outcomes: refuted only if it is false in every reading that is open."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from .claims import Link, is_update
from .comparing import FALSE, TRUE
from .conventions import Reading
from .findings import (
    DEFINITION,
    FORMAL,
    REFUTED,
    STATEMENT,
    UNDECIDED,
    UPDATE,
    VERIFIED,
    Finding,
)
from .judge import Judge, Result
from .tables import show
from .terms import has_gradient, symbol_of
from .trials import Outcome
from .understand import Understood
from .vocabulary import A_LIST, A_SET

CONTRADICTION = "contradiction"


def standing(understood: Understood, link: Link, number: int) -> str:
    """What a link is that is not judged."""
    if is_update(link):
        return UPDATE
    return DEFINITION if number in understood.defining or number in understood.spare else STATEMENT


def verdict_on(
    link: Link, result: Result, readings: Sequence[Reading], contradicted: str = ""
) -> dict[str, Any]:
    """What a finding says of a link: verdict, message, evidence, conditions.

    contradicted    the definition of a given network that the link, a definition itself, is compared with
    """
    outcomes = {reading: result.outcomes[reading] for reading in readings}
    kinds = {o.kind for o in outcomes.values()}
    doubted = any(o.doubts for o in outcomes.values())
    true = [reading for reading, outcome in outcomes.items() if outcome.kind == TRUE]
    if true and not ("formal" in kinds and all(reading.scalars for reading in true)):
        return _verified(outcomes)
    if kinds == {FALSE} and not doubted and (contradicted or _states_gradient(link)):
        message = f"the network that was given has {contradicted}" if contradicted else ""
        return _refuted(outcomes, message)
    if "formal" in kinds:
        return {"verdict": FORMAL}
    if not {A_SET, A_LIST}.isdisjoint((link.left.problem, link.right.problem)):
        return {"verdict": STATEMENT}
    return {"verdict": UNDECIDED, "message": _lacking(outcomes)}


def _verified(outcomes: Mapping[Reading, Outcome]) -> dict[str, Any]:
    """True under some reading; if not under all, or only with a doubt, that is the condition."""
    true = [r for r, o in outcomes.items() if o.kind == TRUE]
    first = outcomes[true[0]]
    evidence = {"by": "field", "shapes": list(first.shapes), "reading": true[0].words()}
    holds = tuple(true[0].words()) if any(o.kind != TRUE for o in outcomes.values()) else ()
    if all(outcomes[r].doubts for r in true):
        holds = (*holds, *sorted(first.doubts))
    return {"verdict": VERIFIED, "evidence": evidence, "holds_if": holds}


def _refuted(outcomes: Mapping[Reading, Outcome], contradiction: str) -> dict[str, Any]:
    first = next(iter(outcomes.values()))
    why = first.detail or ("the shapes do not fit" if first.misfit else "the two sides differ")
    return {
        "verdict": REFUTED,
        "kind": CONTRADICTION if contradiction else "shape" if first.misfit else "",
        "message": contradiction or why,
        "evidence": {"readings": [reading.words() for reading in outcomes]},
    }


def _lacking(outcomes: Mapping[Reading, Outcome]) -> str:
    """What an undecided link would need."""
    if all(o.kind == FALSE for o in outcomes.values()):
        return "; ".join(sorted({d for o in outcomes.values() for d in o.doubts})) or "it does not follow"
    details = (o.detail for o in outcomes.values() if o.kind not in (TRUE, FALSE))
    return next(details, "the readings disagree")


def assumed(judge: Judge, link: Link, finding: Finding, readings: Sequence[Reading]) -> Finding:
    """An undecided claim that one definition, which the document does not give, would make true."""
    made = judge.assume(link, readings)
    if made is None:
        return finding
    outcome, words = made
    evidence = {"by": "field", "shapes": list(outcome.shapes), "assuming": words}
    return replace(finding, verdict=VERIFIED, message="", evidence=evidence, holds_if=(words,))


def _states_gradient(link: Link) -> bool:
    """Only claims about derivatives are refuted: an equation between values may be another definition."""
    terms = (link.left.term, link.right.term)
    return has_gradient(terms) or "delta" in str(terms).lower()


def gradient_of(link: Link) -> str:
    """The variable of a link that states the gradient of a loss by it: `W2` for `∂L/∂W2 = …`."""
    for term in (link.left.term, link.right.term):
        if term and term[0] in ("d", "dn") and symbol_of(term[-1]):
            return show(symbol_of(term[-1]))
    return ""


def closed_readings(scores: dict[Reading, tuple[int, int]]) -> set[Reading]:
    """Readings that contradict more of the document than another one does, which also explains more."""
    found = set()
    for one, (true, false) in scores.items():
        for other, (more, less) in scores.items():
            if other != one and more >= true + 2 and less < false:
                found.add(one)
    return found


def scores_of(results: Iterable[Result], readings: Iterable[Reading]) -> dict[Reading, tuple[int, int]]:
    """For each reading how many links it makes true, and false."""
    found = {}
    every = list(results)
    for reading in readings:
        kinds = [r.outcomes[reading].kind for r in every if reading in r.outcomes]
        found[reading] = (kinds.count(TRUE), kinds.count(FALSE))
    return found
