"""What has to be computed, in order: the forward equations, the gradients asked for, and no more."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ..algebra import add, symbol, term
from ..backward import Gradient
from ..expression import Term, substitute, symbols, walk
from ..graph import Graph
from ..primitive import ARGUMENTS
from .branches import branched
from .functions import FUNCTIONS
from .normal import Normal
from .rewriting import code_term, opened, renamed
from .sharing import shared
from .stable import GUARDS, Joint, joint, safe

Assignment = tuple[str, Term]


@dataclass(frozen=True, slots=True)
class Program:
    """Assignments in order, forward up to the loss.

    gradients: the name of the variable and of its gradient; guards: the name of a probability, its loss;
    notes: a remark on an assignment.
    """

    assignments: tuple[Assignment, ...]
    loss: Term
    gradients: tuple[tuple[str, Term], ...]
    guards: tuple[tuple[str, str], ...]
    notes: dict[str, str]


def program(graph: Graph, gradients: Mapping[str, Gradient], wanted: Iterable[str]) -> Program:
    """The loss and the gradients of the variables wanted, those that the loss depends on."""
    fused = joint(graph)
    bodies = _bodies(graph)
    values = [*_forward(graph, fused), *_backward(graph, gradients, fused)]
    letters = frozenset(d for shape in graph.shapes.values() for d in shape if isinstance(d, str))
    tidy = Normal(letters).of
    values = [(name, tidy(branched(tidy(opened(value, bodies))))) for name, value in values]
    values, known = _without_copies(values, tidy)
    results = {name: known.get("d" + name, "d" + name) if name in gradients else 0 for name in wanted}
    loss = known.get(graph.equations[-1].out, graph.equations[-1].out)
    values = _needed(values, [loss, *results.values()])
    assigned = tuple(shared(_softmax_once(values), letters))
    return Program(assigned, loss, tuple(results.items()), tuple(_guards(graph, fused)), _notes(fused))


def _forward(graph: Graph, fused: Joint | None) -> list[Assignment]:
    return [
        (e.out, code_term(fused.loss(graph) if fused and e is fused.outer else safe(graph, e)))
        for e in graph.equations
    ]


def _backward(graph: Graph, gradients: Mapping[str, Gradient], fused: Joint | None) -> list[Assignment]:
    found = []
    for name, gradient in gradients.items():
        value = gradient.value
        if fused and name == fused.inner.args[0]:
            uses = [
                fused.slope(graph, _cotangent(graph, fused)) if use.equation is fused.inner else use.value
                for use in gradient.uses
            ]
            value = uses[0] if len(uses) == 1 else add(*uses)
        found.append(("d" + name, term(value)))
    return found


def _cotangent(graph: Graph, fused: Joint) -> object:
    last = fused.outer is graph.equations[-1]
    return 1 if last else symbol("d" + fused.outer.out, graph.shapes[fused.outer.out])


def _bodies(graph: Graph) -> dict[str, Term]:
    """The functions of the graph that NumPy and its helpers lack, and their derivatives."""
    found: dict[str, Term] = {}
    for function in (f for equation in graph.equations for f in equation.primitive.functions):
        slope = substitute(term(function.slope()), {"a": ("apply", function.name, "z")})
        found[function.name + "'"] = slope
        if function.name not in FUNCTIONS:
            found[function.name] = term(function.function(ARGUMENTS[0]))
    return found


def _without_copies(
    values: list[Assignment], tidy: Callable[[Term], Term]
) -> tuple[list[Assignment], dict[str, Term]]:
    """Names that stand for a number or another name are replaced by it."""
    known: dict[str, Term] = {}
    kept: list[Assignment] = []
    for name, value in values:
        value = tidy(substitute(value, known))
        if isinstance(value, tuple):
            kept.append((name, value))
        else:
            known[name] = value
    return kept, known


def _needed(values: list[Assignment], results: Iterable[Term]) -> list[Assignment]:
    """The assignments that a result depends on."""
    needed = {result for result in results if isinstance(result, str)}
    kept = []
    for name, value in reversed(values):
        if name in needed:
            needed |= symbols(value)
            kept.append((name, value))
    return kept[::-1]


def _softmax_once(values: list[Assignment]) -> list[Assignment]:
    """softmax(Z) as exp of the logarithm of it, where that is computed as well."""
    logarithms = {part for _, value in values for part in _parts(value, "logsoftmax")}
    found: dict[Term, Term] = {("softmax", *part[1:]): ("apply", "exp", part) for part in logarithms}
    return [(name, renamed(value, found)) for name, value in values]


def _parts(value: Term, op: str) -> list[tuple[Term, ...]]:
    return [part for part in walk(value) if isinstance(part, tuple) and part[0] == op]


def _guards(graph: Graph, fused: Joint | None) -> Iterable[tuple[str, str]]:
    for equation in graph.equations:
        if equation.primitive.name in GUARDS and not (fused and equation is fused.outer):
            yield equation.args[0], equation.primitive.name


def _notes(fused: Joint | None) -> dict[str, str]:
    if fused is None or fused.inner.primitive.rule == "log_softmax":
        return {}
    z, a = fused.inner.args[0], fused.outer.args[0]
    return {fused.outer.out: f"from {z}, not {a}: a probability that is rounded to 0 has no logarithm"}
