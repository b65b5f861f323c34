"""Values of a network that carry tangents by the entries of one symbol."""

from typing import Any, Protocol

import numpy as np

from ..checks.arithmetic import Arithmetic
from ..checks.dual import Dual, Duals
from .phrases import Loose
from .tables import show
from .terms import Key
from .values import Missing, Speaker, slope
from .voice import Source, Voice

LIMIT = 400  # entries of a symbol that a tangent is made for


class Defining(Source, Protocol):
    """Where the values are from that are to carry tangents."""

    def defined(self, key: Key, speaker: Voice | None = None) -> Any: ...


class Pushed:
    """Values with one tangent per entry of one symbol; others follow it where they are said to."""

    def __init__(self, ground: Defining, name: Key, follow: frozenset[Key]) -> None:
        value = ground.lookup(name)
        rows, columns = ground.arithmetic.shape(value)
        if rows * columns > LIMIT:
            raise Missing(f"{show(name)} has too many entries")
        self.ground, self.sizes, self.functions = ground, ground.sizes, ground.functions
        self.budget = ground.budget
        self.arithmetic: Arithmetic = Duals(ground.arithmetic, rows * columns, slope)
        eye = np.eye(rows * columns, dtype=np.int64).reshape(rows * columns, rows, columns)
        self.values: dict[Key, Dual] = {name: Dual(value, ground.arithmetic.integers(eye))}
        self.follow = follow

    def lookup(self, key: Key) -> Any:
        """The value of a symbol."""
        if key not in self.values:
            if key in self.follow:
                self.values[key] = self.ground.defined(key, Speaker(self, self.arithmetic))
            else:
                self.values[key] = Dual(self.ground.lookup(key))
        return self.values[key]

    def gives(self, key: Key) -> bool:
        """Whether the document says what a symbol is."""
        return self.ground.gives(key)

    def derivative(self, speaker: Voice, of: Loose | None, by: Loose) -> Any:
        """A definition holds no derivative."""
        raise Missing("a derivative of a derivative")

    def function(self, name: str, layer: Any) -> str:
        """The function that a sign stands for."""
        return self.ground.function(name, layer)
