"""Judges links: both sides evaluated under every reading that the document leaves open."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..checks.verdict import Undecided
from .assumptions import assumptions
from .claims import Link, Said
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
from .ground import Ground
from .layers import (
    Definition,
    activated,
    at_layers,
    instantiate,
    last_letters,
    layer_letters,
    layer_numbers,
    moving,
    symbol_of,
)
from .network import DEPTH, Network, Reading, has_gradient, named_gradient
from .numbers import identity, lawful, scalar, second_opinion
from .phrases import A_CHAIN, Loose, contains
from .sizing import Key, Misfit, variables
from .tables import show
from .understand import EXPLICIT, Understood, called_names, derivatives
from .values import Formal, Missing
from .voice import Budget

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
ROUNDS = 8
MOST_OTHERS = 6
_WRITTEN = "a matrix is written out, perhaps as an example of another size"


@dataclass(frozen=True)
class Outcome:
    """What one reading makes of one link."""

    kind: str
    detail: str = ""
    doubts: frozenset[str] = frozenset()
    shapes: tuple[dict[str, Any], ...] = ()
    misfit: bool = False
    closed: bool = False  # of functions alone, whatever the network
    local: bool = False  # for any loss of the values by which the claim differentiates
    numbers: bool = False  # equal at random real numbers only
    homogeneous: bool = False  # both sides are derivatives of the loss


@dataclass
class Result:
    """Every outcome of one link, by reading."""

    link: Link
    number: int
    outcomes: dict[Reading, Outcome] = field(default_factory=dict)


class Judge:
    """The definitions in force, and the networks made from them."""

    def __init__(self, said: Said, understood: Understood) -> None:
        self.said, self.understood = said, understood
        self.active = list(understood.definitions)
        self.version: Any = 0  # of the definitions in force
        self.budget = Budget()  # of the link that is judged
        self.hidden: set[Key] = set()  # symbols whose last definition so far cannot be used
        self.proved: set[Any] = set()  # what some true claim has said before
        self.networks: dict[Any, Network] = {}
        self.grounds: dict[Any, Ground] = {}

    # ---- contexts

    def depth(self, generic: bool) -> int:
        """How many layers the network has: as many as are numbered, or four for a general one."""
        if generic:
            return DEPTH
        numbers = [n for d in self.active for n in layer_numbers((d.left, d.right))]
        return max(numbers, default=0) or DEPTH

    def numbered(self) -> bool:
        """Whether some definition is given for a second layer."""
        return any(n > 1 for d in self.active for n in layer_numbers((d.left, d.right)))

    def has_generic(self) -> bool:
        """Whether some definition is given for every layer."""
        return any(moving(layer_letters((d.left, d.right))) for d in self.active)

    def network(self, reading: Reading, generic: bool, extra: tuple[Definition, ...] = ()) -> Network:
        """The network under a reading."""
        key = (self.version, reading, generic, extra)
        if key not in self.networks:
            self.networks[key] = self._made(reading, generic, extra)
        return self.networks[key]

    def _made(self, reading: Reading, generic: bool, extra: tuple[Definition, ...]) -> Network:
        """A network whose definitions have values: one that has none gives way to the next."""
        chosen: list[Any] = [*extra, *self.active]
        removed: set[Key] = set()
        for _ in range(1 if extra else ROUNDS):
            made = activated(instantiate(chosen, self.depth(generic), generic))
            losses = self.understood.losses | {self.understood.loss[1]}
            network = Network(made, reading, losses, self.understood.layered)
            bad = self._failing(network, made)
            if not bad:
                break
            spares = {place: self._next(chosen, place) for place in bad}
            removed |= {key for key, d in made.items() if d.place in bad}
            chosen = [spares.get(d.place, d) for d in chosen]
            chosen = [d for d in chosen if d is not None]
        for key in removed:
            if key not in network.definitions or network.definitions[key].place in bad:
                network.drop(key, made.get(key))
        self._tested(network)
        return network

    def _next(self, chosen: list[Definition], place: int) -> Definition | None:
        """The next definition of the symbol that the one at a place defines."""
        own = next(d for d in chosen if d.place == place)
        return next((d for d in self.understood.candidates.get(own.key, []) if d.place > place), None)

    def _failing(self, network: Network, made: dict[Key, Definition]) -> set[int]:
        """The places of definitions that do not fit or have no value."""
        bad = {
            d.place for key, d in made.items() if not has_gradient(d.right) and key not in network.definitions
        }
        ground = Ground(network, 0, self.understood.functions)
        for key, definition in network.definitions.items():
            if key[1] in network.losses:
                continue
            try:
                ground.lookup(key)
            except (Missing, Misfit, Formal, Undecided, ValueError, IndexError):
                bad.add(definition.place)
        return bad

    def _tested(self, network: Network) -> None:
        """Forget losses that have no value or do not depend on the network."""
        for key in [key for key in network.definitions if key[1] in network.losses]:
            ground = Ground(network, 0, self.understood.functions)
            try:
                value = ground.lookup(key)
                found = ground.arithmetic.shape(value) == (1, 1) and self._moved(ground, key)
            except (Missing, Misfit, Formal, Undecided, ValueError, IndexError):
                found = False
            if not found:
                used = variables(network.definitions[key].right)
                network.unsure |= any(name[1] in ("lambda", "W", "w", "Omega") for name in used)
                network.drop(key)

    def _moved(self, ground: Ground, key: Key) -> bool:
        """Whether a loss depends on some value that the network computes, or there is none."""
        right = ground.network.definitions[key].right
        if any(
            name[1] in ground.network.losses and name not in ground.network.definitions
            for name in variables(right)
        ):
            return True
        outputs = [out for out in ground.network.definitions if out[1] not in ground.network.losses]
        return not outputs or any(key in ground.users(out) for out in outputs)

    def ground(self, network: Network, turn: int) -> Ground:
        """Values for a network."""
        key = (id(network), turn, len(network.sizer.shapes))
        if key not in self.grounds:
            self.grounds[key] = Ground(network, turn, self.understood.functions)
        self.grounds[key].budget = self.budget
        return self.grounds[key]

    def layers(self, term: Any, generic: bool) -> Iterator[dict[str, int]]:
        """The numbers to try for the letters of layers."""
        letters = layer_letters(term)
        last = last_letters(letters | {"l", "L"}) & letters
        depth = self.depth(generic)
        moved = moving(letters)
        choices = (2,) if generic else (2, 1, 3, 0)
        for layer in choices if moved else (0,):
            yield {**dict.fromkeys(last, depth), **dict.fromkeys(moved, layer)}

    # ---- one link

    def try_link(self, link: Link, reading: Reading, extra: tuple[Definition, ...] = ()) -> Outcome:
        """What a reading makes of a link, by the definitions in force or by others of the document."""
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
        if outcome.kind == MISSING and not extra:
            outcome = self._charitably(left, right, reading, outcome)
        hidden = [key for key in variables((left, right)) if key in self.hidden]
        if (
            outcome.kind == FALSE
            and not outcome.closed
            and self._local(left, reading) | self._local(right, reading)
        ):
            return Outcome(FORMAL)
        if hidden and outcome.kind == FALSE:
            return Outcome(MISSING, f"the definition of {show(hidden[0])} is not understood")
        if outcome.kind == TRUE:
            self.proved.add(self._spoken_of(left))
        if outcome.kind == FALSE and not outcome.homogeneous:
            if self.understood.several:
                return Outcome(MISSING, "the document gives several losses")
            if residual(right) and self._spoken_of(left) in self.proved:
                return Outcome(MISSING, "true of another loss or activation than was given before")
        return outcome

    def _local(self, term: Any, reading: Reading) -> bool:
        """Whether a term holds a derivative of one value of the network by another, not entry by entry."""
        if reading.scalars:
            return False
        for of, by in derivatives(term):
            inner = symbol_of(of) if of else ()
            if of and (not inner or inner[1] not in self.understood.losses) and not (of[0] == by[0] == "at"):
                return True
        return False

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
                outcome = self._on(scalar(readings[0], self.understood.losses, made), left, right)
                if outcome.kind == TRUE:
                    return outcome, words
                continue
            for reading in readings[:2]:
                outcome = self._turns(left, right, reading, generic, extra)
                if outcome.kind == MISSING and outcome.detail.startswith("no equation says how"):
                    outcome = self._locally(left, right, reading, generic, extra, outcome)
                self.networks.pop((self.version, reading, generic, extra), None)
                if outcome.kind == TRUE and not outcome.doubts:
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

    def _charitably(self, left: Loose, right: Loose, reading: Reading, outcome: Outcome) -> Outcome:
        """What a link says with symbols that nothing defines read as those that they may mean."""
        generic = self.has_generic() and (bool(layer_letters((left, right))) or not self.numbered())
        network = self.network(reading, generic)
        for values in self.layers((left, right), generic):
            meant = list(self._meant(at_layers(left, values), at_layers(right, values), network))
            for _, one, other in meant:
                found = self._turns(one, other, reading, generic, ())
                if found.kind in (TRUE, FORMAL) or (found.kind == FALSE and len(set(meant)) == 1):
                    return found
        return outcome

    def _meant(self, left: Any, right: Any, network: Network) -> Iterator[Any]:
        """Two sides with symbols that nothing defines read as those that they may mean.

        `w^l` where only W^l is; `W^l_{12}` where only w_12 is; W beside dZ^1 where only W^1 is; X for A^0.
        """
        layers = {key[2] for key in variables((left, right)) if isinstance(key[2], int)}
        options: list[int | None] = [*sorted(layers)] or [None]
        for layer in options:
            made = self._read(("", left, right), network, layer)
            if made != ("", left, right):
                yield made

    def _read(self, term: Any, network: Network, only: int | None) -> Any:
        if not isinstance(term, tuple) or not term:
            return term
        if term[0] != "var" or term in network.strong or term[1] in ("delta", "Delta"):
            return tuple(self._read(part, network, only) for part in term)
        base, layer, label = term[1:]
        if len(str(base)) != 1:
            return term
        first = ("var", "A" if base == "X" else "a", 0, label)
        if base in ("X", "x") and layer is None and first in network.strong:
            return first
        if layer is None:
            numbered = ("var", base, only, label)
            return numbered if numbered in network.strong else term
        cased = ("var", base.swapcase(), layer, label)
        if cased in network.strong and base.lower() == "w":
            return cased
        if label.isdigit():
            found = [key for key in network.strong if key[2] is None and key[3] == label]
            same = [key for key in found if str(key[1]).lower() == base.lower()]
            return same[0] if len(same) == 1 else term
        return term

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
        known = frozenset(network.sizer.shapes)
        network.adopt(left, right, free)
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
