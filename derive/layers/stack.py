"""What layers build on: the names and sizes of a graph under construction."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from ..errors import DeriveError, shown
from ..graph import Builder
from ..shapes import Dimension, Shape

ROWS, COLUMNS = "rows", "columns"


@dataclass
class Stack:
    """A graph under construction: its builder, the sizes of the letters, and what names are counted by.

    k: the number of the last Linear layer; features: the letter and the number of the current features;
    notes: what the reader of the document should know; shared: the parameters of each layer object, which a
    second use of the same object shares; functions: the name of each activation's function by its text.
    """

    builder: Builder = field(default_factory=Builder)
    samples: str = ROWS
    sizes: dict[str, int] = field(default_factory=dict)
    features: tuple[Dimension, int] = (1, 1)
    k: int = 0
    norms: int = 0
    hidden: int = 0
    notes: list[str] = field(default_factory=list)
    shared: dict[int, tuple[str, ...]] = field(default_factory=dict)
    functions: dict[str, str] = field(default_factory=dict)

    @property
    def axis(self) -> int:
        """The axis that the features of a sample lie along: 1 for samples in rows."""
        return 1 if self.samples == ROWS else 0

    def batch(self, dimension: Dimension) -> Shape:
        """The shape of a batch with so many features."""
        return self.oriented("N", dimension)

    def oriented(self, sample: Dimension, feature: Dimension) -> Shape:
        """(sample, feature) for samples in rows, the other way round for columns."""
        return (sample, feature) if self.axis == 1 else (feature, sample)

    def widen(self, size: int) -> Dimension:
        """The letter for the features that come out of Linear layer k: n_k, or the literal 1."""
        letter: Dimension = 1 if size == 1 else f"n{self.k}"
        if isinstance(letter, str):
            self.sizes[letter] = size
        self.features = (letter, size)
        return letter

    def same(self, newer: Dimension, older: Dimension) -> None:
        """Two letters for one size become one: where an addition or a shared weight makes them equal."""
        if newer == older or not isinstance(newer, str):
            return
        shapes = self.builder.shapes
        for name, shape in shapes.items():
            shapes[name] = tuple(older if dimension == newer else dimension for dimension in shape)
        self.sizes.pop(newer, None)
        if self.features[0] == newer:
            self.features = (older, self.features[1])

    def output(self) -> str:
        """The name of an activation: A_k if it is the first one after Linear layer k, else H_j."""
        name = f"A{self.k}"
        if self.k and name not in self.builder.shapes:
            return name
        return self.intermediate()

    def function(self, name: str, text: str) -> str:
        """The name of a function: one name per text, f, f2, f3, … where several would share one."""
        if text not in self.functions:
            taken = sum(other.rstrip("0123456789") == name for other in self.functions.values())
            self.functions[text] = name if not taken else f"{name}{taken + 1}"
        return self.functions[text]

    def intermediate(self) -> str:
        """A new name H_j."""
        self.hidden += 1
        return f"H{self.hidden}"


class Layer(Protocol):
    """What a layer is: how many features it takes and gives, and how it adds itself to a graph."""

    def features(self, given: int | None) -> int | None:
        """The number of features that come out; raises DeriveError if `given` do not fit."""

    def build(self, stack: Stack, x: str) -> str:
        """Adds the layer's equations; returns the name of the result."""


class Keeps:
    """A layer that gives as many features as it takes."""

    def features(self, given: int | None) -> int | None:
        """As many as come in."""
        return given


def positive(where: str, name: str, value: Any) -> None:
    """Refuses what is not a whole number from 1."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise DeriveError(f"{where}: {name} is a whole number from 1, not {shown(value)}")


def finite(where: str, name: str, value: Any, least: float = -math.inf) -> None:
    """Refuses what is not a finite number, or less than `least`."""
    if not is_finite(value) or value < least:
        bound = "" if least == -math.inf else f" from {least:g}"
        raise DeriveError(f"{where}: {name} is a finite number{bound}, not {shown(value)}")


def is_finite(value: Any) -> bool:
    """Whether a value is a number that float64 holds.

    >>> is_finite(10**400), is_finite(True), is_finite(0.5)
    (False, False, True)
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= 1.7e308 and value == value


def one_of(where: str, name: str, value: Any, choices: Sequence[Any]) -> None:
    """Refuses what is not among the choices."""
    if not any(value is choice or (isinstance(value, str) and value == choice) for choice in choices):
        raise DeriveError(f"{where}: {name} is one of {', '.join(map(repr, choices))}, not {shown(value)}")


def last_axis(where: str, dim: Any) -> None:
    """Refuses a dim other than the features' own."""
    if dim not in (1, -1, None):
        raise DeriveError(f"{where}: dim is 1 or -1, the features of a sample, not {dim!r}")
