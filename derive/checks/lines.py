"""One displayed line, one verdict: each relation has its own way of being true."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..derivation import Shape, Step
from ..errors import DeriveError, ShapeError
from ..expression import Term, children, substitute, walk
from .bounds import Bounds
from .model import Model
from .node import Node
from .numeric import rounded, same_number
from .samples import Constraints, Samples
from .shape import Shapes
from .symbolic import Answer, Prover
from .text import bare, text, written
from .verdict import CHECKED, DEFINITION, FAULTS, PROVED, REFUTED, STATEMENT, UNDECIDED, Undecided, Verdict

KEPT = 5000  # terms whose values are kept, for the lines that follow: what is far above is not shown again


@dataclass(frozen=True, slots=True)
class Place:
    """What is in force where a line stands: its step, and the constraints assumed so far."""

    step: Step
    constraints: Constraints = ()


class Lines:
    """Verdicts about the lines of one derivation."""

    def __init__(self, model: Model, samples: Samples) -> None:
        self.model = model
        self.samples = samples
        self.prover = Prover(model, samples)
        self.bounds = Bounds(self.prover)

    def verdicts(self) -> Iterator[Verdict]:
        """A verdict for each line in order; an assumption holds from its step on."""
        assumed = dict.fromkeys(self.model.constraints(()))
        for where, step, line in self.model.lines():
            if self.model.terms_known > KEPT:
                self.samples.forget()
            assumed |= dict.fromkeys(self.model.constraints((step,)))
            answer = self.answer(line.expression, Place(step, tuple(assumed)))
            yield Verdict(text(line.expression), answer.status, answer.evidence, answer.detail, where)

    def answer(self, relation: Term, place: Place) -> Answer:
        """The status of a relation. Never raises for what a derivation may hold."""
        try:
            if not isinstance(relation, tuple) or relation[0] not in RELATIONS:
                raise Undecided(f"{text(relation)} is not a relation")
            with np.errstate(all="ignore"):  # what is not finite is looked at where it matters
                return RELATIONS[relation[0]](self, relation, place)
        except ShapeError as error:
            return Answer(REFUTED, {"by": "shape"}, str(error))
        except DeriveError as error:
            return Answer(UNDECIDED, {}, str(error))
        except FAULTS as error:
            return Answer(UNDECIDED, {}, f"cannot be evaluated: {type(error).__name__}: {error}"[:200])

    def sides(self, left: Term, right: Term, example: bool = False) -> tuple[Node, Node, bool]:
        """The nodes of two sides of one shape, and whether they are at the example only."""
        if example or at_example(left) or at_example(right):
            return (*_alike(self.model.example, left, right), True)
        try:
            return (*_alike(self.model.letters, left, right), False)
        except ShapeError:
            if not any(_is(part, "decimal") for part in walk(("eq", left, right))):
                raise
        return (*_alike(self.model.example, left, right), True)

    def equal(self, relation: Any, place: Place) -> Answer:
        """Both sides are equal: as formulas, or as the numbers that they show."""
        answers = []
        shown = _shown(relation[1]) or _shown(relation[2])
        cells = list(self.cells(relation[1], relation[2]))
        for left, right in cells:
            a, b, example = self.sides(left, right, len(cells) > 1)
            if shown and self.given(left, right):
                answers.append(same_number(self.samples, a, b))
                continue
            answer = self.prover.equal(a, b, example, place.constraints)
            if answer.status != PROVED and not example and self.counted(("eq", left, right)):
                a, b = _alike(self.model.example, left, right)
                answer = self.prover.equal(a, b, True, place.constraints)
            if answer.status != PROVED and shown:
                answer = same_number(self.samples, a, b)
            answers.append(answer)
        return worst(answers)

    def given(self, left: Term, right: Term) -> bool:
        """Whether a side is one of the example's own numbers; what it would be elsewhere says nothing."""
        names = [side[1] if _is(side, "entry") else side for side in (left, right)]  # type: ignore[index]
        return any(isinstance(name, str) and (name == "eta" or name in self.model.drawn) for name in names)

    def counted(self, term: Term) -> bool:
        """Whether an entry is counted on an axis with a letter: at the example that may be all of it."""
        return any(
            _is(part, "entry") and any(self._first(part, axis) for axis in (0, 1)) for part in walk(term)
        )

    def _first(self, entry: Any, axis: int) -> bool:
        shape = self.model.letters.symbol(entry[1]) if isinstance(entry[1], str) else ("", "")
        if len(shape) != 2 or not isinstance(shape[axis], str):
            return False
        return entry[2 + axis] == 1 if len(entry) == 4 else bool(entry[2] == 1)

    def cells(self, left: Term, right: Term) -> Iterator[tuple[Term, Term]]:
        """The sides, or where one is a matrix with elided cells, each cell shown with its entry."""
        elided = [
            side for side in (left, right) if _is(bare(side), "matrix") and "..." in children(bare(side))
        ]
        if not elided:
            yield left, right
            return
        if len(elided) == 2:
            raise Undecided("both sides have elided cells")
        other = right if elided[0] == left else left
        (node,) = self.model.example.nodes(other)
        literal: Any = bare(elided[0])
        for row, column, cell in visible(literal[1], node.shape):
            entry: Term = ("entry", other, row, column)
            yield (cell, entry) if elided[0] == left else (entry, cell)

    def approximate(self, relation: Any, place: Place) -> Answer:
        """The right side is the left side, rounded to the digits shown."""
        answers = []
        for left, right in self.cells(relation[1], relation[2]):
            a, b = _alike(self.model.example, left, right)
            answers.append(rounded(self.samples, a, b))
        return worst(answers)

    def define(self, relation: Any, place: Place) -> Answer:
        """The left side is the right side by definition; what has a value already must have this one."""
        _, left, right = relation
        if isinstance(left, str) and left in self.model.derivation.sizes:
            if right == self.model.derivation.sizes[left]:
                return Answer(DEFINITION, {"by": "definition"})
            return Answer(
                REFUTED, {"by": "definition"}, f"{left} is {self.model.derivation.sizes[left]} in the example"
            )
        answer = self.equal(relation, place)
        return Answer(DEFINITION, {"by": "definition"}) if answer.status == PROVED else answer

    def update(self, relation: Any, place: Place) -> Answer:
        """The variable takes the value of one step of gradient descent, W - eta dL/dW."""
        _, left, right = relation
        self.sides(left, right)
        parameters = {name: name + "_new" for name in self.model.derivation.parameters}
        rate: Term = ("decimal", str(self.model.derivation.learning_rate))
        for rule in (right, substitute_back(right, rate)):
            answer = self.equal(("eq", substitute(left, parameters), rule), place)
            if answer.status == PROVED:
                return Answer(DEFINITION, {"by": "definition"})
        return answer

    def has_shape(self, relation: Any, place: Place) -> Answer:
        """The term has the shape said."""
        _, term, *said = relation
        shapes = self.model.letters
        if at_example(term) or all(isinstance(dim, int) for dim in said):
            shapes = self.model.example
        shapes.nodes(("shaped", term, *said))
        return Answer(STATEMENT, {"by": "shape"})

    def below(self, relation: Any, place: Place) -> Answer:
        """A chain of bounds."""
        return self.bounds.chain(relation, place.step, place.constraints)

    def different(self, relation: Any, place: Place) -> Answer:
        """The sides are different: their difference has a sign."""
        _, left, right = relation
        for order in (("lt", left, right), ("lt", right, left)):
            answer = self.bounds.chain(order, place.step, place.constraints)
            if answer.status == PROVED:
                return answer
        if self.equal(("eq", left, right), place).status == PROVED:
            return Answer(REFUTED, {"by": "witness"}, "the sides are equal")
        return Answer(UNDECIDED, {}, "no sign of the difference is exhibited")


