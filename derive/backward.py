"""The reverse sweep: from a graph to the gradient of the loss by every variable, one operation deep."""

from collections.abc import Mapping
from dataclasses import dataclass

import sympy as sp

from .algebra import Matrix, add, pull, symbol, term
from .expression import size
from .graph import Equation, Graph
from .lemmas import LEMMAS, Lemma
from .primitive import LossPrimitive
from .shapes import Shape


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a variable: the equation, the position of the argument, and what flows back through it."""

    equation: Equation
    position: int
    value: Matrix


@dataclass(frozen=True, slots=True)
class Gradient:
    """dL/d`of`, in terms of the upstream gradients; uses in several places add up (fan-out).

    lemma: the shortcut that applies, with its value; chain: the equations it reaches over.
    """

    of: str
    uses: tuple[Use, ...]
    lemma: Lemma | None = None
    shortcut: Matrix | None = None
    chain: tuple[Equation, ...] = ()

    @property
    def value(self) -> Matrix:
        """The simplest form: the lemma's if there is one, else the sum over the uses."""
        return self.shortcut if self.shortcut is not None else self.pulled_back

    @property
    def pulled_back(self) -> Matrix:
        """What the pullbacks give, the sum over the uses."""
        values = [use.value for use in self.uses]
        return values[0] if len(values) == 1 else add(*values)


def sweep(graph: Graph, facts: frozenset[str] = frozenset()) -> dict[str, Gradient]:
    """The gradients by name, in reverse topological order: dL/dv = Σ over the uses of v of their pullbacks.

    Every variable that the loss depends on through a differentiable argument has one; a lemma is used where
    it applies and the facts hold that it needs.

    Source: Goodfellow, Bengio, Courville, Deep Learning, algorithm 6.2.
    """
    live = _live(graph)
    first = {name: equation for equation in reversed(live) for name in equation.args}
    leaves = {*graph.inputs, *graph.parameters}
    gradients: dict[str, Gradient] = {}
    uses: dict[str, list[Use]] = {}
    for equation in reversed(live):
        if equation.out in uses:
            gradients[equation.out] = _gradient(equation.out, uses, graph, facts)
        for position, value in enumerate(_pullback(equation, graph)):
            if value is not None:
                uses.setdefault(equation.args[position], []).append(Use(equation, position, value))
        # going backwards, a leaf is complete at its first use; parameters before data
        for name in sorted(dict.fromkeys(equation.args), key=graph.inputs.__contains__):
            if name in uses and name in leaves and first[name] is equation:
                gradients[name] = _gradient(name, uses, graph, facts)
    return gradients


def _live(graph: Graph) -> list[Equation]:
    """The equations that the loss depends on, in order."""
    needed = {graph.equations[-1].out}
    live: list[Equation] = []
    for equation in reversed(graph.equations):
        if equation.out in needed:
            live.append(equation)
            needed.update(equation.args)
    return live[::-1]


def _pullback(equation: Equation, graph: Graph) -> tuple[Matrix | None, ...]:
    return equation.primitive.vjp(
        _cotangent(equation, graph), graph.symbol(equation.out), *map(graph.symbol, equation.args)
    )


def _gradient(name: str, uses: Mapping[str, list[Use]], graph: Graph, facts: frozenset[str]) -> Gradient:
    found = tuple(uses[name])
    for lemma in LEMMAS.values():
        chain = _chain(name, lemma, graph)
        if chain and lemma.needs <= facts:
            return Gradient(name, found, lemma, _shortcut(lemma, chain, graph), chain)
    return Gradient(name, found)


def _shortcut(lemma: Lemma, chain: tuple[Equation, ...], graph: Graph) -> Matrix:
    """The lemma's value; a loss that is only a part of L has an upstream gradient of its own."""
    inner, outer = chain[0], chain[-1]
    a, y = graph.symbol(inner.out), graph.symbol(outer.args[1])
    assert isinstance(outer.primitive, LossPrimitive)
    return lemma.value(_cotangent(outer, graph) / outer.primitive.count(a), a, y)


def _cotangent(equation: Equation, graph: Graph) -> Matrix:
    """The upstream gradient of an equation's result; 1 for the loss itself."""
    if equation is graph.equations[-1]:
        return sp.Integer(1)
    return symbol("d" + equation.out, graph.shapes[equation.out])


def _chain(name: str, lemma: Lemma, graph: Graph) -> tuple[Equation, ...]:
    """The equations a lemma reaches over from `name`, each used by the next alone; else ()."""
    chain: list[Equation] = []
    for primitive in lemma.over:
        uses = graph.consumers(name)
        if len(uses) != 1 or uses[0][1] != 0:
            return ()
        found = uses[0][0].primitive
        if primitive not in (found.name, found.rule):
            return ()
        chain.append(uses[0][0])
        name = uses[0][0].out
    return tuple(chain)


def known(
    gradients: Mapping[str, Gradient], shapes: Mapping[str, Shape], limit: int | None = None
) -> dict[str, Matrix]:
    """Every gradient as one SymPy expression of forward values, data and parameters alone.

    With a `limit`, an upstream gradient whose own expression has more operations stays a symbol: in a deep
    network the whole expression grows with the depth.
    """
    found: dict[Matrix, Matrix] = {}
    values: dict[str, Matrix] = {}
    for name, gradient in gradients.items():
        value = pull(gradient.value.xreplace(found))
        values[name] = value
        if limit is None or size(term(value)) <= limit:
            found[symbol("d" + name, shapes[name])] = value
    return values
