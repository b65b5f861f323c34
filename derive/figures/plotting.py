"""Axes with curves: matplotlib draws them into a drawing, and every word and number is a label of ours."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..errors import DeriveError
from ..evaluation import Array
from ..expression import Term
from ..lesson.example import plain
from .drawing import Circle, Drawing, Mark, Path, Point, Text
from .labels import Labels
from .typeset import Block

TICK, LABEL = 12.0, 14.0
LEFT, RIGHT, TOP, BOTTOM = 54.0, 18.0, 16.0, 52.0  # around the axes of a panel, for their labels
SHADE = 0.13  # how opaque a shaded band is
DASHES: dict[str, tuple[float, ...]] = {"solid": (), "dashed": (7, 4), "dotted": (1.5, 3.5)}


def _figure(width: float, height: float) -> Any:
    """An empty figure of matplotlib; raises DeriveError where it is not installed."""
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415
    except ImportError:
        raise DeriveError(
            "the curves are drawn with matplotlib, which is not installed:"
            " pip install 'derive-backprop[plots]'"
        ) from None
    return Figure(figsize=(width / 72, height / 72), dpi=72)


def _renderer(width: float, height: float, marks: list[Mark]) -> Any:
    """What matplotlib draws on: lines and areas become marks, in the role that an artist's `gid` names."""
    from matplotlib.backend_bases import RendererBase  # noqa: PLC0415

    class Recorder(RendererBase):
        roles: list[str]

        def open_group(self, s: str, gid: str | None = None) -> None:
            self.roles.append(gid or self.roles[-1])

        def close_group(self, s: str) -> None:
            self.roles.pop()

        def get_canvas_width_height(self) -> tuple[float, float]:
            return width, height

        def draw_path(self, gc: Any, path: Any, transform: Any, rgbFace: Any = None) -> None:
            area = rgbFace is not None and len(rgbFace) > 3 and rgbFace[3] > 0 and gc.get_linewidth() == 0
            if not area and gc.get_linewidth() == 0:
                return
            dash = tuple(float(length) for length in gc.get_dashes()[1] or ())
            for points in _pieces(path, transform, height):
                fill = float(rgbFace[3]) if area else 0.0
                marks.append(Path(points, self.roles[-1], float(gc.get_linewidth()), dash, fill=fill))

    recorder = Recorder()
    recorder.roles = ["soft"]
    return recorder


def _pieces(path: Any, transform: Any, height: float) -> Iterable[tuple[Point, ...]]:
    """The lines of a path in pixels, y downwards, curves as short straight steps."""
    piece: list[Point] = []
    for vertices, code in path.iter_segments(transform, simplify=False, curves=False):
        if code == path.MOVETO and len(piece) > 1:
            yield tuple(piece)
        if code == path.MOVETO:
            piece = []
        elif code == path.CLOSEPOLY:
            vertices = piece[0][0], height - piece[0][1]
        piece.append((float(vertices[0]), height - float(vertices[1])))
    if len(piece) > 1:
        yield tuple(piece)


