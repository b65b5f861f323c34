"""A line that leaves out the middle of a sum or matrix: the dots stand for what the derivation has there."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from difflib import SequenceMatcher
from typing import Any

from ..expression import Term, rebuild, walk
from ..notation import elide
from ..notation.elide import DOTS
from ..reading import normal

LIMITS = (3, 4)  # rows and columns that a page shows of a matrix
Pair = tuple[Any, Any]  # a term with dots, and the same in full


class Elided:
    """The lines of a derivation that a page may show with dots."""

    def __init__(self, lines: Iterable[Term]) -> None:
        self.full: dict[Term, Term] = {}
        self.pairs: list[Pair] = []
        for line in lines:
            for limit in LIMITS:
                short = elide(line, limit)
                if short != line:
                    self.full[normal(short)] = line
                    self.pairs.append((short, line))

    def restored(self, term: Term) -> Term:
        """A term with what its dots stand for: in the line that it is, or else in the one most like it."""
        if DOTS not in set(walk(term)):
            return term
        if (line := self.full.get(normal(term))) is not None:
            return line
        said = _signs(term)
        alike = sorted(self.pairs, key=lambda pair: -SequenceMatcher(None, said, _signs(pair[0])).ratio())
        for short, line in alike[:3]:
            hidden = list(_hidden(short, line))
            if len(hidden) == sum(1 for _ in _dotted(term)):
                with suppress(ValueError):  # another shape
                    return _filled(term, iter(hidden))
        return term


def _signs(term: Term) -> list[str]:
    return [str(part) for part in walk(term) if not isinstance(part, tuple)]


def _cells(term: Any) -> tuple[Any, ...]:
    """The parts of a term among which dots may stand: of a matrix its rows."""
    if not isinstance(term, tuple):
        return ()
    return tuple(term[1]) if term[0] == "matrix" else term[1:]


def _left_out(cells: tuple[Any, ...]) -> int | None:
    """The place of the dots among cells or rows; for rows, that of the row of dots."""
    for place, cell in enumerate(cells):
        if cell == DOTS or (isinstance(cell, tuple) and cell and all(one == DOTS for one in cell)):
            return place
    return None


def _dotted(term: Term) -> Iterator[Any]:
    """Every sum, diagonal or matrix with dots in a term, the outer ones first."""
    for part in walk(term):
        if isinstance(part, tuple) and part[0] in ("add", "diag", "matrix") and DOTS in _inner(part):
            yield part


def _inner(part: Any) -> tuple[Any, ...]:
    return tuple(cell for row in part[1] for cell in row) if part[0] == "matrix" else part[1:]


def _hidden(short: Any, full: Any) -> Iterator[Pair]:
    """The parts with dots of a line, each with the same part in full, in the order of `_dotted`."""
    if short == full or not isinstance(short, tuple):
        return
    if short[0] in ("add", "diag", "matrix") and DOTS in _inner(short):
        yield short, full
    for a, b in _aligned(short, full):
        yield from _hidden(a, b)


def _aligned(short: Any, full: Any) -> Iterator[Pair]:
    """The parts that a term with dots shows, each with itself in full."""
    if short[0] != "matrix":
        yield from _shown(short[1:], full[1:])
        return
    for row, whole in _shown(short[1], full[1]):
        yield from _shown(row, whole)


def _shown(short: tuple[Any, ...], full: tuple[Any, ...]) -> Iterator[Pair]:
    place = _left_out(short)
    if place is None:
        yield from zip(short, full, strict=True)
        return
    after = len(short) - place - 1
    yield from zip(short[:place], full[:place], strict=True)
    yield from zip(short[place + 1 :], full[len(full) - after :], strict=True)


def _filled(term: Any, hidden: Iterator[Pair]) -> Term:
    """A term whose dots are filled with what the line has there."""
    if not isinstance(term, tuple):
        return term
    if not (term[0] in ("add", "diag", "matrix") and DOTS in _inner(term)):
        return rebuild(term, lambda part: _filled(part, hidden))
    _, full = next(hidden)
    if term[0] != "matrix":
        return (term[0], *_put(term[1:], full[1:], lambda part, _: _filled(part, hidden)))

    def row(cells: Any, whole: Any) -> Any:
        return _put(cells, whole, lambda part, _: _filled(part, hidden))

    return ("matrix", _put(term[1], full[1], row))


def _put(said: tuple[Any, ...], full: tuple[Any, ...], each: Any) -> tuple[Any, ...]:
    """The cells said, and where the dots are those of the line."""
    place = _left_out(said)
    if place is None:
        return tuple(each(cell, whole) for cell, whole in zip(said, full, strict=True))
    after = len(said) - place - 1
    first = [each(cell, whole) for cell, whole in zip(said[:place], full[:place], strict=True)]
    last = [each(c, w) for c, w in zip(said[place + 1 :], full[len(full) - after :], strict=True)]
    return (*first, *full[place : len(full) - after], *last)
