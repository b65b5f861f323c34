"""Brackets in formal lines: the whole is no matrix algebra, but `(δ Wᵀ)` in it must have a shape."""

from collections.abc import Iterator
from typing import Any

from .phrases import Loose
from .terms import contains, has_gradient

ERRORS = frozenset({"delta", "Delta"})


def groups(term: Any, inside: bool = False) -> Iterator[Loose]:
    """The bracketed products with a transpose and without a derivative, among the factors of a product."""
    if not isinstance(term, tuple) or not term:
        return
    if inside and term[0] == "prod" and contains(term, "T") and not has_gradient(term):
        yield term
        return
    if term[0] == "prod":
        for factor in term[1]:
            yield from groups(factor, True)
        return
    for part in term:
        yield from groups(part)


def turned(term: Any) -> Any:
    """A term with every error δ as a row instead of a column."""
    if not isinstance(term, tuple) or not term:
        return term
    if term[0] == "T" and term[1][0] == "var" and term[1][1] in ERRORS:
        return term[1]
    if term[0] == "var" and term[1] in ERRORS:
        return ("T", term)
    return tuple(turned(part) for part in term)
