"""The reverse sweep against three oracles: explicit SymPy, complex step, central differences."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from derive.algebra import add, letter, matmul, ones, symbol, term
from derive.backward import Gradient, known, sweep
from derive.expression import Term, symbols
from derive.graph import Builder, Graph
from derive.indexing import shape_of
from derive.primitives import PRIMITIVES
from tests.oracles import naive
from tests.oracles.evaluator import Evaluator
from tests.oracles.explicit import entries, explicit, same, slope
from tests.oracles.networks import NETWORKS, PLAIN, derivation, model, random_values

each_network = pytest.mark.parametrize("network", NETWORKS)
# sizes for explicit entries; those of the seed network are its own, 2-2-3-1
TINY = {"N": 2, "n0": 2, "n1": 3, "n2": 2}


def gradients_of(network: str) -> dict[str, Gradient]:
    """The sweep over a network, with the facts that its lemmas rest on."""
    return sweep(model(network).graph, model(network).facts)


def closed(network: str, limit: int | None = None) -> dict[str, Any]:
    """Every gradient in known quantities."""
    return known(gradients_of(network), model(network).graph.shapes, limit)


def numbers(network: str, random: bool) -> tuple[dict[str, Any], Callable[[Term], Any]]:
    """Forward values by the naive oracle, and an evaluator for them: of the example, or at random sizes."""
    made = model(network)
    sizes, given = random_values(network) if random else (made.sizes, naive.given(made))
    values = naive.run(made.graph, given)
    return values, Evaluator(sizes, values.get, functions=derivation(network).functions)


@each_network
def test_every_variable_has_a_gradient(network: str) -> None:
    assert set(gradients_of(network)) == set(model(network).graph.shapes) - {"L", "Y"}


@each_network
def test_gradients_stand_in_reverse_topological_order(network: str) -> None:
    """Whatever a gradient is made of stands before it."""
    seen = {"dL"}
    for name, gradient in gradients_of(network).items():
        assert {"d" + use.equation.out for use in gradient.uses} <= seen, name
        seen.add("d" + name)


@each_network
def test_gradients_have_the_shape_of_their_variable(network: str) -> None:
    graph, forms = model(network).graph, closed(network)
    shapes = {**graph.shapes, **{"d" + name: shape for name, shape in graph.shapes.items()}}
    for name, gradient in gradients_of(network).items():
        for form in (gradient.value, gradient.pulled_back, forms[name]):
            assert shape_of(term(form), shapes) == graph.shapes[name], name


@pytest.mark.parametrize("network", ["seed", "tanh", "width one", "two outputs"])
def test_gradients_are_the_explicit_derivatives(network: str) -> None:
    """dL/dv by SymPy, entry by entry, is the closed form: rational algebra with σ and tanh as atoms."""
    graph = model(network).graph
    sizes = {letter: TINY[letter] for letter in model(network).sizes}
    if network == "two outputs":
        sizes |= {"n0": 1, "n1": 2}
    known_entries = entries(graph, sizes)
    for name, form in closed(network).items():
        assert same(explicit(form, sizes, known_entries), slope(graph, known_entries, name)), f"dL/d{name}"


def test_a_wrong_closed_form_is_not_the_explicit_derivative() -> None:
    """The proof above can fail: it sees a sign, a factor, swapped columns."""
    graph = model("seed").graph
    sizes = {letter: TINY[letter] for letter in model("seed").sizes}
    known_entries = entries(graph, sizes)
    right, derived = explicit(closed("seed")["W1"], sizes, known_entries), slope(graph, known_entries, "W1")
    assert same(right, derived)
    for wrong in (-right, 2 * right, right[:, ::-1], right.T):
        assert not same(wrong, derived)


@each_network
@pytest.mark.parametrize("random", [False, True], ids=["example", "random"])
def test_gradients_are_the_complex_step(network: str, random: bool) -> None:
    values, evaluate = numbers(network, random)
    for name, form in closed(network).items():
        expected = naive.complex_step(model(network).graph, values, name)
        np.testing.assert_allclose(evaluate(term(form)), expected, rtol=1e-12, atol=1e-13, err_msg=name)


@each_network
def test_gradients_are_the_central_differences(network: str) -> None:
    values, evaluate = numbers(network, random=True)
    for name, form in closed(network).items():
        expected = naive.central(model(network).graph, values, name)
        error = np.abs(evaluate(term(form)) - expected).max()
        assert error <= 1e-6 * np.abs(expected).max() + 1e-10, name


@each_network
def test_each_gradient_follows_from_its_upstream_ones(network: str) -> None:
    """One operation deep: the pulled-back form gives the same numbers as the lemma's."""
    values, evaluate = numbers(network, random=True)
    gradients, graph = gradients_of(network), model(network).graph
    values.update({"d" + name: naive.complex_step(graph, values, name) for name in gradients})
    for name, gradient in gradients.items():
        for form in (gradient.value, gradient.pulled_back):
            np.testing.assert_allclose(
                evaluate(term(form)), values["d" + name], rtol=1e-11, atol=1e-13, err_msg=name
            )


