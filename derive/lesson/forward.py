"""Forward: every equation in matrix form, with shapes, entry by entry, and in numbers."""

from ..derivation import Formula, Line, Step
from ..expression import Term, symbols, walk
from ..graph import Equation
from ..indexing import Shapes, indexed, shape_of
from ..primitive import Elementwise
from .example import given
from .explicit import at, fits, written_out
from .setting import Setting
from .slopes import function_lines, loss_lines, slope_steps


def formula(setting: Setting, equation: Equation) -> Formula:
    """The equation as data."""
    shape = setting.shapes[equation.out]
    return Formula(equation.out, shape, setting.forward[equation.out], equation.primitive.name, equation.args)


def data(setting: Setting) -> Step:
    """The numbers of the example, as they were given."""
    graph = setting.model.graph
    lines = tuple(_given(setting, name) for name in (*graph.inputs, *graph.parameters))
    return Step("X", "data", "data", (), lines, (), (), "forward")


def _given(setting: Setting, name: str) -> Line:
    """Exact where the numbers are short, else rounded."""
    exact = given(setting.example.of(name))
    longest = max(
        (len(str(part[1])) for part in walk(exact) if isinstance(part, tuple) and part[0] == "decimal"),
        default=0,
    )
    return Line(("eq", name, exact), "data") if longest <= setting.digits + 2 else setting.number(name)


def step(setting: Setting, equation: Equation) -> Step:
    """One forward equation; the loss is a stage of its own."""
    name, shape = equation.out, setting.shapes[equation.out]
    expression = setting.forward[name]
    lines = [Line(("define", name, expression), "definition")]
    if shape:
        lines += _shapes(setting, equation) + function_lines(setting, equation) + _entries(setting, name)
    else:
        lines += loss_lines(setting, equation)
        if setting.writes_out(equation):
            lines.append(Line(("eq", name, setting.unrolled(expression)), "entries"))
    lines.append(setting.number(name))
    stage = "forward" if shape else "loss"
    slopes = slope_steps(setting, equation)
    return Step(name, name, equation.primitive.name, shape, tuple(lines), slopes, (), stage)


def _shapes(setting: Setting, equation: Equation) -> list[Line]:
    """The same equation with every shape said below its symbol."""
    if isinstance(equation.primitive, Elementwise):
        return [_shape(setting, equation.out)]
    expression = with_shapes(setting.forward[equation.out], setting.shapes)
    if expression == setting.forward[equation.out]:  # it has no product whose factors have shapes
        return [_shape(setting, equation.out)]
    return [Line(("eq", equation.out, expression), "shapes")]


def _shape(setting: Setting, name: str) -> Line:
    return Line(("shape", name, *setting.shapes[name]), "same_shape")


def with_shapes(expression: Term, shapes: Shapes) -> Term:
    """Every factor of a matrix product with its shape below it."""
    if isinstance(expression, tuple) and expression[0] == "matmul":
        return ("matmul", *(_shaped(factor, shapes) for factor in expression[1:]))
    if isinstance(expression, tuple) and expression[0] in ("add", "mul", "neg", "hdiv"):
        return (expression[0], *(with_shapes(part, shapes) for part in expression[1:]))
    if isinstance(expression, tuple) and expression[0] == "hadamard":
        return ("hadamard", *(_shaped(factor, shapes) for factor in expression[1:]))
    return expression


def _shaped(factor: Term, shapes: Shapes) -> Term:
    return ("shaped", factor, *shape_of(factor, shapes))


def _entries(setting: Setting, name: str) -> list[Line]:
    """One entry in letters, then the whole matrix at the sizes of the example."""
    used: set[str] = set()
    left, _ = at(name, setting.shapes, used)
    expression = setting.forward[name]
    row, column = ("i" if setting.shapes[name][0] != 1 else 1), ("j" if setting.shapes[name][1] != 1 else 1)
    lines = [Line(("eq", left, indexed(expression, row, column, setting.shapes, used)), "entry")]
    # what it is made of must be small too: a sum over 256 samples is not written out
    parts = [setting.shapes[part] for part in symbols(expression) if part in setting.shapes]
    if all(fits(shape, setting.sizes) for shape in (setting.shapes[name], *parts)):
        lines.append(Line(("eq", name, written_out(expression, setting.shapes, setting.sizes)), "entries"))
    return lines
