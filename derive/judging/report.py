"""From outcomes to findings: one verdict per link, with its evidence or what is missing."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from ..reading.macros import Macro
from .claims import EQUAL, Equation, Link, is_definition, read_all
from .comparing import FALSE, FORMAL, MISSING, TRUE, judgeable
from .consistent import beside, contradicted
from .conventions import Reading
from .described import described
from .dimensions import Dimensions
from .explain import explain
from .faults import faulty_definition
from .findings import (
    DEFINITION,
    REFUTED,
    UNDECIDED,
    FileFindings,
    Finding,
    Findings,
    Note,
)
from .following import follows
from .given import in_own_letters
from .judge import Judge, Result
from .layers import Definition
from .places import Placed
from .strays import mended, stray
from .terms import has_gradient, symbol_of, variables
from .trials import FAILURES, Outcome
from .understand import Understood, states_loss, understand
from .verdicts import (
    CONTRADICTION,
    assumed,
    closed_readings,
    gradient_of,
    scores_of,
    standing,
    verdict_on,
)
from .voice import Budget

MAX_READINGS = 24


def check_equations(
    equations: Sequence[Equation],
    macros: Mapping[str, Macro] | None = None,
    prose: str = "",
    path: str = "",
    skip: int = 0,
) -> FileFindings:
    """The findings for one document, given its formulas in order and the words around them.

    skip    how many of the formulas, at the beginning, come from elsewhere and are not reported
    """
    said = read_all(equations, macros)
    if skip:
        in_own_letters(said, skip)
    return Case(said, understand(said, prose, skip), skip=skip).report(path)


State = tuple[list[Definition], int]  # the definitions in force, and their version


@dataclass
class Case(Placed):
    """One document before the judge: its claims, and what came out so far."""

    understood: Understood
    states: list[State] = field(default_factory=list)
    agreed: dict[Any, list[Reading]] = field(default_factory=dict)  # by the version of the definitions

    def __post_init__(self) -> None:
        self.judge = Judge(self.said, self.understood)
        first = self._first()
        self.judge.given = first
        self.dimensions = Dimensions(self.said, self.skip)
        self.readings = self._sound(self.understood.readings[:MAX_READINGS])
        self.open: list[Reading] = list(self.readings)
        self.kept: list[int] = []  # the versions of the definitions that claims were judged by
        self.given: dict[Any, Definition] = {
            d.key: d for d in self.understood.definitions if 0 <= d.place < first
        }
        if self.skip:  # the loss that was given counts, however the document says it again
            own = [link for link in self.said.links[first:] if states_loss(self.understood, link)]
            self.understood.several = len({str(link.right.term) for link in own}) > 1

    def _sound(self, readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
        """Readings of a given network in which its layers have more than one unit."""
        batches = [reading for reading in readings if reading.batch]
        if not self.skip or not batches:
            return readings
        generic = self.judge.has_generic()
        wide = self.judge.network(batches[0], generic).wide()
        return tuple(
            reading
            for reading in readings
            if reading.scalars or not self.judge.network(reading, generic).narrow(wide)
        )

    def _first(self) -> int:
        """The number of the document's own first link."""
        links = self.said.links
        return next((k for k, link in enumerate(links) if link.equation >= self.skip), len(links))

    def report(self, path: str) -> FileFindings:
        """Every finding, in the order of the document."""
        first = self.judge.active
        results = self._results()
        closed = closed_readings(scores_of([r for r in results if r is not None], self.readings))
        self.open = [reading for reading in self.readings if reading not in closed]
        self._lost()
        fault = self._fault(results)
        if fault is not None:
            self._faulty(fault)
            self._restore(([fault[1] if d is fault[0] else d for d in first], self.judge.version + 1))
            results = self._results()
        self._number(results)
        self._agreed(results)
        found = [(number, self._finding(number, result)) for number, result in enumerate(results)]
        causes = self._causes([number for number, finding in found if finding.verdict == REFUTED], results)
        found += [(-1, finding) for finding in (*self._unread(), *self._alone())]
        found.sort(key=lambda one: (one[1].equation, one[1].line, one[1].column))
        own = [one for one in found if one[1].equation >= self.skip]
        places = {number: place for place, (number, _) in enumerate(own)}
        told = [replace(one, follows_from=places.get(causes.get(number, -2))) for number, one in own]
        return FileFindings(path, tuple(map(self._described, self.kept)), tuple(told), tuple(self.notes))

    def _causes(self, wrong: list[int], results: list[Result | None]) -> dict[int, int]:
        """For the wrong links that follow from an earlier one, its number."""
        found: dict[int, int] = {}
        links = {number: result.link for number in wrong if (result := results[number]) is not None}
        for place, (number, link) in enumerate(links.items()):
            self._restore(self.states[number])
            self.judge.budget = Budget()
            with suppress(*FAILURES):
                cause = follows(self.judge, link, list(links.items())[:place], self._tried(number))
                if cause >= 0:
                    found[number] = cause
        return found

    # ---- outcomes

    def _results(self) -> list[Result | None]:
        """The outcomes of every link, in order, each by the definitions in force where it stands."""
        self.states.clear()
        self.judge.hidden.clear()
        found = []
        for number, link in enumerate(self.said.links):
            try:
                found.append(self._result(link, number))
            except FAILURES:  # one equation never stops the others
                lost = Outcome(MISSING, "this has no value here")
                found.append(Result(link, number, dict.fromkeys(self.readings, lost)))
            self.states.append((self.judge.active, self.judge.version))
        return found

    def _result(self, link: Link, number: int) -> Result | None:
        """The outcomes of one link; a second definition that does not fit the first begins a new scope."""
        _hide(self.judge, link, number)
        self.judge.budget = Budget()
        if not judgeable(link) or number in self.understood.defining:
            return None
        result = Result(link, number, {r: self.judge.try_link(link, r) for r in self.readings})
        if link.first not in (None, link.left) and all(o.kind != TRUE for o in result.outcomes.values()):
            whole = replace(link, left=link.first)  # what stands between may be wrong, or only formal
            outcomes = {reading: self.judge.try_link(whole, reading) for reading in self.readings}
            kinds = {o.kind for o in outcomes.values()}
            if TRUE in kinds or (FALSE in kinds and _open(result)):
                result.outcomes, result.link = outcomes, whole
        if all(o.kind == MISSING for o in result.outcomes.values()):
            result.stray = stray(self.said, link, self.understood.text)
            if result.stray is not None:
                detail = "the index {} stands on the left only, {} on the right only".format(*result.stray)
                result.link = link
                result.outcomes = {r: Outcome(FALSE, detail) for r in self.readings}
        spare = self.understood.spare.get(number)
        false = all(o.kind != TRUE for o in result.outcomes.values())
        if spare is not None and false and not has_gradient(spare.right):
            return self._redefined(spare, result)
        return result

    def _redefined(self, spare: Definition, result: Result) -> Result | None:
        """A symbol is defined anew: another network, or a contradiction of the one that was given."""
        if spare.key in self.given:
            return result
        judge = self.judge
        judge.active = [spare if d.key == spare.key else d for d in judge.active]
        judge.version += 1
        return None

    def _fault(self, results: list[Result | None]) -> tuple[Definition, Definition, Reading] | None:
        """A definition that every claim contradicts, and what it should be."""
        try:
            return faulty_definition(self.judge, self.said, results, self.open)
        except FAILURES:
            return None

    def _number(self, results: list[Result | None]) -> None:
        """Number the networks: one for each state of the definitions by which something was judged."""
        judged = [state[1] for state, result in zip(self.states, results, strict=True) if result is not None]
        self.kept = list(dict.fromkeys(judged)) or [self.judge.version]

    def _agreed(self, results: list[Result | None]) -> None:
        """Under which readings each network's claims may hold together."""
        groups: dict[Any, list[Result]] = {}
        for state, result in zip(self.states, results, strict=True):
            if result is not None:
                groups.setdefault(state[1], []).append(result)
        for version, group in groups.items():
            closed = contradicted(group, self.open)
            self.agreed[version] = [reading for reading in self.open if reading not in closed]

    def _tried(self, number: int) -> list[Reading]:
        """The readings by which a link is judged."""
        return self.agreed.get(self.states[number][1], self.open)

    def _network(self, version: int) -> int:
        """The network of a version: that of the next claims, or the last one."""
        return next((k for k, one in enumerate(self.kept) if one >= version), len(self.kept) - 1)

    def _described(self, version: int) -> dict[str, Any]:
        """One of the networks, as data."""
        self._restore(next((state for state in self.states if state[1] == version), None))
        with suppress(*FAILURES):
            return described(self.judge, self.open)
        return {}

    def _restore(self, state: State | None) -> None:
        if state is not None:
            self.judge.active, self.judge.version = state

    # ---- findings

    def _finding(self, number: int, result: Result | None) -> Finding:
        """The finding for one link."""
        link = self.said.links[number]
        self._restore(self.states[number])
        start, stop = link.span
        finding = self._placed(link.equation, start, stop, network=self._network(self.states[number][1]))
        if result is None:
            return self._fitting(replace(finding, verdict=standing(self.understood, link, number)), link)
        finding = replace(finding, gradient=gradient_of(result.link))
        tried = self._tried(number)
        said = verdict_on(link, result, tried, self._contradicted(number))
        finding = replace(finding, **(said | beside(said, result, tried, self.open)))
        finding = self._fitting(finding, link)
        self.judge.budget = Budget()
        with suppress(*FAILURES):
            return self._more(finding, result, link)
        return finding

    def _fitting(self, finding: Finding, link: Link) -> Finding:
        """A definition, or a claim that nothing decides, against the sizes that are said."""
        if finding.verdict not in (DEFINITION, UNDECIDED):
            return finding
        why = self.dimensions.contradicted(link)
        if not why:
            return finding
        text = f"the sizes that are said do not fit: {why}"
        if finding.verdict == DEFINITION and not self.dimensions.told(link):
            self._note(link.equation, link.left.node.start, text)
            return finding
        evidence = {"readings": [reading.words() for reading in self.open]}
        return replace(finding, verdict=REFUTED, kind="shape", message=text, evidence=evidence)

    def _more(self, finding: Finding, result: Result, link: Link) -> Finding:
        """What would make an undecided link true; why a refuted one is wrong, and the fix."""
        if finding.verdict == UNDECIDED:
            return assumed(self.judge, link, finding, self._tried(result.number))
        if finding.verdict == REFUTED and finding.kind != CONTRADICTION:
            if result.stray is not None:
                return replace(finding, kind="index", **self._renamed(result.link, *result.stray))
            tried = self._tried(result.number)
            why = explain(self.judge, self.said, result.link, tried, finding.kind == "shape")
            return replace(
                finding, kind=why.kind, fix=why.fix, counterexample=why.counterexample, edit=why.edit
            )
        return finding

    def _renamed(self, link: Link, new: str, old: str) -> dict[str, Any]:
        """The fix of a link with the wrong index on its right side."""
        latex = self.said.equations[link.equation].latex
        node = link.right.node
        made = mended(latex, node, old, new)
        return {"fix": latex[link.left.node.start : node.start] + made, "edit": (node.start, node.stop, made)}

    def _contradicted(self, number: int) -> str:
        """The definition of the given network that a link says otherwise, as it is written there."""
        spare = self.understood.spare.get(number)
        old = self.given.get(spare.key) if spare is not None else None
        if old is None:
            return ""
        link = self.said.links[old.place]
        latex = self.said.equations[link.equation].latex[slice(*link.span)]
        return " ".join(latex.replace("&", "").replace(r"\mathrel{:=}", "=").split())


def _open(result: Result) -> bool:
    """Whether nothing was decided under any reading."""
    return {o.kind for o in result.outcomes.values()} <= {"missing", FORMAL}


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
    again = left[0] == "at" and any(d.key == key for d in judge.active)  # the same, entry by entry
    if link.right.term is None and obscure and "dots" not in link.right.problem and not again:
        judge.hidden.add(key)
    elif is_definition(link):
        judge.hidden.discard(key)


__all__ = ["Findings", "Note", "check_equations"]
