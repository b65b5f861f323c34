"""Against PyTorch's autograd in float64: every layer with every loss that may stand after it."""

from importlib import import_module
from typing import Any

import numpy as np
import pytest

from derive.layers import LOSSES
from tests.code.generated import execute, network, source_of
from tests.code.test_values import HIDDEN, LAST

pytestmark = pytest.mark.torch
LAYERS = [layer for layer in HIDDEN if not layer.startswith(("Residual", "Elementwise"))]


def torch_layer(torch: Any, text: str) -> Any:
    """The layer of torch.nn with this text, in float64."""
    text = text.replace("Softmax()", "Softmax(dim=1)")
    return eval(f"nn.{text}", {"nn": torch.nn}).double()


PAIRS = [*((layer, f"{loss}()") for layer in LAYERS for loss in LOSSES)]
SUMS = [*((LAYERS[0], f"{loss}(reduction='sum')") for loss in LOSSES)]


@pytest.mark.parametrize(("layer", "loss"), [*PAIRS, *SUMS, (LAYERS[1], "HuberLoss(delta=0.3)")])
def test_autograd(layer: str, loss: str) -> None:
    torch = import_module("torch")
    torch.set_num_threads(1)
    name = loss.partition("(")[0]
    texts = ["Linear(2, 3)", layer, "Linear(3, 4)", *([LAST[name]] if name in LAST else [])]
    made = network(*texts, loss=loss, samples=5)
    layers = [torch_layer(torch, text) for text in texts]
    draw = np.random.default_rng(len(layer))
    given = {key: draw.normal(size=np.shape(value)) for key, value in made.data.items()}
    given["Y"] = draw.uniform(0.05, 0.95, np.shape(given["Y"]))
    target = torch.from_numpy(given["Y"])
    if name == "NLLLoss":  # PyTorch's takes classes alone
        target = torch.from_numpy(draw.integers(0, 4, 5))
        given["Y"] = np.eye(4)[target.numpy()]
    slots = _slots(layers, [*made.graph.parameters])
    with torch.no_grad():
        for key, parameter in slots.items():
            value = torch.from_numpy(given[key])
            parameter.copy_(value.T if key[0] == "W" else value.reshape(parameter.shape))
    x = torch.from_numpy(given["X"]).requires_grad_()
    last = x
    for one in layers:
        last = one(last)
    value = torch_layer(torch, loss)(last, target)
    value.backward()
    found, gradients = execute(source_of(made, inputs=True)).loss_and_gradients(**given)
    assert abs(found - value.item()) < 1e-10
    np.testing.assert_allclose(gradients["X"], x.grad.numpy(), rtol=0, atol=1e-10)
    for key, parameter in slots.items():
        expected = (
            parameter.grad.numpy().T if key[0] == "W" else parameter.grad.numpy().reshape(given[key].shape)
        )
        np.testing.assert_allclose(gradients[key], expected, rtol=0, atol=1e-10)


def _slots(layers: list[Any], names: list[str]) -> dict[str, Any]:
    """The parameter of PyTorch for each of ours: both are in the order of the layers."""
    return dict(zip(names, [parameter for layer in layers for parameter in layer.parameters()], strict=True))
