"""The generated code computes the loss and the gradients: a textbook's, and those of the example."""

from itertools import product

import numpy as np
import pytest

from derive.errors import DeriveError
from derive.layers import LOSSES
from derive.lesson import lesson
from tests.code.generated import difference, execute, function_of, network, source_of
from tests.oracles.networks import NETWORKS, model, random_values

every_network = pytest.mark.parametrize("name", NETWORKS)


@every_network
def test_against_complex_step(name: str) -> None:
    """At sizes that are different for every letter, the data's gradient included."""
    _, given = random_values(name)
    assert difference(model(name).graph, function_of(name, True)(**given), given) < 1e-12


@pytest.mark.parametrize("name", ["seed", "batch norm", "relu and softmax, samples in columns"])
def test_against_central_differences(name: str) -> None:
    _, given = random_values(name)
    assert difference(model(name).graph, function_of(name, True)(**given), given, smooth=False) < 1e-8


@every_network
def test_example(name: str) -> None:
    """Nested lists, as they stand in the JSON, give the numbers of the derivation."""
    values = lesson(model(name))[1].example.values
    loss, gradients = function_of(name)(**model(name).data)
    assert abs(loss - values["L"]) < 1e-12
    assert set(gradients) == set(model(name).graph.parameters)
    for name, gradient in gradients.items():
        np.testing.assert_allclose(gradient, values["d" + name], rtol=0, atol=1e-12)


@every_network
def test_single_precision_stays(name: str) -> None:
    _, given = random_values(name)
    single = {name: value.astype(np.float32) for name, value in given.items()}
    loss, gradients = function_of(name)(**single)
    exact, expected = function_of(name)(**given)
    assert type(loss) is float
    assert abs(loss - exact) < 1e-5
    for name, gradient in gradients.items():
        assert gradient.dtype == np.float32
        np.testing.assert_allclose(gradient, expected[name], rtol=0, atol=1e-5)


def test_integers_and_mixed_precision() -> None:
    given = {"X": [[1, 2], [3, -1]], "Y": np.array([[1], [0]]), "W1": np.eye(2, dtype=int), "b1": [[1, 0]]}
    given |= {"W2": np.array([[1.0], [-1.0]], np.float32), "b2": [[0]]}
    function = execute(
        source_of(network("Linear(2, 2)", "Tanh()", "Linear(2, 1)", "Sigmoid()"))
    ).loss_and_gradients
    _, gradients = function(**given)
    assert {g.dtype for g in gradients.values()} == {np.dtype(np.float32)}
    _, expected = function(**{name: np.asarray(value, float) for name, value in given.items()})
    for name, gradient in gradients.items():
        np.testing.assert_allclose(gradient, expected[name], rtol=0, atol=1e-6)


def test_arguments_are_left_alone() -> None:
    for name in NETWORKS:
        _, given = random_values(name)
        before = {key: value.copy() for key, value in given.items()}
        function_of(name, True)(**given)
        assert all(np.array_equal(given[key], before[key]) for key in given), name


# ── every admissible pair of a layer and a loss ───────────────────────────────────────────────────────────

HIDDEN = (
    *("Sigmoid()", "Tanh()", "ReLU()", "LeakyReLU(0.2)", "ELU(0.7)", "Softplus()", "SiLU()", "GELU()"),
    *("GELU(approximate='tanh')", "Softmax()", "LogSoftmax()", "LayerNorm(3)", "BatchNorm1d(3)"),
    *("Residual(Linear(3, 3), Tanh())", "Elementwise('x*sigmoid(2*x) + x^3/9 - exp(-x^2)')", "Identity()"),
    *(
        "Elementwise('relu(x) + step(x - 9)*exp(x) + abs(x)/2')",
        "Elementwise('step(x) + x + (1 - step(x))*x^2')",
    ),
)
LAST = {"BCELoss": "Sigmoid()", "NLLLoss": "LogSoftmax()"}


PAIRS = [*product(HIDDEN, LOSSES, ("mean",)), *product(HIDDEN[:1], LOSSES, ("sum",))]


@pytest.mark.parametrize(("layer", "loss", "reduction"), PAIRS)
def test_layer_with_loss(layer: str, loss: str, reduction: str) -> None:
    last = [LAST[loss]] if loss in LAST else []
    name = f"{loss}(reduction='{reduction}')"
    made = network("Linear(2, 3)", layer, "Linear(3, 2)", *last, loss=name, samples=4)
    draw = np.random.default_rng(len(layer) + len(loss))
    sizes = {"N": 4, "n0": 5, "n1": 3, "n2": 2, "n3": 2}
    shapes = {key: [sizes.get(d, d) for d in made.graph.shapes[key]] for key in made.data}
    given = {key: draw.normal(scale=0.8, size=shape) for key, shape in shapes.items()}
    given["Y"] = draw.uniform(0.1, 0.9, shapes["Y"])  # need not sum to one
    function = execute(source_of(made, inputs=True)).loss_and_gradients
    assert difference(made.graph, function(**given), given, smooth=False) < 2e-7


def test_pairs_that_make_no_sense_are_refused() -> None:
    with pytest.raises(DeriveError, match="BCEWithLogitsLoss"):
        network("Linear(2, 1)", loss="BCELoss")
