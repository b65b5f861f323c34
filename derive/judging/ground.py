"""Values and gradients of one network at one assignment of sizes, by the checker's own machinery.

Forward values by the document's definitions; gradients by reverse accumulation, the local Jacobians from
dual numbers through one definition at a time. A loss that no definition gives is any function of the last
values: its gradients there are drawn at random.
"""

from fractions import Fraction
from itertools import chain, count
from typing import Any

import numpy as np

from ..checks.arithmetic import Arithmetic
from ..checks.dual import Dual, Duals
from ..checks.field import P
from ..checks.samples import field_draw
from .layers import symbol_of
from .network import COUNTS, Network, has_gradient, named_gradient
from .phrases import Loose
from .pushed import Pushed
from .sizing import Key, variables
from .tables import show, tabled
from .values import Formal, Missing, Open, Speaker, at, number, sample
from .voice import Budget, Voice

PRIMES = (5, 2, 7, 3, 4, 6, 8, 9, 11, 10, 13, 12)
TURNS = ((5, 3, 4, 2, 6, 7), (3, 4, 2, 5, 7, 6), (2, 6, 3, 7, 4, 5))
BATCHES = (8, 9, 8)


class Ground:
    """One network with numbers for everything."""

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

    # ---- derivatives

    def users(self, key: Key) -> set[Key]:
        """Every symbol that one moves, itself too."""
        found = {key}
        for name, definition in self.network.definitions.items():
            if not found.isdisjoint(variables(definition.right)):
                found.add(name)
        return found

    def gradient(self, of: Key, by: Key) -> Any:
        """The gradient of a scalar by a symbol."""
        if of == by:
            return self.arithmetic.number(Fraction(1))
        known = of in self.network.definitions and not self.local
        key = (() if self.local else of, self.sinks, self.local)
        if key not in self.found:
            seeds = {of: self.arithmetic.number(Fraction(1))} if known else self._seeds()
            self.found[key] = self._backward(seeds)
        if known and by not in self.found[key] and self.sinks:
            key = ((), self.sinks, False)
            if key not in self.found:
                self.found[key] = self._backward(self._seeds())
        if by not in self.found[key]:
            raise Missing(f"no equation says how {show(of) or 'the loss'} depends on {show(by)}")
        value = self.found[key][by]
        return self._scaled(by, value)

    def _scaled(self, by: Key, value: Any) -> Any:
        shape = self.network.sizer.shapes.get(by)
        if not self.network.reading.scaled or shape is None:
            return value
        if any(size.root().sample for size in shape):
            return self.arithmetic.mul(self.arithmetic.number(Fraction(self.sizes["N"])), value)
        return value

    def _seeds(self) -> dict[Key, Any]:
        if not self.sinks:
            raise Missing("no equation says how the loss depends on anything")
        return {key: self.draw("seed/" + "/".join(map(str, key)), *self.shapes[key]) for key in self.sinks}

    def _backward(self, found: dict[Key, Any]) -> dict[Key, Any]:
        order = list(reversed(self.network.definitions))
        losses = self.network.losses
        if not self.local:
            self._through([key for key in order if key[1] in losses], found)
        for key in [key for key in found if key[1] in losses and key not in self.network.definitions]:
            for sink, seed in self._seeds().items() if self.sinks else ():
                part = self.arithmetic.mul(seed, found[key])
                found[sink] = self.arithmetic.add(found[sink], part) if sink in found else part
        self._through([key for key in order if key[1] not in losses], found)
        return found

    def _through(self, order: list[Key], found: dict[Key, Any]) -> None:
        """Pull gradients back through definitions, the last first."""
        for key in order:
            if key not in found:
                continue
            for name in dict.fromkeys(variables(self.network.definitions[key].right)):
                part = self._pulled(key, found[key], name)
                if part is not None:
                    found[name] = self.arithmetic.add(found[name], part) if name in found else part

    def _pulled(self, key: Key, upstream: Any, name: Key) -> Any:
        """The upstream gradient times the Jacobian of one definition."""
        value = self.lookup(name)
        rows, columns = self.arithmetic.shape(value)
        pushed = Pushed(self, name, frozenset())
        made = self.defined(key, Speaker(pushed, pushed.arithmetic))
        if made.tangent is None:
            return None
        shape = self.arithmetic.shape(made.value)
        upstream = np.broadcast_to(upstream, shape)
        tangent = np.broadcast_to(made.tangent, (rows * columns, *shape))
        flat = tangent.reshape(rows * columns, -1)
        return self.arithmetic.matmul(flat, upstream.reshape(-1, 1)).reshape(rows, columns)

    def derivative(self, speaker: Voice, of: Loose | None, by: Loose) -> Any:
        """The value of `∂of/∂by`, an entry or a whole gradient. Raises Formal for matrix by matrix."""
        target = symbol_of(by)
        if not target:
            raise Missing("a derivative by something that is no symbol")
        key = self.loss if of is None else symbol_of(of)
        if of is not None and of[0] in ("at", "smp") and key in self.network.totals:
            raise Missing(f"{show(key)} of one sample is not given")
        if of is None or (key and (key == of or key[1] in self.network.losses) and self._is_loss(key)):
            if isinstance(speaker.arithmetic, Duals):
                raise Missing("a derivative of a derivative")
            self.lookup(self.alike(target))
            return self._part(speaker, self.gradient(key, self.alike(target)), by)
        return self._local(speaker, of, by, target)

    def alike(self, key: Key) -> Key:
        """`∇_a C` where only `a^L` is: the last value with the same letter."""
        network = self.network
        if key[2] is not None:
            return key
        fits = [
            last for last in network.last() if last[1] == key[1] and last[3] == key[3] and last[2] is not None
        ]
        return fits[0] if len(fits) == 1 else key

    def _is_loss(self, key: Key) -> bool:
        if not key:
            return False
        if str(key[1]) in self.network.losses:
            return True
        return (
            key in self.network.definitions
            and self.shapes.get(key) == (1, 1)
            and not self.network.reading.scalars
        )

    def _part(self, speaker: Voice, value: Any, by: Loose) -> Any:
        """What `by` picks from a gradient: an entry, a sample, the transpose."""
        if by[0] == "var":
            return value
        inner = self._part(speaker, value, by[1])
        if by[0] == "T":
            return speaker.arithmetic.view(inner, lambda a: a.swapaxes(-1, -2))
        return at(speaker, inner, by[2]) if by[0] == "at" else sample(speaker, inner, by[2])

    def _local(self, speaker: Voice, of: Loose, by: Loose, target: Key) -> Any:
        """A derivative of an expression, by dual numbers through every definition between."""
        if isinstance(speaker.arithmetic, Duals):
            raise Missing("a derivative of a derivative")
        if has_gradient(of):
            raise Missing("a derivative of a derivative")
        value = self.lookup(target)
        rows, columns = self.arithmetic.shape(value)
        pushed = Pushed(self, target, self._between(of, target) & self.network.definitions.keys())
        inner = Speaker(pushed, pushed.arithmetic)
        inner.axes, inner.ranges = speaker.axes, speaker.ranges
        made = inner.value(of)
        if made.tangent is None:
            if target in set(variables(of)) or self._reaches(of, target):
                return speaker.arithmetic.number(Fraction(0))
            raise Missing(f"no equation says how this depends on {show(target)}")
        if rows * columns == 1:
            return made.tangent[0]
        if speaker.matrix(made.value) != (1, 1):
            return self._diagonal(speaker, made, by, (rows, columns))
        return self._entries(speaker, made, by, (rows, columns))

    def _between(self, of: Loose, target: Key) -> frozenset[Key]:
        used = set(variables(of))
        if target in used:
            return frozenset()
        return frozenset(self.users(target) - {target})

    def _reaches(self, of: Loose, target: Key) -> bool:
        return not self.users(target).isdisjoint(variables(of))

    def _entries(self, speaker: Voice, made: Dual, by: Loose, shape: tuple[int, int]) -> Any:
        """The derivative of a scalar by an entry."""
        rows, columns = shape
        indices = by[2] if by[0] == "at" else ()
        if not indices:
            full = self.arithmetic.shape(made.value)
            if len(full) > 2:
                raise Formal
            return made.tangent.reshape(rows, columns)
        if len(indices) == 1:
            if 1 not in shape:
                raise Formal
            indices = (indices[0], 1) if columns == 1 else (1, indices[0])
        place = speaker.grid(indices[0], rows) * columns + speaker.grid(indices[1], columns)
        tangent = made.tangent
        axes = tangent.ndim - 3
        kept: list[Any] = []
        for at_axis in range(axes - 1, -1, -1):
            length = tangent.shape[-3 - at_axis]
            kept.append(np.arange(length).reshape((length,) + (1,) * (2 + at_axis)) if length > 1 else 0)
        return tangent[(place, *kept, 0, 0)]

    def _diagonal(self, speaker: Voice, made: Dual, by: Loose, shape: tuple[int, int]) -> Any:
        """∂a/∂z of an entrywise function, read as the matrix of its slopes."""
        if by[0] != "var" or speaker.matrix(made.value) != shape or made.tangent.ndim != 3:
            raise Formal
        size = shape[0] * shape[1]
        square = np.broadcast_to(made.tangent, (size, *shape)).reshape(size, size)
        diagonal = np.diagonal(square)
        if ((square - np.diag(diagonal)) % P).any():
            raise Formal
        speaker.doubts.add("∂a/∂z is read entry by entry")
        return diagonal.reshape(shape)
