"""Two terms evaluated under one reading: equal, not equal, or what is missing to tell."""

from dataclasses import dataclass
from typing import Any

from ..checks.verdict import Undecided
from .activations import EXPLICIT, called_names
from .comparing import (
    FALSE,
    FORMAL,
    MISSING,
    TRUE,
    compare,
    depends_on_loss,
    targets,
    unknown,
)
from .contexts import Contexts
from .conventions import Reading
from .ground import Ground
from .layers import Definition, at_layers, layer_letters
from .network import Network
from .numbers import identity, lawful, scalar, second_opinion
from .phrases import Loose
from .sizes import Misfit
from .tables import show
from .terms import Key, contains, has_gradient, variables
from .values import Formal, Missing

TURNS = 3
# what evaluating other people's formulas may raise: one equation never stops the others
FAILURES = (
    Misfit,
    Missing,
    Formal,
    Undecided,
    ValueError,
    IndexError,
    KeyError,
    TypeError,
    ArithmeticError,
    RecursionError,
)
_WRITTEN = "a matrix is written out, perhaps as an example of another size"


@dataclass(frozen=True)
class Outcome:
    """What one reading makes of one link."""

    kind: str
    detail: str = ""
    doubts: frozenset[str] = frozenset()
    shapes: tuple[dict[str, Any], ...] = ()
    misfit: bool = False
    closed: bool = False  # whatever the network, or whatever is formal beside it
    local: bool = False  # for any loss of the values by which the claim differentiates
    numbers: bool = False  # equal at random real numbers only
    homogeneous: bool = False  # both sides are derivatives of the loss


