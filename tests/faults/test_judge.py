"""The judge itself: it accepts every right line, and tells wrong ones from right ones."""

from typing import Any

import numpy as np
import pytest

from derive.expression import Term
from tests.faults.judge import Judge
from tests.oracles import naive
from tests.oracles.networks import derivation, model

NETWORKS = ("seed", "one sample", "width one", "layer norm", "residuals")


@pytest.fixture(scope="module")
def seed() -> Judge:
    """The judge of the seed network."""
    return Judge(derivation("seed"))


@pytest.mark.parametrize("network", NETWORKS)
def test_every_line_is_true(network: str) -> None:
    judge = Judge(derivation(network))
    false = [
        f"{where}: {line.expression}"
        for where, line in derivation(network).walk()
        if not judge.true(line.expression)
    ]
    assert not false, "\n".join(false)


@pytest.mark.parametrize("network", NETWORKS)
def test_gradients_are_the_central_differences(network: str) -> None:
    """The complex step of the judge, against differences of another forward pass."""
    world = Judge(derivation(network)).elsewhere[0]
    for name, shape in model(network).graph.shapes.items():
        if shape and name != "Y":
            expected = naive.central(model(network).graph, world.values, name)
            np.testing.assert_allclose(world.gradient(name), expected, rtol=1e-6, atol=1e-9)


E_Z2 = ("entry", "Z2", "i")
LINES: list[tuple[bool, Any]] = [
    (True, ("eq", "dW2", ("matmul", ("transpose", "A1"), "dZ2"))),
    (False, ("eq", "dW2", ("matmul", "A1", "dZ2"))),
    (False, ("eq", "dW2", ("neg", ("matmul", ("transpose", "A1"), "dZ2")))),
    (
        True,
        (
            "eq",
            ("entry", "dW2", "i"),
            ("sum", ("mul", ("entry", "A1", "k", "i"), ("entry", "dZ2", "k")), "k", "N"),
        ),
    ),
    (
        False,
        (
            "eq",
            ("entry", "dW2", "i"),
            ("sum", ("mul", ("entry", "A1", "i", "k"), ("entry", "dZ2", "k")), "k", "N"),
        ),
    ),
    (
        False,
        (
            "eq",
            ("entry", "dW2", "k"),
            ("sum", ("mul", ("entry", "A1", "k", "i"), ("entry", "dZ2", "k")), "k", "N"),
        ),
    ),
    (
        True,
        (
            "eq",
            ("partial", ("entry", "A2", "k"), E_Z2),
            ("mul", ("delta", "k", "i"), ("apply", "sigmoid'", E_Z2)),
        ),
    ),
    (False, ("eq", ("partial", ("entry", "A2", "k"), E_Z2), ("apply", "sigmoid'", E_Z2))),
    (
        True,
        ("eq", ("entry", "dZ2", 1), ("div", ("add", ("entry", "A2", 1), ("neg", ("entry", "Y", 1))), "N")),
    ),
    (False, ("eq", ("entry", "dZ2", 1), ("add", ("entry", "A2", 1), ("neg", ("entry", "Y", 1))))),
    (True, ("approx", "L", ("decimal", "0.6756"))),
    (True, ("approx", "L", ("decimal", "0.676"))),
    (False, ("approx", "L", ("decimal", "0.6757"))),
    (False, ("approx", "L", ("decimal", "0.675"))),
    (True, ("shape", "dW1", "n0", "n1")),
    (False, ("shape", "dW1", "n1", "n0")),
    (False, ("shape", "dX", "n0", "N")),
    (True, ("lt", 0, "A2", 1)),
    (False, ("lt", 0, "Z1", 1)),
    (True, ("le", ("apply", "sigmoid'", "z"), ("div", 1, 4))),
    (False, ("lt", ("apply", "sigmoid'", "z"), ("div", 1, 4))),
    (False, ("le", ("apply", "sigmoid'", "z"), ("div", 1, 5))),
    (True, ("update", "W1", ("add", "W1", ("neg", ("mul", "eta", "dW1"))))),
    (False, ("update", "W1", ("add", "W1", ("mul", "eta", "dW1")))),
    (True, ("eq", "X", ("matrix", ((1, 2), (("neg", 1), 1))))),
    (False, ("eq", "X", ("matrix", ((1, 2), (1, 1))))),
    (False, ("eq", "X", ("matrix", ((1, 2, 0), (("neg", 1), 1, 0))))),
    (False, ("eq", "unheard_of", "X")),
]


@pytest.mark.parametrize(("true", "relation"), LINES)
def test_it_tells_right_from_wrong(seed: Judge, true: bool, relation: Term) -> None:
    assert seed.true(relation) is true


@pytest.mark.parametrize(
    "relation", [("eq", "W1", "X"), ("eq", "A1", ("matmul", "A1", "A1")), ("shape", "nobody", "N", 1)]
)
def test_it_knows_what_has_no_meaning(seed: Judge, relation: Term) -> None:
    assert not seed.meaningful(relation) and not seed.true(relation)
