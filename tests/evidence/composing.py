"""Random networks over the whole vocabulary, as specs in TOML, and what is asked of each."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

import derive
from derive.errors import DeriveError
from derive.graph import Graph
from derive.layers import LAYERS, LOSSES
from derive.layers.loss import CLASSES
from derive.network import Spec, build, read_spec
from tests.code.generated import execute
from tests.evidence.autograd import FORMULAS, classes
from tests.evidence.drawing import drawn
from tests.oracles import naive
from tests.oracles.functions import TINY

Array = Any
Choose = Callable[[Sequence[Any]], Any]  # one of several: by hypothesis, or by a generator of random numbers
WIDEST = 4
DIGITS = 2  # of the numbers in a spec
ACCURACY = 1e-8
DEPTHS = (1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 7, 8)  # a shallow network is looked at more often
# what stands before a loss that is particular about it
LAST = {"BCELoss": ("Sigmoid()", "Softmax()"), "NLLLoss": ("LogSoftmax()",)}
PASSING = ("Identity()", "Dropout()", "Flatten()")  # the loss looks through them
NEVER = {"BCEWithLogitsLoss": ("Sigmoid()", "Softmax()", "LogSoftmax()")}
WITH_ARGUMENTS: dict[str, Callable[[Choose, int], str]] = {
    "Linear": lambda choose, n: f"Linear({n}, {n}{choose(('', ', bias=False'))})",
    "LeakyReLU": lambda choose, n: f"LeakyReLU({choose((0.01, 0.2))})",
    "ELU": lambda choose, n: f"ELU({choose((0.5, 1.0, 1.5))})",
    "GELU": lambda choose, n: choose(("GELU()", "GELU(approximate='tanh')")),
    "Elementwise": lambda choose, n: f"Elementwise('{choose(tuple(FORMULAS))}')",
    "LayerNorm": lambda choose, n: f"LayerNorm({n})" if n > 1 else "Tanh()",
    "BatchNorm1d": lambda choose, n: f"BatchNorm1d({n})",
    "Residual": lambda choose, n: f"Residual({', '.join(_inside(choose, n))})",
}
SIMPLE = tuple(name for name in LAYERS if name not in ("Residual", "Identity", "Dropout", "Flatten"))


def _layer(choose: Choose, width: int, names: Sequence[str] = tuple(LAYERS)) -> str:
    name = choose(names)
    return WITH_ARGUMENTS[name](choose, width) if name in WITH_ARGUMENTS else f"{name}()"


def _inside(choose: Choose, width: int) -> list[str]:
    """What a Residual adds: a layer, a bottleneck, or a Residual and a layer."""
    kind, layer = choose((0, 1, 2)), _layer(choose, width, SIMPLE)
    if kind == 0:
        return [layer]
    if kind == 1:
        inner = choose(range(1, WIDEST + 1))
        return [f"Linear({width}, {inner})", _layer(choose, inner, SIMPLE), f"Linear({inner}, {width})"]
    return [f"Residual({layer})", f"Linear({width}, {width})"]


def network(choose: Choose) -> str:
    """A spec without numbers: one to eight Linear layers, each with up to two others behind it."""
    name = choose(tuple(LOSSES))
    width, layers = choose(range(1, WIDEST + 1)), []
    for _ in range(choose(DEPTHS)):
        out = choose(range(1, WIDEST + 1))
        layers.append(f"Linear({width}, {out})")
        width = out
        layers += [_layer(choose, width) for _ in range(choose((0, 1, 1, 2)))]
    if name in LAST:
        # softmax of a single feature is exactly 1, where log(1 − a) has no value
        layers += [f"Linear({width}, 3)", choose(LAST[name])]
    elif [layer for layer in layers if layer not in PASSING][-1] in NEVER.get(name, ()):
        layers.append(f"Linear({width}, 2)")
    options = {"reduction": choose(("mean", "sum"))} | (
        {"delta": choose((0.5, 1.0))} if name == "HuberLoss" else {}
    )
    loss = f"{name}({', '.join(f'{key}={value!r}' for key, value in options.items())})"
    samples, decay, layout = choose((1, 2, 3, 4)), choose((0, 0, 0.1)), choose(("rows", "columns"))
    return (
        f"[network]\nlayers = {json.dumps(layers)}\nloss = {json.dumps(loss)}\n"
        f"[sizes]\nN = {samples}\n[style]\nsamples = '{layout}'\n"
        f"[training]\nlearning_rate = 0.01\nweight_decay = {decay}\n"  # 1.0 sends deep networks to infinity
    )


def with_numbers(text: str, seed: int) -> str:
    """The spec with random numbers of two decimals, away from kinks (see `drawing`)."""
    spec = _turned(read_spec(text))
    given = drawn(spec, build(spec), seed, digits=DIGITS)
    if spec.loss.targets == CLASSES and seed % 2:
        given["Y"] = classes(given["Y"], spec.samples_in)
    rows = {name: (value.T if spec.samples_in == "columns" else value) for name, value in given.items()}
    return text + _table("data", rows, ("X", "Y")) + _table("parameters", rows, [*rows][2:])


def _turned(spec: Spec) -> Spec:
    return replace(spec, samples_in=spec.style["samples"])


def _table(title: str, given: Mapping[str, Array], names: Sequence[str]) -> str:
    lines = [f"{name} = {np.round(given[name], DIGITS).tolist()}\n" for name in names]
    return f"[{title}]\n{''.join(lines)}"


def problems(text: str) -> list[str]:
    """What is wrong with the derivation of a spec: refused, not proved, or computed otherwise."""
    try:
        derivation = derive.Network.from_spec(text).derive()
    except DeriveError as error:
        return [f"refused: {error}"]
    found = [f"{v.where}: {v.status}: {v.what} {v.detail}" for v in derivation.check().failures]
    given = naive.given(derivation.model)
    graph = derivation.model.graph
    loss, gradients = execute(derivation.code(inputs=True)).loss_and_gradients(**given)
    pairs = {"loss": (loss, float(naive.run(graph, given)["L"]))}
    for name, gradient in gradients.items():
        direction = np.random.default_rng(len(name)).normal(size=np.shape(given[name]))
        pairs[f"gradient of {name}"] = (np.sum(gradient * direction), _slope(graph, given, name, direction))
    for what, (value, expected) in pairs.items():
        if not abs(value - expected) < ACCURACY * max(1.0, abs(expected)):
            found.append(f"the code's {what} is {value}, not {expected}")
    return found


def _slope(graph: Graph, given: Mapping[str, Array], name: str, direction: Array) -> float:
    """The derivative of the loss along a direction of one variable, by complex step; in one forward pass."""
    moved = {**given, name: given[name] + 1j * TINY * direction}
    return float(np.imag(naive.run(graph, moved)["L"])) / TINY
