"""Faults in pullbacks, local Jacobians, slopes and lemmas: the derivation built from one is refused.

A network that uses the primitive is derived with one wrong argument of one pullback; whether that changes the
mathematics is decided by evaluating the right and the wrong form at random numbers.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache, partial
from typing import Any

import numpy as np
import pytest
import sympy as sp

from derive import lemmas
from derive.algebra import HadamardProduct, add, hadamard, neg, scale, term
from derive.backward import sweep
from derive.checks import Report, check
from derive.derivation import Derivation, Step
from derive.errors import DeriveError
from derive.graph import Graph
from derive.lesson import lesson
from derive.network import Model
from derive.primitive import ARGUMENTS, Elementwise, Primitive
from tests.oracles.evaluator import Evaluator, Meaningless
from tests.oracles.networks import NETWORKS, model
from tests.test_backward import GRAPHS

Matrix = Any
Wrong = Callable[[Matrix], Matrix]


def transpose_dropped(value: Matrix) -> Matrix:
    """A for Aᵀ, everywhere."""
    return value.xreplace({part: part.arg for part in value.atoms(sp.Transpose)})


def times(factor: int, value: Matrix) -> Matrix:
    """The value with a factor too many."""
    return scale(sp.Integer(factor), value) if value.is_Matrix else factor * value


def factor_dropped(value: Matrix) -> Matrix:
    """A product without its last factor, if there is another matrix."""
    if isinstance(value, HadamardProduct | sp.MatMul) and len([f for f in value.args if f.is_Matrix]) > 1:
        return value.args[0] if len(value.args) == 2 else value.func(*value.args[:-1], evaluate=False)
    return value


def order_swapped(value: Matrix) -> Matrix:
    """B A for A B."""
    return sp.MatMul(*value.args[::-1], evaluate=False) if isinstance(value, sp.MatMul) else value


def mean_missing(value: Matrix) -> Matrix:
    """The factor 1/N, or 1/(N k), left out."""
    letters = [d for d in value.atoms(sp.Symbol) if d.is_integer]
    return scale(letters[0], value) if letters and value.is_Matrix else value


def axis_mistaken(value: Matrix) -> Matrix:
    """The sum over one axis for the sum over the other, where ones stand in a product."""
    if isinstance(value, sp.MatMul) and any(type(part).__name__ == "OneMatrix" for part in value.args):
        return order_swapped(transpose_dropped(value))
    return value


FAULTS: dict[str, Wrong] = {
    "sign": partial(times, -1),
    "transpose dropped": transpose_dropped,
    "factor dropped": factor_dropped,
    "order swapped": order_swapped,
    "mean missing": mean_missing,
    "axis mistaken": axis_mistaken,
}


def hand_made(graph: Graph) -> Model:
    """A model of a graph by hand with small random numbers; its square matrices can lose a transpose."""
    sizes, draw = {"N": 2, "n": 2, "m": 2}, np.random.default_rng(3)
    sizes = {
        letter: size for letter, size in sizes.items() if any(letter in s for s in graph.shapes.values())
    }
    data = {
        name: draw.uniform(0.1, 0.8, [sizes.get(d, d) for d in graph.shapes[name]]).round(2).tolist()
        for name in (*graph.inputs, *graph.parameters)
    }
    return Model(graph, "by hand", sizes, data, 0.5)


@cache
def models() -> Mapping[str, Model]:
    """The networks that faults are planted in."""
    return {name: model(name) for name in NETWORKS} | {
        name: hand_made(graph) for name, graph in GRAPHS.items()
    }


def primitives_in(name: str) -> Iterator[Primitive]:
    """The primitives of a network, each name once."""
    yield from {e.primitive.name: e.primitive for e in models()[name].graph.equations}.values()


def first_use(primitive: str) -> str:
    """The smallest network that uses a primitive."""
    names = [name for name in models() if any(p.name == primitive for p in primitives_in(name))]
    return min(names, key=lambda name: len(models()[name].graph.equations))


def with_primitive(given: Model, primitive: Primitive) -> Model:
    """The model with another primitive of the same name."""
    equations = tuple(
        replace(e, primitive=primitive) if e.primitive.name == primitive.name else e
        for e in given.graph.equations
    )
    return replace(given, graph=replace(given.graph, equations=equations))


def with_wrong_pullback(given: Model, primitive: Primitive, position: int, wrong: Wrong) -> Model:
    """The model in which one argument of a primitive's pullback is wrong."""

    def vjp(g: Matrix, out: Matrix, *args: Matrix) -> tuple[Matrix | None, ...]:
        right = primitive.vjp(g, out, *args)
        return (*right[:position], wrong(right[position]), *right[position + 1 :])

    return with_primitive(given, replace(primitive, vjp=vjp))


