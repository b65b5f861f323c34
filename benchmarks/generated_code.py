"""The generated NumPy code against code written by hand, the matrix products alone, and PyTorch on the CPU.

256 samples, 784-128-10: sigmoid with binary cross-entropy, and with softmax and cross-entropy. By hand: once
as it is usually written, once with every in-place operation that its author could find; both are as stable as
the generated code.
"""

import os
from collections.abc import Callable
from importlib.util import find_spec
from statistics import median
from typing import Any

import numpy as np

from benchmarks.report import Table, interleaved, milliseconds, ratio
from derive.backward import sweep
from derive.code import module
from derive.network import build, read_spec

GOAL = 1.05
THREADS = int(os.environ.get("OPENBLAS_NUM_THREADS", "1"))
N, N0, N1, N2 = 256, 784, 128, 10
Array = Any
NETWORKS = {
    "BCELoss": ["Linear(784, 128)", "Sigmoid()", "Linear(128, 10)", "Sigmoid()"],
    "CrossEntropyLoss": ["Linear(784, 128)", "Sigmoid()", "Linear(128, 10)"],
}


def run(short: bool) -> Table:
    """Medians of calls in turns, with the ratio to the usual code by hand."""
    rows = []
    for loss in NETWORKS:
        data = _data(loss)
        calls = _calls(loss, data)
        _agree(loss, calls)
        times = interleaved(calls, 60 if short else 400)
        for name in calls:
            ratios = [f"{ratio(times, name, base):.3f}" for base in ("by hand", "by hand, in place")]
            rows.append((f"{loss}: {name}", milliseconds(median(times[name])), *ratios))
    columns = ("N = 256, 784-128-10, float64", "time", "to usual code", "to code in place")
    return Table(
        f"Loss and parameter gradients, one call, {THREADS} thread(s)",
        columns,
        rows,
        f"goal for derive: {GOAL}",
    )


def _data(loss: str) -> dict[str, Array]:
    draw = np.random.default_rng(1)
    targets = draw.integers(0, 2, (N, N2)) if loss == "BCELoss" else np.eye(N2)[draw.integers(0, N2, N)]
    return {
        "X": draw.normal(size=(N, N0)),
        "Y": targets.astype(float),
        "W1": draw.normal(size=(N0, N1)) / 28,
        "b1": draw.normal(size=N1) / 10,
        "W2": draw.normal(size=(N1, N2)) / 11,
        "b2": draw.normal(size=N2) / 10,
    }


def _calls(loss: str, data: dict[str, Array]) -> dict[str, Callable[[], Any]]:
    names: dict[str, Any] = {}
    exec(_source(loss), names)
    found: dict[str, Callable[[], Any]] = {
        "by hand": lambda: BY_HAND[loss](**data),
        "by hand, in place": lambda: IN_PLACE[loss](**data),
        "derive": lambda: names["loss_and_gradients"](**data),
        "matrix products alone": lambda: products(**data),
    }
    if find_spec("torch"):
        found["PyTorch autograd"] = _torch(loss, data)
    return found


def _source(loss: str) -> str:
    model = build(read_spec(f"[network]\nlayers = {NETWORKS[loss]}\nloss = '{loss}'\n[sizes]\nN = 2"))
    return module(model, sweep(model.graph, model.facts))


def _agree(loss: str, calls: dict[str, Callable[[], Any]]) -> None:
    """What is compared computes the same."""
    expected, gradients = calls["derive"]()
    for name in ("by hand", "by hand, in place", "PyTorch autograd"):
        if name in calls:
            value, found = calls[name]()
            assert abs(value - expected) < 1e-9, (loss, name)
            assert all(np.allclose(found[key], gradients[key], atol=1e-9) for key in gradients), (loss, name)


# ── by hand, as it is usually written ─────────────────────────────────────────────────────────────────────


def sigmoid(z: Array) -> Array:
    """1 / (1 + e^(−z)) without a warning where it overflows."""
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-z))


