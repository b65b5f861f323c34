"""Values and gradients of one network at one assignment of sizes, by the checker's own machinery.

Forward values by the document's definitions; gradients by reverse accumulation, the local Jacobians from
dual numbers through one definition at a time. A loss that no definition gives is any function of the last
values: its gradients there are drawn at random.
"""

from fractions import Fraction
from typing import Any

import numpy as np

from ..checks.dual import Dual, Duals
from ..checks.field import P
from .forward import Forward
from .phrases import Loose
from .pushed import Pushed
from .sampled import divided
from .tables import show
from .terms import Key, has_gradient, symbol_of, variables
from .values import ONE_SAMPLE, Formal, Missing, Speaker, at, sample
from .voice import Voice


class Ground(Forward):
    """One network with numbers for everything, derivatives too."""

    def users(self, key: Key) -> set[Key]:
        """Every symbol that one moves, itself too."""
        found = {key}
        for name, definition in self.network.definitions.items():
            if not found.isdisjoint(variables(definition.right)):
                found.add(name)
        return found

    def _mean(self, key: Key) -> bool:
        """Whether the document says that a loss is a mean over samples: then `∂L/∂Z` is nothing else."""
        loss = self.network.definitions.get(key)
        return loss is not None and divided(loss.right)

    def gradient(self, of: Key, by: Key, plain: bool = False) -> Any:
        """The gradient of a scalar by a symbol; if `plain`, never times the number of samples."""
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
        return value if plain else self._scaled(by, value)

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
            raise Missing(f"{show(key)} {ONE_SAMPLE}")
        if of is None or (key and (key == of or key[1] in self.network.losses) and self._is_loss(key)):
            if isinstance(speaker.arithmetic, Duals):
                raise Missing("a derivative of a derivative")
            self.lookup(self.alike(target))
            plain = of is not None and self._mean(key)
            return self._part(speaker, self.gradient(key, self.alike(target), plain), by)
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
        if ":" in indices:
            raise Formal
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