def pulled_back(given: Model, primitive: Primitive, position: int) -> Any:
    """What the first use of a primitive gives back to one argument, as a term; None if nothing."""
    equation = next(e for e in given.graph.equations if e.primitive.name == primitive.name)
    gradient = sweep(given.graph, given.facts).get(equation.args[position])
    uses = gradient.uses if gradient is not None else ()
    return next(
        (term(use.value) for use in uses if (use.equation.out, use.position) == (equation.out, position)),
        None,
    )


def differ(given: Model, right: Any, wrong: Any) -> bool:
    """Whether two forms differ, at random numbers and sizes that are different for every letter."""
    draw = np.random.default_rng(5)
    sizes = {letter: 2 + k for k, letter in enumerate(given.sizes)}
    shapes = {**given.graph.shapes, **{"d" + name: shape for name, shape in given.graph.shapes.items()}}
    values = {
        name: draw.uniform(0.1, 0.9, [sizes.get(d, d) for d in shape]) for name, shape in shapes.items()
    }
    declared = {one.name: one.function for e in given.graph.equations for one in e.primitive.functions}
    functions = {name: ("lambda", "z", term(function(ARGUMENTS[0]))) for name, function in declared.items()}
    evaluate = Evaluator(sizes, values.get, functions=functions)
    a = evaluate(right)
    try:
        b = evaluate(wrong)
    except Meaningless:
        return True
    return a.shape != b.shape or not np.allclose(a, b)


def report_on(whole: Derivation, keep: Callable[[Step], Iterator[Step]]) -> Report:
    """The checks on some of the steps, or on a part of them."""
    return check(replace(whole, steps=tuple(part for step in whole.steps for part in keep(step))))


def forms_of(name: str, step: Step) -> Iterator[Step]:
    """The lines of a gradient's step that say what the whole matrix is."""
    if step.name == name:
        lines = tuple(line for line in step.lines if line.expression[:2] == ("eq", name))
        yield replace(step, lines=lines, substeps=())


PRIMITIVES = sorted({primitive.name for name in models() for primitive in primitives_in(name)})


@pytest.mark.parametrize("name", PRIMITIVES)
def test_a_faulty_pullback_is_refused(name: str) -> None:
    planted = 0
    by_hand = [graph for graph in GRAPHS if any(p.name == name for p in primitives_in(graph))]
    for network in dict.fromkeys((first_use(name), *by_hand[-1:])):
        given = models()[network]
        equation = next(e for e in given.graph.equations if e.primitive.name == name)
        for position, argument in enumerate(equation.args):
            right = pulled_back(given, equation.primitive, position)
            for fault, wrong in FAULTS.items() if right is not None else ():
                faulty = with_wrong_pullback(given, equation.primitive, position, wrong)
                try:
                    if not differ(given, right, pulled_back(faulty, equation.primitive, position)):
                        continue
                except (DeriveError, sp.matrices.exceptions.ShapeError):
                    continue
                planted += 1
                try:
                    whole = lesson(faulty)[0]
                except (DeriveError, ValueError):  # shapes so wrong that nothing is derived
                    continue
                report = report_on(whole, partial(forms_of, f"d{argument}"))
                assert any(verdict.status == "refuted" for verdict in report), f"{fault} in d{argument}"
    assert planted >= 2


