"""The example's numbers, against NumPy written by hand; and how decimals are shown."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from derive.lesson import lesson
from derive.lesson.example import decimals, given
from tests.oracles import naive
from tests.oracles.networks import NETWORKS, model


def numbers(network: str) -> dict[str, Any]:
    """Every number of a network's example."""
    values = lesson(model(network))[1].example.values
    return {name: value for name, value in values.items() if not isinstance(value, tuple)}


def test_the_seed_network_by_hand() -> None:
    """Forward, backward, one step, the loss after it: NumPy that knows nothing of the project."""
    x, y = np.array([[1.0, 2.0], [-1.0, 1.0]]), np.array([[1.0], [0.0]])
    w1, b1 = np.array([[0.1, -0.2, 0.3], [0.2, 0.1, -0.1]]), np.array([0.0, 0.1, -0.1])
    w2, b2 = np.array([[0.5], [-0.4], [0.3]]), np.array([0.1])
    expected: dict[str, Any] = {"X": x, "Y": y, "W1": w1, "b1": b1[None], "W2": w2, "b2": b2[None]}

    def forward(w1: Any, b1: Any, w2: Any, b2: Any) -> dict[str, Any]:
        z1 = x @ w1 + b1
        a1 = 1 / (1 + np.exp(-z1))
        z2 = a1 @ w2 + b2
        a2 = 1 / (1 + np.exp(-z2))
        loss = -np.mean(y * np.log(a2) + (1 - y) * np.log(1 - a2))
        return {"Z1": z1, "A1": a1, "Z2": z2, "A2": a2, "L": loss}

    expected |= forward(w1, b1, w2, b2)
    a1, a2 = expected["A1"], expected["A2"]
    d2 = (a2 - y) / 2
    d1 = d2 @ w2.T * a1 * (1 - a1)
    expected |= {
        "dA2": (a2 - y) / (2 * a2 * (1 - a2)),
        "dZ2": d2,
        "dW2": a1.T @ d2,
        "db2": d2.sum(0, keepdims=True),
    }
    expected |= {
        "dA1": d2 @ w2.T,
        "dZ1": d1,
        "dW1": x.T @ d1,
        "db1": d1.sum(0, keepdims=True),
        "dX": d1 @ w1.T,
    }
    new = [w1 - expected["dW1"], b1 - expected["db1"][0], w2 - expected["dW2"], b2 - expected["db2"][0]]
    expected |= {
        f"{name}_new": np.atleast_2d(value) for name, value in zip(("W1", "b1", "W2", "b2"), new, strict=True)
    }
    expected |= {f"{name}_new": value for name, value in forward(*new).items()}
    found = numbers("seed")
    assert set(found) == set(expected)
    for name, value in expected.items():
        assert np.shape(found[name]) == np.shape(value), name
        np.testing.assert_allclose(found[name], value, rtol=1e-12, atol=1e-15, err_msg=name)
    assert found["L_new"] < found["L"]


@pytest.mark.parametrize("network", NETWORKS)
def test_every_number_of_every_network(network: str) -> None:
    """The naive forward pass, its complex step, one step of gradient descent, forward again."""
    made, found = model(network), numbers(network)
    values = naive.run(made.graph, naive.given(made))
    step = {
        name: values[name] - made.learning_rate * naive.complex_step(made.graph, values, name)
        for name in made.graph.parameters
    }
    after = naive.run(made.graph, {**naive.given(made), **step})
    expected = dict(values)
    expected |= {
        "d" + name: naive.complex_step(made.graph, values, name)
        for name in made.graph.shapes
        if "d" + name in found
    }
    expected |= {f"{name}_new": value for name, value in after.items() if name not in made.graph.inputs}
    assert set(found) == set(expected)
    for name, value in expected.items():
        np.testing.assert_allclose(found[name], value, rtol=1e-10, atol=1e-13, err_msg=name)


@pytest.mark.parametrize("network", NETWORKS)
def test_a_small_step_lowers_the_loss(network: str) -> None:
    """By about the learning rate times the square of the gradient."""
    found = lesson(replace(model(network), learning_rate=1e-7))[1].example.values
    slopes = [np.sum(found["d" + name] ** 2) for name in model(network).graph.parameters]
    assert found["L"] - found["L_new"] == pytest.approx(1e-7 * sum(slopes), rel=1e-2)


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (0.62245933, 4, "0.6225"),
        (0.0, 4, "0.0000"),
        (12.5, 4, "12.5000"),
        (0.02427, 4, "0.02427"),
        (0.00012347, 4, "0.0001235"),
        (0.00012345, 2, "0.00012"),
        (1e-7, 4, "0.0000001000"),
        (0.5, 1, "0.5"),
        (0.99999, 4, "1.0000"),
    ],
)
def test_decimals_keep_their_digits(value: float, digits: int, shown: str) -> None:
    """At least `digits` places, and `digits` significant ones where the number is small."""
    assert decimals(value, digits) == ("decimal", shown)
    expected = ("neg", ("decimal", shown)) if float(shown) else ("decimal", shown)
    assert decimals(-value, digits) == expected


def test_a_matrix_has_the_digits_of_its_largest_entry() -> None:
    assert decimals(np.array([[0.5], [0.00012345]]), 4)[1] == (
        (("decimal", "0.5000"),),
        (("decimal", "0.0001"),),
    )


@pytest.mark.parametrize(("rows", "columns"), [(4, 4), (5, 2), (2, 5), (7, 9), (1, 6)])
def test_beyond_four_rows_or_columns_there_is_a_gap(rows: int, columns: int) -> None:
    """The first two, a gap, the last one; the same for decimals and for data as given."""
    value = np.arange(rows * columns).reshape(rows, columns) / 8
    for shown in (decimals(value, 4), given(value)):
        cells = shown[1]
        down = [0, 1, None, rows - 1] if rows > 4 else [*range(rows)]
        across = [0, 1, None, columns - 1] if columns > 4 else [*range(columns)]
        assert len(cells) == len(down) and all(len(row) == len(across) for row in cells)
        for i, row in zip(down, cells, strict=True):
            for j, cell in zip(across, row, strict=True):
                assert (cell == "...") == (i is None or j is None)
                if cell != "...":
                    assert float(cell[1] if isinstance(cell, tuple) else cell) == pytest.approx(
                        value[i, j], abs=5e-5
                    )


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (3.0, 3),
        (-2.0, ("neg", 2)),
        (0.1, ("decimal", "0.1")),
        (-0.25, ("neg", ("decimal", "0.25"))),
        (1e-7, ("decimal", "0.0000001")),
        (0.1 + 0.2, ("decimal", "0.30000000000000004")),
        (0.0, 0),
        (-0.0, 0),
    ],
)
def test_data_are_shown_as_given(number: float, shown: Any) -> None:
    assert given([[number]]) == ("matrix", ((shown,),))
