"""What every part of a lesson looks at: the model, its gradients, its numbers, the digits to show."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..algebra import term
from ..backward import Gradient, known, sweep
from ..derivation import Line
from ..expression import Term, substitute
from ..graph import Equation, Graph
from ..indexing import tidy
from ..network import Model
from ..primitive import ARGUMENTS
from ..shapes import Shape
from .example import Example, example
from .explicit import LARGEST, unroll

KNOWN_LIMIT = 40  # operations in an upstream gradient that is still substituted on the page


@dataclass(frozen=True, slots=True)
class Setting:
    """Read only; built once for a lesson.

    places    the place of each equation among all, by the name it defines
    firsts    the first use of each primitive, by its name
    """

    model: Model
    gradients: Mapping[str, Gradient]
    example: Example
    forward: Mapping[str, Term]
    known: Mapping[str, Term]
    shapes: Mapping[str, Shape]
    functions: Mapping[str, Term]
    digits: int
    places: Mapping[str, int]
    firsts: Mapping[str, Equation]

    @property
    def sizes(self) -> Mapping[str, int]:
        """The sizes of the letters in the example."""
        return self.model.sizes

    def number(self, expression: Term) -> Line:
        """The line that gives an expression's value in decimals."""
        return Line(("approx", expression, self.decimals(expression)), "numbers")

    def decimals(self, expression: Term) -> Term:
        """An expression's value in decimals."""
        return self.example.decimals(expression, self.digits)

    def unrolled(self, expression: Term) -> Term:
        """A scalar expression with its sums written out."""
        return tidy(unroll(expression, self.sizes))

    def writes_out(self, equation: Equation) -> bool:
        """Whether the sums over an equation's arguments are short enough to write out."""
        return all(size <= LARGEST for arg in equation.args for size in self.lengths(arg))

    def lengths(self, name: str) -> tuple[int, ...]:
        """The rows and columns of a name in the example."""
        return tuple(self.sizes[d] if isinstance(d, str) else d for d in self.shapes[name])

    def is_first_use(self, equation: Equation) -> bool:
        """Whether no earlier equation uses the same primitive."""
        return self.firsts[equation.primitive.name] is equation


def setting(model: Model, digits: int) -> Setting:
    """Everything a lesson needs, computed once."""
    graph = model.graph
    gradients = sweep(graph, model.facts)
    shapes = dict(graph.shapes)
    shapes.update({"d" + name: graph.shapes[name] for name in gradients})
    shapes.update({name + "_new": graph.shapes[name] for name in graph.shapes if name not in graph.inputs})
    functions = _functions(graph)
    values = known(gradients, graph.shapes, KNOWN_LIMIT)
    return Setting(
        model,
        gradients,
        example(model, gradients, functions),
        {equation.out: term(graph.value(equation)) for equation in graph.equations},
        {name: term(value) for name, value in values.items()},
        shapes,
        functions,
        digits,
        {equation.out: place for place, equation in enumerate(graph.equations)},
        {equation.primitive.name: equation for equation in reversed(graph.equations)},
    )


def _functions(graph: Graph) -> dict[str, Term]:
    """Every function of one variable in the graph and its derivative, as `("lambda", "z", body)`."""
    found: dict[str, Term] = {}
    for equation in graph.equations:
        for function in equation.primitive.functions:
            value = term(function.function(ARGUMENTS[0]))
            slope = substitute(term(function.slope()), {"a": ("apply", function.name, "z")})
            found[function.name] = ("lambda", "z", value)
            found[function.name + "'"] = ("lambda", "z", slope)
    return found