def elementwise() -> dict[str, str]:
    """The elementwise primitives that say their slope with the answer, and a network that uses each."""
    found = {
        p.name: name for name in reversed(models()) for p in primitives_in(name) if isinstance(p, Elementwise)
    }
    return {name: network for name, network in found.items() if _named(network, name).via is not None}


def _named(network: str, name: str) -> Any:
    return next(p for p in primitives_in(network) if p.name == name)


@pytest.mark.parametrize("name", elementwise())
@pytest.mark.parametrize(
    "wrong",
    [lambda f, z, a: -f(z, a), lambda f, z, a: f(z, a) / 2, lambda f, z, a: f(z, a) * a, lambda f, z, a: a],
    ids=["sign", "half", "factor", "value"],
)
def test_a_faulty_slope_is_refused(name: str, wrong: Callable[..., Any]) -> None:
    """f′ said wrongly with the answer is refused where it is said: where the answer is put in."""
    network = elementwise()[name]
    primitive = _named(network, name)
    faulty = replace(primitive, via=lambda z, a: wrong(primitive.via, z, a))
    whole = lesson(with_primitive(models()[network], faulty))[0]
    assert "refuted" in {verdict.status for verdict in check(whole)}


LEMMA_FAULTS: dict[str, Callable[..., Matrix]] = {
    "sign": lambda right, c, a, y: neg(right),
    "mean missing": lambda right, c, a, y: scale(1 / c, right),
    "mean twice": lambda right, c, a, y: scale(c, right),
    "targets dropped": lambda right, c, a, y: scale(c, a),
    "targets added": lambda right, c, a, y: scale(c, add(a, y)),
    "targets alone": lambda right, c, a, y: scale(c, y),
    "factor left": lambda right, c, a, y: hadamard(right, a),
}


@pytest.mark.parametrize("fault", LEMMA_FAULTS)
@pytest.mark.parametrize("name", lemmas.LEMMAS)
def test_a_faulty_lemma_is_refused(name: str, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lemma = lemmas.LEMMAS[name]
    wrong = replace(lemma, value=lambda c, a, y: LEMMA_FAULTS[fault](lemma.value(c, a, y), c, a, y))
    monkeypatch.setitem(lemmas.LEMMAS, name, wrong)
    for network in (one for one in models() if one not in GRAPHS):
        gradients = sweep(model(network).graph, model(network).facts)
        uses = [of for of, gradient in gradients.items() if gradient.lemma is wrong]
        if uses:
            break
    report = report_on(
        lesson(model(network))[0], lambda step: iter([step] if step.stage == "backward" else [])
    )
    refuted = [verdict.where for verdict in report if verdict.status == "refuted"]
    assert any(where.startswith(f"d{uses[0]}/d{uses[0]}_{name}/") for where in refuted)
    assert f"d{uses[0]}" in [verdict.where for verdict in report.gradients if verdict.status == "refuted"]


@pytest.mark.parametrize("network", ["relu and softmax", "log-softmax"])
def test_a_faulty_local_jacobian_is_refused(network: str) -> None:
    """What a primitive says of its entries, where that is simpler than what its equation gives."""
    given = model(network)
    primitive = next(p for p in primitives_in(network) if p.local is not None)
    for wrong in (lambda value: ("neg", value), lambda value: ("mul", 2, value), lambda value: value[:-1]):
        local = partial(_wrongly_local, primitive.local, wrong)
        whole = lesson(with_primitive(given, replace(primitive, local=local)))[0]
        assert any(v.status == "refuted" for v in check(whole))


def _wrongly_local(local: Callable[..., Any], wrong: Callable[[Any], Any], *args: Any) -> Any:
    return wrong(local(*args))
