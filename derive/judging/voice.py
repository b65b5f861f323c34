"""The one who speaks a relation: its indices, its doubts, and the products that shapes decide on.

A value has its matrix in the last two axes and one axis per index before them, over any arithmetic of the
checks; a scalar is 1 by 1.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import prod
from typing import Any, ClassVar, Protocol

import numpy as np

from ..checks.arithmetic import Arithmetic
from ..checks.field import Field, hashed
from ..checks.functions import ATOMS, body
from .phrases import Loose
from .sizes import Misfit
from .sizing import HADAMARD
from .terms import Key


class Missing(Exception):
    """What a term needs and nothing gives."""


class Formal(Exception):
    """A derivative of a matrix by a matrix: its place in a product is not matrix algebra."""


MAX_OPERATIONS = 5_000_000  # on entries, for one link under all of its readings
COST = 50  # of one operation, whatever the entries
MAX_PLACES = 20_000  # that the indices of one formula run over together


class Budget:
    """How much may still be computed for one link: a count, so that verdicts repeat."""

    __slots__ = ("left",)

    def __init__(self, left: int = MAX_OPERATIONS) -> None:
        self.left = left

    def spend(self, count: int) -> None:
        """So many operations more. Raises Missing once there are none left."""
        self.left -= count
        if self.left < 0:
            raise Missing("the equation takes too many operations")


class Open(Field):
    """Numbers modulo p, with functions that nothing is known of: each prime is a function of its own."""

    def atom(self, name: str, x: Any) -> Any:
        if name in ATOMS:
            return super().atom(name, x)
        known = self.known.setdefault(name, {})
        flat = (x % self.modulus).ravel().tolist()
        out = np.empty(len(flat), dtype=object)
        for k, z in enumerate(flat):
            if z not in known:
                known[z] = hashed("open " + name, z)
            out[k] = known[z]
        return out.reshape(x.shape)


def slope(arithmetic: Arithmetic, name: str, x: Any) -> Any:
    """The derivative of an atom, known or not."""
    if name in ATOMS:
        return body(arithmetic, {}, ATOMS[name], {"z": x})
    return arithmetic.atom(name + "'", x)


class Source(Protocol):
    """Where values of symbols and derivatives come from."""

    arithmetic: Arithmetic
    sizes: dict[str, int]
    budget: Budget

    def lookup(self, key: Key) -> Any: ...

    def gives(self, key: Key) -> bool: ...

    def derivative(self, speaker: "Voice", of: Loose | None, by: Loose) -> Any: ...

    functions: dict[str, str]

    def function(self, name: str, layer: Any) -> str: ...


class Voice:
    """Evaluates the two sides of one relation, which share their free indices."""

    rules: ClassVar[Mapping[str, Callable[["Voice", Loose], Any]]] = {}

    def __init__(self, source: Source, arithmetic: Arithmetic | None = None) -> None:
        self.source = source
        self.arithmetic = arithmetic or source.arithmetic
        self.axes: dict[str, int] = {}
        self.ranges: dict[str, int] = {}
        self.doubts: set[str] = set()
        self.unsure: set[str] = set()  # why a difference of values proves nothing
        self.cost = 0

    def value(self, term: Loose) -> Any:
        """The value of a term. Raises Misfit, Missing or Formal."""
        rule = self.rules.get(term[0])
        if rule is None:
            raise Missing(f"no value for {term[0]}")
        self.cost += 1
        if self.cost > 4000:
            raise Missing("the equation takes too many operations")
        value = rule(self, term)
        entries = prod(self.arithmetic.shape(value)) * getattr(self.arithmetic, "count", 1)
        self.source.budget.spend(COST + entries)
        return value

    def matrix(self, value: Any) -> tuple[int, int]:
        """Rows and columns."""
        shape = self.arithmetic.shape(value)
        return shape[-2], shape[-1]

    def grid(self, index: str | int, length: int) -> Any:
        """The places of an index, on its own axis."""
        if isinstance(index, int):
            if not 1 <= index <= length:
                raise Missing(f"entry {index} of {length}")
            return np.array([[index - 1]])
        if self.ranges.setdefault(index, length) != length:
            if index[0] in "nmbt":
                raise Missing(f"the index {index} may count samples")
            raise Misfit(f"the index {index} runs over two sizes")
        if prod(self.ranges.values()) > MAX_PLACES:
            raise Missing("the equation takes too many operations")
        place = self.axes.setdefault(index, len(self.axes))
        return np.arange(length).reshape((length,) + (1,) * (2 + place))

    def free(self, value: Any) -> set[str]:
        """The indices that a value depends on."""
        shape = self.arithmetic.shape(value)
        return {
            index for index, place in self.axes.items() if len(shape) > 2 + place and shape[-3 - place] > 1
        }

    def pick(self, value: Any, row: Any, column: Any) -> Any:
        """Entries at places; `None` keeps the whole axis. The value's own indices stay."""
        shape = self.arithmetic.shape(value)
        axes = len(shape) - 2
        kept: list[Any] = []
        for place in range(axes - 1, -1, -1):
            length = shape[-3 - place]
            kept.append(np.arange(length).reshape((length,) + (1,) * (2 + place)) if length > 1 else 0)
        rows = np.arange(shape[-2]).reshape(-1, 1) if row is None else row
        columns = np.arange(shape[-1]).reshape(1, -1) if column is None else column
        where = (..., *kept, rows, columns)
        return self.arithmetic.view(value, lambda a: a[where])