def at_example(term: Term) -> bool:
    """Whether a term makes sense at the sizes of the example only."""
    if not isinstance(term, tuple):
        return False
    if term[0] in ("matrix", "diag", "jacobian"):
        return True
    if term[0] == "entry" and any(isinstance(index, int) and index > 1 for index in term[2:]):
        return True
    return any(map(at_example, term[1:]))


def substitute_back(term: Term, rate: Term) -> Term:
    """A learning rate written as its number, made a symbol again."""
    if term == rate:
        return "eta"
    if not isinstance(term, tuple) or term[0] in ("matrix", "decimal"):
        return term
    return (term[0], *(substitute_back(part, rate) if isinstance(part, tuple) else part for part in term[1:]))


def _is(term: Term, *ops: str) -> bool:
    return isinstance(term, tuple) and term[0] in ops


def _alike(shapes: Shapes, left: Term, right: Term) -> tuple[Node, Node]:
    a, b = shapes.nodes(left, right)
    if a.shape != b.shape and {a.shape, b.shape} != {(), (1, 1)}:
        raise ShapeError(f"the left side is {written(a.shape)}, but the right side is {written(b.shape)}")
    return a, b


def _shown(side: Term) -> bool:
    """Whether a side shows numbers and nothing else: then the line is about the example's numbers."""
    found = False
    for part in walk(side):
        if isinstance(part, str) and part != "...":
            return False
        found = found or _is(part, "decimal", "matrix")
    return found


def visible(rows: Any, shape: Shape) -> Iterator[tuple[int, int, Term]]:
    """The cells that are shown of a matrix of this shape, each with its place.

    Rows (columns) before an elided one are the first of the matrix, those after it the last.
    """
    down = _places([all(cell == "..." for cell in row) for row in rows], int(shape[0]))
    across = _places([all(row[k] == "..." for row in rows) for k in range(len(rows[0]))], int(shape[1]))
    for row, i in zip(rows, down, strict=True):
        for cell, j in zip(row, across, strict=True):
            if cell != "...":
                yield i, j, cell


def _places(elided: list[bool], length: int) -> list[int]:
    if len(elided) == length:
        return list(range(1, length + 1))
    if len(elided) > length or not any(elided):
        raise ShapeError(f"{len(elided)} rows or columns are shown of {length}")
    gap = elided.index(True)
    return [k + 1 if k <= gap else length - len(elided) + k + 1 for k in range(len(elided))]


def worst(answers: list[Answer]) -> Answer:
    """The first answer that is not proved, or the first of all."""
    order = (REFUTED, UNDECIDED, CHECKED)
    for status in order:
        for answer in answers:
            if answer.status == status:
                return answer
    if not answers:
        return Answer(UNDECIDED, {}, "no cell is shown")
    return answers[0]


RELATIONS: dict[str, Callable[[Lines, Any, Place], Answer]] = {
    "eq": Lines.equal,
    "define": Lines.define,
    "approx": Lines.approximate,
    "shape": Lines.has_shape,
    "update": Lines.update,
    "lt": Lines.below,
    "le": Lines.below,
    "ne": Lines.different,
}
