"""Boxes that are wider than the line, broken into lines: at a relation, at a sign, inside of brackets."""

from collections.abc import Iterator, Sequence

from .boxes import Box, Fence, Leaf, Product, Row, Script, Stack, Table
from .glyphs import BINARY, RELATIONS
from .width import CELLS, width

INDENT = 10.0  # of every line but the first
LEAST = 50.0  # nothing is pressed into less
MOST = 0.45  # of a line, for the left side of a relation
_ROUNDING = 1e-6  # sums of widths in another order differ by less
_RELATIONS = frozenset(RELATIONS.values())
_SIGNS = frozenset((*BINARY, *_RELATIONS))


def broken(box: Box, room: float) -> Box:
    """The box in lines of at most `room` points, as far as it can be broken."""
    room = max(room, LEAST)
    if width(box) <= room + _ROUNDING:
        return box
    if isinstance(box, Row):
        lines = tuple(broken_lines(box, room))
        return lines[0] if len(lines) == 1 else Stack(lines)
    if isinstance(box, Product):
        return Product(_pressed(box.items, room))
    if isinstance(box, Fence):
        return box._replace(body=broken(box.body, room - 14))
    if isinstance(box, Script):
        return box._replace(base=broken(box.base, room - width(box) + width(box.base)))
    return _table(box, room) if isinstance(box, Table) else box


def broken_lines(row: Row, room: float) -> Iterator[Box]:
    """The lines of a row, a relation always on a new one; what has no sign to be broken at is pressed."""
    if len(row.items) == 2 and row.items[0] in _RELATIONS and isinstance(row.items[1], Row):
        row = Row((row.items[0], *row.items[1].items))  # all that follows a relation's left side
    sides = [row.items[start:end] for start, end in _cuts(row, _RELATIONS)]
    if len(sides) > 1:
        for number, side in enumerate(sides):
            yield from _lines(Row(side), room - (INDENT if number else 0))
        return
    pieces = list(_pieces(row, room - INDENT))
    if len(pieces) == 1:
        yield Row(_pressed(row.items, room))
        return
    lines = _balanced(pieces, room)
    for number, line in enumerate(lines):
        items = tuple(item for piece in line for item in piece.items)
        yield broken(Row(items), room - (INDENT if number else 0))


def _balanced(pieces: Sequence[Row], room: float) -> list[list[Row]]:
    """As few lines as there is room for, the widest as narrow as can be."""
    lines = _packed(pieces, room)
    while True:
        narrower = _packed(pieces, min(room, max(_widths(lines)) - 1))
        if len(narrower) > len(lines) or max(_widths(narrower)) >= max(_widths(lines)):
            return lines
        lines = narrower


def _widths(lines: Sequence[Sequence[Row]]) -> list[float]:
    return [sum(map(width, line)) + (INDENT if number else 0) for number, line in enumerate(lines)]


def _pieces(row: Row, room: float) -> Iterator[Row]:
    """A row cut before each of its signs; a piece that is too wide, before the signs of the row in it."""
    for start, end in _cuts(row, _SIGNS):
        *head, last = row.items[start:end]
        if isinstance(last, Row) and width(Row(row.items[start:end])) > room:
            first, *rest = _pieces(last, room)
            yield Row((*head, *first.items))
            yield from rest
        else:
            yield Row(row.items[start:end])


def _cuts(row: Row, signs: frozenset[Leaf]) -> Iterator[tuple[int, int]]:
    """From where to where the pieces of a row reach, each but the first beginning with a sign."""
    starts = [k for k, item in enumerate(row.items) if k and isinstance(item, Leaf) and item in signs]
    return zip([0, *starts], [*starts, len(row.items)], strict=True)


def _packed(pieces: Sequence[Row], room: float) -> list[list[Row]]:
    """Pieces put into lines, as many into each as there is room for."""
    lines: list[list[Row]] = [[]]
    used = 0.0
    for piece in pieces:
        wide = width(piece)
        if lines[-1] and used + wide > room:
            lines.append([])
            used = INDENT
        lines[-1].append(piece)
        used += wide
    return lines


def _pressed(items: Sequence[Box], room: float) -> tuple[Box, ...]:
    """Boxes side by side, the widest of them broken, then the next, until they fit."""
    found = list(items)
    for k in sorted(range(len(found)), key=lambda k: -width(found[k])):
        over = sum(map(width, found)) - room
        if over > 0:
            found[k] = broken(found[k], width(found[k]) - over)
    return tuple(found)


def _table(table: Table, room: float) -> Table:
    """A matrix whose wide entries are broken: columns with enough room keep theirs, the others share."""
    columns = [max(map(width, column)) for column in zip(*table.rows, strict=True)]
    left = room - 17 - CELLS * (len(columns) - 1)
    share, wide = left, sorted(columns)
    while wide and wide[0] <= (share := left / len(wide)):
        left -= wide.pop(0)
    return Table(tuple(tuple(broken(cell, share) for cell in row) for row in table.rows))


def broken_relation(
    left: Box | None, relation: Row, beside: float, room: float
) -> tuple[Box | None, list[Box]]:
    """A relation in lines: its left side, as it takes `beside` points, and what follows from its sign on.

    A left side that takes most of the room has a line of its own, above the others.
    """
    if left is not None and width(left) > beside:
        if width(left) + width(relation) <= room:
            return left, [relation]
        return None, [*_lines(left, room), *_lines(relation, room - INDENT)]
    return left, _lines(relation, room - beside)


def broken_whole(left: Box | None, sign: Leaf, right: Box, room: float) -> Box:
    """A relation in lines, in one piece."""
    beside = min(width(left), MOST * room) if left else 0.0
    first, lines = broken_relation(left, Row((sign, right)), beside, room)
    if first is not None:
        lines[0] = Row((first, lines[0]))
    return lines[0] if len(lines) == 1 else Stack(tuple(lines))


def _lines(box: Box, room: float) -> list[Box]:
    made = broken(box, room)
    return list(made.lines) if isinstance(made, Stack) else [made]
