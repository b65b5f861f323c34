"""Judges links: both sides evaluated under every reading that the document leaves open."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from .assumptions import assumptions
from .borderline import Borderline, residual
from .claims import Link
from .comparing import (
    FALSE,
    FORMAL,
    MISSING,
    TRUE,
)
from .conventions import Reading
from .layers import Definition, at_layers, instantiate, layer_letters
from .numbers import scalar
from .phrases import Loose
from .tables import show
from .terms import Key, has_gradient, named_gradient, symbol_of, variables
from .trials import Outcome
from .vocabulary import A_CHAIN

MOST_OTHERS = 6
_ZERO = ("num", Fraction(0))  # what is true of 0 alone shows nothing


@dataclass
class Result:
    """Every outcome of one link, by reading."""

    link: Link
    number: int
    outcomes: dict[Reading, Outcome] = field(default_factory=dict)
    stray: tuple[str, str] | None = None  # an index that only the left side has, one of the right side


class Judge(Borderline):
    """What each reading makes of each link of one document."""

    # ---- one link

    def try_link(self, link: Link, reading: Reading, extra: tuple[Definition, ...] = ()) -> Outcome:
        """What a reading makes of a link, by the definitions in force or by others of the document."""
        self.equation = link.equation
        outcome = self.try_strictly(link, reading, extra)
        if outcome.kind in (TRUE, FORMAL) or link.left.term is None or link.right.term is None or extra:
            return outcome
        if has_gradient((link.left.term, link.right.term)):
            for other in self._others(link):
                found = self._under(other, link, reading)
                if found.kind == TRUE:
                    line = self.said.equations[self._line(other)].line
                    words = f"{show(other.key)} is as in line {line}"
                    return replace(found, doubts=found.doubts | {words})
        return outcome

    def _others(self, link: Link) -> list[Definition]:
        """Definitions not in force of symbols in a link or of what they are made of, the nearest first."""
        keys = set(variables((link.left.term, link.right.term)))
        given = [*self.understood.definitions, *self.understood.spare.values()]
        found = [d for d in given if d not in self.active and d.key in keys and not has_gradient(d.right)]
        return sorted(found, key=lambda d: abs(self._line(d) - link.equation))[:MOST_OTHERS]

    def _line(self, definition: Definition) -> int:
        links = self.said.links
        return links[definition.place].equation if 0 <= definition.place < len(links) else 0

    def _under(self, other: Definition, link: Link, reading: Reading) -> Outcome:
        """What a reading makes of a link with another definition in force."""
        active, version = self.active, self.version
        self.active = [other if d.key == other.key else d for d in active]
        self.version = ("instead", version, other.place)
        try:
            return self.try_strictly(link, reading)
        finally:
            self.active, self.version = active, version

    def try_strictly(self, link: Link, reading: Reading, extra: tuple[Definition, ...] = ()) -> Outcome:
        """What a reading makes of a link by the definitions in force."""
        left, right = link.left.term, link.right.term
        if left is None or right is None:
            if A_CHAIN in (link.left.problem, link.right.problem):
                return Outcome(FORMAL)
            return Outcome(MISSING, link.left.problem or link.right.problem)
        outcome = self.try_terms(left, right, reading, extra)
        if not extra:
            outcome = self.otherwise(left, right, reading, outcome)
        if outcome.kind == TRUE:
            self.proved.add(self._spoken_of(left))
        return self._excused(left, right, reading, outcome) if outcome.kind == FALSE else outcome

    def _excused(self, left: Loose, right: Loose, reading: Reading, outcome: Outcome) -> Outcome:
        """Something false that may be meant otherwise: formally, or of another loss."""
        if not outcome.closed and self.local_in((left, right), reading):
            return self.shapeless((left, right), reading) or Outcome(FORMAL)
        hidden = [key for key in variables((left, right)) if key in self.hidden]
        if hidden:
            return Outcome(MISSING, f"the definition of {show(hidden[0])} is not understood")
        if outcome.homogeneous:
            return outcome
        if self.rivals():
            return Outcome(MISSING, "the document gives several losses")
        explicit = left[0] == "d" and left[1] is not None and not symbol_of(left[1])
        if residual(right) and not explicit and self._spoken_of(left) in self.proved:
            return Outcome(MISSING, "true of another loss or activation than was given before")
        return outcome

    def assume(self, link: Link, readings: Sequence[Reading]) -> tuple[Outcome, str] | None:
        """A definition that the document lacks and that makes a link true, or None."""
        left, right = link.left.term, link.right.term
        if left is None or right is None or len(set(variables((left, right)))) > 7:
            return None
        letters = layer_letters((left, right))
        depth = self.depth(self.has_generic())
        layers = {letter: depth if letter in ("L", "K") else 2 for letter in letters}
        left, right = at_layers(left, layers), at_layers(right, layers)
        generic = self.has_generic()
        given = set(self.network(readings[0], generic).definitions)
        if self.understood.gives_loss and not self.understood.opaque_loss:
            given.add(self.understood.loss)
        left, right = self.without_errors(left, given), self.without_errors(right, given)
        if not has_gradient(left):
            return None
        for extra, words, numbers in assumptions(left, right, self.understood.loss, given):
            if numbers:
                made = instantiate(extra, depth, generic)
                network = scalar(readings[0], self.understood.losses, made)
                outcome = self._on(network, left, right)
                if outcome.kind == TRUE and self._on(network, left, _ZERO).kind != TRUE:
                    return outcome, words
                continue
            for reading in readings[:2]:
                outcome = self._turns(left, right, reading, generic, extra)
                if outcome.kind == MISSING and outcome.detail.startswith("no equation says how"):
                    outcome = self._locally(left, right, reading, generic, extra, outcome)
                true = outcome.kind == TRUE and not outcome.doubts
                true = true and self._turns(left, _ZERO, reading, generic, extra).kind != TRUE
                self.networks.pop((self.version, reading, generic, extra), None)
                if true:
                    return outcome, words
        return None

    def _inner(self, upper: bool) -> str:
        """The letter of what goes into activations, where a document says δ and nothing of it."""
        letters = {key[1] for key in self.understood.letters}
        return "Z" if upper or ("Z" in letters and "z" not in letters) else "z"

    def _spoken_of(self, left: Loose) -> Any:
        """The variable by which a left side differentiates; δ alike."""
        key = symbol_of(left[2] or ()) if left[0] == "d" else symbol_of(left)
        return self._named(key)[1] or key if key and key[1] in ("delta", "Delta") else key or left

    def _named(self, key: Key) -> tuple[int, Key]:
        """Sign and variable of the derivative that a document calls δ, at its layer."""
        for definition in self.active:
            if definition.key[1] != key[1] or definition.key[3] != key[3]:
                continue
            sign, by = named_gradient(definition.right)
            letters = layer_letters((definition.left, definition.right))
            if by and isinstance(definition.key[2], tuple) and isinstance(key[2], int):
                return sign, at_layers(by, dict.fromkeys(letters, key[2] - definition.key[2][1]))
            if by and definition.key == key:
                return sign, by
        return 1, ()

    def without_errors(self, term: Any, given: set[Key]) -> Any:
        """A term with each δ that the document does not define read as ∂L/∂z."""
        if not isinstance(term, tuple) or not term:
            return term
        if term[0] == "var" and term[1] in ("delta", "Delta") and term not in given:
            sign, by = self._named(term)
            if not by:
                by = ("var", self._inner(term[1] == "Delta"), *term[2:])
            found = ("d", self.understood.loss, by)
            return found if sign > 0 else ("neg", found)
        if term[0] == "dn":
            return ("d", self.understood.loss, term[1])
        return tuple(self.without_errors(part, given) for part in term)
