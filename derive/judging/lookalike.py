"""The true line that a wrong one looks like, sign by sign: for formulas whose shapes do not fit."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from ..expression import Term

FAR = 8  # signs by which a slip may differ from what is right
_LAYOUT = re.compile(
    r"\\vphantom\{[^}]*\}|\\rule\{[^}]*\}\{[^}]*\}|\\(?:left|right|displaystyle|thinspace|mkern5mu|cr)(?![A-Za-z])"
    r"|\\[,;:! \\]|[{}&\s]"
)
_UNDER = re.compile(r"\\underbrace\{(.*?)\}\s*_\s*\{(?:\\text\{[^{}]*\}|[^{}]*(?:\{[^{}]*\}[^{}]*)*)\}")
_SIGN = re.compile(r"\\[A-Za-z]+|\S")
_TRANSPOSES = frozenset({"\\top", "T", "'", "^", "\\prime"})
_PRODUCTS = frozenset({"\\odot", "\\circ", "\\oslash"})
_BRACKETS = frozenset("()")
_ONES = _TRANSPOSES | frozenset("0123456789Nmn_") | {"\\times"}  # an all-ones matrix and its shape


class Alike(NamedTuple):
    """A true line, and the kind of mistake that made the wrong one of it."""

    line: Term
    kind: str


def signs(latex: str) -> tuple[str, ...]:
    """The signs of a formula, without what only lays them out.

    >>> signs(r"\\left( A^{[1]} \\right)^{\\top} \\, B")
    ('(', 'A', '^', '[', '1', ']', ')', '^', '\\\\top', 'B')
    """
    return tuple(_SIGN.findall(_LAYOUT.sub(" ", _UNDER.sub(r"\1", latex).replace("^{\\prime}", "'"))))


def lookalike(latex: str, lines: Iterable[tuple[tuple[str, ...], Term]]) -> Alike | None:
    """The nearest of some lines, each with its signs; None where none is near."""
    ours = signs(latex)
    mine = Counter(ours)
    best: tuple[tuple[int, int], Term, tuple[str, ...]] | None = None
    for theirs, line in lines:
        other = Counter(theirs)
        apart = ((mine - other) + (other - mine)).total()
        moved = sum(1 for a, b in zip(ours, theirs, strict=False) if a != b)
        if apart <= FAR and (best is None or (apart, moved) < best[0]):
            best = (apart, moved), line, theirs
    return Alike(best[1], _kind(ours, best[2])) if best else None


def _kind(ours: tuple[str, ...], theirs: tuple[str, ...]) -> str:
    """What mistake makes these signs of those."""
    mine, other = Counter(ours), Counter(theirs)
    differing = {*(mine - other), *(other - mine)} - _BRACKETS
    if _without(ours) != _without(theirs) and "\\mathbf" in mine and differing <= _ONES:
        return "batch-sum"
    if differing <= _PRODUCTS:
        return "order"
    if differing <= _TRANSPOSES:
        return "transpose"
    if all(sign.isdigit() for sign in differing):
        return "layer"
    return "batch-sum" if "\\sum" in differing else "factor"


def _without(signs: tuple[str, ...]) -> tuple[str, ...]:
    """The signs without transposes and brackets."""
    return tuple(sign for sign in signs if sign not in _TRANSPOSES | _BRACKETS)
