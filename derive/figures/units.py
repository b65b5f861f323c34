"""The network as columns of units, its matrices on the connections and the shapes below."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ..expression import Term
from ..graph import Equation
from .drawing import Box, Circle, Drawing, Mark, Path, Point, Stack, Text, even
from .labels import Labels
from .stages import Column, stages
from .typeset import Block

MOST = 5  # units of a column that are all shown; of more: the first two, dots, the last
RADIUS, PITCH = 21.0, 52.0
MARGIN, GAP, ROW_GAP = 16.0, 17.0, 30.0
LOSS = 40.0  # the arrow to a loss
ARC = 26.0  # room for the arcs over the columns


@dataclass(frozen=True)
class Units:
    """A column with what is written around it.

    slots: the number of every unit shown, None for the dots; entries: what is written in each; head: the
    operations over it; table: the shapes below; matrices: those on the connections into it; x: its centre.
    """

    column: Column
    slots: tuple[int | None, ...]
    entries: tuple[Block | None, ...]
    head: Stack
    table: Stack
    weights: Stack
    matrices: Stack
    x: float = 0.0

    @property
    def half(self) -> float:
        """Half of the width it needs."""
        return max(RADIUS, self.table.width / 2, self.head.width / 2)

    @property
    def room(self) -> float:
        """The room to its left that its matrices need."""
        return max(self.matrices.width, self.weights.width + 16, 60.0) + 2 * GAP

    def places(self, middle: float) -> list[tuple[int | None, float]]:
        """The units with their heights."""
        first = middle - (len(self.slots) - 1) / 2 * PITCH
        return [(number, first + k * PITCH) for k, number in enumerate(self.slots)]

    def above(self, middle: float) -> float:
        """Where what stands over the column begins."""
        top = self.places(middle)[0][1] - RADIUS
        return top - self.head.height - 8 if self.head.lines else top


def draw(labels: Labels, widest: float) -> Drawing:
    """The picture as data, wrapped into as few rows as fit, and these as even as possible."""
    found = stages(labels.setting.model.graph)
    columns = [_units(labels, column) for column in found.columns]
    marks: list[Mark] = []
    top, right = MARGIN, 0.0
    losses = sum(LOSS + loss_width(labels, loss) for loss in found.losses)
    rows = even(lambda limit: _wrapped(columns, losses, limit), widest)
    for row in rows:
        drawn = _Row(labels, row, top, found.losses if row is rows[-1] else ())
        marks += drawn.marks()
        top, right = drawn.bottom + ROW_GAP, max(right, drawn.right)
    return Drawing("network", right + MARGIN, top - ROW_GAP + MARGIN, tuple(marks))


def _units(labels: Labels, column: Column) -> Units:
    setting = labels.setting
    shape = setting.shapes[column.name]
    features = 1 if shape[0] == "N" else 0
    count = setting.lengths(column.name)[features]
    slots = tuple(range(1, count + 1)) if count <= MOST else (1, 2, None, count)
    names = [column.source, column.name] if column.is_data else [column.name]
    values = labels.shapes(dict.fromkeys(names), "value")
    parameters = labels.shapes(column.parameters, "parameter")
    return Units(
        column,
        slots,
        tuple(None if k is None else _entry(labels, column.name, k, features) for k in slots),
        Stack(tuple([(_operation(labels, *one), "ink")] for one in column.operations), gap=5),
        values + parameters,
        Stack(tuple([(labels.symbol(name), "parameter")] for name in column.weights), gap=6),
        labels.shapes(column.weights, "parameter"),
    )


def _entry(labels: Labels, name: str, k: int, features: int) -> Block | None:
    """A unit's entry for sample i, as large as it fits; None where it does not."""
    indices: tuple[str | int, ...] = ("i", k) if features == 1 else (k, "i")
    if labels.setting.shapes[name][features] == 1:
        indices = ("i",)
    entry: Term = ("entry", name, *indices)
    blocks = (labels.set.math(entry, size) for size in (15, 13.5, 12, 11, 10))
    return next((block for block in blocks if block.width <= 2 * RADIUS - 6), None)


def _operation(labels: Labels, kind: str, name: str) -> Block:
    if kind == "function":
        return labels.function(name)
    return labels.set.plus(name, 15) if kind == "sum" else labels.word(f"node.{name}")


def _wrapped(columns: Sequence[Units], losses: float, limit: float) -> list[list[Units]]:
    """The columns of every row at their places; a row begins with what the one before ended with."""
    first, *others = columns
    rows = [[replace(first, x=MARGIN + first.half)]]
    for units in others:
        before = rows[-1][-1]
        if (
            _end(before, units) + (losses if units is columns[-1] else 0) > limit - MARGIN
            and len(rows[-1]) > 1
        ):
            column = replace(before.column, sums=[])  # its operations stand in the row above
            before = replace(before, column=column, head=Stack())
            before = replace(before, x=MARGIN + before.half)
            rows.append([before])
        rows[-1].append(replace(units, x=_end(before, units) - units.half))
    return rows