def by_hand_bce(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Any:
    """Sigmoid and binary cross-entropy."""
    A1 = sigmoid(X @ W1 + b1)
    Z2 = A1 @ W2 + b2
    A2 = sigmoid(Z2)
    loss = np.mean(np.maximum(Z2, 0) - Y * Z2 + np.log1p(np.exp(-np.abs(Z2))))
    return float(loss), _backward(X, A1, W2, (A2 - Y) / Y.size)


def by_hand_cross_entropy(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Any:
    """Softmax and cross-entropy."""
    A1 = sigmoid(X @ W1 + b1)
    Z2 = A1 @ W2 + b2
    shifted = Z2 - Z2.max(axis=1, keepdims=True)
    log_A2 = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -(Y * log_A2).sum() / len(X)
    return float(loss), _backward(X, A1, W2, (np.exp(log_A2) - Y) / len(X))


def _backward(X: Array, A1: Array, W2: Array, dZ2: Array) -> dict[str, Array]:
    dA1 = dZ2 @ W2.T
    dZ1 = dA1 * A1 * (1 - A1)
    return {"W1": X.T @ dZ1, "b1": dZ1.sum(axis=0), "W2": A1.T @ dZ2, "b2": dZ2.sum(axis=0)}


# ── by hand, with as few new arrays as possible ───────────────────────────────────────────────────────────


def sigmoid_in_place(Z: Array) -> Array:
    """Z becomes 1 / (1 + e^(−Z))."""
    np.negative(Z, out=Z)
    with np.errstate(over="ignore"):
        np.exp(Z, out=Z)
    Z += 1
    return np.reciprocal(Z, out=Z)


def in_place_bce(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Any:
    """Sigmoid and binary cross-entropy."""
    A1 = X @ W1
    A1 += b1
    sigmoid_in_place(A1)
    Z2 = A1 @ W2
    Z2 += b2
    E = np.exp(-np.abs(Z2))
    losses = np.log1p(E)
    losses += np.maximum(Z2, 0)
    losses -= Y * Z2
    dZ2 = sigmoid_in_place(Z2)
    dZ2 -= Y
    dZ2 /= Y.size
    return float(losses.mean()), _backward_in_place(X, A1, W2, dZ2)


def in_place_cross_entropy(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Any:
    """Softmax and cross-entropy."""
    A1 = X @ W1
    A1 += b1
    sigmoid_in_place(A1)
    Z2 = A1 @ W2
    Z2 += b2
    Z2 -= Z2.max(axis=1, keepdims=True)
    E = np.exp(Z2)
    sums = E.sum(axis=1, keepdims=True)
    Z2 -= np.log(sums)
    loss = -np.vdot(Y, Z2) / len(X)
    E /= sums
    E -= Y
    E /= len(X)
    return float(loss), _backward_in_place(X, A1, W2, E)


def _backward_in_place(X: Array, A1: Array, W2: Array, dZ2: Array) -> dict[str, Array]:
    gradients = {"W2": A1.T @ dZ2, "b2": dZ2.sum(axis=0)}
    dZ1 = dZ2 @ W2.T
    dZ1 *= A1
    np.subtract(1, A1, out=A1)
    dZ1 *= A1
    return {"W1": X.T @ dZ1, "b1": dZ1.sum(axis=0), **gradients}


BY_HAND = {"BCELoss": by_hand_bce, "CrossEntropyLoss": by_hand_cross_entropy}
IN_PLACE = {"BCELoss": in_place_bce, "CrossEntropyLoss": in_place_cross_entropy}


# ── what cannot be avoided, and what others do ────────────────────────────────────────────────────────────


def products(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> None:
    """The five matrix products that both passes consist of."""
    Z1 = X @ W1
    Z2 = Z1 @ W2
    dA1 = Z2 @ W2.T
    Z1.T @ Z2
    X.T @ dA1


def _torch(loss: str, data: dict[str, Array]) -> Callable[[], Any]:
    """The same in PyTorch, in float64."""
    import torch  # noqa: PLC0415
    from torch.nn import functional  # noqa: PLC0415

    torch.set_num_threads(THREADS)
    values = {name: torch.from_numpy(value) for name, value in data.items()}
    parameters = {name: values[name].requires_grad_() for name in ("W1", "b1", "W2", "b2")}
    losses = {
        "BCELoss": functional.binary_cross_entropy_with_logits,
        "CrossEntropyLoss": functional.cross_entropy,
    }

    def call() -> Any:
        for parameter in parameters.values():
            parameter.grad = None
        A1 = torch.sigmoid(values["X"] @ values["W1"] + values["b1"])
        value = losses[loss](A1 @ values["W2"] + values["b2"], values["Y"])
        value.backward()
        return value.item(), {name: parameter.grad.numpy() for name, parameter in parameters.items()}

    return call
