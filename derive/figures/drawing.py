"""A drawing as data: paths, boxes, circles and blocks of text in pixels, y downwards."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from .typeset import Block

Row = TypeVar("Row")
Point = tuple[float, float]
# what a mark stands for; the writers know its colour
ROLES = ("ink", "soft", "line", "value", "gradient", "parameter", "third")


@dataclass(frozen=True, slots=True)
class Path:
    """A line through points, straight, or curved: a start, then three points a cubic curve.

    dash: lengths drawn and left out; arrow: whether it has a head at its end; fill: how opaque the area is
    inside, with no line around it; edge: what it connects, `from>to`, for a reader of the file and for tests.
    """

    points: tuple[Point, ...]
    role: str = "ink"
    width: float = 1.3
    dash: tuple[float, ...] = ()
    arrow: bool = False
    curved: bool = False
    fill: float = 0.0
    edge: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with rounded corners, filled with the colour of the paper."""

    x: float
    y: float
    width: float
    height: float
    role: str = "ink"
    radius: float = 6


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle filled with the colour of the paper, or with its own."""

    x: float
    y: float
    radius: float
    role: str = "ink"
    solid: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A block of text, its centre at (x, y)."""

    block: Block
    x: float
    y: float
    role: str = "ink"

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        w, h = self.block.width / 2, self.block.height / 2
        return self.x - w, self.y - h, self.x + w, self.y + h


Mark = Path | Box | Circle | Text


@dataclass(frozen=True, slots=True)
class Drawing:
    """Marks in the order they are painted."""

    name: str
    width: float
    height: float
    marks: tuple[Mark, ...]

    def texts(self) -> list[Text]:
        """The blocks of text."""
        return [mark for mark in self.marks if isinstance(mark, Text)]


def number(value: float) -> str:
    """A coordinate, to a tenth of a pixel.

    >>> number(12.04), number(-0.01), number(-10.5)
    ('12', '0', '-10.5')
    """
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def head(path: Path, length: float = 7.5) -> tuple[Point, ...]:
    """The triangle at the end of an arrow."""
    (x0, y0), (x1, y1) = path.points[-2:]
    norm = max(((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5, 1e-9)
    dx, dy = (x1 - x0) / norm, (y1 - y0) / norm
    x, y, side = x1 - length * dx, y1 - length * dy, 0.42 * length
    return (x1, y1), (x - side * dy, y + side * dx), (x + side * dy, y - side * dx)


def shortened(path: Path, by: float = 6) -> tuple[Point, ...]:
    """The points of an arrow, the last one drawn back, so that the line ends inside its head."""
    (x0, y0), (x1, y1) = path.points[-2:]
    norm = max(((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5, 1e-9)
    return (*path.points[:-1], (x1 - by * (x1 - x0) / norm, y1 - by * (y1 - y0) / norm))


def beside(points: Sequence[Point], distance: float) -> tuple[Point, ...]:
    """A path of horizontal and vertical steps, moved to its left by a distance."""
    normals = []
    for (x0, y0), (x1, y1) in pairwise(points):
        norm = abs(x1 - x0) + abs(y1 - y0)
        normals.append(((y1 - y0) / norm, (x0 - x1) / norm))
    around = pairwise([normals[0], *normals, normals[-1]])
    moved = []
    for (x, y), ((a, b), (c, d)) in zip(points, around, strict=True):
        across = (a, b) if (a, b) == (c, d) else (a + c, b + d)
        moved.append((x + distance * across[0], y + distance * across[1]))
    return tuple(moved)


def even(wrap: Callable[[float], list[Row]], widest: float) -> list[Row]:
    """As few rows as a width takes, and these as even as possible: `wrap` breaks a sequence at a width."""
    fewest = wrap(widest)
    limits = range(100, int(widest), 10)
    # the wider, the fewer rows
    place = bisect_left(limits, -len(fewest), key=lambda limit: -len(wrap(limit)))
    return wrap(limits[place]) if place < len(limits) else fewest


Line = Sequence[tuple[Block, str]]


@dataclass(frozen=True, slots=True)
class Stack:
    """Lines of blocks, each with its role, one under the other; after every `group` lines a wider gap."""

    lines: tuple[Line, ...] = ()
    gap: float = 4
    space: float = 6
    group: int = 0

    @property
    def width(self) -> float:
        """The width of the widest line."""
        return max((self._width(line) for line in self.lines), default=0)

    @property
    def height(self) -> float:
        """The height of all lines."""
        return sum(_height(line) + self._gap(k) for k, line in enumerate(self.lines))

    def __add__(self, other: "Stack") -> "Stack":
        """The lines of both."""
        return Stack((*self.lines, *other.lines), self.gap, self.space, self.group)

    def _width(self, line: Line) -> float:
        return sum(block.width for block, _ in line) + self.space * (len(line) - 1)

    def _gap(self, k: int) -> float:
        """The gap over line k."""
        return 0 if not k else self.gap + (8 if self.group and k % self.group == 0 else 0)

    def at(self, x: float, top: float) -> Iterable[Text]:
        """The texts, centred at x, the first line at `top`."""
        for k, line in enumerate(self.lines):
            top += self._gap(k)
            height = _height(line)
            left = x - self._width(line) / 2
            base = max(line, key=lambda pair: pair[0].height)[0].base
            for block, role in line:
                # blocks of one line stand on one baseline
                shift = 0.0 if base is None or block.base is None else base - block.base
                yield Text(block, left + block.width / 2, top + height / 2 + shift, role)
                left += block.width + self.space
            top += height


def _height(line: Line) -> float:
    return max(block.height for block, _ in line)
