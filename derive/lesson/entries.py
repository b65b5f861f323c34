"""Where the transpose comes from: a gradient entry by entry, and the matrix of entries decomposed."""

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import product as pairs

from ..algebra import term
from ..backward import Use
from ..derivation import Line, Step
from ..expression import Term, rebuild, walk
from ..indexing import shape_of
from ..shapes import numbers
from .example import LIMIT, decimal, given
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


def one_entry(setting: Setting, name: str, use: Use) -> list[Step]:
    """The first entry of a gradient by the first weights, worked out with the numbers that the page shows."""
    pulled = term(use.value)
    if name != setting.model.graph.parameters[0] or not isinstance(pulled, tuple) or pulled[0] != "matmul":
        return []
    if any(max(numbers(shape_of(factor, setting.shapes), setting.sizes)) > LIMIT for factor in pulled[1:]):
        return []
    gradient = "d" + name
    letters = (cell(one, 1, 1, setting.shapes, setting.sizes) for one in (gradient, pulled))
    entry, products = letters
    sum_of_numbers = _in_numbers(setting, products)
    value = _rounded(sum_of_numbers, setting, gradient)
    if value is None:
        return []
    lines = (
        Line(("eq", entry, products), "each_entry"),
        Line(("approx", sum_of_numbers, value), "numbers"),
    )
    return [Step(name, gradient + "_number", "one_entry", setting.shapes[name], lines)]


def _shown(setting: Setting, name: str) -> Term:
    """The numbers of a name as the page shows them: data as given where they are short."""
    exact = given(setting.example.of(name))
    short = all(len(text) <= setting.digits + 2 for text in _decimals(exact))
    return exact if short and name in setting.model.data else setting.decimals(name)


def _decimals(expression: Term) -> list[str]:
    return [str(part[1]) for part in walk(expression) if isinstance(part, tuple) and part[0] == "decimal"]


def _in_numbers(setting: Setting, expression: Term) -> Term:
    """An expression of entries with their numbers put in."""
    if not isinstance(expression, tuple) or expression[0] != "entry":
        return rebuild(expression, lambda part: _in_numbers(setting, part))
    name, *place = expression[1:]
    rows, columns = setting.shapes[str(name)]
    i = 1 if rows == 1 else place[0]
    j = 1 if columns == 1 else place[-1]
    return _shown(setting, str(name))[1][i - 1][j - 1]  # type: ignore[index]


def _rounded(expression: Term, setting: Setting, gradient: str) -> Term | None:
    """The first entry of the gradient, to as many digits as numbers that are rounded themselves allow."""
    exact, value = _evaluated(expression), float(setting.example.of(gradient)[0, 0])
    shown = len(_decimals(setting.decimals(gradient))[0].partition(".")[2])
    for places in range(shown, 1, -1):
        rounded = decimal(value, places)
        if exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN) == _evaluated(rounded):
            return rounded
    return None


_ARITHMETIC: dict[str, Callable[..., Decimal]] = {
    "decimal": Decimal,
    "neg": lambda a: -a,
    "add": lambda *terms: sum(terms, Decimal(0)),
    "mul": lambda a, *factors: a * _ARITHMETIC["mul"](*factors) if factors else a,
}


def _evaluated(expression: Term) -> Decimal:
    """The exact value of decimals added and multiplied."""
    if not isinstance(expression, tuple):
        return Decimal(expression)
    return _ARITHMETIC[expression[0]](
        *(part if expression[0] == "decimal" else _evaluated(part) for part in expression[1:])
    )
