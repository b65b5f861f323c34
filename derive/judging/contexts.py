"""The definitions in force, and the networks made from them under each reading."""

from collections.abc import Iterator
from typing import Any

from ..checks.verdict import Undecided
from .claims import Said
from .conventions import DEPTH, Reading
from .ground import Ground
from .layers import Definition, activated, instantiate, last_letters, layer_letters, layer_numbers, moving
from .network import Network
from .sizes import Misfit
from .terms import Key, has_gradient, variables
from .understand import Understood
from .values import Formal, Missing
from .voice import Budget

ROUNDS = 8


class Contexts:
    """The definitions in force, and the networks made from them."""

    def __init__(self, said: Said, understood: Understood) -> None:
        self.said, self.understood = said, understood
        self.active = list(understood.definitions)
        self.version: Any = 0  # of the definitions in force
        self.given = 0  # how many links are given from elsewhere: nothing takes the place of these
        self.equation = 0  # where the link that is judged stands
        self.budget = Budget()  # of the link that is judged
        entries = said.lexicon.entries.items()
        self.vectors = frozenset(name for name, counts in entries if counts == {1} and name.islower())
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
            network = Network(made, reading, losses, self.understood.layered, self.vectors)
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
        if 0 <= place < self.given:
            return None
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
        if not ground.network.inputs().isdisjoint(variables(right)):  # `‖X w - y‖²`
            return True
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
