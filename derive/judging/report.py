"""From outcomes to findings: one verdict per link, with its evidence or what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..reading.macros import Macro
from .claims import EQUAL, Equation, Link, Said, is_definition, is_update, read_all
from .explain import explain
from .findings import DEFINITION, FORMAL, NOT_UNDERSTOOD, REFUTED, STATEMENT, UNDECIDED, UPDATE, VERIFIED
from .findings import FileFindings, Finding, Findings, Note
from .judge import FALSE, TRUE, Judge, Outcome, Result, closed_readings, judgeable, scores_of
from .network import Reading, has_gradient, symbol_of
from .phrases import A_SET
from .sizing import variables
from .understand import Understood, understand

MAX_READINGS = 24


def check_equations(
    equations: Sequence[Equation], macros: Mapping[str, Macro] | None = None, prose: str = "", path: str = ""
) -> FileFindings:
    """The findings for one document, given its formulas in order and the words around them."""
    said = read_all(equations, macros)
    understood = understand(said, prose)
    judge = Judge(said, understood)
    readings = understood.readings[:MAX_READINGS]
    results = [_result(judge, link, number, readings) for number, link in enumerate(said.links)]
    closed = closed_readings(scores_of([r for r in results if r is not None], readings))
    open_readings = [reading for reading in readings if reading not in closed]
    found: list[Finding] = []
    for number, link in enumerate(said.links):
        finding = _finding(said, understood, link, number, results[number], open_readings)
        if finding.verdict == UNDECIDED and results[number] is not None:
            finding = _assumed(judge, link, finding, open_readings)
        if finding.verdict == REFUTED:
            why = explain(judge, said, link, open_readings, finding.kind == "shape")
            finding = replace(finding, kind=why.kind, fix=why.fix, counterexample=why.counterexample)
        found.append(finding)
    for number, error in said.unread.items():
        equation = equations[number]
        found.append(
            Finding(
                *_place(equation, error.start), equation.latex, NOT_UNDERSTOOD, str(error),
                equation=number, cell=equation.cell,
            )
        )  # fmt: skip
    linked = {link.equation for link in said.links}
    for number, sides in said.alone.items():
        if number not in linked and sides:
            equation = equations[number]
            found.append(
                Finding(
                    *_place(equation, sides[0].node.start), equation.latex, STATEMENT,
                    equation=number, cell=equation.cell,
                )
            )  # fmt: skip
    found.sort(key=lambda f: (f.equation, f.line, f.column))
    return FileFindings(path, (), tuple(found), ())


def _result(judge: Judge, link: Link, number: int, readings: Sequence[Reading]) -> Result | None:
    """The outcomes of one link. A definition that is not understood hides its symbol; a second definition that does not fit the first begins a new scope."""
    _hide(judge, link, number)
    if not judgeable(link) or number in judge.understood.defining:
        return None
    result = Result(link, number)
    for reading in readings:
        result.outcomes[reading] = judge.try_link(link, reading)
    if link.first not in (None, link.left) and {o.kind for o in result.outcomes.values()} <= {"missing", "formal"}:
        whole = replace(link, left=link.first)
        outcomes = {reading: judge.try_link(whole, reading) for reading in readings}
        if any(o.kind in (TRUE, FALSE) for o in outcomes.values()):
            result.outcomes = outcomes
    spare = judge.understood.spare.get(number)
    if spare is not None and all(o.kind != TRUE for o in result.outcomes.values()):
        if not has_gradient(spare.right):
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


def _place(equation: Equation, offset: int) -> tuple[int, int]:
    """Line and column in the source of an offset in an equation."""
    before = equation.latex[:offset]
    lines = before.count("\n")
    if not lines:
        return equation.line, equation.column + offset
    return equation.line + lines, offset - before.rfind("\n")


def _finding(
    said: Said, understood: Understood, link: Link, number: int, result: Result | None, readings: Sequence[Reading]
) -> Finding:
    equation = said.equations[link.equation]
    start, stop = link.span
    common: dict[str, Any] = {
        "latex": equation.latex[start:stop], "equation": link.equation, "cell": equation.cell,
    }  # fmt: skip
    line, column = _place(equation, start)
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
        return Finding(line, column, verdict=REFUTED, kind="shape" if first.misfit else "", message=_why(first),
                       evidence=tried, **common)
    if "formal" in kinds:
        return Finding(line, column, verdict=FORMAL, **common)
    if A_SET in (link.left.problem, link.right.problem):
        return Finding(line, column, verdict=STATEMENT, **common)
    missing = next((o.detail for o in outcomes.values() if o.kind not in (TRUE, FALSE)), "the readings disagree")
    if kinds == {FALSE}:
        missing = "; ".join(sorted({d for o in outcomes.values() for d in o.doubts})) or "it does not follow"
    return Finding(line, column, verdict=UNDECIDED, message=missing, **common)


def _states_gradient(link: Link) -> bool:
    """Only claims about derivatives are refuted: an equation between values may be another definition."""
    return has_gradient((link.left.term, link.right.term)) or "delta" in str((link.left.term, link.right.term)).lower()


def _why(outcome: Outcome) -> str:
    return f"the shapes do not fit: {outcome.detail}" if outcome.misfit else "the two sides differ"


__all__ = ["Findings", "Note", "check_equations"]