def _end(before: Units, units: Units) -> float:
    """Where a column ends that stands beside another."""
    return before.x + before.half + units.room + 2 * units.half


class _Row:
    """One row of columns, from `top` down; `right` and `bottom` are known once its marks are made."""

    def __init__(self, labels: Labels, row: list[Units], top: float, losses: Sequence[Equation]) -> None:
        self.labels, self.row, self.top, self.losses = labels, row, top, losses
        tallest = max(len(units.slots) for units in row)
        tallest = max(tallest, 3) if losses else tallest  # the targets stand below the loss
        has_arcs = any(units.column.sums for units in row)
        head = max(units.head.height - (tallest - len(units.slots)) * PITCH / 2 for units in row)
        head = max(head + 8, 0) + (ARC if has_arcs else 0)
        self.middle = top + head + tallest * PITCH / 2
        self.table = self.bottom = self.middle + tallest * PITCH / 2 + 6
        self.right = row[-1].x + row[-1].half

    def marks(self) -> Iterator[Mark]:
        """Connections first, so that everything else lies on top of them."""
        for before, units in pairwise(self.row):
            yield from self._connections(before, units)
        for units in self.row:
            yield from self._column(units)
            yield from self._sums(units)
        if self.losses:
            yield from self._losses()

    def _connections(self, before: Units, units: Units) -> Iterator[Mark]:
        edge = f"{before.column.name}>{units.column.source}"
        for one, y in before.places(self.middle):
            for other, to_y in units.places(self.middle):
                if one is not None and other is not None:
                    ends = ((before.x + RADIUS, y), (units.x - RADIUS, to_y))
                    yield Path(ends, "soft", 0.7, edge=edge if one == other == 1 else "")
        x = units.x - units.half - units.room / 2
        w, h = units.weights.width + 16, units.weights.height + 14
        yield Box(x - w / 2, self.middle - h / 2, w, h, "parameter")
        yield from units.weights.at(x, self.middle - units.weights.height / 2)
        yield from self._below(units.matrices, x)

    def _below(self, stack: Stack, x: float) -> Iterator[Mark]:
        self.bottom = max(self.bottom, self.table + stack.height)
        yield from stack.at(x, self.table)

    def _column(self, units: Units) -> Iterator[Mark]:
        for (number, y), entry in zip(units.places(self.middle), units.entries, strict=True):
            if number is None:
                yield from (Circle(units.x, y + step, 1.8, "value", solid=True) for step in (-9, 0, 9))
                continue
            yield Circle(units.x, y, RADIUS, "value")
            if entry is not None:
                yield Text(entry, units.x, y, "value")
        yield from units.head.at(units.x, units.above(self.middle))
        yield from self._below(units.table, units.x)

    def _sums(self, units: Units) -> Iterator[Mark]:
        """An arc from every column that is added to this one; from its name, if it stands in another row."""
        end = (units.x, units.above(self.middle) - 4)
        lane = self.top + 8
        for name in units.column.sums:
            start = next((one for one in self.row if one.column.name == name), None)
            path: tuple[Point, ...] = ((units.x, lane), end)
            if start is not None:
                path = ((start.x, start.above(self.middle) - 4), (start.x, lane), *path)
            else:
                symbol = self.labels.symbol(name, 14)
                yield Text(symbol, units.x - 40 - symbol.width / 2, lane, "value")
                path = ((units.x - 34, lane), *path)
            yield Path(path, "value", arrow=True, edge=f"{name}>{units.column.name}")

    def _losses(self) -> Iterator[Mark]:
        last, y = self.row[-1], self.middle
        name, left = last.column.name, last.x + last.half
        for loss in self.losses:
            block, kind = self.labels.symbol(loss.out), self.labels.word(f"node.{loss.primitive.rule}")
            start, left, width = left, left + LOSS, loss_width(self.labels, loss)
            x = left + width / 2
            yield from self._into(last, name, start, left, f"{name}>{loss.out}")
            yield Box(left, y - 24, width, 48)
            yield Text(block, x, y - 9)
            yield Text(kind, x, y + 11)
            for data in (arg for arg in loss.args if arg in self.labels.setting.model.graph.inputs):
                yield Path(((x, y + 50), (x, y + 24)), arrow=True, edge=f"{data}>{loss.out}")
                yield Text(self.labels.symbol(data), x, y + 62)
                yield from self._below(self.labels.shapes([data], "ink"), x)
            self.right = left = left + width
            name = loss.out

    def _into(self, last: Units, name: str, start: float, end: float, edge: str) -> Iterator[Mark]:
        if name != last.column.name:
            yield Path(((start, self.middle), (end, self.middle)), arrow=True, edge=edge)
            return
        for number, height in last.places(self.middle):
            if number is not None:
                yield Path(
                    ((last.x + RADIUS, height), (end, self.middle)), width=1, edge=edge if number == 1 else ""
                )


def loss_width(labels: Labels, loss: Equation) -> float:
    """The width of the box of a loss."""
    return max(48.0, labels.word(f"node.{loss.primitive.rule}").width + 18)
