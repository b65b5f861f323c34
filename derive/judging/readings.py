"""How a document may be read: a batch or one sample, scaled errors, the sign of δ, a sum or a mean."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from .claims import Link, Said, is_definition
from .conventions import COUNTS, Reading
from .layers import Definition
from .phrases import Loose
from .sampled import divisors, sample_entries
from .terms import Key, contains, has_gradient, symbol_of, variables

WEIGHTS = frozenset({"W", "w", "b", "Theta", "theta", "V", "U", "omega", "B"})
_UPPER = frozenset({"Z", "A", "X", "H", "Y", "S", "O", "hat Y", "D", "P"})
_SAMPLES = re.compile(r"\bN\b|\bbatch")  # a size that counts samples by its letter


def readings(
    said: Said,
    definitions: Sequence[Definition],
    losses: frozenset[str],
    every: Sequence[Loose],
    mine: Sequence[Loose],
) -> tuple[tuple[Reading, ...], bool]:
    """The readings that the document leaves open, the most likely first; and whether samples are counted.

    mine    the terms of `every` that are not of equations given from elsewhere: by them samples are counted
    """
    keys = {key for term in every for key in variables(_unargued(term, losses))}
    matrixlike = any(contains(term, op) for term in every for op in ("T", "at", "ones", "grid")) or any(
        _entrywise(term) for term in every
    )
    sets = _sets(said)
    matrixlike = matrixlike or any("times" in text for text in sets)
    upper = any(str(key[1]) in _UPPER for key in keys if str(key[1]) not in losses)
    weights = any(key[1] in ("W", "Theta", "V", "U") for key in keys)
    samples = {key for term in mine for key in variables(term) if str(key[1]) in _UPPER}
    counted = any(_counts(term) for term in (every if samples else mine))
    upper = upper or (counted and any(contains(term, "smp") for term in every))
    layouts: list[dict[str, Any]] = []
    if not matrixlike and not (upper and weights):
        layouts.append({"scalars": True})
    if matrixlike or weights or upper:
        upper = upper or any(sample_entries(term, divisors(mine)) for term in mine)
        if upper:
            layouts.append({"batch": True})
        plural = counted or any(_SAMPLES.search(text) for text in sets)
        if not upper or not plural or _singular(said):
            layouts.append({"batch": False})
    scales = (False, True) if upper and any(_scaled(link) for link in said.links) else (False,)
    deltas = any(key[1] in ("delta", "Delta") for key in keys)
    own = any(d.key[1] in ("delta", "Delta") and has_gradient(d.right) for d in definitions)
    signs = (1, -1) if deltas and not own else (1,)
    totals = ("", "sum", "mean", "samples") if _loss_open(definitions, losses) else ("",)
    made = [
        Reading(scaled=scaled, sign=sign, total=total, **layout)
        for layout in layouts
        for total in totals
        for sign in signs
        for scaled in scales
        if not (scaled and not layout.get("batch"))
    ]
    return tuple(made), counted and upper


def _singular(said: Said) -> bool:
    """Whether values of one sample are defined first, and those of every sample written `x^{(i)}` after."""
    picked = {key for link in said.links for side in (link.left, link.right) for key in _picked(side.term)}
    return any(
        link.left.term in picked and link.right.term is not None and not contains(link.right.term, "smp")
        for link in said.links
        if is_definition(link)
    )


def _picked(term: Any) -> Iterator[Key]:
    """The symbols of which one sample's value is taken."""
    if isinstance(term, tuple) and term:
        if term[0] == "smp" and term[1][0] == "var":
            yield term[1]
        for part in term:
            yield from _picked(part)


def _unargued(term: Any, losses: frozenset[str]) -> Any:
    """A term without what a loss is said to be a function of: `E(O)`."""
    if not isinstance(term, tuple) or not term:
        return term
    if term[0] == "call" and len(term) == 5 and term[1] in losses:
        return ()
    if term[0] == "prod" and term[1][0][0] == "var" and term[1][0][1] in losses and not term[2][0]:
        return _unargued(term[1][2:], losses)
    return tuple(_unargued(part, losses) for part in term)


def _sets(said: Said) -> list[str]:
    r"""What is said to hold a symbol, as in `X \in \mathbb{R}^{N \times d}`."""
    return [
        said.equations[link.equation].latex[link.right.node.start : link.right.node.stop]
        for link in said.links
        if link.relation == "in"
    ]


def _loss_open(definitions: Sequence[Definition], losses: frozenset[str]) -> bool:
    """Whether the loss is given entry by entry."""
    return any(d.key[1] in losses and not _totalled(d.right) for d in definitions)


def _totalled(term: Any) -> bool:
    if contains(term, "sum") or contains(term, "norm"):
        return True
    return any(_sums(part) for part in (term,))


def _sums(term: Any) -> bool:
    if not isinstance(term, tuple) or not term:
        return False
    if term[0] == "call" and term[1] in ("sum", "mean", "tr"):
        return True
    return any(_sums(part) for part in term)


def _entrywise(term: Any) -> bool:
    if not isinstance(term, tuple) or not term:
        return False
    if term[0] == "prod" and not {"odot", "circ", "@"}.isdisjoint(term[2]):
        return True
    if term[0] == "call" and term[1] in ("softmax", "dot", "matmul"):
        return True
    return any(_entrywise(part) for part in term)


def _counts(term: Any) -> bool:
    """Whether a mean or a sum over samples occurs."""
    if not isinstance(term, tuple) or not term:
        return False
    if term[0] == "div" and any(key[1] in COUNTS for key in variables(term[2])):
        return True
    if term[0] == "call" and (term[1] == "len" or (term[1] in ("sum", "mean") and len(term[4]) > 1)):
        return True
    return any(_counts(part) for part in term)


def _scaled(link: Link) -> bool:
    """A gradient by a weight that carries 1/m."""
    left, right = link.left.term, link.right.term
    if left is None or right is None or left[0] not in ("d", "dn"):
        return False
    key = symbol_of(left[-1])
    return bool(key) and key[1] in WEIGHTS and _counts(right)
