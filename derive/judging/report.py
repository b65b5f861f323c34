"""From outcomes to findings: one verdict per link, with its evidence or what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from ..reading.macros import Macro
from .claims import EQUAL, Equation, Link, Said, is_definition, is_update, read_all
from .comparing import FALSE, TRUE, closed_readings, judgeable, scores_of
from .explain import explain
from .faults import faulty_definition
from .findings import (
    DEFINITION,
    FORMAL,
    NOT_UNDERSTOOD,
    REFUTED,
    STATEMENT,
    UNDECIDED,
    UPDATE,
    VERIFIED,
    FileFindings,
    Finding,
    Findings,
    Note,
)
from .judge import Judge, Outcome, Result
from .layers import Definition, symbol_of
from .network import Reading, has_gradient
from .phrases import A_SET
from .sizing import variables
from .tables import show
from .understand import Understood, understand

MAX_READINGS = 24


def check_equations(
    equations: Sequence[Equation],
    macros: Mapping[str, Macro] | None = None,
    prose: str = "",
    path: str = "",
    skip: int = 0,
) -> FileFindings:
    """The findings for one document, given its formulas in order and the words around them."""
    said = read_all(equations, macros)
    understood = understand(said, prose)
    judge = Judge(said, understood)
    readings = understood.readings[:MAX_READINGS]
    results = [_result(judge, link, number, readings) for number, link in enumerate(said.links)]
    closed = closed_readings(scores_of([r for r in results if r is not None], readings))
    open_readings = [reading for reading in readings if reading not in closed]
    notes = _lost(said)
    fault = faulty_definition(judge, said, results, open_readings)
    if fault is not None:
        notes.append(_faulty(said, fault))
        results = [_result(judge, link, number, readings) for number, link in enumerate(said.links)]
    found: list[Finding] = []
    for number, link in enumerate(said.links):
        finding = _finding(said, understood, link, number, results[number], open_readings)
        if finding.verdict == UNDECIDED and results[number] is not None:
            finding = _assumed(judge, link, finding, open_readings)
        if finding.verdict == REFUTED:
            result = results[number]
            whole = link if result is None else result.link
            why = explain(judge, said, whole, open_readings, finding.kind == "shape")
            finding = replace(finding, kind=why.kind, fix=why.fix, counterexample=why.counterexample)
        found.append(finding)
    for number, error in said.unread.items():
        equation = equations[number]
        found.append(
            Finding(
                *equation.place(error.start), equation.latex, NOT_UNDERSTOOD, str(error),
                equation=number, cell=equation.cell,
            )
        )  # fmt: skip
    linked = {link.equation for link in said.links}
    for number, sides in said.alone.items():
        if number not in linked and sides:
            equation = equations[number]
            found.append(
                Finding(
                    *equation.place(sides[0].node.start), equation.latex, STATEMENT,
                    equation=number, cell=equation.cell,
                )
            )  # fmt: skip
    found.sort(key=lambda f: (f.equation, f.line, f.column))
    found = [f for f in found if f.equation >= skip]
    return FileFindings(path, (described(judge, understood, open_readings),), tuple(found), tuple(notes))


def _lost(said: Said) -> list[Note]:
    """Notes on ∂ signs that are missing."""
    notes = []
    sides = [(link.equation, side) for link in said.links for side in (link.left, link.right)]
    sides += [(number, side) for number, alone in said.alone.items() for side in alone]
    for number, side in sides:
        if "∂ is missing" in side.problem:
            equation = said.equations[number]
            notes.append(Note(equation.place(side.node.start)[0], side.problem))
    return list(dict.fromkeys(notes))


def _faulty(said: Said, fault: tuple[Definition, Definition, Reading]) -> Note:
    """The note on a definition that every claim contradicts."""
    old = fault[0]
    link = said.links[old.place]
    equation = said.equations[link.equation]
    start, stop = link.span
    text = (
        f"the claims fit together, but not with the definition {equation.latex[start:stop]!r}:"
        " they hold if one transpose in it is taken away"
    )
    return Note(equation.place(start)[0], text)


def described(judge: Judge, understood: Understood, readings: Sequence[Reading]) -> dict[str, Any]:
    """The network as it was understood: definitions, loss, shapes, readings."""
    if not readings:
        return {}
    network = judge.network(readings[0], judge.has_generic() and not judge.numbered())
    shapes, _ = network.settle(count(2), 1009)
    return {
        "definitions": [show(key) for key in network.definitions],
        "loss": show(understood.loss),
        "shapes": {show(key): shape_of(shape) for key, shape in shapes.items()},
        "readings": [reading.words() for reading in readings],
    }


def shape_of(shape: tuple[int, int]) -> list[str]:
    """Letters for sizes: N for the samples, n2, n3 for the others, 1 for 1."""
    return ["N" if d == 1009 else str(d) if d == 1 else f"n{d}" for d in shape]


def _result(judge: Judge, link: Link, number: int, readings: Sequence[Reading]) -> Result | None:
    """The outcomes of one link; a second definition that does not fit the first begins a new scope."""
    _hide(judge, link, number)
    if not judgeable(link) or number in judge.understood.defining:
        return None
    result = Result(link, number)
    for reading in readings:
        result.outcomes[reading] = judge.try_link(link, reading)
    if link.first not in (None, link.left) and {o.kind for o in result.outcomes.values()} <= {
        "missing",
        "formal",
    }:
        whole = replace(link, left=link.first)
        outcomes = {reading: judge.try_link(whole, reading) for reading in readings}
        if any(o.kind in (TRUE, FALSE) for o in outcomes.values()):
            result.outcomes, result.link = outcomes, whole
    spare = judge.understood.spare.get(number)
    false = all(o.kind != TRUE for o in result.outcomes.values())
    if spare is not None and false and not has_gradient(spare.right):
        judge.active = [spare if d.key == spare.key else d for d in judge.active]
        judge.version += 1
        return None
    return result


def _hide(judge: Judge, link: Link, number: int) -> None:
    """Keep track of symbols that are redefined by something that is not understood."""
    left = link.left.term
    if left and left[0] == "call" and link.relation in EQUAL:
        judge.hidden.add(("var", left[1], None, ""))
    key = symbol_of(left) if left else ()
    if not key or left is None or left[0] == "T" or link.relation not in EQUAL or link.first is not link.left:
        return
    if left[0] == "at" and any(isinstance(index, int) for index in left[2]) and not has_gradient(left):
        judge.hidden |= {name for name in variables((left, link.right.term or ())) if name[2] is None}
    obscure = link.right.problem.startswith(("terms are left out", "a sum with", "no meaning for"))
    if link.right.term is None and obscure and "dots" not in link.right.problem:
        judge.hidden.add(key)
    elif is_definition(link):
        judge.hidden.discard(key)


def _finding(
    said: Said,
    understood: Understood,
    link: Link,
    number: int,
    result: Result | None,
    readings: Sequence[Reading],
) -> Finding:
    equation = said.equations[link.equation]
    start, stop = link.span
    common: dict[str, Any] = {
        "latex": equation.latex[start:stop], "equation": link.equation, "cell": equation.cell,
    }  # fmt: skip
    line, column = equation.place(start)
    if result is None:
        verdict = DEFINITION if number in understood.defining or number in understood.spare else STATEMENT
        if is_update(link):
            verdict = UPDATE
        return Finding(line, column, verdict=verdict, **common)
    return _judged(line, column, link, result, readings, common)


def _assumed(judge: Judge, link: Link, finding: Finding, readings: Sequence[Reading]) -> Finding:
    """An undecided claim that one definition, which the document does not give, would make true."""
    made = judge.assume(link, readings)
    if made is None:
        return finding
    outcome, words = made
    evidence = {"by": "field", "shapes": list(outcome.shapes), "assuming": words}
    return replace(finding, verdict=VERIFIED, message="", evidence=evidence, holds_if=(words,))


def _judged(
    line: int, column: int, link: Link, result: Result, readings: Sequence[Reading], common: dict[str, Any]
) -> Finding:
    outcomes = {reading: result.outcomes[reading] for reading in readings}
    true = [r for r, o in outcomes.items() if o.kind == TRUE]
    if true:
        first = outcomes[true[0]]
        evidence = {"by": "field", "shapes": list(first.shapes), "reading": true[0].words()}
        partly = any(o.kind == FALSE for o in outcomes.values())
        holds = tuple(true[0].words()) if partly else ()
        if all(o.doubts for r, o in outcomes.items() if r in true):
            holds = (*holds, *sorted(first.doubts))
        return Finding(line, column, verdict=VERIFIED, evidence=evidence, holds_if=holds, **common)
    kinds = {o.kind for o in outcomes.values()}
    if kinds == {FALSE} and not any(o.doubts for o in outcomes.values()) and _states_gradient(link):
        first = next(iter(outcomes.values()))
        tried = {"readings": [r.words() for r in outcomes]}
        return Finding(
            line,
            column,
            verdict=REFUTED,
            kind="shape" if first.misfit else "",
            message=_why(first),
            evidence=tried,
            **common,
        )
    if "formal" in kinds:
        return Finding(line, column, verdict=FORMAL, **common)
    if A_SET in (link.left.problem, link.right.problem):
        return Finding(line, column, verdict=STATEMENT, **common)
    missing = next(
        (o.detail for o in outcomes.values() if o.kind not in (TRUE, FALSE)), "the readings disagree"
    )
    if kinds == {FALSE}:
        missing = "; ".join(sorted({d for o in outcomes.values() for d in o.doubts})) or "it does not follow"
    return Finding(line, column, verdict=UNDECIDED, message=missing, **common)


def _states_gradient(link: Link) -> bool:
    """Only claims about derivatives are refuted: an equation between values may be another definition."""
    return (
        has_gradient((link.left.term, link.right.term))
        or "delta" in str((link.left.term, link.right.term)).lower()
    )


def _why(outcome: Outcome) -> str:
    return f"the shapes do not fit: {outcome.detail}" if outcome.misfit else "the two sides differ"


__all__ = ["Findings", "Note", "check_equations"]
