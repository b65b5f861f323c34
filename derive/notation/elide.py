"""Long matrices and sums shortened for the page; the data keep them whole."""

from typing import TypeVar

from ..expression import Term, rebuild

T = TypeVar("T")
DOTS = "..."


def elide(term: Term, limit: int = 4, terms: int = 6) -> Term:
    """A term whose matrices have at most `limit` rows and columns, and whose sums at most `terms` terms.

    The first few and the last stay, "..." stands for the others.

    >>> elide(("diag", 1, 2, 3, 4, 5))
    ('diag', 1, 2, '...', 5)
    """
    if not isinstance(term, tuple):
        return term
    if term[0] == "matrix":
        rows = _cut(tuple(_cut(row, limit, DOTS) for row in term[1]), limit, None)
        width = len(next(row for row in rows if row is not None))
        return ("matrix", tuple((DOTS,) * width if row is None else _each(row, limit, terms) for row in rows))
    if term[0] == "diag":
        return ("diag", *_each(_cut(term[1:], limit, DOTS), limit, terms))
    if term[0] == "add" and len(term) - 1 > terms:
        return ("add", *_each((*term[1:3], DOTS, term[-1]), limit, terms))
    return rebuild(term, lambda part: elide(part, limit, terms))


def _each(parts: tuple[Term, ...], limit: int, terms: int) -> tuple[Term, ...]:
    return tuple(elide(part, limit, terms) for part in parts)


def _cut(parts: tuple[T, ...], limit: int, dots: T) -> tuple[T, ...]:
    """The first `limit` - 2 parts, dots, and the last."""
    return parts if len(parts) <= limit else (*parts[: limit - 2], dots, parts[-1])