def number(speaker: Voice, value: Fraction | int) -> Any:
    """A number as a value."""
    return speaker.arithmetic.number(Fraction(value))


def times(speaker: Voice, a: Any, b: Any, op: str) -> Any:
    """A product of two values: scaling, matrix product or entrywise, by their shapes."""
    (p, q), (r, s) = speaker.matrix(a), speaker.matrix(b)
    arithmetic = speaker.arithmetic
    if (p, q) == (1, 1) or (r, s) == (1, 1):
        return arithmetic.mul(a, b)
    entrywise = op in HADAMARD or op == "multiply"
    if entrywise and (p, q) == (r, s):
        return arithmetic.mul(a, b)
    if op == "*" and speaker.source.functions.get("*") == "convolution":
        raise Missing("a convolution")
    if op in ("odot", "oslash", "multiply"):
        raise Misfit(f"({p}, {q}) ⊙ ({r}, {s}) does not fit")
    if q == r:
        return arithmetic.matmul(a, b)
    if (p, q) == (r, s) and op not in ("@", "dot"):
        speaker.doubts.add("a product of one shape is read entrywise")
        return arithmetic.mul(a, b)
    if op == "otimes" and q == 1 and s == 1:
        return arithmetic.matmul(a, arithmetic.view(b, lambda x: x.swapaxes(-1, -2)))
    raise Misfit(f"({p}, {q}) times ({r}, {s}) does not fit")


def at(speaker: Voice, value: Any, indices: tuple[Any, ...]) -> Any:
    """Entries of a value: two indices, or one of a vector, or one that picks a sample."""
    rows, columns = speaker.matrix(value)
    if (rows, columns) == (1, 1):
        raise Missing("an entry of a scalar")
    if len(indices) == 2 and ":" in indices:  # `X_{i,:}`, a row
        row, column = indices
        return speaker.pick(
            value,
            None if row == ":" else speaker.grid(row, rows),
            None if column == ":" else speaker.grid(column, columns),
        )
    if len(indices) == 2:
        if 1 in (rows, columns) and not all(isinstance(index, int) for index in indices):
            samples = speaker.source.sizes.get("N", 1)
            if samples != 1:
                raise Missing("two indices of a vector")
            raise Missing("two indices of a vector")
        return speaker.pick(value, speaker.grid(indices[0], rows), speaker.grid(indices[1], columns))
    if len(indices) != 1:
        raise Missing("more than two indices")
    if columns == 1:
        return speaker.pick(value, speaker.grid(indices[0], rows), 0)
    if rows == 1:
        return speaker.pick(value, 0, speaker.grid(indices[0], columns))
    return sample(speaker, value, indices[0])


def sample(speaker: Voice, value: Any, index: str | int) -> Any:
    """One sample's part of a value, its row or its column."""
    rows, columns = speaker.matrix(value)
    count = speaker.source.sizes.get("N", 1)
    if count == 1:
        return value
    if rows == count:
        return speaker.pick(value, speaker.grid(index, rows), None)
    if columns == count:
        return speaker.pick(value, None, speaker.grid(index, columns))
    raise Missing("one index of a matrix")


def entries_total(speaker: Voice, value: Any) -> Any:
    """The sum of all entries."""
    return speaker.arithmetic.total(speaker.arithmetic.total(value, -1), -2)
