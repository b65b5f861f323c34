"""A graph as the columns of a network: what a Linear layer gives, and what happens to it before the next."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..graph import Equation, Graph
from ..primitive import Elementwise

LINEAR = frozenset({"affine", "affine_columns", "matmul"})
NORMALIZATION = ("center", "mean_square", "elementwise", "divide", "scale_shift")


@dataclass
class Column:
    """One column of units.

    source: the value it begins with; name: the value that its units hold in the end; weights: the parameters
    on the connections into it; operations: what is applied in between, as (kind, name): a function, a word or
    a sum, with the name of what is added if that is a value of this column; parameters: those of the
    operations; sums: the values of other columns that are added.
    """

    source: str
    name: str
    weights: tuple[str, ...] = ()
    operations: list[tuple[str, str]] = field(default_factory=list)
    parameters: list[str] = field(default_factory=list)
    sums: list[str] = field(default_factory=list)

    @property
    def is_data(self) -> bool:
        """Whether it is the first one."""
        return not self.weights


@dataclass(frozen=True)
class Stages:
    """The columns, and the losses after them."""

    columns: tuple[Column, ...]
    losses: tuple[Equation, ...]


def stages(graph: Graph) -> Stages:
    """The columns of a graph, in order; a value that is added from further back is a sum with its column."""
    first = graph.equations[0].args
    start = next(name for name in first if name in graph.inputs)
    columns: list[Column]
    losses: list[Equation]
    columns, losses = [Column(start, start)], []
    places = {start: 0}
    equations = list(graph.equations)
    while equations:
        equation = equations[0]
        if not graph.shapes[equation.out]:
            losses.append(equations.pop(0))
            continue
        taken = _normalization(equations)
        parameters = [name for name in equation.args if name in graph.parameters]
        if equation.primitive.name in LINEAR and parameters:
            columns.append(Column(equation.out, equation.out, tuple(parameters)))
        else:
            _apply(columns, equations[:taken], graph, places)
        columns[-1].name = equations[taken - 1].out
        places.update({done.out: len(columns) - 1 for done in equations[:taken]})
        del equations[:taken]
    return Stages(tuple(columns), tuple(losses))


def _normalization(equations: list[Equation]) -> int:
    """How many equations, from the first on, make one layer."""
    rules = tuple(equation.primitive.rule for equation in equations[: len(NORMALIZATION)])
    return len(NORMALIZATION) if rules == NORMALIZATION else 1


def _apply(columns: list[Column], done: Iterable[Equation], graph: Graph, places: dict[str, int]) -> None:
    """Adds the operation that these equations are to the last column."""
    column, (first, *rest) = columns[-1], list(done)
    for equation in (first, *rest):
        column.parameters += [name for name in equation.args if name in graph.parameters]
    if rest:
        along = first.primitive.name.removeprefix("center_")
        features = "rows" if graph.shapes[first.out][0] == "N" else "columns"
        column.operations.append(("word", "layer_norm" if along == features else "batch_norm"))
    elif first.primitive.name == "add":
        earlier = min(first.args, key=lambda name: list(places).index(name))
        place = places[earlier]
        if place < len(columns) - 1:
            column.sums.append(earlier)
        column.operations.append(("sum", "" if place < len(columns) - 1 else earlier))
    elif isinstance(first.primitive, Elementwise):
        column.operations.append(("function", first.primitive.name))
    else:
        column.operations.append(("word", first.primitive.rule))