@dataclass
class Panel:
    """Axes with the labels around them."""

    plot: "Plot"
    axes: Any

    def limits(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """The range of both axes."""
        self.axes.set_xlim(*x)
        self.axes.set_ylim(*y)

    def curve(self, x: Array, y: Array, role: str, line: str = "solid", width: float = 2) -> None:
        """A line through points."""
        style = (0, tuple(d / width for d in DASHES[line])) if DASHES[line] else "-"
        self.axes.plot(x, y, gid=role, linewidth=width, linestyle=style)

    def shade(self, start: float, end: float) -> None:
        """A band between two values of x."""
        self.axes.axvspan(start, end, gid="soft", facecolor=(0, 0, 0, SHADE), linewidth=0)

    def legend(self, block: Block) -> None:
        """What the shade means, over the panel on the right."""
        right, top = self.at(self.axes.get_xlim()[1], self.axes.get_ylim()[1])
        y, left = top - 8 - block.height / 2, right - block.width - 22
        square = ((left, y - 6), (left + 16, y - 6), (left + 16, y + 6), (left, y + 6))
        self.plot.marks += [Path(square, "soft", fill=SHADE), Text(block, right - block.width / 2, y, "soft")]

    def dot(self, x: float, y: float, role: str, radius: float = 3, solid: bool = True) -> None:
        """A point."""
        px, py = self.at(x, y)
        self.plot.marks.append(Circle(px, py, radius, role, solid))

    def at(self, x: float, y: float) -> Point:
        """Where a point of the data is on the page."""
        px, py = self.axes.transData.transform((x, y))
        return float(px), self.plot.height - float(py)

    def label(
        self, block: Block, x: float, y: float, role: str, side: str = "centre", away: float = 8
    ) -> None:
        """A label beside a point of the data: left, right, above, below, or on it."""
        px, py = self.at(x, y)
        dx, dy = {"left": (-1, 0), "right": (1, 0), "above": (0, -1), "below": (0, 1), "centre": (0, 0)}[side]
        px += dx * (away + block.width / 2)
        py += dy * (away + block.height / 2)
        self.plot.marks.append(Text(block, px, py, role))

    def ticks(self, x: Iterable[float], y: Iterable[float], power: bool = False) -> None:
        """Numbers on both axes, and fine lines across; `power`: those of y as powers of ten."""
        x, y = list(x), list(y)
        self.axes.set_xticks(x, [])
        self.axes.set_yticks(y, [])
        x0, y0 = self.axes.get_xlim()[0], self.axes.get_ylim()[0]
        for value in x:
            self.label(self.number(value), value, y0, "soft", "below", 7)
        for value in y:
            self.label(self._power(value) if power else self.number(value), x0, value, "soft", "left", 7)
        self.axes.set_axisbelow(True)
        self.axes.grid(True, gid="line", linewidth=0.8)

    def number(self, value: float) -> Block:
        """A number of an axis."""
        return self.plot.labels.set.math(plain(round(value, 10)), TICK)

    def _power(self, value: float) -> Block:
        term: Term = ("pow", 10, plain(round(math.log10(value))))
        return self.plot.labels.set.math(term, TICK)

    def name(self, x: Block, y: Block | None = None) -> None:
        """What is on the axes: x below in the middle, y over the top of its axis."""
        (x0, x1), (y0, y1) = self.axes.get_xlim(), self.axes.get_ylim()
        left, top = self.at(x0, y1)
        right, bottom = self.at(x1, y0)
        self.plot.marks.append(Text(x, (left + right) / 2, bottom + 38, "ink"))
        if y is not None:
            self.plot.marks.append(Text(y, max(left, 8 + y.width / 2), top - 8 - y.height / 2, "ink"))


@dataclass
class Plot:
    """A picture made of panels, side by side or one above the other."""

    name: str
    labels: Labels
    width: float
    height: float
    figure: Any
    marks: list[Mark] = field(default_factory=list)

    def drawing(self) -> Drawing:
        """All that was drawn; the labels lie on top."""
        drawn: list[Mark] = []
        self.figure.draw(_renderer(self.width, self.height, drawn))
        return Drawing(self.name, self.width, self.height, (*drawn, *self.marks))


def nice(low: float, high: float, count: int = 5) -> list[float]:
    """About so many round numbers in a range.

    >>> nice(0, 100)
    [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]
    """
    raw = (high - low) / count
    power = 10.0 ** math.floor(math.log10(raw))
    step = power * next(factor for factor in (1, 2, 5, 10) if factor * power >= 0.99 * raw)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(k * step, 10) for k in range(first, last + 1)]


def plot(
    name: str, labels: Labels, widest: float, panels: Sequence[float], top: float = TOP, right: float = RIGHT
) -> tuple[Plot, list[Panel]]:
    """A picture with panels of the heights given, in a row where there is room."""
    beside = widest >= 560 and len(panels) > 1
    width = 285.0 if beside else min(440.0, widest)
    room = [height + top + BOTTOM for height in panels]
    size = (width * len(panels), max(room)) if beside else (width, sum(room))
    made = Plot(name, labels, *size, _figure(*size))
    found = []
    for k, height in enumerate(panels):
        left, above = (k * width, 0.0) if beside else (0.0, sum(room[:k]))
        place = (left + LEFT, size[1] - above - top - height, width - LEFT - right, height)
        axes = made.figure.add_axes(
            (place[0] / size[0], place[1] / size[1], place[2] / size[0], place[3] / size[1])
        )
        axes.patch.set_visible(False)
        axes.tick_params(length=4, width=0.8)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        found.append(Panel(made, axes))
    made.figure.patch.set_visible(False)
    return made, found
