"""Curves of computed numbers: gradients by depth, the loss surface with a path, the training curve."""

import math
from collections.abc import Sequence

import numpy as np

from ..errors import DeriveError
from ..evaluation import Array
from ..lesson.descent import Entry, descend, losses
from ..lesson.example import decimals
from .drawing import Drawing
from .experiments import DEPTH, gradient_sizes, steepest, surface
from .labels import Labels
from .plotting import TICK, Panel, nice, plot

GRID, COARSE, LEVELS = 33, 17, 24  # points along each side of the surface; about how many lines of equal loss
LARGE = 5_000  # with more parameters than this the surface takes fewer points
APART = 15.0  # pixels between two labels at its edge
LINES = ("solid", "dashed", "dotted")


def gradient_depth(labels: Labels, widest: float) -> Drawing:
    """How large the gradient is in every layer of a deep network, for three activations."""
    made, (panel,) = plot("depth", labels, widest, (250,), top=34)
    sizes = {name: gradient_sizes(name) for name in ("Sigmoid", "Tanh", "ReLU")}
    least = math.floor(math.log10(min(map(min, sizes.values()))) / 5) * 5
    panel.axes.set_yscale("log")
    panel.axes.minorticks_off()
    panel.limits((0, DEPTH + 1), (10.0**least, 100.0))
    panel.ticks((1, *range(10, DEPTH + 1, 10)), [10.0**power for power in range(least, 1, 5)], power=True)
    layers = range(1, DEPTH + 1)
    places = {
        "Sigmoid": ("value", 12, "right", 16),
        "Tanh": ("parameter", 12, "above", 8),
        "ReLU": ("gradient", 24, "below", 11),
    }
    for line, (name, (role, layer, side, away)) in zip(LINES, places.items(), strict=True):
        panel.curve(layers, sizes[name], role, line)
        panel.label(labels.function(name.lower()), layer, sizes[name][layer - 1], role, side, away)
    panel.name(labels.word("axis.layer"), labels.word("axis.gradient"))
    return made.drawing()


def training_curve(labels: Labels, widest: float, steps: int) -> Drawing:
    """The loss of the example after each step of gradient descent."""
    made, (panel,) = plot("training", labels, widest, (210,), top=34)
    found = losses(labels.setting, steps)
    count = _steps(labels, len(found))
    ticks = nice(0, max(found))
    top = ticks[-1]
    while top < 1.15 * max(found):  # room for a label over the curve
        top += ticks[1]
    panel.limits((0, count), (0, top))
    panel.ticks(nice(0, count), nice(0, top))
    panel.curve(range(count + 1), found, "value")
    for step, inwards in ((0, 1), (count, -1)):
        panel.dot(step, found[step], "value")
        value = labels.set.math(decimals(found[step], 3), TICK)
        panel.label(value, step + inwards * 0.05 * count, found[step], "value", "above", 10)
    panel.name(labels.word("axis.step"), labels.set.math(labels.setting.model.graph.equations[-1].out, 16))
    return made.drawing()


def loss_surface(
    labels: Labels, widest: float, steps: int, entries: tuple[Entry, Entry] | None = None
) -> Drawing:
    """Lines of equal loss over two weights, all others fixed, and the path of gradient descent in the two."""
    made, (panel,) = plot("surface", labels, widest, (330,), top=34, right=44)
    first, second = pair = entries or steepest(labels.setting)
    path = [
        [float(v[e.name][e.row - 1, e.column - 1]) for e in pair]
        for v in descend(labels.setting, steps, pair)
    ]
    _steps(labels, len(path))
    x, y = _frame(panel, np.array(path), COARSE if _parameters(labels) > LARGE else GRID)
    grid = surface(labels.setting, pair, x, y)
    panel.limits((x[0], x[-1]), (y[0], y[-1]))
    panel.ticks(nice(x[0], x[-1]), nice(y[0], y[-1]))
    least = grid.min() + 0.03 * (grid.max() - grid.min())  # a line around next to nothing is a speck
    levels = [level for level in nice(grid.min(), grid.max(), LEVELS) if least < level < grid.max()]
    lines = panel.axes.contour(x, y, grid, levels, linewidths=1.1, colors="black")
    lines.set_gid("soft")
    _label_lines(panel, grid, y, levels)
    panel.curve([p[0] for p in path], [p[1] for p in path], "gradient")
    for p in path:
        panel.dot(p[0], p[1], "gradient", 2.2)
    (x0, y0), (x1, y1) = path[0], path[-1]
    panel.dot(x0, y0, "gradient", 5, solid=False)
    panel.dot(x1, y1, "gradient", 5)
    panel.name(*(labels.set.math(e.term(labels.setting.shapes), 16) for e in (first, second)))
    return made.drawing()


def _steps(labels: Labels, count: int) -> int:
    """The steps between so many values; raises DeriveError where not even one leads anywhere."""
    if count < 2:
        rate = labels.setting.model.learning_rate
        raise DeriveError(
            f"gradient descent diverges at its first step with learning rate {rate:g}:"
            " there is nothing to draw; give a smaller [training] learning_rate"
        )
    return count - 1


def _parameters(labels: Labels) -> int:
    """How many numbers are learned."""
    setting = labels.setting
    return sum(math.prod(setting.lengths(name)) for name in setting.model.graph.parameters)


def _frame(panel: Panel, path: Array, count: int) -> tuple[Array, Array]:
    """Values of both weights around a path, as far apart to the right as upwards."""
    box = panel.axes.get_window_extent()
    low, high = path.min(axis=0), path.max(axis=0)
    middle, span = (low + high) / 2, high - low
    unit = max(1.5 * span[0] / box.width, 1.5 * span[1] / box.height, 2 / box.height)
    x, y = (
        np.linspace(m - unit * size / 2, m + unit * size / 2, count)
        for m, size in zip(middle, box.size, strict=True)
    )
    return x, y


def _label_lines(panel: Panel, grid: Array, y: Array, levels: Sequence[float]) -> None:
    """The loss beside the frame, where a line meets its right edge; not where two would touch."""
    edge, right = grid[:, -1], panel.axes.get_xlim()[1]
    taken: list[float] = []
    for level in levels:
        for k in np.flatnonzero(np.diff(edge > level)):
            share = (level - edge[k]) / (edge[k + 1] - edge[k])
            height = float(y[k] + share * (y[k + 1] - y[k]))
            place = panel.at(right, height)[1]
            if all(abs(place - other) > APART for other in taken):
                taken.append(place)
                panel.label(panel.number(level), right, height, "soft", "right", 5)
