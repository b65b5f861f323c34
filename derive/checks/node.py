"""Terms whose shape is known, as nodes: each term once, however often it is shown."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from ..derivation import Shape

Dim = str | int
Ranges = dict[str, Dim]


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A term whose shape is known; equal terms are one node, so `key` names its value."""

    key: int
    op: str
    args: tuple[Any, ...]
    shape: Shape
    free: Mapping[str, Dim]
    names: frozenset[str]
    letters: frozenset[str]


class Nodes:
    """The nodes of one derivation, at one meaning of its letters."""

    def __init__(self, sizes: Mapping[str, int], numbers: Iterator[int] | None = None) -> None:
        self.sizes = sizes
        self.counter = count() if numbers is None else numbers
        self.table: dict[tuple[Any, ...], Node] = {}
        self.sets: dict[frozenset[str], frozenset[str]] = {}

    def make(
        self, op: str, args: tuple[Any, ...], shape: Shape, own: Ranges | None = None, binds: str = ""
    ) -> Node:
        """The one node with this operation and these arguments; `own` are indices it uses itself."""
        ranges = tuple(own.items()) if own else ()
        key = (op, *(arg.key if isinstance(arg, Node) else (arg,) for arg in args), ranges, shape)
        found = self.table.get(key)
        if found is not None:
            return found
        nodes = [arg for arg in args if isinstance(arg, Node)]
        free: Ranges = dict(own or {})
        letters = {dim for dim in (*shape, *free.values()) if isinstance(dim, str)}
        names: set[str] = set(args) if op == "symbol" else set()
        for node in nodes:
            free.update(node.free)
            names |= node.names
            letters |= node.letters
        free.pop(binds, None)
        letters.update(name for name in names if name in self.sizes)
        made = Node(next(self.counter), op, args, shape, free, self._one(names), self._one(letters))
        self.table[key] = made
        return made

    def _one(self, names: set[str]) -> frozenset[str]:
        """A set as the one that all nodes with the same names share."""
        found = frozenset(names)
        return self.sets.setdefault(found, found)
