"""A derivation made ready for evaluation: its formulas as nodes, and which value depends on which."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import count

from ..derivation import Derivation, Line, Step
from ..errors import ShapeError
from ..expression import Term, symbols
from .node import Node
from .shape import Shapes
from .text import written
from .verdict import FAULTS, Undecided


@dataclass(frozen=True)
class Equation:
    """One forward equation: the name it defines, its node, and the variables it uses."""

    name: str
    node: Node
    uses: tuple[str, ...]


class Model:
    """The forward equations of a derivation, and every name that has a value."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        numbers = count()
        self.letters = Shapes(derivation, numbers)
        self.example = Shapes(derivation, numbers, example=True)
        self.terms = {formula.name: formula.expression for formula in derivation.equations}
        # in order, and asked about at every line
        self.drawn = dict.fromkeys((*derivation.inputs, *derivation.parameters))
        self.definitions = self._definitions()

    @cached_property
    def equations(self) -> tuple[Equation, ...]:
        """The forward equations in order. Raises ShapeError for one that does not fit."""
        variables = {*self.drawn, *self.terms}
        out = []
        for name, term in self.terms.items():
            (node,) = self.letters.nodes(term)
            shape = self.letters.symbol(name)
            if node.shape != shape:
                raise ShapeError(f"{name} is {written(shape)}, but its equation gives {written(node.shape)}")
            out.append(Equation(name, node, tuple(sorted(symbols(term) & variables))))
        return tuple(out)

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each equation by the name it defines."""
        return {equation.name: place for place, equation in enumerate(self.equations)}

    @cached_property
    def users(self) -> dict[str, tuple[Equation, ...]]:
        """The equations that use a variable, in order."""
        found: dict[str, list[Equation]] = {}
        for equation in self.equations:
            for name in equation.uses:
                found.setdefault(name, []).append(equation)
        return {name: tuple(equations) for name, equations in found.items()}

    @property
    def terms_known(self) -> int:
        """How many terms have nodes."""
        return len(self.letters.table) + len(self.example.table)

    @property
    def loss(self) -> str:
        """The name of the scalar whose gradients are derived."""
        if not self.derivation.equations:
            raise Undecided("there are no forward equations")
        return self.derivation.equations[-1].name

    @cached_property
    def wanted(self) -> frozenset[str]:
        """The variables whose gradients may be asked for."""
        inputs = {name for name in self.derivation.inputs if "d" + name in self.derivation.shapes}
        return frozenset(inputs) | frozenset(self.derivation.parameters) | frozenset(self.terms)

    def gradient_of(self, name: str) -> str | None:
        """`W1` for `dW1`, None for what is not the name of a gradient."""
        known = name[1:] in self.terms or name[1:] in self.drawn
        return name[1:] if name.startswith("d") and known and name not in self.terms else None

    @cached_property
    def renamed(self) -> dict[str, tuple[str, Term]]:
        """What a line defines as a scaled or transposed gradient: of which variable, and how it is undone.

        `mdZ2 = N dZ2` gives `"mdZ2": ("Z2", ("div", "mdZ2", "N"))`.
        """
        found: dict[str, tuple[str, Term]] = {}
        for name, right in self.definitions.items():
            plain, back = _undone(right, name, self.derivation.sizes)
            of = self.gradient_of(plain) if isinstance(plain, str) and plain != right else None
            if of is not None:
                found[name] = of, back
        return found

    def varies(self, name: str) -> str | None:
        """The variable of a gradient, whether it is shown plainly or scaled or transposed."""
        return self.gradient_of(name) or self.renamed.get(name, (None,))[0]

    def dimensions(self, names: Iterable[str]) -> frozenset[str]:
        """The letters of the sizes that these names are, or that their shapes have."""
        sizes = self.derivation.sizes
        found = (dim for name in names for dim in (name, *self.letters.symbol(name)))
        return frozenset(dim for dim in found if isinstance(dim, str) and dim in sizes)

    def lines(self) -> Iterator[tuple[str, Step, Line]]:
        """Every displayed line with the place where it stands, a step before its substeps."""
        for step in self.derivation.steps:
            yield from _lines(step, "")

    def constraints(self, steps: Iterable[Step]) -> tuple[tuple[str, int], ...]:
        """The sums of one that the derivation and these steps assume."""
        assumptions = [*self.derivation.assumptions, *(a for step in steps for a in _assumed(step))]
        return tuple(dict.fromkeys(found for found in map(constraint, assumptions) if found))

    def _definitions(self) -> dict[str, Term]:
        """Names that a line defines and that nothing else gives a value to."""
        found: dict[str, Term] = {}
        given = {*self.drawn, *self.terms, *self.derivation.sizes}
        for _, _, line in self.lines():
            match line.expression:
                case ("define", str(name), right) if name not in given and self.gradient_of(name) is None:
                    if name not in names(right):
                        found.setdefault(name, right)
        return found


def _undone(term: Term, whole: Term, sizes: Collection[str]) -> tuple[Term, Term]:
    """What is inside of N times something and of a transpose, and what it is in terms of the whole."""
    match term:
        case ("mul", str(size), inner) if size in sizes:
            return _undone(inner, ("div", whole, size), sizes)
        case ("transpose", inner):
            return _undone(inner, ("transpose", whole), sizes)
    return term, whole


def names(term: Term) -> frozenset[str]:
    """Every name in a term; none in what is no term."""
    try:
        return symbols(term)
    except FAULTS:
        return frozenset()


def _lines(step: Step, prefix: str) -> Iterator[tuple[str, Step, Line]]:
    for number, line in enumerate(step.lines, 1):
        yield f"{prefix}{step.name}/{number}", step, line
    for sub in step.substeps:
        yield from _lines(sub, f"{prefix}{step.name}/")


def _assumed(step: Step) -> Iterator[Term]:
    yield from step.assumptions
    for sub in step.substeps:
        yield from _assumed(sub)


def constraint(assumption: Term) -> tuple[str, int] | None:
    """The symbol and axis of `rows (columns) sum to one`, in either of its forms."""
    match assumption:
        case ("eq", ("sum", ("entry", str(name), _, k), str(letter), _), 1) if k == letter:
            return name, 1
        case ("eq", ("sum", ("entry", str(name), k, _), str(letter), _), 1) if k == letter:
            return name, 0
        case ("eq", ("matmul", str(name), ("ones", _, 1)), ("ones", _, 1)):
            return name, 1
        case ("eq", ("matmul", ("ones", 1, _), str(name)), ("ones", 1, _)):
            return name, 0
    return None
