"""A graph: an ordered list of named equations, each one primitive of names that stand above it."""

from dataclasses import dataclass, field

from .algebra import Matrix, symbol
from .errors import ShapeError
from .primitive import Primitive
from .shapes import Shape, infer


@dataclass(frozen=True, slots=True)
class Equation:
    """`out = primitive(*args)`, all of them names."""

    out: str
    primitive: Primitive
    args: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """A straight-line program; the last equation is the loss L.

    inputs: data and targets; parameters: what is learned; shapes: the letter shape of every name.
    """

    equations: tuple[Equation, ...]
    inputs: tuple[str, ...]
    parameters: tuple[str, ...]
    shapes: dict[str, Shape]
    _uses: dict[str, list[tuple[Equation, int]]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        uses: dict[str, list[tuple[Equation, int]]] = {}
        for equation in self.equations:
            for position, name in enumerate(equation.args):
                uses.setdefault(name, []).append((equation, position))
        object.__setattr__(self, "_uses", uses)

    def symbol(self, name: str) -> Matrix:
        """The SymPy symbol of a name, in letter sizes."""
        return symbol(name, self.shapes[name])

    def value(self, equation: Equation) -> Matrix:
        """The right side of an equation as a SymPy expression, one operation deep."""
        return equation.primitive.value(*map(self.symbol, equation.args))

    def consumers(self, name: str) -> list[tuple[Equation, int]]:
        """Every use of a name: the equation and the position of the argument."""
        return list(self._uses.get(name, ()))


@dataclass
class Builder:
    """Collects equations; layers call it."""

    shapes: dict[str, Shape] = field(default_factory=dict)
    equations: list[Equation] = field(default_factory=list)
    parameters: list[str] = field(default_factory=list)
    inputs: list[str] = field(default_factory=list)

    def input(self, name: str, shape: Shape) -> str:
        """Declares data or targets."""
        self.inputs.append(self._name(name, shape))
        return name

    def parameter(self, name: str, shape: Shape) -> str:
        """Declares something to learn; the same name twice is a shared weight."""
        if name not in self.parameters:
            self.parameters.append(self._name(name, shape))
        return name

    def add(self, out: str, primitive: Primitive, *args: str) -> str:
        """Adds `out = primitive(*args)`; raises ShapeError if the shapes do not fit."""
        given = [(arg, self.shapes[arg]) for arg in args]
        self._name(out, infer(primitive.name, primitive.takes, given))
        self.equations.append(Equation(out, primitive, args))
        return out

    def _name(self, name: str, shape: Shape) -> str:
        if name in self.shapes:
            raise ShapeError(f"{name} is defined twice")
        self.shapes[name] = shape
        return name

    def graph(self) -> Graph:
        """What was collected."""
        return Graph(tuple(self.equations), tuple(self.inputs), tuple(self.parameters), dict(self.shapes))
