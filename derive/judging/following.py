"""Lines that are wrong only because they use an earlier wrong one: its right side for its left side."""

from collections.abc import Iterator, Sequence
from typing import Any

from .claims import Link
from .comparing import TRUE
from .conventions import Reading
from .judge import Judge
from .phrases import Loose

MOST = 12  # earlier wrong lines that one is compared with


def follows(
    judge: Judge, link: Link, earlier: Sequence[tuple[int, Link]], readings: Sequence[Reading]
) -> int:
    """The number of the earlier wrong link that a wrong one follows from; -1 for none.

    It is the one without whose mistake the link would be true.
    """
    left, right = link.left.term, link.right.term
    if left is None or right is None:
        return -1
    for number, other in reversed(earlier[-MOST:]):
        stated, wrong = other.left.term, other.right.term
        if stated is None or wrong is None or stated == left:
            continue
        for mended in replacements(right, wrong, stated):
            if any(judge.try_terms(left, mended, reading).kind == TRUE for reading in readings[:2]):
                return number
    return -1


def replacements(term: Any, old: Loose, new: Loose) -> Iterator[Any]:
    """A term with one occurrence of another in it replaced; some factors of a product count as one.

    >>> list(replacements(("T", ("num", 1)), ("num", 1), ("num", 2)))
    [('T', ('num', 2))]
    """
    if not isinstance(term, tuple) or not term:
        return
    if term == old:
        yield new
        return
    if term[0] == old[0] == "prod":
        yield from _factors(term, old, new)
    for k, part in enumerate(term):
        for made in replacements(part, old, new):
            yield (*term[:k], made, *term[k + 1 :])


def _factors(term: Loose, old: Loose, new: Loose) -> Iterator[Loose]:
    """A product in which neighbouring factors are replaced by one."""
    (_, terms, ops), (_, factors, between) = term, old
    count = len(factors)
    for at in range(len(terms) - count + 1):
        if terms[at : at + count] == factors and ops[at : at + count - 1] == between:
            rest = (*terms[:at], new, *terms[at + count :])
            yield ("prod", rest, (*ops[:at], *ops[at + count - 1 :]))
