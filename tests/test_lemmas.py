"""Every lemma proved: its value is the derivative of its chain of primitives, under its condition."""

from typing import Any

import numpy as np
import pytest
import sympy as sp

from derive.algebra import symbol
from derive.backward import sweep
from derive.lemmas import LEMMAS, Lemma
from derive.lesson import lesson
from derive.primitives import PRIMITIVES
from derive.primitives.loss import bce, cross_entropy, nll
from tests.faults.judge import Judge
from tests.oracles.explicit import as_atoms, explicit, grid, same, written
from tests.oracles.networks import NETWORKS, derivation, model

ROWS, COLUMNS = 2, 3
OUTER = {
    "bce": [bce("mean"), bce("sum")],
    "cross_entropy": [cross_entropy("mean", 1), cross_entropy("sum", 1)],
    "nll": [nll("mean", 1), nll("sum", 1)],
}
CASES = [(lemma, outer) for lemma in LEMMAS.values() for outer in OUTER[lemma.over[-1]]]


def explicit_chain(lemma: Lemma, outer: Any, y: Any) -> tuple[Any, Any, Any]:
    """The entries of z, the innermost result written out, and the loss."""
    z = grid("z", ROWS, COLUMNS)
    inner = as_atoms(written(PRIMITIVES[lemma.over[0]], [z], [True]))
    return z, inner, as_atoms(written(outer, [inner, y], [True, True]))


def claimed(lemma: Lemma, outer: Any, inner: Any, y: Any) -> Any:
    """The lemma's value written out, for an upstream gradient of 1."""
    a = symbol("a", (ROWS, COLUMNS))
    value = lemma.value(1 / outer.count(a), a, symbol("y", (ROWS, COLUMNS)))
    return as_atoms(explicit(value, {}, {"a": inner, "y": y}))


def whole_targets() -> Any:
    """Targets whose rows sum to one, two of three free."""
    y = grid("y", ROWS, COLUMNS)
    for i in range(ROWS):
        y[i, COLUMNS - 1] = 1 - sum(y[i, k] for k in range(COLUMNS - 1))
    return y


@pytest.mark.parametrize(
    ("lemma", "outer"), CASES, ids=[f"{lemma.name}-{k % 2}" for k, (lemma, _) in enumerate(CASES)]
)
def test_the_lemma_is_the_derivative(lemma: Lemma, outer: Any) -> None:
    """Explicit SymPy differentiation by every entry, equal by rational algebra."""
    y = whole_targets() if lemma.needs else grid("y", ROWS, COLUMNS)
    z, inner, value = explicit_chain(lemma, outer, y)
    slope = z.applyfunc(lambda entry: sp.diff(value, entry))
    assert same(claimed(lemma, outer, inner, y), slope)
    assert not same(2 * claimed(lemma, outer, inner, y), slope)


@pytest.mark.parametrize("lemma", [one for one in LEMMAS.values() if one.needs], ids=lambda one: one.name)
def test_without_its_condition_it_is_wrong(lemma: Lemma) -> None:
    """Targets that do not sum to one: the general form has to stay."""
    y, outer = grid("y", ROWS, COLUMNS), OUTER[lemma.over[-1]][0]
    z, inner, value = explicit_chain(lemma, outer, y)
    assert not same(claimed(lemma, outer, inner, y), z.applyfunc(lambda entry: sp.diff(value, entry)))


@pytest.mark.parametrize("lemma", LEMMAS.values(), ids=LEMMAS)
@pytest.mark.parametrize("columns", [False, True], ids=["rows", "columns"])
def test_the_condition_is_a_relation_that_holds_where_the_lemma_is_used(lemma: Lemma, columns: bool) -> None:
    """In the networks that use it, at random data that keep to what the derivation assumes."""
    seen = 0
    for network in (name for name in NETWORKS if name.endswith("columns") == columns):
        for gradient in sweep(model(network).graph, model(network).facts).values():
            if gradient.lemma is lemma:
                a, y = gradient.chain[0].out, gradient.chain[-1].args[1]
                relation = lemma.when(a, y, model(network).graph.shapes[a])
                assert Judge(derivation(network)).true(relation), network
                seen += 1
    assert seen


@pytest.mark.parametrize("network", ["relu and softmax", "log-softmax", "log-softmax, samples in columns"])
def test_with_and_without_the_lemma_the_numbers_are_the_same(network: str) -> None:
    """The general form, where the facts are not known, gives what the lemma gives."""
    given = model(network)
    with_lemma = lesson(given)[1].example.values
    without = lesson(type(given)(given.graph, given.title, given.sizes, given.data, given.learning_rate))[1]
    assert all(gradient.lemma is None for gradient in without.gradients.values())
    for name, value in with_lemma.items():
        if not isinstance(value, tuple):
            np.testing.assert_allclose(without.example.values[name], value, rtol=1e-10, atol=1e-13)


def test_names_are_unique() -> None:
    assert all(name == lemma.name for name, lemma in LEMMAS.items())
