"""Bounds: a <= b is proved by what its step exhibits, b - a as a sum of squares, or by bounded factors."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice, pairwise
from typing import Any

import numpy as np

from ..derivation import Step
from ..errors import DeriveError, ShapeError
from ..expression import Term, children, rebuild, strip, substitute, walk
from .functions import Z
from .node import Node
from .rational import closed
from .reals import Reals
from .samples import Constraints, Example
from .signs import NOT_NEGATIVE, POSITIVE, Signs
from .symbolic import Answer, Prover
from .verdict import PROVED, REFUTED, UNDECIDED, Undecided

NUMBERS = "the order of the numbers"
FACTORS = "0 <= a <= c and 0 <= b <= d give a b <= c d"
ENTRIES = ("i", "j")
FLAT = 64  # a product with more factors is left alone
_WORDS = {
    POSITIVE: "b - a is positive",
    NOT_NEGATIVE: "b - a is a sum of squares or of terms that are not negative",
}
Pair = tuple[Term, Term]


class Bounds:
    """Proofs of bounds; what is proved once may bound a factor later."""

    def __init__(self, prover: Prover) -> None:
        self.prover = prover
        self.proved: list[Pair] = []

    def chain(self, relation: Any, step: Step, constraints: Constraints) -> Answer:
        """A chain of bounds, for all values; where that fails and it shows numbers, at the example's own."""
        strict = relation[0] == "lt"
        parts = [strip(part) for part in relation[1:]]
        shown = any(isinstance(part, tuple) and part[0] in ("decimal", "matrix") for part in walk(relation))
        try:
            answer = self._always(parts, strict, step, constraints)
        except DeriveError:
            if not shown:
                raise
            answer = Answer(UNDECIDED, {}, "the numbers cannot be compared")
        return self._numbers(parts, strict) or answer if shown and answer.status != PROVED else answer

    def _always(self, parts: list[Term], strict: bool, step: Step, constraints: Constraints) -> Answer:
        """Each pair of neighbours has a proof of its own."""
        axioms: dict[str, None] = {}
        shapes: dict[str, Any] = {}
        for left, right in pairwise(parts):
            pair = self._entrywise(left, right)
            answer = self._pair(*pair, strict, step, constraints)
            if answer.status != PROVED:
                return answer
            axioms |= dict.fromkeys(answer.evidence["axioms"])
            shapes |= {"shapes": answer.evidence["shapes"]} if "shapes" in answer.evidence else {}
            self.proved.append(pair)
        return Answer(PROVED, {"by": "axiom", "axioms": list(axioms)} | shapes)

    def _numbers(self, parts: list[Term], strict: bool) -> Answer | None:
        """A chain at the example's numbers; None where there are none."""
        try:
            nodes = self.prover.model.example.nodes(*parts)
        except DeriveError:
            return None
        if len({node.shape for node in nodes if node.shape}) > 1:
            raise ShapeError("the sides of a bound have different shapes")
        answer = None
        for env in self.prover.samples.enclosed():
            try:
                answer = _ordered(env, nodes, strict)
            except DeriveError:
                continue
            if answer.status != UNDECIDED:
                break
        return answer

    def _entrywise(self, left: Term, right: Term) -> Pair:
        """Both sides as scalars: an entry of each, where they are matrices."""
        letters = self.prover.model.letters
        return (
            left if letters.nodes(left)[0].shape == () else entry_of(left),
            right if letters.nodes(right)[0].shape == () else entry_of(right),
        )

    def _pair(self, left: Term, right: Term, strict: bool, step: Step, constraints: Constraints) -> Answer:
        numbers = _order(left, right, strict)
        if numbers is not None:
            return numbers
        signs = Signs(step.assumptions)
        gap = self._opened(difference(right, left))
        found = self._exhibited(gap, strict, signs, step, constraints)
        if found is None and self._factors(left, right, strict, signs, constraints):
            found = Answer(PROVED, {"by": "axiom", "axioms": [FACTORS]})
        if found is None:
            found = self._violated(left, right, strict)
        return found or Answer(UNDECIDED, {}, "no sum of squares is exhibited, and no factors are bounded")

    def _opened(self, term: Term) -> Term:
        """Entries of activations replaced by the function of an entry that their equation gives."""
        match term:
            case ("entry", str(name), *indices):
                match self.prover.model.terms.get(name):
                    case ("apply", str(function), str(argument)):
                        return ("apply", function, ("entry", argument, *indices))
        return rebuild(term, self._opened)

    def _exhibited(
        self, gap: Term, strict: bool, signs: Signs, step: Step, constraints: Constraints
    ) -> Answer | None:
        """The gap as what cannot be negative: itself, a side of a line, or a known complement."""
        least = POSITIVE if strict else NOT_NEGATIVE
        for candidate in dict.fromkeys((gap, *_displayed(step), *_complements(gap))):
            sign = signs.of(candidate)
            if sign < least:
                continue
            try:
                a, b = self.prover.model.letters.nodes(gap, candidate)
                if a.shape != b.shape:
                    continue
                answer = self.prover.equal(a, b, constraints=constraints, told=False)
            except DeriveError:
                continue
            if answer.status == PROVED:
                axioms = [*answer.evidence.get("axioms", ()), _WORDS[sign]]
                return Answer(PROVED, answer.evidence | {"by": "axiom", "axioms": axioms})
        return None

    def _factors(self, left: Term, right: Term, strict: bool, signs: Signs, constraints: Constraints) -> bool:
        """A product whose factors are not negative and bounded: by earlier lines, or by themselves."""
        ours, rest = (list(islice(_flat(side), FLAT + 1)) for side in (left, right))
        if len(ours) > FLAT or len(rest) > FLAT:
            return False
        limit = Fraction(1)
        for factor in ours:
            if signs.of(factor) < NOT_NEGATIVE and (0, factor) not in self.proved:
                return False
            if factor in rest:
                rest.remove(factor)
                continue
            bound = self._bound(factor, constraints)
            if bound is None:
                return False
            limit *= bound
        try:
            allowed = closed(("mul", 1, 1, *rest), self.prover.model.derivation.sizes if not rest else None)
        except Undecided:
            return False
        return limit < allowed if strict else limit <= allowed

    def _bound(self, factor: Term, constraints: Constraints) -> Fraction | None:
        """The number by which a line has bounded this factor, for any argument."""
        try:
            return closed(factor)
        except Undecided:
            pass
        arguments = {part[2] for part in walk(factor) if isinstance(part, tuple) and part[0] == "apply"}
        for small, big in self.proved:
            for candidate in (small, *(substitute(small, {Z: x}) for x in sorted(arguments, key=repr))):
                if self._same(candidate, factor, constraints):
                    try:
                        return closed(big)
                    except Undecided:
                        break
        return None

    def _same(self, a: Term, b: Term, constraints: Constraints) -> bool:
        if a == b:
            return True
        try:
            left, right = self.prover.model.letters.nodes(a, b)
            return self.prover.agree(left, right, constraints)
        except DeriveError:
            return False

    def _violated(self, left: Term, right: Term, strict: bool) -> Answer | None:
        """A point at which the bound does not hold."""
        a, b = self.prover.model.letters.nodes(left, right)
        for sizes, seed in self.prover.places((a, b), False):
            for turn in range(8):
                env = self.prover.samples.real(Reals(), sizes, 10 * seed + turn)
                with np.errstate(all="ignore"):
                    x, y = env.value(a), env.value(b)
                    over = np.broadcast_to(x > y + 1e-9 * (1 + abs(y)), np.broadcast_shapes(x.shape, y.shape))
                if np.any(over):
                    place = tuple(np.argwhere(over)[0])
                    big, small = np.broadcast_to(x, over.shape)[place], np.broadcast_to(y, over.shape)[place]
                    return Answer(
                        REFUTED,
                        {"by": "witness"},
                        f"the left side can be {big:.6g}, the right side {small:.6g}",
                    )
        return None


