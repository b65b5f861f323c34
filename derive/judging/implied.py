"""Definitions that a document gives in other words: by a derivative, or the other way round."""

from collections.abc import Iterator

from .claims import EQUAL, Said
from .layers import Definition
from .phrases import Loose
from .terms import Key, contains, has_gradient, symbol_of, variables


def implied(said: Said) -> Iterator[Definition]:
    """`∂E/∂o = ∂(½(t - o)²)/∂o` says what E is, `1/(1 + e^{-n}) = o` what o is."""
    for number, link in enumerate(said.links):
        left, right = link.left.term, link.right.term
        if left is None or right is None or link.relation not in EQUAL:
            continue
        yield from _differentiated(number, left, right)
        if link.first is link.left and not symbol_of(left) and _formula(left, right) and _plain(right):
            yield Definition(right, left, number)


def _differentiated(number: int, left: Loose, right: Loose) -> Iterator[Definition]:
    """A symbol of which a derivative is said to be the same derivative of a formula."""
    if left[0] != "d" or right[0] != "d" or left[1] is None or right[1] is None:
        return
    of, formula, by = left[1], right[1], symbol_of(left[2])
    if left[2] != right[2] or not by or not _plain(of) or not _formula(formula, of):
        return
    if by in set(variables(formula)):
        yield Definition(of, formula, number)


def _plain(term: Loose) -> bool:
    return term[0] == "var"


def _formula(term: Loose, name: Loose) -> bool:
    """Whether a term may say what a symbol is."""
    keys: set[Key] = set(variables(term))
    if not keys or symbol_of(term) or symbol_of(name) in keys or has_gradient(term):
        return False
    return not any(contains(term, op) for op in ("grid", "at", "smp", "T"))
