"""From a spec to a graph with numbers: names, shapes, sizes, data."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from derive.api import Network
from derive.layers import LAYERS, LOSSES
from derive.network import SEED, Model, Spec, build, read_spec
from derive.network.defaults import default
from derive.shapes import numbers
from tests.oracles import naive
from tests.oracles.networks import NETWORKS, model, spec


def made(*layers: str, loss: str = "MSELoss", samples: int = 2, training: str = "", **changes: Any) -> Model:
    """The model of a network with these layers."""
    read = read_spec(spec(*layers, loss=loss, samples=samples, training=training))
    return build(replace(read, **changes))


def program(made: Model) -> list[str]:
    """The equations as text, `Z1 = affine(X, W1, b1)`."""
    return [f"{e.out} = {e.primitive.name}({', '.join(e.args)})" for e in made.graph.equations]


def test_the_seed_network() -> None:
    seed = build(read_spec(SEED))
    assert program(seed) == [
        "Z1 = affine(X, W1, b1)",
        "A1 = sigmoid(Z1)",
        "Z2 = affine(A1, W2, b2)",
        "A2 = sigmoid(Z2)",
        "L = bce(A2, Y)",
    ]
    assert seed.graph.inputs == ("X", "Y") and seed.graph.parameters == ("W1", "b1", "W2", "b2")
    assert seed.sizes == {"N": 2, "n0": 2, "n1": 3}
    assert seed.graph.shapes == {
        "X": ("N", "n0"),
        "W1": ("n0", "n1"),
        "b1": (1, "n1"),
        "Z1": ("N", "n1"),
        "A1": ("N", "n1"),
        "W2": ("n1", 1),
        "b2": (1, 1),
        "Z2": ("N", 1),
        "A2": ("N", 1),
        "Y": ("N", 1),
        "L": (),
    }
    assert seed.data["b1"] == [[0.0, 0.1, -0.1]] and seed.data["W2"] == [[0.5], [-0.4], [0.3]]
    assert seed.title == "Two-layer sigmoid network" and seed.learning_rate == 1.0


@pytest.mark.parametrize(
    ("layers", "equations"),
    [
        (["Linear(2, 3, bias=False)"], ["Z1 = matmul(X, W1)", "L = mse(Z1, Y)"]),
        (
            ["Linear(2, 3)", "Tanh()", "ReLU()", "Linear(3, 3)"],
            [
                "Z1 = affine(X, W1, b1)",
                "A1 = tanh(Z1)",
                "H1 = relu(A1)",
                "Z2 = affine(H1, W2, b2)",
                "L = mse(Z2, Y)",
            ],
        ),
        (["Tanh()", "Linear(2, 3)"], ["H1 = tanh(X)", "Z1 = affine(H1, W1, b1)", "L = mse(Z1, Y)"]),
        (
            ["Linear(2, 2)", "Residual(Tanh())"],
            ["Z1 = affine(X, W1, b1)", "A1 = tanh(Z1)", "H1 = add(Z1, A1)", "L = mse(H1, Y)"],
        ),
        (
            ["Linear(2, 3)", "Identity()", "Dropout(0.5)", "Flatten()"],
            ["Z1 = affine(X, W1, b1)", "L = mse(Z1, Y)"],
        ),
    ],
)
def test_names_count_the_linear_layers(layers: list[str], equations: list[str]) -> None:
    assert program(made(*layers)) == equations


def test_layers_that_do_nothing_leave_a_note() -> None:
    assert made("Linear(2, 3)", "Dropout(0.5)", "Flatten()").notes == ("dropout", "flatten")


def test_weight_decay_is_an_equation_of_its_own() -> None:
    """The loss D of the data, then L with the weights, not the biases."""
    decayed = made("Linear(2, 3)", "Linear(3, 1)", training="weight_decay = 0.1")
    assert program(decayed)[-2:] == ["D = mse(Z2, Y)", "L = decayed(D, W1, W2)"]


def test_an_addition_makes_two_letters_one() -> None:
    """x + f(x) says that what comes out of f is as wide as x."""
    same = made("Linear(2, 3)", "Residual(Linear(3, 4), Linear(4, 3))", "Linear(3, 2)")
    assert same.graph.shapes["W3"] == ("n2", "n1") and same.graph.shapes["H1"] == ("N", "n1")
    assert "n3" not in same.sizes and same.sizes["n1"] == 3


def test_cross_entropy_is_opened_as_softmax() -> None:
    opened = made("Linear(2, 3)", loss="CrossEntropyLoss")
    assert program(opened)[1:] == [
        "A1 = softmax(Z1)",
        "L = cross_entropy(A1, Y)",
    ]


@pytest.mark.parametrize(
    ("targets", "facts"),
    [
        ("[2, 0]", {"targets_sum_to_one"}),
        ("[[0.5, 0.25, 0.25], [1, 0, 0]]", {"targets_sum_to_one"}),
        ("[[0.5, 0.25, 0.5], [1, 0, 0]]", set()),
    ],
)
def test_the_facts_that_lemmas_rest_on(targets: str, facts: set[str]) -> None:
    classes = made("Linear(2, 3)", loss="CrossEntropyLoss", training=f"[data]\nY = {targets}")
    assert classes.facts == facts


def test_classes_become_rows() -> None:
    classes = made(
        "Linear(2, 3)",
        loss="NLLLoss",
        layers=read_spec(spec("Linear(2, 3)", "LogSoftmax()")).layers,
        data={"Y": [2, 0]},
    )
    assert classes.data["Y"] == [[0, 0, 1], [1, 0, 0]]


def test_a_vector_may_be_flat() -> None:
    """b1 = [0, 1, 2] is one row, Y = [1, 0] one column where there is one output."""
    flat = made("Linear(2, 1)", training="[data]\nY = [1, 0]\n[parameters]\nb1 = [0.5]\nW1 = [0.1, 0.2]")
    assert flat.data["Y"] == [[1], [0]] and flat.data["b1"] == [[0.5]] and flat.data["W1"] == [[0.1], [0.2]]


def test_samples_come_from_the_data() -> None:
    read = read_spec(spec("Linear(1, 1)", loss="MSELoss", training="[data]\nX = [[1], [2], [3]]"))
    assert build(replace(read, samples=None)).sizes["N"] == 3
    assert build(replace(read, samples=None, data={})).sizes["N"] == 2


@pytest.mark.parametrize("network", NETWORKS)
def test_every_name_has_numbers_of_its_shape(network: str) -> None:
    graph, sizes, data = model(network).graph, model(network).sizes, model(network).data
    assert set(data) == {*graph.inputs, *graph.parameters}
    for name, value in data.items():
        assert np.shape(value) == numbers(graph.shapes[name], sizes), name


@pytest.mark.parametrize("network", [name for name in NETWORKS if f"{name}, samples in columns" in NETWORKS])
def test_columns_are_the_rows_transposed(network: str) -> None:
    """Numbers are given for samples in rows either way; every value is the transpose, the loss the same."""
    rows, columns = model(network), model(f"{network}, samples in columns")
    a, b = (naive.run(one.graph, naive.given(one)) for one in (rows, columns))
    assert set(a) == set(b)
    for name in a:
        np.testing.assert_allclose(b[name], np.transpose(a[name]), rtol=1e-12, atol=1e-14)
    assert rows.sizes == columns.sizes


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("last", ["Identity()", "Sigmoid()", "Softmax()", "LogSoftmax()"])
def test_every_loss_has_numbers_after_what_it_accepts(loss: str, last: str) -> None:
    """Where the pair makes sense, the default numbers lie in its domain: the loss is finite."""
    read: Spec = read_spec(spec("Linear(2, 3)", last, loss=loss))
    if read.loss.accepts(read.layers[-1]) is None:
        pair = build(read)
        assert np.isfinite(naive.run(pair.graph, naive.given(pair))["L"])


def test_default_numbers_are_small_and_the_same_every_time() -> None:
    for name in ("X", "Y", "W1", "b1", "gamma1", "beta1", "W22"):
        value = np.array(default(name, (6, 5)))
        assert np.abs(value).max() <= 2 and value.shape == (6, 5)
        assert default(name, (6, 5)) == default(name, (6, 5))
        assert len(np.unique(value)) > 1
    assert default("W1", (2, 2)) != default("W2", (2, 2))
    assert set(np.ravel(default("Y", (3, 3)))) == {0, 1}
    assert np.array(default("Y", (4, 3), "classes")).sum(1).tolist() == [1, 1, 1, 1]


@pytest.mark.parametrize("name", LAYERS)
def test_every_layer_is_told_by_its_text(name: str) -> None:
    """What a layer says of itself can be read again."""
    texts = {
        "Linear": "Linear(3, 3)",
        "LayerNorm": "LayerNorm(3)",
        "BatchNorm1d": "BatchNorm1d(3)",
        "Residual": "Residual(Tanh())",
        "Elementwise": "Elementwise('x*tanh(x)')",
    }
    (layer,) = read_spec(spec(texts.get(name, name), loss="MSELoss")).layers
    (again,) = read_spec(spec(str(layer), loss="MSELoss")).layers
    assert str(again) == str(layer)


@pytest.mark.parametrize("widths", [(64, 32, 10), (784, 128, 10), (2000, 20, 3)])
def test_a_wide_example_stays_finite(widths: tuple[int, int, int]) -> None:
    n, h, k = widths
    read = spec(f"Linear({n}, {h})", "ReLU()", f"Linear({h}, {k})", loss="CrossEntropyLoss")
    found = Network.from_spec(read).derive().evaluate()
    assert found["loss_after"] < found["loss"] < 50