def _ordered(env: Example, nodes: Sequence[Node], strict: bool) -> Answer:
    """Whether the numbers of one arithmetic are in increasing order."""
    arithmetic = env.arithmetic
    balls = [env.value(node) for node in nodes]
    for a, b in pairwise(balls):
        apart = arithmetic.apart(a, b)
        if np.any(apart & (b.middle < a.middle)):
            return Answer(REFUTED, {"by": "enclosure"}, "the numbers are not in this order")
        same = (a.middle == b.middle) & (a.radius == 0) & (b.radius == 0)
        if not np.all(apart | (same & (not strict))):
            return Answer(UNDECIDED, {}, "the numbers are too close to tell")
    widest = max(float(np.max(arithmetic.floats(ball.radius))) for ball in balls)
    return Answer(PROVED, {"by": "enclosure", "radius": widest})


def difference(right: Term, left: Term) -> Term:
    """right - left, with zeros left out."""
    if left == 0:
        return right
    return ("neg", left) if right == 0 else ("add", right, ("neg", left))


def entry_of(term: Term) -> Term:
    """Entry (i, j) of an elementwise expression, with the entry taken of its symbols."""
    if not isinstance(term, tuple):
        return ("entry", term, *ENTRIES)
    renamed = {"hadamard": "mul", "hdiv": "div", "hpow": "pow"}
    match term:
        case ("ones", *_):
            return 1
        case ("hpow", base, n):
            return ("pow", entry_of(base), n)
        case ("mul", *scalars, matrix):
            return ("mul", *scalars, entry_of(matrix))
        case ("div", matrix, scalar):
            return ("div", entry_of(matrix), scalar)
        case ("add" | "neg" | "hadamard" | "hdiv" | "apply", *_):
            made: Any = rebuild(term, entry_of)
            return (renamed.get(term[0], term[0]), *made[1:])
    return ("entry", term, *ENTRIES)


