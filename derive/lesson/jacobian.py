"""The Jacobian of an elementwise function: entries with δ, a diagonal matrix, the Hadamard product."""

from ..backward import Use
from ..derivation import Line, Step
from ..expression import Term
from ..graph import Equation
from ..indexing import product
from .chain import OUTER
from .explicit import at, cells, fits
from .setting import Setting

LARGEST_VECTOR = 8


def diagonal(setting: Setting, name: str, use: Use) -> Step:
    """Why a matrix product with the Jacobian is an elementwise product, shown at the sizes of the example."""
    out, slope = use.equation.out, use.equation.primitive.name + "'"
    used: set[str] = set()
    here, free = at(name, setting.shapes, used)
    above, other = at(out, setting.shapes, used, OUTER)
    own, _ = at(name, setting.shapes, used, OUTER)
    deltas = tuple(("delta", a, b) for a, b in zip(other, free, strict=True))
    lines = [Line(("eq", ("partial", above, here), product(("apply", slope, own), *deltas)), "delta")]
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
    """Softmax and normalisation mix entries: one entry off the diagonal of their Jacobian, in numbers."""
    found = _softmax_entry(setting, name, equation) or _norm_entry(setting, name, equation)
    if found is None or not fits(setting.shapes[name], setting.sizes):
        return []
    left, value = found
    lines = (Line(("eq", left, value), "off_diagonal"), setting.number(value))
    return [Step(name, f"d{name}_coupled", equation.primitive.rule + "_coupled", setting.shapes[name], lines)]


Found = tuple[Term, Term] | None


def _softmax_entry(setting: Setting, name: str, equation: Equation) -> Found:
    """∂s_11/∂z_12 = −s_11 s_12 for samples in rows."""
    if equation.primitive.rule != "softmax" or min(setting.lengths(name)) < 2:
        return None
    other = (1, 2) if equation.primitive.name == "softmax" else (2, 1)
    out = equation.out
    value: Term = ("neg", ("mul", ("entry", out, 1, 1), ("entry", out, *other)))
    return ("partial", ("entry", out, 1, 1), ("entry", name, *other)), value


def _norm_entry(setting: Setting, name: str, equation: Equation) -> Found:
    """∂u_11/∂x_12 = −(1 + u_11 u_12)/(n s_1), statistics along the rows, u the result, s the deviation."""
    if equation.primitive.rule != "center" or min(setting.lengths(name)) < 2:
        return None
    uses = setting.model.graph.consumers(equation.out)
    divided = [e for e, position in uses if e.primitive.rule == "divide" and position == 0]
    if not divided:
        return None
    unit, deviation = divided[0].out, divided[0].args[1]
    axis = 1 if equation.primitive.name.endswith("rows") else 0
    other = (1, 2) if axis == 1 else (2, 1)
    above: Term = ("add", 1, ("mul", ("entry", unit, 1, 1), ("entry", unit, *other)))
    below: Term = ("mul", setting.shapes[name][axis], ("entry", deviation, 1))
    value: Term = ("neg", ("div", above, below))
    return ("partial", ("entry", unit, 1, 1), ("entry", name, *other)), value


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
