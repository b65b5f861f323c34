"""Right at logits of ±1000, in value and gradient; refused where a probability was rounded to 0 or 1."""

from typing import Any

import mpmath as mp
import numpy as np
import pytest

from derive.code.stable import FUSED
from derive.graph import Builder
from derive.layers import LOSSES
from derive.lemmas import LEMMAS
from derive.primitives import PRIMITIVES
from tests.code.generated import execute, graph_function, network, source_of

LOGITS = [-1000.0, -745.5, -100.0, -37.0, -8.0, -1e-9, 0.0, 0.5, 8.0, 37.0, 100.0, 709.9, 1000.0]
LAST = {"BCELoss": ["Sigmoid()"], "NLLLoss": ["LogSoftmax()"]}
mp.mp.dps = 700  # 1 − σ(1000) has 435 zeros


def function(loss: str, width: int = 1, hidden: tuple[str, ...] = ()) -> Any:
    """loss_and_gradients of Z = X W + b and the loss."""
    layers = ("Linear(1, 1)", *hidden) if width == 1 else (f"Linear({width}, {width})", *hidden)
    return execute(
        source_of(network(*layers, *LAST.get(loss, []), loss=loss), inputs=True)
    ).loss_and_gradients


def logistic(z: float, y: float) -> tuple[Any, Any]:
    """−y log σ(z) − (1 − y) log(1 − σ(z)) and its derivative, in 700 digits."""
    probability = 1 / (1 + mp.exp(-mp.mpf(z)))
    value = -y * mp.log(probability) - (1 - y) * mp.log(1 - probability)
    return value, probability - y


@pytest.mark.parametrize("loss", ["BCELoss", "BCEWithLogitsLoss"])
@pytest.mark.parametrize("y", [0.0, 0.25, 1.0])
@pytest.mark.parametrize("z", LOGITS)
def test_binary_cross_entropy(loss: str, y: float, z: float) -> None:
    found, gradients = function(loss)(X=[[z]], Y=[[y]], W1=[[1.0]], b1=[0.0])
    value, slope = logistic(z, y)
    assert found == pytest.approx(float(value), rel=1e-14, abs=1e-300)
    assert gradients["X"][0, 0] == pytest.approx(float(slope), rel=1e-14, abs=3e-16)


@pytest.mark.parametrize("loss", ["CrossEntropyLoss", "NLLLoss"])
@pytest.mark.parametrize("target", [[1, 0, 0], [0, 0, 1], [0.2, 0.3, 0.5], [1, 1, 0]])
@pytest.mark.parametrize("logits", [[1000, -1000, 0], [-1000, -999, -1000], [0, 0.5, 1000], [8, -8, 3]])
def test_cross_entropy(loss: str, target: list[float], logits: list[float]) -> None:
    eye, zero = np.eye(3), np.zeros(3)
    found, gradients = function(loss, 3)(X=[logits], Y=[target], W1=eye, b1=zero)
    powers = [mp.exp(z) for z in logits]
    shares = [power / sum(powers) for power in powers]
    value = -sum(y * mp.log(share) for y, share in zip(target, shares, strict=True))
    slope = [share * sum(target) - y for y, share in zip(target, shares, strict=True)]
    assert found == pytest.approx(float(value), rel=1e-14)
    assert gradients["X"][0] == pytest.approx([float(s) for s in slope], rel=1e-12, abs=1e-16)


@pytest.mark.parametrize(
    "hidden", ["Sigmoid", "Tanh", "ReLU", "LeakyReLU", "ELU", "Softplus", "SiLU", "GELU"]
)
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("z", [-1000.0, 1000.0])
def test_saturated_layer(hidden: str, loss: str, z: float) -> None:
    """Nothing overflows, and the gradient is that of the loss as computed."""
    run = function(loss, hidden=(f"{hidden}()", "Linear(1, 1)"))
    given = {"X": [[z]], "Y": [[1.0]], "W1": [[1.0]], "b1": [0.0], "W2": [[1.0]], "b2": [0.0]}
    found, gradients = run(**given)
    assert np.isfinite(found)
    assert all(np.isfinite(gradient).all() for gradient in gradients.values())
    step = 1e-3
    above, below = (run(**{**given, "X": [[z + sign * step]]})[0] for sign in (1, -1))
    assert gradients["X"][0, 0] == pytest.approx((above - below) / (2 * step), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("z", [-1000.0, 1000.0])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_seed_network_saturated(z: float, dtype: type) -> None:
    made = network("Linear(2, 3)", "Sigmoid()", "Linear(3, 1)", "Sigmoid()")
    given = {name: np.full(np.shape(value), z, dtype) for name, value in made.data.items()}
    given["Y"] = np.ones_like(given["Y"])
    loss, gradients = execute(source_of(made)).loss_and_gradients(**given)
    assert np.isfinite(loss)
    assert all(np.isfinite(gradient).all() for gradient in gradients.values())


def test_every_lemma_of_a_loss_has_a_stable_form() -> None:
    assert {lemma.over for lemma in LEMMAS.values()} == {fused.over for fused in FUSED}


def probabilities(loss: str) -> Any:
    """A loss directly on its input."""
    builder = Builder()
    a, y = builder.parameter("A1", ("N", "n1")), builder.input("Y", ("N", "n1"))
    builder.add("L", PRIMITIVES[loss], a, y)
    return graph_function(builder.graph())


@pytest.mark.parametrize("a", [0.0, 1.0, -0.5, 1.5, float("nan")])
def test_probability_of_exactly_0_or_1_is_refused(a: float) -> None:
    run = probabilities("bce")
    with pytest.raises(ValueError, match="BCEWithLogitsLoss"):
        run(Y=[[1.0, 0.0]], A1=[[0.5, a]])
    loss, gradients = run(Y=[[1.0, 0.0]], A1=[[0.5, 0.25]])
    assert loss == pytest.approx(-(np.log(0.5) + np.log(0.75)) / 2, rel=1e-14)
    np.testing.assert_allclose(gradients["A1"], [[-1.0, 1 / 1.5]], rtol=1e-14)


def test_share_of_exactly_0_is_refused() -> None:
    with pytest.raises(ValueError, match="CrossEntropyLoss"):
        probabilities("cross_entropy")(Y=[[1.0, 0.0]], A1=[[1.0, 0.0]])


def test_saturated_softmax_before_binary_cross_entropy_is_refused() -> None:
    made = network("Linear(2, 2)", "Softmax()", loss="BCELoss")
    run = execute(source_of(made)).loss_and_gradients
    with pytest.raises(ValueError, match="BCEWithLogitsLoss"):
        run(X=np.eye(2) * 1000, Y=np.eye(2), W1=np.eye(2), b1=np.zeros(2))