def _order(left: Term, right: Term, strict: bool) -> Answer | None:
    try:
        a, b = closed(left), closed(right)
    except Undecided:
        return None
    if a < b or (a == b and not strict):
        return Answer(PROVED, {"by": "axiom", "axioms": [NUMBERS]})
    return Answer(REFUTED, {"by": "axiom", "axioms": [NUMBERS]}, f"{a} is not below {b}")


def _displayed(step: Step) -> Iterator[Term]:
    """The sides of the equations that a step displays: where a square is exhibited."""
    for line in step.lines:
        match strip(line.expression):
            case ("eq", left, right):
                yield right
                yield left
    for sub in step.substeps:
        yield from _displayed(sub)


def _complements(gap: Term) -> Iterator[Term]:
    """What is left of one by sigmoid and tanh is positive: 1/(1 + e^z), 2/(e^2z + 1)."""
    for part in dict.fromkeys(walk(gap)):
        match part:
            case ("apply", "sigmoid", z):
                yield ("apply", "sigmoid", ("neg", z))
            case ("apply", "tanh", z):
                for turned in (z, ("neg", z)):
                    yield ("div", 2, ("add", ("pow", ("apply", "exp", turned), 2), 1))


def _flat(term: Term) -> Iterator[Term]:
    """The factors of a product, powers written out."""
    match term:
        case ("mul", *factors):
            for factor in factors:
                yield from _flat(factor)
        case ("pow", base, int(n)) if 0 < n <= FLAT:
            for _ in range(n):
                yield from _flat(base)
        case ("div", 1, int()):
            yield term
        case ("div", top, bottom) if not children(bottom):
            yield from _flat(top)
            yield ("div", 1, bottom)
        case _:
            yield term