class Trials(Contexts):
    """Evaluates the two sides of claims."""

    def try_terms(
        self, left: Loose, right: Loose, reading: Reading, extra: tuple[Definition, ...] = ()
    ) -> Outcome:
        """What a reading makes of two terms."""
        letters = layer_letters((left, right))
        generic = self.has_generic() and (bool(letters) or not self.numbered())
        outcome = Outcome(MISSING, "no layer fits")
        for values in self.layers((left, right), generic):
            one, other = at_layers(left, values), at_layers(right, values)
            outcome = self._turns(one, other, reading, generic, extra)
            if outcome.kind == MISSING and outcome.detail.startswith("no equation says how"):
                outcome = self._locally(one, other, reading, generic, extra, outcome)
            if outcome.kind in (TRUE, FALSE, FORMAL):
                break
        if outcome.kind != TRUE and not extra and identity(left, right):
            return self._identity(left, right, reading, outcome)
        return outcome

    def _locally(
        self, left: Loose, right: Loose, reading: Reading, generic: bool, extra: Any, outcome: Outcome
    ) -> Outcome:
        """A step between values of the network that holds whatever the loss makes of the later ones."""
        network = self.network(reading, generic, extra)
        for turn in range(TURNS):
            ground = self.ground(network, turn)
            ground.loss = self.understood.loss
            try:
                same, speaker = compare(ground, left, right, local=True)
            except FAILURES:
                return outcome
            if not same or not ground.sinks:
                return outcome
        return Outcome(TRUE, doubts=frozenset(speaker.doubts), local=True)

    def _identity(self, left: Loose, right: Loose, reading: Reading, outcome: Outcome) -> Outcome:
        """What holds of a function for every number, whatever the document's symbols are."""
        key = ("identity", reading)
        if key not in self.networks:
            self.networks[key] = scalar(reading, self.understood.losses)
        found = self._on(self.networks[key], left, right)
        stated = found.kind != TRUE and has_gradient((left, right))
        if stated and self._whatever(left, right, self.networks[key]):
            return Outcome(FALSE, homogeneous=True, closed=True)
        return found if found.kind == TRUE else outcome

    def _whatever(self, left: Loose, right: Loose, network: Network) -> bool:
        """Whether `d/dz g(z) = 1 + tanh(z)²` is false for every activation that g may be."""
        named = {name for name, _ in called_names((left, right))}
        open_ = {name for name in named if name not in EXPLICIT | {"exp", "log", "ln"}}
        if len(open_) > 1 or not named & EXPLICIT:
            return False
        for meant in sorted(EXPLICIT) if open_ else ("",):
            functions = {**self.understood.functions, **dict.fromkeys(open_, meant)}
            if second_opinion(network, functions, self.understood.loss, left, right) is not False:
                return False
        return True

    def _turns(self, left: Loose, right: Loose, reading: Reading, generic: bool, extra: Any) -> Outcome:
        return self._on(self.network(reading, generic, extra), left, right, bool(extra))

    def _on(self, network: Network, left: Loose, right: Loose, free: bool = False) -> Outcome:
        known = network.known(self.equation)
        network.adopt(left, right, free, self.equation)
        example = contains((left, right), "grid")
        shapes = []
        doubts: set[str] = set()
        for turn in range(TURNS):
            ground = self.ground(network, turn)
            ground.loss = self.understood.loss
            try:
                same, speaker = compare(ground, left, right)
            except FAILURES as error:
                found = self._raised(error, left, right, known, network)
                return Outcome(MISSING, _WRITTEN) if example and found.kind == FALSE else found
            doubts |= speaker.doubts
            if not same and (speaker.unsure or lawful((left, right))):
                equal = second_opinion(network, self.understood.functions, ground.loss, left, right)
                if equal:
                    return Outcome(TRUE, doubts=frozenset(doubts), numbers=True)
                if equal is None:
                    return Outcome(MISSING, next(iter(sorted(speaker.unsure)), "a value that is no number"))
            if not same and example and not all(network.fixed(key) for key in variables((left, right))):
                return Outcome(MISSING, _WRITTEN)
            if not same:
                return self._false(left, right, ground, known, doubts)
            shapes.append(
                {
                    show(key): list(ground.shapes[key])
                    for key in variables((left, right))
                    if key in ground.shapes
                }
            )
        return Outcome(TRUE, doubts=frozenset(doubts), shapes=tuple(shapes))

    def _raised(
        self, error: Exception, left: Loose, right: Loose, known: frozenset[Key], network: Network
    ) -> Outcome:
        if isinstance(error, Formal):
            return Outcome(FORMAL)
        if isinstance(error, Misfit):
            strange = unknown(left, right, known & network.strong | self._errors(network), network)
            if strange:
                return Outcome(MISSING, f"nothing says what {', '.join(strange)} is")
            obscure = network.obscure(variables((left, right)))
            if obscure:
                return Outcome(MISSING, f"the definition of {show(obscure)} is not understood")
            return Outcome(FALSE, str(error), misfit=True, homogeneous=True)
        return Outcome(MISSING, str(error))

    def _errors(self, network: Network) -> frozenset[Key]:
        """Symbols whose shapes follow from others: losses, counts, gradients that have names, targets."""
        plain = {key for key in network.sizer.shapes if network.is_scalar(key)}
        loss = {
            key
            for d in network.definitions.values()
            if d.key[1] in network.losses
            for key in variables(d.right)
        }
        return frozenset(plain | set(network.gradients) | loss)

    def _false(
        self, left: Loose, right: Loose, ground: Ground, known: frozenset[Key], doubts: set[str]
    ) -> Outcome:
        strange = unknown(left, right, known, ground.network)
        if strange:
            return Outcome(MISSING, f"nothing says what {', '.join(strange)} is")
        obscure = ground.network.obscure(variables((left, right)))
        if obscure:
            return Outcome(MISSING, f"the definition of {show(obscure)} is not understood")
        if ground.network.unsure:
            return Outcome(MISSING, "the loss is not understood")
        if depends_on_loss(left, right, ground):
            return Outcome(MISSING, "no equation gives the loss")
        both = bool(targets(ground, left)) and bool(targets(ground, right))
        return Outcome(FALSE, doubts=frozenset(doubts), homogeneous=both)
