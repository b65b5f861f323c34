"""The Jacobian of an elementwise function: entries with δ, a diagonal matrix, the Hadamard product."""

from ..backward import Use
from ..derivation import Line, Step
from ..expression import Term
from ..graph import Equation
from ..indexing import product
from .explicit import at, cells, fits
from .setting import Setting

LARGEST_VECTOR = 8


def diagonal(setting: Setting, name: str, use: Use) -> Step:
    """Why a matrix product with the Jacobian is an elementwise product, shown at the sizes of the example."""
    out, slope = use.equation.out, use.equation.primitive.name + "'"
    used: set[str] = set()
    below, free = at(name, setting.shapes, used, ("k", "l"))
    above, other = at(out, setting.shapes, used)
    here, _ = at(name, setting.shapes, used)
    deltas = tuple(("delta", a, b) for a, b in zip(other, free, strict=True))
    entries = product(*deltas, ("apply", slope, here))
    lines = [Line(("eq", ("partial", above, below), entries), "delta")]
    rows, columns = setting.lengths(name)
    if fits(setting.shapes[name], setting.sizes) and rows * columns <= LARGEST_VECTOR:
        lines += _matrix(setting, name, out, slope)
    upstream, _ = at("d" + out, setting.shapes, used)
    left, _ = at("d" + name, setting.shapes, used)
    lines.append(Line(("eq", left, product(upstream, ("apply", slope, here))), "row_by_row"))
    lines.append(
        Line(("eq", "d" + name, ("hadamard", "d" + out, ("apply", slope, name))), "hadamard", boxed=True)
    )
    return Step(name, f"d{name}_jacobian", "jacobian", setting.shapes[name], tuple(lines))


def coupled(setting: Setting, name: str, equation: Equation) -> list[Step]:
    """Softmax mixes the entries of a sample: an entry off the diagonal of its Jacobian, in numbers."""
    out, rows_columns = equation.out, setting.lengths(name)
    if equation.primitive.rule != "softmax" or min(rows_columns) < 2:
        return []
    other = (1, 2) if equation.primitive.name == "softmax" else (2, 1)
    first, second = ("entry", out, 1, 1), ("entry", out, *other)
    value: Term = ("neg", ("mul", first, second))
    lines = (
        Line(("eq", ("partial", first, ("entry", name, *other)), value), "off_diagonal"),
        setting.number(value),
    )
    return [Step(name, f"d{name}_coupled", "coupled", setting.shapes[name], lines)]


def _matrix(setting: Setting, name: str, out: str, slope: str) -> list[Line]:
    """The diagonal matrix, and the same matrix times the upstream gradient written as one column."""
    slopes = cells(("apply", slope, name), setting.shapes, setting.sizes)
    above = cells("d" + out, setting.shapes, setting.sizes)
    upstream: Term = ("matrix", tuple((g,) for g in above))
    result: Term = ("matrix", tuple((product(g, s),) for g, s in zip(above, slopes, strict=True)))
    count = len(slopes)
    full = tuple(tuple(slopes[i] if i == j else 0 for j in range(count)) for i in range(count))
    return [
        Line(("eq", ("jacobian", out, name), ("matrix", full)), "diagonal"),
        Line(("eq", ("matmul", ("matrix", full), upstream), result), "diagonal_product"),
    ]
