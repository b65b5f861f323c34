"""The same network in PyTorch, float64: its loss and its gradients, in our shapes."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import numpy as np

from derive.network import Model, Spec
from derive.network.calls import Call, read_call

Array = Any
# an Elementwise formula → the same function of a tensor, written by hand
FORMULAS: dict[str, Callable[[Any, Any], Any]] = {
    "x*sigmoid(2*x) - exp(-x^2)": lambda torch, x: x * torch.sigmoid(2 * x) - (-(x**2)).exp(),
    "relu(x) + abs(x)/2": lambda torch, x: torch.relu(x) + x.abs() / 2,
}  # fmt: skip
LAST_AXIS = ("Softmax", "LogSoftmax")


def autograd(spec: Spec, model: Model, given: Mapping[str, Array]) -> tuple[float, dict[str, Array]]:
    """The loss and the gradients of the parameters and of X, at these numbers, for either batch layout."""
    torch = import_module("torch")
    torch.set_num_threads(1)
    turned = spec.samples_in == "columns"
    rows = {name: np.asarray(value).T if turned else np.asarray(value) for name, value in given.items()}
    layers = [_module(torch, read_call(str(layer))) for layer in spec.layers]
    slots = [parameter for layer in layers for parameter in layer.parameters()]
    names = dict(zip(model.graph.parameters, slots, strict=True))
    with torch.no_grad():
        for name, slot in names.items():
            slot.copy_(torch.from_numpy(np.ascontiguousarray(_turned(name, rows[name]).reshape(slot.shape))))
    x = torch.from_numpy(np.ascontiguousarray(rows["X"])).requires_grad_()
    last = x
    for layer in layers:
        last = layer(last)
    value = _loss(torch, spec)(last, _target(torch, spec, rows["Y"]))
    value.backward()
    found = {"X": x.grad.numpy()} | {
        name: _turned(name, slot.grad.numpy()).reshape(rows[name].shape) for name, slot in names.items()
    }
    return value.item(), {name: one.T if turned else one for name, one in found.items()}


def classes(targets: Array, samples_in: str) -> Array:
    """Targets of which each sample has one that is 1: PyTorch's NLLLoss takes nothing else."""
    axis = 1 if samples_in == "rows" else 0
    return (targets == targets.max(axis, keepdims=True)).astype(float)


def _turned(name: str, value: Array) -> Array:
    """torch stores W as out × in."""
    return value.T if name.startswith("W") else value


def _module(torch: Any, call: Call) -> Any:
    if call.name == "Residual":
        return _residual(torch, [_module(torch, inner) for inner in call.args])
    if call.name == "Elementwise":
        return _elementwise(torch, FORMULAS[call.args[0]])
    options = dict(call.kwargs) | ({"dim": -1} if call.name in LAST_AXIS else {})
    made = getattr(torch.nn, call.name)(*call.args, **options).double()
    return made.eval() if call.name == "Dropout" else made


def _residual(torch: Any, layers: list[Any]) -> Any:
    class Residual(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = torch.nn.Sequential(*layers)

        def forward(self, x: Any) -> Any:
            return x + self.inner(x)

    return Residual()


def _elementwise(torch: Any, function: Callable[[Any, Any], Any]) -> Any:
    class Elementwise(torch.nn.Module):
        def forward(self, x: Any) -> Any:
            return function(torch, x)

    return Elementwise()


def _loss(torch: Any, spec: Spec) -> Any:
    call = read_call(str(spec.loss))
    return getattr(torch.nn, call.name)(*call.args, **dict(call.kwargs))


def _target(torch: Any, spec: Spec, targets: Array) -> Any:
    if str(spec.loss).startswith("NLLLoss"):
        return torch.from_numpy(targets.argmax(1))
    return torch.from_numpy(np.ascontiguousarray(targets))