def built(*equations: str, **shapes: tuple[str | int, str | int]) -> Graph:
    """A graph by hand: `Z = matmul X W` …, the last one the loss of one name; X is data, all else learned."""
    builder = Builder()
    for name, shape in shapes.items():
        (builder.input if name == "X" else builder.parameter)(name, shape)
    for equation in equations:
        out, _, primitive, *args = equation.split()
        if out == "L":
            args.append(builder.input("Y", builder.shapes[args[0]]))
        builder.add(out, PRIMITIVES[primitive], *args)
    return builder.graph()


N, n, m = "N", "n", "m"
GRAPHS = {
    "shared weights": built(
        *("Z1 = matmul X W", "A1 = tanh Z1", "Z2 = matmul A1 W", "A2 = sigmoid Z2", "L = bce A2"),
        X=(N, n),
        W=(n, n),
    ),
    "a value used twice": built(
        *("Z = matmul X W", "A = tanh Z", "U = matmul A Z", "P = sigmoid U", "L = bce P"),
        X=(n, n),
        W=(n, n),
    ),
    "u + u ⊙ u": built(
        *("Z = matmul X W", "U = hadamard Z Z", "V = add Z U", "P = sigmoid V", "L = bce P"),
        X=(N, n),
        W=(n, m),
    ),
    "dead ends": built(
        *(
            "H = tanh X",
            "Z = affine X W b",
            "D = affine H W b",
            "U = affine Z V b",
            "P = sigmoid U",
            "L = bce P",
        ),
        X=(N, n),
        W=(n, m),
        V=(m, m),
        b=(1, m),
    ),
}


@pytest.mark.parametrize("name", GRAPHS)
def test_uses_add_up(name: str) -> None:
    """A weight in two layers, a value used twice, twice in one equation: each use counts once."""
    graph, sizes, draw = GRAPHS[name], {"N": 5, "n": 3, "m": 4}, np.random.default_rng(1)
    values = {
        name: draw.uniform(0.1, 0.6, [sizes.get(d, d) for d in graph.shapes[name]])
        for name in (*graph.inputs, *graph.parameters)
    }
    values = naive.run(graph, values)
    for name, form in known(sweep(graph), graph.shapes).items():
        found, expected = Evaluator(sizes, values.get)(term(form)), naive.complex_step(graph, values, name)
        np.testing.assert_allclose(found, expected, rtol=1e-11, err_msg=name)


def test_what_the_loss_does_not_need_has_no_gradient() -> None:
    gradients = sweep(GRAPHS["dead ends"])
    assert set(gradients) == {"P", "U", "Z", "V", "W", "b", "X"}
    assert len(gradients["b"].uses) == 2 and len(gradients["X"].uses) == 1


def test_a_value_used_twice_is_no_place_for_a_lemma() -> None:
    """σ + BCE needs A to be used by the loss alone."""
    shapes = {"X": (N, n), "W": (n, m)}
    once = built("Z = matmul X W", "A = sigmoid Z", "L = bce A", **shapes)
    assert sweep(once)["Z"].lemma is not None
    twice = built("Z = matmul X W", "A = sigmoid Z", "B = matmul A V", "L = bce A", **shapes, V=(m, m))
    assert sweep(twice)["Z"].lemma is None


def test_a_lemma_waits_for_the_facts_it_needs() -> None:
    """Softmax + cross-entropy collapses only where the targets of a sample sum to one."""
    graph = model("relu and softmax").graph
    assert sweep(graph, frozenset({"targets_sum_to_one"}))["Z2"].lemma is not None
    assert sweep(graph)["Z2"].lemma is None


def test_uses_are_summed_in_order() -> None:
    """`pulled_back` is the sum over the uses, the last use first; one use stands alone."""
    several = sweep(GRAPHS["shared weights"])["W"]
    assert several.pulled_back == add(*(use.value for use in several.uses))
    assert [use.equation.out for use in several.uses] == ["Z2", "Z1"]
    one = sweep(model("seed").graph)["b2"]
    assert one.value == one.pulled_back == one.uses[0].value
    assert one.value == matmul(ones(1, letter("N")), symbol("dZ2", ("N", 1)))


@pytest.mark.parametrize("network", PLAIN)
def test_closed_forms_hold_no_gradients(network: str) -> None:
    """Substituted down to data, parameters and forward values."""
    shapes, sizes = model(network).graph.shapes, model(network).sizes
    for name, form in closed(network).items():
        assert symbols(term(form)) <= {*shapes, *sizes}, name


def test_a_limit_keeps_deep_expressions_short() -> None:
    """Upstream gradients above the limit stay symbols, and the numbers stay the same."""
    values, evaluate = numbers("three layers", random=True)
    full, short = closed("three layers"), closed("three layers", 12)
    assert "dZ2" in symbols(term(short["W1"])) and "dZ2" not in symbols(term(full["W1"]))
    values.update({"d" + name: evaluate(term(form)) for name, form in full.items()})
    for name, form in short.items():
        np.testing.assert_allclose(evaluate(term(form)), values["d" + name], rtol=1e-12, atol=1e-14)
