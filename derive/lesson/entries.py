"""Where the transpose comes from: a gradient entry by entry, and the matrix of entries decomposed."""

from itertools import product as pairs

from ..algebra import term
from ..backward import Use
from ..derivation import Line, Step
from ..expression import Term
from ..indexing import shape_of
from ..shapes import numbers
from .explicit import cell, fits, written_out
from .setting import Setting

MOST_ENTRIES = 4  # entries that are derived one by one on the page


def decomposition(setting: Setting, name: str, use: Use) -> list[Step]:
    """The shape first, then each entry, then their matrix taken apart into a matrix product."""
    pulled = term(use.value)
    if not isinstance(pulled, tuple) or pulled[0] != "matmul" or not _small(setting, name, pulled):
        return []
    gradient = "d" + name
    lines = [
        Line(("shape", gradient, *setting.shapes[name]), "shape_rule"),
        Line(("eq", gradient, written_out(gradient, setting.shapes, setting.sizes)), "matrix_of_entries"),
        *_each_entry(setting, gradient, pulled),
        Line(("eq", gradient, written_out(pulled, setting.shapes, setting.sizes)), "collect"),
        Line(("eq", gradient, ("matmul", *(_factor(setting, factor) for factor in pulled[1:]))), "decompose"),
        Line(("eq", gradient, pulled), "fold", boxed=True),
    ]
    return [Step(name, gradient + "_entries", "entries", setting.shapes[name], tuple(lines))]


def _small(setting: Setting, name: str, pulled: tuple[Term, ...]) -> bool:
    shapes = [setting.shapes[name], *(shape_of(factor, setting.shapes) for factor in pulled[1:])]
    return all(fits(shape, setting.sizes) for shape in shapes)


def _each_entry(setting: Setting, gradient: str, pulled: Term) -> list[Line]:
    rows, columns = numbers(setting.shapes[gradient], setting.sizes)
    positions = [*pairs(range(1, rows + 1), range(1, columns + 1))][:MOST_ENTRIES]
    return [
        Line(
            (
                "eq",
                cell(gradient, i, j, setting.shapes, setting.sizes),
                cell(pulled, i, j, setting.shapes, setting.sizes),
            ),
            "each_entry",
        )
        for i, j in positions
    ]


def _factor(setting: Setting, factor: Term) -> Term:
    """A factor as the matrix of its entries; a transpose is written with its rows and columns exchanged."""
    return written_out(factor, setting.shapes, setting.sizes)
