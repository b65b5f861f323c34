"""A document's definitions made concrete: layers as numbers, shapes as letters, under one reading."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from .conventions import COUNTS, NUMBERS, Reading
from .layers import Definition
from .listings import sizes
from .phrases import Loose, Unsaid
from .sampled import counters, normalised
from .sizes import Misfit, Size
from .sizing import Sizer
from .terms import Key, contains, has_gradient, named_gradient, renamed, variables

_KEPT = frozenset({"W", "w", "b", "x", "X", "y", "Y", "B", "Theta", "theta", "T", "t"})
_SMALL = frozenset({"w", "theta"})
OUTPUTS = ("hat y", "ypred", "ypredicted", "a", "p", "o", "out", "f", "h", "z", "y")


def _transposed(term: Any) -> Iterable[Key]:
    """The symbols that are transposed in a term."""
    if isinstance(term, tuple) and term:
        if term[0] == "T" and len(term) == 2 and isinstance(term[1], tuple) and term[1][0] == "var":
            yield term[1]
        for part in term:
            yield from _transposed(part)


def _plain(key: Key) -> str:
    """A symbol's letter in lower case, with its label."""
    return str(key[1]).lower() + (key[3] if key[3] in ("pred", "predicted") else "")


class Network:
    """Definitions at concrete layers, and the shape of every symbol, under one reading."""

    def __init__(
        self,
        definitions: Mapping[Key, Definition],
        reading: Reading,
        losses: frozenset[str],
        layered: frozenset[str] = frozenset(),
        vectors: frozenset[str] = frozenset(),
    ) -> None:
        self.vectors = vectors  # symbols that take one index wherever they take any
        self.layered = layered  # functions that every layer has one of its own of
        self.reading = reading
        self.losses = losses
        self.dropped: dict[Key, frozenset[Key]] = {}  # values that are not understood, with what they use
        self.adopted: dict[Key, int] = {}  # symbols that only claims use, with the first one's equation
        self.unsure = False  # a loss that holds weights could not be used
        self.counters = frozenset(key for d in definitions.values() for key in counters(d.right))
        self.sizer = Sizer(self.is_scalar)
        self.definitions: dict[Key, Definition] = {}
        self.gradients: dict[Key, Definition] = {}
        for key, definition in definitions.items():
            if has_gradient(definition.right):
                self.gradients[key] = definition
            else:
                self.definitions[key] = definition
        self._joined()
        self._ordered()
        self._sized()
        self.strong = frozenset(
            key
            for d in self.definitions.values()
            if d.key[1] not in losses
            for key in variables((d.left, d.right))
        )

    @cached_property
    def simplex(self) -> frozenset[Key]:
        """What a loss compares a softmax with: distributions."""
        if not any("softmax" in str(d.right) or normalised(d.right) for d in self.definitions.values()):
            return frozenset()
        losses = [d.right for d in self.definitions.values() if d.key[1] in self.losses]
        return frozenset(key for term in losses for key in variables(term) if key not in self.definitions)

    @cached_property
    def totals(self) -> frozenset[Key]:
        """Losses that are sums over the samples."""
        return frozenset(
            key
            for key, d in self.definitions.items()
            if key[1] in self.losses and d.left[0] == "var" and contains(d.right, "smp")
        )

    def is_scalar(self, key: Key) -> bool:
        """Whether a symbol is a number by its name."""
        base = str(key[1])
        if self.reading.scalars or base in self.losses or base in NUMBERS:
            return True
        if len(base) == 1 and base.islower() and len(key[3]) == 2 and key[3].isdigit():  # w_12
            return True
        return key in self.counters or (base in COUNTS and key[2] is None and not key[3])

    def _joined(self) -> None:
        """`L = -y log a` after `A^L = …`: an output without its layer is the last value."""
        outputs = self.last()
        inputs = self.inputs()
        for key, definition in list(self.definitions.items()):
            if key[1] not in self.losses:
                continue
            used = dict.fromkeys(variables(definition.right))
            if not outputs or any(name in self.definitions or name in inputs for name in used):
                continue
            names = [name for name in used if _plain(name) in OUTPUTS and name not in self.definitions]
            alike = [(name, out) for out in outputs for name in names if _plain(name) == _plain(out)]
            likely = sorted(names, key=lambda name: OUTPUTS.index(_plain(name)))
            pairs = alike or [(name, out) for name in likely[:1] for out in outputs]
            if len(pairs) == 1:
                right = renamed(definition.right, *pairs[0])
                self.definitions[key] = Definition(definition.left, right, definition.place)

    def inputs(self) -> set[Key]:
        """What the definitions call X and do not define, losses apart."""
        values = [d.right for key, d in self.definitions.items() if key[1] not in self.losses]
        found = {name for name in variables(tuple(values)) if name[1] in ("X", "x")}
        return found - self.definitions.keys()

    def last(self) -> list[Key]:
        """Defined values that no other definition uses, losses apart."""
        used = {
            name
            for key, d in self.definitions.items()
            if key[1] not in self.losses
            for name in variables(d.right)
        }
        return [key for key in self.definitions if key not in used and key[1] not in self.losses]

    def obscure(self, keys: Iterable[Key]) -> Key:
        """A value that is not understood and that these rest on, or that rests on them; or nothing."""
        above = {key for key in keys if key[1] not in self.losses}
        for key in reversed(self.definitions):  # what they are made of
            if key in above:
                above |= set(variables(self.definitions[key].right))
        below = set(above)
        for _ in range(len(self.dropped) + 1):
            for key, definition in self.definitions.items():
                if not below.isdisjoint(variables(definition.right)):
                    below.add(key)
            below |= {key for key, used in self.dropped.items() if not below.isdisjoint(used)}
        return next((key for key in self.dropped if key in above or key in below), ())

    def drop(self, key: Key, gone: Definition | None = None) -> None:
        """Forget a definition that has no value."""
        gone = self.definitions.pop(key, None) or gone
        if key[1] not in self.losses and str(key[1]) not in _KEPT:
            self.dropped[key] = frozenset(variables(gone.right) if gone else ())

    def _ordered(self) -> None:
        """Definitions before those that use them; a circle is cut where it closes."""
        done: dict[Key, Definition] = {}
        opened: set[Key] = set()

        def visit(key: Key) -> None:
            if key in done or key in opened or key not in self.definitions or len(opened) > 200:
                return
            opened.add(key)
            for used in variables(self.definitions[key].right):
                visit(used)
            if not any(
                u in opened and u not in done and u != key for u in variables(self.definitions[key].right)
            ):
                done[key] = self.definitions[key]
            opened.discard(key)

        for key in list(self.definitions):
            visit(key)
        self.definitions = done

    def _vectors(self) -> None:
        """`z = w^T x`, with a small w that has no layer, or beside `W_1 x`: a column of weights."""
        every = {key for d in self.definitions.values() for key in variables(d.right)}
        large = any(key[1] in ("W", "Theta") for key in every)
        for definition in self.definitions.values():
            for key in _transposed(definition.right):
                shape = self.sizer.of(key) if key[1] in _SMALL and (large or key[2] is None) else None
                if shape is not None:
                    self.sizer.unify(shape[1], self.sizer.one())

    def _sized(self) -> None:
        self._vectors()
        kept = {}
        later = []
        for key, definition in self.definitions.items():
            if self._element(definition):
                later.append((key, definition))
            elif self._fits(definition):
                kept[key] = definition
                self._single(key, definition.right)
        for definition in kept.values():
            self.written_out(definition.right)
        self._upright()
        for key, definition in later:
            if self.sizer.equation(definition.left, definition.right):
                kept[key] = definition
        self.definitions = {key: d for key, d in self.definitions.items() if key in kept}
        for key, definition in self.gradients.items():
            _, by = named_gradient(definition.right)
            left, right = (key, by) if by else (definition.left, definition.right)
            self.sizer.equation(left, right)

    def _fits(self, definition: Definition) -> bool:
        """Use a definition for the shapes if it fits; a loss with `yᵀ log a` or `y_i z_i` is one number."""
        sizer = self.sizer
        before = [size for shape in sizer.shapes.values() for size in shape or ()]
        known = any(key in sizer.shapes and not self.is_scalar(key) for key in variables(definition.right))
        if not sizer.equation(definition.left, definition.right):
            return False
        one = contains(definition.right, "T") or (known and contains(definition.right, "smp"))
        if definition.key[1] in self.losses and one:
            sizer.scope = {}
            used = {id(size.root()) for size in before}
            for size in sizer.shape(definition.right) or ():
                root = size.root()
                if root.number is None and not root.sample and id(root) not in used:
                    sizer.unify(root, sizer.one())
        return True

    def _upright(self) -> None:
        """One sample's values with one index are columns, where nothing else says."""
        for key, shape in list(self.sizer.shapes.items()):
            if key[1] not in self.vectors or shape is None or self.reading.batch:
                continue
            if all(size.root().number is None for size in shape):
                self.sizer.unify(shape[1], self.sizer.one())

    def written_out(self, term: Loose) -> None:
        """Matrices written out are examples: their symbols have the sizes that are seen."""
        for key, size in sizes(term).items():
            shape = self.sizer.of(key)
            mark = len(self.sizer.trail)
            try:
                for one, count in zip(shape or (), size, strict=False):
                    self.sizer.unify(one, Size(count))
            except Misfit:
                self.sizer.undo(mark)

    def wide(self) -> set[tuple[Key, int]]:
        """The dimensions of values that may have any size."""
        found = set()
        for key in self.strong:
            for axis, size in enumerate(self.sizer.shapes.get(key) or ()):
                if size.root().number is None and not size.root().sample:
                    found.add((key, axis))
        return found

    def narrow(self, wide: set[tuple[Key, int]]) -> bool:
        """Whether one of these dimensions is 1 here."""
        shapes = self.sizer.shapes
        return any(
            (shape := shapes.get(key)) is not None and shape[axis].root().number == 1 for key, axis in wide
        )

    def fixed(self, key: Key) -> bool:
        """Whether a symbol has the size of an example."""
        shape = self.sizer.shapes.get(key)
        return shape is None or all(size.root().number is not None for size in shape)

    def _single(self, key: Key, right: Loose) -> None:
        """A sum of squares is one number, and so is what it defines."""
        shape = self.sizer.shapes.get(key)
        if shape is not None and (contains(right, "norm") or contains(right, "tr")):
            mark = len(self.sizer.trail)
            self.sizer.scope = {}
            try:
                if self.sizer.shape(right) is None:
                    self.sizer.unify(shape[0], self.sizer.one())
                    self.sizer.unify(shape[1], self.sizer.one())
            except (Misfit, Unsaid):
                self.sizer.undo(mark)

    def _element(self, definition: Definition) -> bool:
        return bool(definition.left[0] == "at")

    def known(self, equation: int) -> frozenset[Key]:
        """Symbols that definitions use, or claims before an equation."""
        adopted = self.adopted
        return frozenset(key for key in self.sizer.shapes if adopted.get(key, -1) < equation)

    def adopt(self, left: Loose, right: Loose, free: bool = False, equation: int = 0) -> None:
        """Let a claim say the shapes of symbols that no definition uses; if `free`, of the others too."""
        before = set(self.sizer.shapes)
        self._adopt(left, right, free)
        for key in self.sizer.shapes.keys() - before:
            self.adopted[key] = equation

    def _adopt(self, left: Loose, right: Loose, free: bool) -> None:
        sizer = self.sizer
        keys = list(variables((left, right)))
        for key in keys:
            if self.is_scalar(key):
                sizer.of(key)
        used = [key for key in keys if not self.is_scalar(key)]
        if all(key in sizer.shapes for key in used) and not free:
            return
        mark, before = len(sizer.trail), dict(sizer.shapes)
        roots = self._roots(before)
        sizer.equation(left, right)
        if not free and self._roots(before) != roots:  # a claim says nothing of what the definitions say
            sizer.undo(mark)

    def _roots(self, shapes: Mapping[Key, Any]) -> list[int]:
        """Which of the known dimensions are one."""
        sizes = [size for shape in shapes.values() if shape is not None for size in shape]
        return [root.number or id(root) for root in (size.root() for size in sizes)]

    def settle(self, numbers: Iterable[int], batch: int) -> tuple[dict[Key, tuple[int, int]], dict[str, int]]:
        """Numbers for the shapes of all symbols: one for each open size, another for the batch."""
        supply = iter(numbers)
        chosen: dict[int, int] = {}
        found: dict[Key, tuple[int, int]] = {}

        def size(one: Size) -> int:
            root = one.root()
            if root.number is not None:
                return root.number
            if root.sample:
                return batch
            if id(root) not in chosen:
                chosen[id(root)] = next(supply)
            return chosen[id(root)]

        for key, shape in self.sizer.shapes.items():
            found[key] = (1, 1) if shape is None else (size(shape[0]), size(shape[1]))
        return found, {"N": batch} | {str(key): size(one) for key, one in self.sizer.bounds.items()}
