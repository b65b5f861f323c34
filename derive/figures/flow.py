"""The computational graph laid out in rows, with a way round for what is used further on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from .computation import Feed, Node, entry, nodes
from .drawing import Box, Circle, Drawing, Mark, Path, Point, Text, beside, even
from .labels import Labels

MARGIN, HALF = 14.0, 17.0  # of the picture; half the height of a node
PORT, APART = 24.0, 16.0  # between two arrows into a node; between two blocks of numbers
PAD, BRANCH = 11.0, 20.0  # beside the label of an edge; room for the dot where a value goes two ways
LANE, SIDE = 14.0, 3.5  # between two lines side by side; from the middle of an edge to its two arrows
WITHOUT_NUMBERS = 560.0  # how wide a picture may be that has no small print
ENTRY, TURN, ROW_GAP = 40.0, 12.0, 40.0  # into the first node of a row; past its end; between two rows


@dataclass(frozen=True)
class Spot:
    """A node at its place; the edge out of it goes from `right` to `end`."""

    node: Node
    x: float
    row: int
    end: float = 0.0

    @property
    def left(self) -> float:
        """Where the edge into it ends."""
        return self.x - self.width / 2

    @property
    def right(self) -> float:
        """Where the edge out of it begins."""
        return self.x + self.width / 2

    @property
    def width(self) -> float:
        """The width of the box; data that only enters is a point."""
        node = self.node
        return max(node.label.width + 18, PORT * len(node.feeds) + 8, 40.0) if node.label else 0.0

    @property
    def spread(self) -> float:
        """The width of all that enters from below."""
        return sum(f.stack.width for f in self.node.feeds) + APART * max(len(self.node.feeds) - 1, 0)

    @property
    def branch(self) -> float:
        """Where its value leaves the edge."""
        return self.right + 10

    @property
    def edge(self) -> float:
        """The length that the edge out needs."""
        node = self.node
        return max(node.above.width, node.below.width, 30.0) + 2 * PAD + (BRANCH if node.branches else 0)

    def fed(self) -> Iterator[tuple[Feed, float, float]]:
        """What enters from below: it, the centre of its block, and where its arrow meets the node."""
        left, count = self.x - self.spread / 2, len(self.node.feeds)
        for k, feed in enumerate(self.node.feeds):
            yield feed, left + feed.stack.width / 2, self.x + (k - (count - 1) / 2) * PORT
            left += feed.stack.width + APART


@dataclass
class Level:
    """The heights of one row: its channel on top, its edges, and the numbers that enter from below."""

    top: float = 0.0
    edge: float = 0.0
    feeds: float = 0.0
    bottom: float = 0.0
    lanes: int = 0

    def lane(self) -> float:
        """The height of the next line in the channel."""
        self.lanes += 1
        return self.top + LANE * (self.lanes - 0.5)


def draw(labels: Labels, widest: float, tallest: float) -> Drawing:
    """The picture as data, wrapped into as few rows as fit, and these as even as possible.

    Where it would be taller than `tallest`, the numbers are left out.
    """
    graph = labels.setting.model.graph
    sequence = [entry(labels, graph), *nodes(labels, graph)]
    drawing = _Flow(even(lambda limit: _wrapped(sequence, limit), widest)).drawing()
    if drawing.height > tallest and labels.with_numbers:
        return draw(replace(labels, with_numbers=False), max(widest, WITHOUT_NUMBERS), tallest)
    return drawing


def _wrapped(sequence: Sequence[Node], limit: float) -> list[list[Spot]]:
    rows: list[list[Spot]] = [[]]
    x, fed = MARGIN, MARGIN - APART
    for node in sequence:
        spot = _spot(node, x, fed, len(rows) - 1)
        if max(spot.right + spot.edge, spot.x + spot.spread / 2) > limit - MARGIN - TURN and len(rows[-1]) > (
            len(rows) == 1
        ):
            rows.append([])
            x, fed = MARGIN + ENTRY, MARGIN + TURN - APART
            spot = _spot(node, x, fed, len(rows) - 1)
        if rows[-1]:
            rows[-1][-1] = replace(rows[-1][-1], end=spot.left)
        x, fed = spot.right + spot.edge, spot.x + spot.spread / 2 if node.feeds else fed
        rows[-1].append(replace(spot, end=max(x, fed)))
    return rows


def _spot(node: Node, x: float, fed: float, row: int) -> Spot:
    """A node whose box begins at x, further right if what enters from below needs it."""
    spot = Spot(node, 0.0, row)
    centre = x + spot.width / 2
    return replace(spot, x=max(centre, fed + APART + spot.spread / 2) if node.feeds else centre)


@dataclass
class _Flow:
    rows: list[list[Spot]]
    levels: list[Level] = field(default_factory=list)
    spots: dict[str, Spot] = field(default_factory=dict)
    detours: int = 0

    def drawing(self) -> Drawing:
        self.spots = {spot.node.out: spot for row in self.rows for spot in row}
        self.right = max(row[-1].end for row in self.rows) + TURN
        self._heights()
        marks: list[Mark] = []
        for row in self.rows:
            for spot in row:
                marks += self._feeds(spot)
                marks += [mark for name in spot.node.skips for mark in self._skip(name, spot)]
        for spot, after in pairwise(self.spots.values()):
            marks += self._edge(spot, after)
        last = self.rows[-1][-1]
        marks += self._out(last)
        for spot in self.spots.values():
            marks += self._node(spot)
        right = self.right + (self.detours + 0.5) * LANE if self.detours else self.right
        return Drawing("graph", right + MARGIN, self.levels[-1].bottom + MARGIN, tuple(marks))

    # ── heights ───────────────────────────────────────────────────────────────────────────────────────────

    def _heights(self) -> None:
        top = MARGIN
        for number, row in enumerate(self.rows):
            level = Level(top)
            above = max([HALF, *(spot.node.above.height + SIDE + 6 for spot in row)])
            level.edge = top + LANE * self._crossings(number) + above
            below = max([HALF + 8, *(spot.node.below.height + SIDE + 9 for spot in row)])
            fed = [spot for spot in row if spot.node.feeds]
            buses = max((_buses(spot) for spot in fed), default=0)
            level.feeds = level.edge + below + (8 + LANE * buses if fed else 0)
            level.bottom = level.feeds + max((f.stack.height for s in fed for f in s.node.feeds), default=0)
            top = level.bottom + ROW_GAP
            self.levels.append(level)

    def _crossings(self, row: int) -> int:
        """The lines that the channel over a row holds."""
        ends = [(self.spots[name].row, s.row) for s in self.spots.values() for name in s.node.skips]
        return sum(row in pair for pair in ends)

    # ── marks ─────────────────────────────────────────────────────────────────────────────────────────────

    def _node(self, spot: Spot) -> Iterator[Mark]:
        level, node = self.levels[spot.row], spot.node
        if node.label:
            yield Box(spot.left, level.edge - HALF, spot.width, 2 * HALF)
            yield Text(node.label, spot.x, level.edge)
        else:
            yield Circle(spot.x, level.edge, 3.5, "value")
        start = spot.right + (BRANCH if node.branches else 0)
        middle = (start + spot.end) / 2
        yield from node.above.at(middle, level.edge - SIDE - 6 - node.above.height)
        yield from node.below.at(middle, level.edge + SIDE + 9)

    def _edge(self, spot: Spot, after: Spot) -> Iterator[Mark]:
        """The edge between two nodes, round the end of the row if need be."""
        y, to = self.levels[spot.row].edge, self.levels[after.row].edge
        name = f"{spot.node.out}>{after.node.out}"
        if not after.node.main:
            yield Path(((spot.right, y - SIDE), (spot.branch, y - SIDE)), "value")
        elif spot.row == after.row:
            yield from _both(((spot.right, y), (after.left, y)), "value", name)
        else:
            turn, back = spot.end + TURN, self.levels[after.row].top - ROW_GAP / 2
            ends = ((spot.right, y), (turn, y), (turn, back), (MARGIN, back), (MARGIN, to), (after.left, to))
            yield from _both(ends, "value", name)

    def _out(self, spot: Spot) -> Iterator[Mark]:
        y = self.levels[spot.row].edge
        yield from _both(((spot.right, y), (spot.end, y)), "value", spot.node.out)

    def _feeds(self, spot: Spot) -> Iterator[Mark]:
        level = self.levels[spot.row]
        entering = list(spot.fed())
        for feed, x, port in entering:
            yield from feed.stack.at(x, level.feeds)
            path: tuple[Point, ...] = ((x, level.feeds - 3), (x, level.edge + HALF))
            if abs(x - port) > 0.5:
                bus = level.feeds - 10 - LANE * _rank(x, entering)
                path = ((x, level.feeds - 3), (x, bus), (port, bus), (port, level.edge + HALF))
            edge = f"{feed.name}>{spot.node.out}"
            if feed.is_learned:
                yield from _both(path, "parameter", edge)
            else:
                yield Path(path, "ink", arrow=True, edge=edge)

    def _skip(self, name: str, spot: Spot) -> Iterator[Mark]:
        """A value from further back, through the channel over its row and the one over the node's."""
        start = self.spots[name]
        begin, end = self.levels[start.row], self.levels[spot.row]
        port = spot.x + (spot.node.skips.index(name) - (len(spot.node.skips) - 1) / 2) * PORT
        lane = begin.lane()
        way: tuple[Point, ...] = ((start.branch, lane), (port, lane))
        if start.row != spot.row:
            self.detours += 1
            side, arrival = self.right + LANE * self.detours, end.lane()
            way = ((start.branch, lane), (side, lane), (side, arrival), (port, arrival))
        middle = ((start.branch, begin.edge - SIDE), *way, (port, end.edge - HALF))
        yield from _both(middle, "value", f"{name}>{spot.node.out}", begin.edge + SIDE)
        yield Circle(start.branch - SIDE, begin.edge - SIDE, 3.0, "value", solid=True)


def _buses(spot: Spot) -> int:
    """How many lines lie over each other between a node and what enters it."""
    entering = list(spot.fed())
    return max((_rank(x, entering) + 1 for _, x, port in entering if abs(x - port) > 0.5), default=0)


def _rank(x: float, entering: Sequence[tuple[Feed, float, float]]) -> int:
    """The height of a bus: the further out on its side, the nearer to the node, so that none cross."""
    own = next(port for _, at, port in entering if at == x)
    return sum(
        (at < port - 0.5) == (x < own) and abs(at - port) > 0.5 and abs(at - own) < abs(x - own)
        for _, at, port in entering
    )


def _both(path: tuple[Point, ...], role: str, edge: str, merge: float | None = None) -> Iterator[Mark]:
    """The two arrows of an edge: the value, and dashed the gradient back; that may end at another height."""
    back = beside(path, -SIDE)
    if merge is not None:
        back = ((back[0][0], merge), *back[1:])
    yield Path(beside(path, SIDE), role, 1.5, arrow=True, edge=edge)
    yield Path(back[::-1], "gradient", 1.3, dash=(5, 3), arrow=True)
