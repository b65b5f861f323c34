"""A document about a network that is known: read in its notation, and proved as its derivation is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..checks.symbolic import Answer
from ..derivation import Derivation, Line
from ..errors import DeriveError
from ..expression import Term, children
from ..notation import Notation, elide
from ..reading import Reader, normal
from ..reading.grammar import parse
from ..reading.links import joined, links
from ..reading.macros import Macro
from ..reading.resolve import statement
from ..reading.syntax import Node
from ..reading.typed import Misfit
from ..reading.unreadable import Unreadable
from .benches import GOOD, VARIABLE, Benches, assumptions
from .claims import Equation
from .elided import Elided
from .findings import (
    DEFINITION,
    NOT_UNDERSTOOD,
    REFUTED,
    STATEMENT,
    UNDECIDED,
    UPDATE,
    VERIFIED,
    FileFindings,
    Finding,
)
from .lookalike import lookalike, signs
from .mending import Mended, mend
from .nearest import kind, known, nearest

TRANSPOSES = {"top": r"^{\top}", "T": "^T", "prime": r"^{\prime}"}
Macros = Mapping[str, Macro]
# what a relation is when nothing is the matter with it
_STANDING = {"define": DEFINITION, "update": UPDATE, "shape": STATEMENT}
_VERDICTS = {"proved": VERIFIED, "definition": DEFINITION, "statement": STATEMENT, "refuted": REFUTED}


class Written:
    """The judge of documents about one network, whose derivation, style and letters are known.

    notation    how the document writes
    words       what a word under a brace stands for, in the document's language
    parts       the derivations that prove its lines, where the derivation is made up of several
    """

    def __init__(
        self,
        derivation: Derivation,
        notation: Notation,
        words: Mapping[str, str] | None = None,
        parts: Sequence[Derivation] = (),
    ) -> None:
        self.notation = notation
        self.reader = Reader.of(derivation, notation.style, notation.symbols, words)
        self.benches = Benches(parts or (derivation,))
        self.conditions = {normal(assumption) for assumption in assumptions(derivation.steps)}
        self.count = notation.latex("N")
        self.mark = TRANSPOSES[notation.style.transpose]
        self.known = known(line.expression for _, line in derivation.walk())
        self.elided = Elided(line.expression for _, line in derivation.walk())
        self.said: tuple[Line, ...] = ()

    @cached_property
    def printed(self) -> list[tuple[tuple[str, ...], Term]]:
        """The lines of the derivation with their signs."""
        return [(signs(self.notation.latex(elide(one.line))), one.line) for one in self.known]

    def report(
        self, equations: Sequence[Equation], macros: Macros | None = None, path: str = ""
    ) -> FileFindings:
        """Every finding, in the order of the document.

        What is exhibited anywhere in it, such as a square, may prove a bound.
        """
        read = [
            one
            for number, equation in enumerate(equations)
            for one in self._read(number, equation, macros or {})
        ]
        self.said = tuple(Line(one.term, "") for one in read if isinstance(one, Claim))
        found = [self._judged(one) if isinstance(one, Claim) else one for one in read]
        for number, (one, finding) in enumerate(zip(read, found, strict=True)):
            if isinstance(one, Claim) and finding.verdict == UNDECIDED:  # it may rest on a later line
                found[number] = self._judged(one)
        return FileFindings(path, (), tuple(found), ())

    def _read(self, number: int, equation: Equation, macros: Macros) -> Iterator["Claim | Finding"]:
        """The relations of a formula; a finding for what is none, or cannot be read."""
        try:
            statements = joined(parse(equation.latex, macros))
        except Unreadable as error:
            yield self._unread(number, equation, error)
            return
        for node in (link for one in statements for link in links(one)):
            claim = Claim(number, equation, node, macros)
            try:
                claim.term = self.elided.restored(statement(node, self.reader.names))
            except Misfit as error:
                claim.misfit = str(error)
            except Unreadable as error:
                yield self._unread(number, equation, error)
                continue
            if claim.misfit or (node.kind == "chain" and not self._condition(claim.term)):
                yield claim
            else:
                yield Finding(**claim.place, verdict=STATEMENT)

    def _condition(self, term: Term) -> bool:
        """Whether a relation is assumed, not said: by a step, or of the variable z, as in `1 where 0 < z`."""
        numbers = all(side == VARIABLE or isinstance(side, int) for side in children(term))
        of_variable = _op(term) in ("lt", "le", "ne") and VARIABLE in children(term) and numbers
        return of_variable or normal(term) in self.conditions

    def _unread(self, number: int, equation: Equation, error: Unreadable) -> Finding:
        line, column = equation.place(error.start)
        return Finding(
            line, column, equation.latex, NOT_UNDERSTOOD, str(error), equation=number, start=error.start
        )

    def _judged(self, claim: "Claim") -> Finding:
        """The verdict on a relation, with the repair of a wrong one."""
        if claim.misfit:
            return self._refuted(claim, "shape", claim.misfit)
        answer = self.answer(claim.term)
        if answer.status == "refuted":
            return self._refuted(
                claim, "shape" if answer.evidence.get("by") == "shape" else "", answer.detail
            )
        verdict = _VERDICTS.get(answer.status, UNDECIDED)
        if verdict == VERIFIED:
            verdict = _STANDING.get(_op(claim.term), VERIFIED)
        return Finding(**claim.place, verdict=verdict, message=answer.detail, evidence=answer.evidence)

    def _refuted(self, claim: "Claim", shape: str, message: str) -> Finding:
        """A wrong relation: the slip from a true line of the network, or else an edit that makes it true."""
        latex = claim.equation.latex
        found = self._slip(claim) or mend(
            latex, claim.node, self.count, self.mark, lambda made: self._holds(made, claim.macros)
        )
        return Finding(
            **claim.place, verdict=REFUTED, kind=found.kind or shape, message=message, fix=found.fix,
            edit=found.edit,
        )  # fmt: skip

    def _slip(self, claim: "Claim") -> Mended | None:
        """The line of the derivation that this one was to be, where it differs from it in one place."""
        if claim.node.kind != "chain":  # a piece of a line, which no line is like
            return None
        if claim.misfit:
            alike = lookalike(claim.latex, self.printed)
            line, name = alike or ("", "")
        else:
            found = nearest(claim.term, self.known)
            line, name = (found[1], kind(found[0])) if found else ("", "")
            alike = lookalike(claim.latex, self.printed) if not name else None
            line, name = alike or (line, name)
        if not line or self.answer(line).status not in GOOD:
            return None
        right: Any = elide(line)
        side = claim.node.parts[2]
        edit = None if right[0] == "shape" else (side.start, side.stop, self.notation.latex(right[2]))
        return Mended(name, self.notation.latex(right), edit)

    def _holds(self, latex: str, macros: Macros) -> bool:
        """Whether a relation that somebody proposes is true."""
        try:
            (node,) = joined(parse(latex, macros))
            term = statement(node, self.reader.names)
        except (DeriveError, ValueError):
            return False
        return node.kind == "chain" and self.answer(term).status in GOOD

    def answer(self, term: Term) -> Answer:
        """What the checks say of a relation, where it stands in the document."""
        return self.benches.answer(self.elided.restored(term), self.said)


@dataclass
class Claim:
    """One relation of a document: where it stands, and its term, or why its shapes do not fit."""

    number: int
    equation: Equation
    node: Node
    macros: Macros
    term: Term = ""
    misfit: str = ""

    @property
    def latex(self) -> str:
        """The relation, with its left side where that stands in another row."""
        first, relation, last = self.node.parts[0], self.node.parts[1], self.node.parts[-1]
        text = self.equation.latex
        return f"{text[first.start : first.stop]} {text[relation.start : last.stop]}"

    @property
    def place(self) -> dict[str, Any]:
        """Where a finding about it stands."""
        start, stop = self.node.start, self.node.stop
        line, column = self.equation.place(start)
        return {
            "line": line,
            "column": column,
            "latex": self.equation.latex[start:stop],
            "equation": self.number,
            "start": start,
            "cell": self.equation.cell,
        }


def _op(term: Term) -> str:
    return str(term[0]) if isinstance(term, tuple) else ""
