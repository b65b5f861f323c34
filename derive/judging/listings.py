"""Matrices written out entry by entry, as an example of some size: `Z = [z_11 z_12; z_21 z_22]`."""

from collections.abc import Iterator
from typing import Any

from .phrases import Loose
from .terms import Key, contains


def listed(term: Loose | None) -> Key:
    """The symbol whose entries a matrix lists, or derivatives by them, each in its place; or nothing."""
    if not term or term[0] != "grid":
        return ()
    cells = [
        (cell[2] if cell[0] == "d" else cell, (r, c))
        for r, row in enumerate(term[1], 1)
        for c, cell in enumerate(row, 1)
    ]
    names = {cell[1] for cell, _ in cells if cell[0] == "at" and cell[1][0] == "var"}
    if len(names) == 1 and all(cell[0] == "at" and cell[2] == place for cell, place in cells):
        return next(iter(names))
    return ()


def entries_of(term: Any, old: Key, new: Key) -> Any:
    """A term in which the entries of one symbol, by two indices, are those of another."""
    if not isinstance(term, tuple) or not term:
        return term
    if term[0] == "at" and term[1] == old and len(term[2]) == 2:
        return ("at", new, term[2])
    return tuple(entries_of(part, old, new) for part in term)


def extents(term: Any) -> Iterator[tuple[Key, tuple[int, int]]]:
    """The places of entries with two numbers."""
    if not isinstance(term, tuple) or not term:
        return
    if term[0] == "at" and term[1][0] == "var" and len(term[2]) == 2:
        if all(isinstance(index, int) for index in term[2]):
            yield term[1], term[2]
        return
    for part in term:
        yield from extents(part)


def sizes(term: Any) -> dict[Key, tuple[int, int]]:
    """How many rows and columns each symbol has at least, by its entries in matrices written out."""
    found: dict[Key, tuple[int, int]] = {}
    for key, (row, column) in extents(term) if contains(term, "grid") else ():
        before = found.get(key, (0, 0))
        found[key] = (max(row, before[0]), max(column, before[1]))
    return found
