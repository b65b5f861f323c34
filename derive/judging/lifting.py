"""Definitions given for one sample, or beside a list of entries, as definitions of whole values."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from .claims import Link
from .listings import listed
from .phrases import Loose
from .terms import contains, symbol_of


def of_one_sample(losses: frozenset[str], left: Loose, right: Loose) -> Loose:
    """`L_n = ½‖y_n - t_n‖²`: the loss of one sample, of that sample's values."""
    if left[0] != "at" or len(left[2]) != 1 or symbol_of(left)[1] not in losses:
        return right
    index = left[2]
    if contains(right, "sum") or any(at[2] != index for at in _entries(right)):
        return right
    return _unindexed(right, index)


def of_every_sample(left: Loose, right: Loose) -> tuple[Loose, Loose]:
    """`z^(i) = W x^(i) + b`: the same for all samples at once."""
    if left[0] != "smp" or any(contains(right, op) for op in ("sum", "d", "dn", "at")):
        return left, right
    if contains(right, "T") and not _linear(right):
        return left, right
    letters = {part[2] for part in _samples(right)}
    return (left[1], _batch(right)) if letters == {left[2]} else (left, right)


def _samples(term: Any) -> Iterable[Loose]:
    """Every value of one sample in a term."""
    if not isinstance(term, tuple) or not term:
        return
    if term[0] == "smp":
        yield term
    for part in term:
        yield from _samples(part)


def _linear(term: Any) -> bool:
    """Whether no product holds two values of one sample, as `xᵀ x` does."""
    if not isinstance(term, tuple) or not term:
        return True
    if term[0] == "prod" and len([factor for factor in term[1] if contains(factor, "smp")]) > 1:
        return False
    return all(_linear(part) for part in term)


def _batch(term: Any) -> Any:
    if not isinstance(term, tuple) or not term:
        return term
    return _batch(term[1]) if term[0] == "smp" else tuple(_batch(part) for part in term)


def _entries(term: Any) -> Iterable[Loose]:
    """Every entry that a term takes."""
    if not isinstance(term, tuple) or not term:
        return
    if term[0] == "at":
        yield term
    for part in term:
        yield from _entries(part)


def _unindexed(term: Any, index: tuple[Any, ...]) -> Any:
    if not isinstance(term, tuple) or not term:
        return term
    if term[0] == "at" and term[2] == index:
        return _unindexed(term[1], index)
    return tuple(_unindexed(part, index) for part in term)


def without_list(link: Link) -> Link:
    """`Z = [z_11 z_12; …] = [a b; …]`: what defines Z is not the list of its entries."""
    left, first = link.left.term, link.first
    if first is not None and left and left[0] == "grid" and first.term and listed(left) == first.term:
        return replace(link, left=first)
    return link


def unsigned(term: Any) -> Any:
    """A term in which all signs of one product look the same."""
    if not isinstance(term, tuple) or not term:
        return term
    if term[0] == "prod" and len(term) == 3:
        ops = tuple("" if op in ("cdot", "times", "@", "dot") else op for op in term[2])
        return ("prod", tuple(unsigned(part) for part in term[1]), ops)
    return tuple(unsigned(part) for part in term)
