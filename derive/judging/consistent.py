"""Readings that one document cannot have together: each of its lines is true in another one."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from .comparing import FALSE, TRUE
from .conventions import Reading
from .findings import REFUTED, VERIFIED
from .judge import Result

Question = Callable[[Reading], Any]
QUESTIONS: tuple[Question, ...] = (
    lambda reading: reading.scaled,
    lambda reading: reading.sign,
    lambda reading: reading.total or "sum",
)


def contradicted(results: Iterable[Result], readings: Sequence[Reading]) -> set[Reading]:
    """The readings that a minority of the lines needs, which are false in those that the others need.

    Of as many lines on both sides, those hold that hold in the likelier reading, which stands first.
    """
    every = list(results)
    closed: set[Reading] = set()
    for question in QUESTIONS:
        answers = list(dict.fromkeys(map(question, readings)))
        votes = Counter(answer for one in every for answer in _needed(one, question, answers))
        if len(votes) > 1:
            held = max(answers, key=lambda answer: votes[answer])  # the first one of the most
            closed |= {reading for reading in readings if question(reading) != held}
    return closed if len(closed) < len(readings) else set()


def beside(
    said: dict[str, Any], result: Result, tried: Sequence[Reading], readings: Sequence[Reading]
) -> dict[str, Any]:
    """What a verdict in the readings that the document agrees on has to say of the others."""
    others = [reading for reading in readings if reading not in tried]
    if said["verdict"] == VERIFIED and any(result.outcomes[one].kind != TRUE for one in others):
        return {"holds_if": said["holds_if"] or tuple(said["evidence"]["reading"])}
    if said["verdict"] == REFUTED:
        true = next((one for one in others if result.outcomes[one].kind == TRUE), None)
        if true is not None:
            return {"message": f"true only if {', '.join(true.words())}, which other lines contradict"}
    return {}


def _needed(result: Result, question: Question, answers: Sequence[Any]) -> list[Any]:
    """The answer without which a line is false, if there is one."""
    true: set[Any] = set()
    false: dict[Any, bool] = dict.fromkeys(answers, True)
    for reading, outcome in result.outcomes.items():
        answer = question(reading)
        if outcome.kind == TRUE and not outcome.doubts:
            true.add(answer)
        if outcome.kind != FALSE or outcome.doubts:
            false[answer] = False
    alone = len(true) == 1 and all(false[answer] for answer in answers if answer not in true)
    return list(true) if alone and len(answers) > 1 else []
