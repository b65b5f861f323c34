"""What is neither true nor false at first: formal lines, one sample's loss, symbols that nothing defines."""

from collections.abc import Iterator
from typing import Any

from .charity import meant
from .comparing import FALSE, FORMAL, MISSING, TRUE
from .conventions import Reading
from .groups import groups, turned
from .layers import at_layers, layer_letters
from .network import Network
from .phrases import Loose
from .sizes import Misfit
from .tables import show
from .terms import Key, derivatives, symbol_of, variables
from .trials import FAILURES, TURNS, Outcome, Trials
from .understand import ERRORS
from .values import ONE_SAMPLE, Speaker


class Borderline(Trials):
    """Second readings of claims that have no value, or are formal."""

    def otherwise(self, left: Loose, right: Loose, reading: Reading, outcome: Outcome) -> Outcome:
        """What else a claim may say that is neither true nor false."""
        if outcome.kind == MISSING:
            outcome = self._charitably(left, right, reading, outcome)
        if outcome.kind == MISSING and outcome.detail.endswith(ONE_SAMPLE) and reading.batch:
            return self._of_one(left, right, reading, outcome)
        if outcome.kind == FORMAL:
            return self.shapeless((left, right), reading) or outcome
        return outcome

    def _charitably(self, left: Loose, right: Loose, reading: Reading, outcome: Outcome) -> Outcome:
        """What a link says with symbols that nothing defines read as those that they may mean."""
        generic = self.has_generic() and (bool(layer_letters((left, right))) or not self.numbered())
        network = self.network(reading, generic)
        for values in self.layers((left, right), generic):
            pairs = list(meant(at_layers(left, values), at_layers(right, values), network))
            for _, one, other in pairs:
                found = self._turns(one, other, reading, generic, ())
                if found.kind in (TRUE, FORMAL) or (found.kind == FALSE and len(set(pairs)) == 1):
                    return found
        return outcome

    def _of_one(self, left: Loose, right: Loose, reading: Reading, outcome: Outcome) -> Outcome:
        """`∂J_i/∂b = Σ_i …`: what is true of the loss of all samples is not true of that of each."""
        of = left[1] if left[0] == "d" else None
        if not of or of[0] not in ("at", "smp") or of in _parts(right) or symbol_of(of) != of[1]:
            return outcome
        whole = self.try_terms(("d", of[1], left[2]), right, reading)
        if whole.kind != TRUE or whole.doubts:
            return outcome
        detail = f"the left side is of one sample's {show(of[1])}, the right side of that of all samples"
        return Outcome(FALSE, detail, homogeneous=True)

    def shapeless(self, terms: tuple[Loose, Loose], reading: Reading) -> Outcome | None:
        """A formal line with a product in brackets that has no shape, be δ a column or a row."""
        generic = self.has_generic() and (bool(layer_letters(terms)) or not self.numbered())
        for values in self.layers(terms, generic):
            network = self.network(reading, generic)
            for group in groups(at_layers(terms, values)):
                details = [self._misfit(network, group), self._misfit(network, turned(group))]
                if all(details):
                    return Outcome(FALSE, details[0], misfit=True, homogeneous=True, closed=True)
            return None
        return None

    def _misfit(self, network: Network, term: Loose) -> str:
        """Why a term of known symbols has no shape; empty if it has one, or nobody knows."""
        if not set(variables(term)) <= network.strong | set(network.gradients) | _errors(term):
            return ""
        found = ""
        for turn in range(TURNS):
            ground = self.ground(network, turn)
            ground.loss, ground.local = self.understood.loss, False
            ground.prepare(term, term)
            try:
                Speaker(ground).value(term)
            except Misfit as error:
                found = found or str(error)
                continue
            except FAILURES:
                pass
            return ""
        return found

    def rivals(self) -> bool:
        """Whether another loss than the one in force may be meant.

        One that was given before the output was, to which the loss in force applies, is no rival.
        """
        if not self.understood.several:
            return False
        own = next((d for d in self.active if d.key == self.understood.loss), None)
        if own is None:
            return True
        names = {(key[1], key[3]) for key in variables(own.right)}
        outputs = [d.place for d in self.active if d is not own and (d.key[1], d.key[3]) in names]
        first = min((place for place in outputs if place >= 0), default=-1)
        return not all(place < first for place in self.understood.stated if place != own.place)

    def local_in(self, term: Any, reading: Reading) -> bool:
        """Whether a term holds a derivative of one value of the network by another, not entry by entry."""
        if reading.scalars:
            return False
        for of, by in derivatives(term):
            inner = symbol_of(of) if of else ()
            if of and (not inner or inner[1] not in self.understood.losses) and not (of[0] == by[0] == "at"):
                return True
        return False


def _parts(term: Any) -> Iterator[Any]:
    """A term and everything in it."""
    yield term
    for part in term if isinstance(term, tuple) else ():
        yield from _parts(part)


def residual(term: Loose) -> bool:
    """`a - y`: what the output's error is for the loss that belongs to its activation."""
    if term[0] == "neg":
        return residual(term[1])
    if term[0] != "add" or len(term) != 3:
        return False
    signs = sorted(part[0] == "neg" for part in term[1:])
    return signs == [False, True] and all(
        symbol_of(part[1] if part[0] == "neg" else part) for part in term[1:]
    )


def _errors(term: Loose) -> set[Key]:
    return {key for key in variables(term) if key[1] in ERRORS}
