"""Values of one network at one assignment of sizes: defined by the document, or drawn at random."""

from abc import ABC, abstractmethod
from fractions import Fraction
from itertools import chain, count
from typing import Any

import numpy as np

from ..checks.arithmetic import Arithmetic
from ..checks.dual import Dual
from ..checks.field import P
from ..checks.samples import field_draw
from .conventions import COUNTS
from .network import Network
from .phrases import Loose
from .tables import show, tabled
from .terms import Key, named_gradient, symbol_of
from .values import Missing, Open, Speaker, number
from .voice import Budget, Voice

PRIMES = (5, 2, 7, 3, 4, 6, 8, 9, 11, 10, 13, 12)
TURNS = ((5, 3, 4, 2, 6, 7), (3, 4, 2, 5, 7, 6), (2, 6, 3, 7, 4, 5))
BATCHES = (8, 9, 8)


class Forward(ABC):
    """One network with numbers for all of its symbols."""

    def __init__(self, network: Network, turn: int, functions: dict[str, str]) -> None:
        self.network = network
        self.arithmetic: Arithmetic = Open()
        batch = BATCHES[turn] if network.reading.batch else 1
        supply = chain(TURNS[turn], count(10))
        self.shapes, self.sizes = network.settle(supply, batch)
        self.functions = functions
        self.budget = Budget()
        self.draw = field_draw(turn + 1)
        self.values: dict[Any, Any] = {}
        self.found: dict[Any, dict[Key, Any]] = {}
        self.opened: set[Key] = set()
        self.sinks: frozenset[Key] = frozenset()
        self.loss: Key = ()
        self.local = False  # the loss is any function of the sinks, whatever the document gives

    def prepare(self, left: Any, right: Any) -> None:
        """Choose what an unknown loss depends on: every last value."""
        self.sinks = frozenset(self.network.last())

    def differs(self, a: Any, b: Any) -> bool:
        """Whether two values are not the same modulo the prime."""
        return bool(np.asarray((a - b) % P).any())

    # ---- values

    def lookup(self, key: Key) -> Any:
        """The value of a symbol: defined, a count of samples, an error δ, or drawn at random."""
        known: Any = (key, self.sinks, self.local) if self._moves(key) else key
        if known in self.values:
            return self.values[known]
        if key in self.opened or len(self.opened) > 100:
            raise Missing(f"the definition of {show(key)} uses itself")
        self.opened.add(key)
        try:
            value = self.values[known] = self._find(key)
        finally:
            self.opened.discard(key)
        return value

    def gives(self, key: Key) -> bool:
        """Whether the document says what a symbol is."""
        return key in self.network.definitions or key in self.network.gradients

    def _moves(self, key: Key) -> bool:
        """Whether a value depends on what the loss is."""
        return key in self.network.gradients or key[1] in ("delta", "Delta")

    def _find(self, key: Key) -> Any:
        network = self.network
        if key in network.definitions:
            return self.defined(key)
        if key in network.gradients:
            definition = network.gradients[key]
            sign, by = named_gradient(definition.right)
            if by:
                value = self.gradient(self._loss_of(definition.right), by)
                return value if sign > 0 else self.arithmetic.neg(value)
            speaker = Speaker(self)
            return self._table(speaker, definition.left, speaker.value(definition.right), key)
        if key[1] in ("delta", "Delta", "varepsilon'") and network.reading.sign:
            return self._error(key)
        if str(key[1]) in self.network.losses:
            return self.draw("/".join(map(str, key)), 1, 1)
        if key[1] in COUNTS and key[2] is None and not key[3]:
            return self.arithmetic.number(Fraction(self.sizes["N"]))
        if key in network.counters:
            if str(key) not in self.sizes:
                raise Missing(f"nothing says how many {show(key)} is")
            return self.arithmetic.number(Fraction(self.sizes[str(key)]))
        if key not in self.shapes:
            raise Missing(f"nothing says what {show(key)} is")
        rows, columns = self.shapes[key]
        value = self.draw("/".join(map(str, key)), rows, columns)
        return self._simplex(value) if key in network.simplex else value

    def _simplex(self, value: Any) -> Any:
        """Targets of a softmax sum to one, along its axis."""
        rows, columns = value.shape
        axis = -1 if columns != 1 and rows in (1, self.sizes["N"]) else -2
        return self.arithmetic.mul(value, self.arithmetic.inverse(self.arithmetic.total(value, axis)))

    def _loss_of(self, right: Loose) -> Key:
        while right[0] in ("at", "smp", "neg"):
            right = right[1]
        return symbol_of(right[1]) if right[1] else self.loss

    def defined(self, key: Key, speaker: Voice | None = None) -> Any:
        """The value that its definition gives a symbol, said over these values or by somebody else."""
        definition = self.network.definitions[key]
        speaker = speaker or Speaker(self)
        return self._table(speaker, definition.left, speaker.value(definition.right), key)

    def _table(self, speaker: Voice, left: Loose, value: Any, key: Key) -> Any:
        """The value of a symbol from that of its entries."""
        value = self._whole_loss(speaker, value, key)
        if left[0] != "at" and not speaker.free(value):
            axes = len(speaker.arithmetic.shape(value)) - 2
            value = speaker.arithmetic.view(
                value, lambda a: a.reshape(a.shape[: a.ndim - 2 - axes] + a.shape[-2:])
            )
        if left[0] != "at":
            if len(speaker.arithmetic.shape(value)) > 2:
                raise Missing(f"an index is free in the definition of {show(key)}")
            if isinstance(value, Dual):
                return value
            shape = self.shapes.get(key)
            if shape and speaker.matrix(value) != shape:
                rows, columns = speaker.matrix(value)
                if rows not in (1, shape[0]) or columns not in (1, shape[1]):
                    raise Missing(f"the definition of {show(key)} does not fit")
                zero = speaker.arithmetic.integers(np.zeros(shape, dtype=np.int64))
                value = speaker.arithmetic.add(value, zero)
            return value
        if ":" in left[2]:
            raise Missing("the definition of a row")
        rows, columns = self.shapes[key]
        indices = left[2] if len(left[2]) == 2 else (left[2][0], 1) if columns == 1 else (1, left[2][0])
        if len(left[2]) == 1 and 1 not in (rows, columns):
            raise Missing("entries of a matrix by one index")
        return tabled(speaker, value, indices, (rows, columns))

    def _whole_loss(self, speaker: Voice, value: Any, key: Key) -> Any:
        """A loss given for every entry: their sum or mean, as the reading says."""
        how = self.network.reading.total
        if str(key[1]) not in self.network.losses or speaker.matrix(value) == (1, 1):
            return value
        rows, columns = speaker.matrix(value)
        total = speaker.arithmetic.total(speaker.arithmetic.total(value, -1), -2)
        if how in ("sum", ""):
            return total
        count = rows * columns if how == "mean" else self.sizes["N"]
        return speaker.arithmetic.mul(speaker.arithmetic.inverse(number(speaker, count)), total)

    def function(self, name: str, layer: Any) -> str:
        """The function that a sign stands for."""
        known = self.functions.get(f"{name}@{layer}", self.functions.get(name))
        if known is None and layer is not None and name in self.network.layered:
            return f"{name}@{layer}"
        return known or name

    def _error(self, key: Key) -> Any:
        """δ: the gradient by what goes into the activation."""
        if not self.network.reading.sign:
            raise Missing("nothing says what δ is")
        by = self.inner(key)
        value = self.gradient(self.loss, by)
        return value if self.network.reading.sign > 0 else self.arithmetic.neg(value)

    def inner(self, key: Key) -> Key:
        """What goes into the activation at the layer or label of a δ."""
        upper = key[1] == "Delta"
        fits = [d for d in self.network.definitions.values() if d.key[2:] == key[2:] and d.right[0] == "call"]
        for definition in sorted(fits, key=lambda d: str(d.key[1])[-1].isupper() != upper):
            inside = [symbol_of(arg) for arg in definition.right[4] if arg[0] != "kw"]
            if len(inside) == 1 and inside[0]:
                return inside[0]
        for base in ("z", "Z", "net", "u", "s"):
            if ("var", base, *key[2:]) in self.network.definitions:
                return ("var", base, *key[2:])
        raise Missing(f"nothing says what {show(key)} is")

    # ---- derivatives, which the ground has

    @abstractmethod
    def gradient(self, of: Key, by: Key, plain: bool = False) -> Any:
        """The gradient of a scalar by a symbol."""

    @abstractmethod
    def derivative(self, speaker: Voice, of: Loose | None, by: Loose) -> Any:
        """The value of `∂of/∂by`."""
