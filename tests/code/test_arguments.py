"""Arguments: biases as vectors or rows, targets that broadcasting would let pass, widths of one, names."""

import inspect
from typing import Any

import numpy as np
import pytest

from tests.code.generated import execute, function_of, network, source_of
from tests.oracles.networks import model, random_values

FLAT = ("seed", "layer norm", "layer norm, samples in columns", "batch norm, samples in columns", "width one")


@pytest.mark.parametrize("name", FLAT)
def test_biases_as_vectors(name: str) -> None:
    """A row or column may be given as a vector, and its gradient comes back as one."""
    _, given = random_values(name)
    loss, gradients = function_of(name)(**given)
    flat = {
        key: value.ravel() if key[0] == "b" or key[:5] == "gamma" else value for key, value in given.items()
    }
    assert any(value.ndim == 1 for value in flat.values())
    same, found = function_of(name)(**flat)
    assert same == loss
    for key, gradient in found.items():
        assert gradient.shape == flat[key].shape
        np.testing.assert_array_equal(gradient.ravel(), gradients[key].ravel())


def test_a_row_of_weights_is_no_vector() -> None:
    """W of shape (1, n1) is a matrix, although it has the shape of a bias."""
    made = network("Linear(1, 3)", "Sigmoid()", "Linear(3, 1)", "Sigmoid()")
    assert "W1  (1, n1)\n" in source_of(made)
    assert "b1  (n1,) or (1, n1)\n" in source_of(made)


@pytest.mark.parametrize("shape", [(3,), (1, 3), (3, 2), (4, 1)])
def test_targets_of_another_shape_are_refused(shape: tuple[int, ...]) -> None:
    """(N,) − (N, 1) would be (N, N) by broadcasting."""
    run = execute(source_of(network("Linear(2, 1)", "Sigmoid()"))).loss_and_gradients
    with pytest.raises(ValueError, match=r"Y must have the shape \(3, 1\), but has "):
        run(X=np.ones((3, 2)), Y=np.ones(shape), W1=np.ones((2, 1)), b1=[0.0])


def test_arguments_and_results_by_name() -> None:
    for name in ("seed", "no bias", "layer norm"):
        graph = model(name).graph
        assert [*inspect.signature(function_of(name)).parameters] == [*graph.inputs, *graph.parameters]
        _, given = random_values(name)
        assert [*function_of(name)(**given)[1]] == [*graph.parameters]
        assert [*function_of(name, True)(**given)[1]] == [*graph.parameters, "X"]


@pytest.mark.parametrize("layers", [("Linear(1, 1)", "Sigmoid()"), ("Linear(1, 1, bias=False)", "Sigmoid()")])
def test_one_of_everything(layers: tuple[str, ...]) -> None:
    made = network(*layers, samples=1)
    given: dict[str, Any] = {"X": [[2.0]], "Y": [[1.0]], "W1": [[0.5]]}
    if "b1" in made.graph.parameters:
        given["b1"] = 0.0  # even a number
    loss, gradients = execute(source_of(made)).loss_and_gradients(**given)
    assert loss == pytest.approx(np.log1p(np.exp(-1.0)), rel=1e-14)
    assert gradients["W1"] == pytest.approx(np.array([[2 * (1 / (1 + np.exp(-1.0)) - 1)]]))
    assert all(np.shape(gradient) == np.shape(given[name]) for name, gradient in gradients.items())
