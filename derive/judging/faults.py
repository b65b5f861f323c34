"""When the claims of a document fit together but not with a definition, the definition is at fault."""

from collections.abc import Iterator, Sequence
from typing import Any

from .claims import Said
from .comparing import FALSE, TRUE
from .conventions import Reading
from .judge import Judge, Result
from .layers import Definition
from .phrases import Loose

MOST = 6


def faulty_definition(
    judge: Judge, said: Said, results: Sequence[Result | None], readings: Sequence[Reading]
) -> tuple[Definition, Definition, Reading] | None:
    """A definition and what it should be for every claim that it contradicts to hold, under one reading."""
    wrong = [r for r in results if r is not None and _false(r, readings)]
    if not wrong:
        return None
    held = [r for r in results if r is not None and any(r.outcomes[x].kind == TRUE for x in readings)]
    for count, (old, new) in enumerate(_variants(judge.active)):
        if count >= MOST:
            break
        active = judge.active
        judge.active = [new if d is old else d for d in active]
        judge.version += 1
        fits = next((r for r in readings if _all_hold(judge, [*wrong, *held], r)), None)
        if fits is not None:
            return old, new, fits
        judge.active = active
        judge.version += 1
    return None


def _false(result: Result, readings: Sequence[Reading]) -> bool:
    return all(result.outcomes[reading].kind == FALSE for reading in readings)


def _all_hold(judge: Judge, results: Sequence[Result], reading: Reading) -> bool:
    return all(judge.try_strictly(result.link, reading).kind == TRUE for result in results)


def _variants(definitions: Sequence[Definition]) -> Iterator[tuple[Definition, Definition]]:
    """Definitions with one transpose taken away."""
    for definition in definitions:
        for right in _without(definition.right):
            yield definition, Definition(definition.left, right, definition.place)


def _without(term: Any) -> Iterator[Loose]:
    """A term with one of its transposes taken away."""
    if not isinstance(term, tuple) or not term:
        return
    if term[0] == "T" and len(term) == 2:
        yield term[1]
    for k, part in enumerate(term):
        for made in _without(part):
            yield (*term[:k], made, *term[k + 1 :])
