"""The networks that the oracles look at: small, and each different in one way from the seed network."""

import json
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from derive.derivation import Derivation
from derive.lesson import lesson
from derive.network import SEED, Model, build, read_spec


def spec(*layers: str, loss: str = "BCELoss", samples: int = 2, training: str = "") -> str:
    """The TOML of a network with these layers; the numbers are the default ones."""
    network = f"layers = {json.dumps(layers)}\nloss = {json.dumps(loss)}"
    return f"[network]\n{network}\n[sizes]\nN = {samples}\n[training]\n{training}\n"


# sigmoid and tanh, binary cross-entropy
PLAIN = {
    "seed": SEED,
    "one layer": spec("Linear(3, 1)", "Sigmoid()", samples=4),
    "tanh": spec("Linear(2, 3)", "Tanh()", "Linear(3, 1)", "Sigmoid()", samples=3),
    "no bias": spec("Linear(2, 3, bias=False)", "Sigmoid()", "Linear(3, 1, bias=False)", "Sigmoid()"),
    "three layers": spec(
        "Linear(2, 4)", "Sigmoid()", "Linear(4, 3)", "Tanh()", "Linear(3, 1)", "Sigmoid()", samples=3
    ),
    "two outputs": spec("Linear(2, 3)", "Sigmoid()", "Linear(3, 2)", "Sigmoid()", samples=4),
    "width one": spec("Linear(1, 1)", "Tanh()", "Linear(1, 1)", "Sigmoid()", samples=3),
    "one sample": spec("Linear(3, 2)", "Sigmoid()", "Linear(2, 1)", "Sigmoid()", samples=1),
    "two activations": spec("Linear(2, 3)", "Tanh()", "Sigmoid()", "Linear(3, 1)", "Sigmoid()"),
    "linear only": spec("Linear(2, 3)", "Linear(3, 2, bias=False)", "Sigmoid()", samples=3),
}
# every layer and every loss at least once
OTHERS = {
    "relu and softmax": spec("Linear(2, 3)", "ReLU()", "Linear(3, 4)", loss="CrossEntropyLoss", samples=3),
    "log-softmax": spec("Linear(2, 3)", "LeakyReLU(0.1)", "Linear(3, 3)", "LogSoftmax()", loss="NLLLoss"),
    "layer norm": spec(
        *("Linear(2, 3)", "LayerNorm(3)", "GELU()", "Linear(3, 1)"),
        loss="BCEWithLogitsLoss",
        training="weight_decay = 0.01",
    ),
    "batch norm": spec(
        *("Linear(2, 3)", "BatchNorm1d(3)", "SiLU()", "Residual(Linear(3, 3), Tanh())", "Linear(3, 2)"),
        loss="HuberLoss(0.5)",
        samples=4,
    ),
    "hidden softmax": spec(
        *("Linear(2, 3)", "Softmax()", "Linear(3, 1)", "Sigmoid()"), training="weight_decay = 0.1"
    ),
    "elu": spec("Linear(2, 3)", "ELU(0.5)", "Softplus()", "Linear(3, 1)", loss="L1Loss", samples=3),
    "sums": spec("Linear(2, 3)", "GELU(approximate='tanh')", "Linear(3, 2)", loss="MSELoss(reduction='sum')"),
    "one weight": spec("Linear(1, 1)", loss="MSELoss", samples=3, training="weight_decay = 0.5"),
    "residuals": spec(
        *("Linear(2, 3)", "Residual(Residual(Tanh()), Linear(3, 3))", "Linear(3, 2)"), loss="MSELoss"
    ),
}
COLUMNS = ", samples in columns"
TURNED = ("seed", "relu and softmax", "log-softmax", "batch norm", "layer norm", "residuals")
NETWORKS = {**PLAIN, **OTHERS, **{name + COLUMNS: {**PLAIN, **OTHERS}[name] for name in TURNED}}


@cache
def model(name: str) -> Model:
    """The model of one of NETWORKS."""
    samples_in = "columns" if name.endswith(COLUMNS) else "rows"
    return build(replace(read_spec(NETWORKS[name], name), samples_in=samples_in), name)


@cache
def derivation(name: str) -> Derivation:
    """The whole derivation of one of NETWORKS."""
    return lesson(model(name))[0]


def random_values(name: str) -> tuple[dict[str, int], dict[str, Any]]:
    """Sizes that are different for every letter, and random data and parameters of these shapes.

    Targets lie in (0, 1); where a lemma rests on it, those of every sample sum to one.
    """
    made, draw = model(name), np.random.default_rng(sum(map(ord, name)))
    sizes = dict(zip(made.sizes, (5, 3, 4, 6, 7), strict=False))
    shapes = {name: [sizes.get(d, d) for d in made.graph.shapes[name]] for name in made.data}
    given = {name: draw.normal(scale=0.6, size=shape) for name, shape in shapes.items()}
    given["Y"] = draw.uniform(0.1, 0.9, shapes["Y"])
    if made.facts:
        given["Y"] /= given["Y"].sum(made.graph.shapes["Y"].index("N") - 1, keepdims=True)
    return sizes, given
