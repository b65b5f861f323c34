"""Indices that stand on one side only: `∂L/∂a_k = Σ_h w_hj …`, where k and j cannot both be right."""

import re
from collections.abc import Iterator
from typing import Any

from ..reading.syntax import Node
from .edits import letters_below
from .lexicon import walk
from .statements import Link, Said
from .terms import contains, has_gradient

_OPAQUE = ("grid", "cases", "cmp", "ones", "call")  # what may hide an index, or say more about one


def stray(said: Said, link: Link, prose: str) -> tuple[str, str] | None:
    """The index that only the left side has and the one that only the right side has, if it is one each.

    The line then says of every entry of one what holds of none, whatever the network is. Nothing is said
    where the document relates the two letters, as in `i = j`, or where a sum hides what it runs over.
    """
    left, right, first = link.left.term, link.right.term, link.first
    if left is None or right is None or first is None or first.term is None or not has_gradient(left):
        return None
    one, other, stated = (_free(term) for term in (left, right, first.term))
    if not one or not other or one != stated or len(one - other) != 1 or len(other - one) != 1:
        return None
    mine, theirs = (one - other).pop(), (other - one).pop()
    lexicon = said.lexicon
    if {mine, theirs} & (lexicon.layers | lexicon.samples | lexicon.below) or _bound(right, mine):
        return None
    if not any(theirs in pair for pair in _pairs(right)) or _related(said, mine, theirs, prose):
        return None
    return mine, theirs


def _free(term: Any) -> set[str] | None:
    """The letters of indices that no sum binds; None where that cannot be said."""
    if any(contains(term, op) for op in _OPAQUE) or (contains(term, "sum") and not all(_sums(term))):
        return None
    return set(_letters(term, frozenset()))


def _sums(term: Any) -> Iterator[bool]:
    """Whether each sum says over what."""
    if isinstance(term, tuple) and term:
        if term[0] == "sum":
            yield bool(term[2])
        for part in term:
            yield from _sums(part)


def _letters(term: Any, bound: frozenset[str]) -> Iterator[str]:
    if not isinstance(term, tuple) or not term:
        return
    if term[0] == "sum":
        yield from _letters(term[1], bound | set(term[2]))
        return
    if term[0] == "at":
        yield from (index for index in term[2] if isinstance(index, str) and index not in bound | {":"})
    if term[0] == "smp" and term[2] not in bound:
        yield term[2]
    for part in term:
        yield from _letters(part, bound)


def _bound(term: Any, letter: str) -> bool:
    """Whether a sum in a term runs over a letter."""
    if not isinstance(term, tuple) or not term:
        return False
    return (term[0] == "sum" and letter in term[2]) or any(_bound(part, letter) for part in term)


def _pairs(term: Any) -> Iterator[tuple[Any, ...]]:
    """The indices of entries by two."""
    if isinstance(term, tuple) and term:
        if term[0] == "at" and len(term[2]) == 2:
            yield term[2]
        for part in term:
            yield from _pairs(part)


def _related(said: Said, one: str, other: str, prose: str) -> bool:
    """Whether the document says how two indices are related."""
    pattern = re.compile(
        rf"(?<![A-Za-z])(?:{one}\W*(?:=|\\neq?|\\in)\W*{other}|{other}\W*(?:=|\\neq?|\\in)\W*{one})(?![A-Za-z])"
    )
    texts = [prose, *said.notes, *(equation.latex for equation in said.equations)]
    return any(pattern.search(text) for text in texts)


def mended(latex: str, node: Node, old: str, new: str) -> str:
    """The source of a side with one index in place of another."""
    text = latex[node.start : node.stop]
    for part in sorted(walk(node), key=lambda part: -part.start):
        if part.kind == "script" and old in letters_below(part):
            slot = part.parts[1]
            start, stop = slot.start - node.start, slot.stop - node.start
            text = text[:start] + re.sub(rf"(?<!\\){old}", new, text[start:stop]) + text[stop:]
    return text
