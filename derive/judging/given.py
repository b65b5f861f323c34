"""A network that is given from outside, said in the document's own letters."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from .conventions import COUNTS
from .phrases import Loose
from .spelling import respell
from .statements import Said, Side
from .terms import Key, derivatives, renamed, symbol_of, variables

_LETTERS = ("W", "Z", "A", "X", "Y", "b", "L")
_LOSSES = frozenset({"L", "J", "C", "E", "loss", "Loss", "ell", "xi", "cost", "Cost"})


def in_own_letters(said: Said, skip: int) -> None:
    """Letters that only the given equations use as those that the document writes: `z` for Z, `C` for L.

    skip    how many equations at the beginning are the given ones
    """
    mine = {str(key[1]) for term in _terms(said, skip, own=True) for key in variables(term)}
    theirs = {key for term in _terms(said, skip, own=False) for key in variables(term)}
    for letter in _LETTERS:
        for key in sorted((key for key in theirs if key[1] == letter), key=str):
            new = _own(letter, said, skip, mine)
            if new and letter not in mine:
                change = partial(renamed, old=key, new=("var", new, *key[2:]))
                respell(said, change)


def _own(letter: str, said: Said, skip: int, mine: set[str]) -> str:
    """The document's letter for one of the given equations; empty if it has none."""
    if letter == "L":
        found = {key[1] for key in _lost(said, skip) if key[1] in _LOSSES}
        return str(found.pop()) if len(found) == 1 else ""
    other = letter.swapcase()
    return other if other in mine and other not in COUNTS else ""


def _lost(said: Said, skip: int) -> Iterator[Key]:
    """What the document differentiates."""
    for term in _terms(said, skip, own=True):
        for of, _ in derivatives(term):
            if of is not None and symbol_of(of):
                yield symbol_of(of)


def _terms(said: Said, skip: int, own: bool) -> Iterator[Loose]:
    """The terms of the document, or of the given equations."""
    sides: list[Side] = []
    for link in said.links:
        if (link.equation >= skip) == own:
            sides += [link.left, link.right]
    for number, alone in said.alone.items():
        if (number >= skip) == own:
            sides += alone
    yield from (side.term for side in sides if side.term is not None)


def own_terms(said: Said, skip: int) -> list[Any]:
    """The terms of the document itself."""
    return list(_terms(said, skip, own=True))
