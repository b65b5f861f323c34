"""What a loose term holds: its symbols, its derivatives, its operations."""

from collections.abc import Iterable, Iterator
from typing import Any

from .phrases import Loose

Key = tuple[Any, ...]


def variables(term: Any) -> Iterator[Key]:
    """The symbols in a term."""
    if isinstance(term, tuple):
        if len(term) == 4 and term[0] == "var":
            yield term
            return
        if len(term) == 5 and term[0] == "sum":  # its bounds are no values
            yield from variables(term[1])
            return
        for part in term:
            yield from variables(part)


def symbol_of(term: Loose) -> Key:
    """The symbol inside of `w_ij`, `Wᵀ`, `x⁽ⁱ⁾`; nothing for an expression."""
    while term[0] in ("at", "smp", "T"):
        term = term[1]
    return term if term[0] == "var" else ()


def contains(term: Any, op: str) -> bool:
    """Whether an operation occurs in a term."""
    if not isinstance(term, tuple) or not term:
        return False
    return term[0] == op or any(contains(part, op) for part in term)


def has_gradient(term: Any) -> bool:
    """Whether a term holds a derivative."""
    if not isinstance(term, tuple) or not term:
        return False
    if term[0] in ("d", "dn") and isinstance(term[-1], tuple):
        return True
    return any(has_gradient(part) for part in term)


def renamed(term: Any, old: Key, new: Key) -> Any:
    """A term with one symbol in place of another."""
    if term == old:
        return new
    return tuple(renamed(part, old, new) for part in term) if isinstance(term, tuple) else term


def named_gradient(right: Loose) -> tuple[int, Key]:
    """Sign and variable of `δ = -∂C/∂z`, which names a derivative; no variable for anything else."""
    sign = 1
    while right[0] in ("at", "smp", "neg"):
        sign = -sign if right[0] == "neg" else sign
        right = right[1]
    return (sign, symbol_of(right[2])) if right[0] == "d" else (1, ())


def derivatives(term: Any) -> Iterable[tuple[Loose | None, Loose]]:
    """Every derivative in a term."""
    if not isinstance(term, tuple) or not term:
        return
    if term[0] == "d" and isinstance(term[-1], tuple):
        yield term[1], term[2]
    elif term[0] == "dn":
        yield None, term[1]
    for part in term:
        yield from derivatives(part)
