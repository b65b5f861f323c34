"""A spec in TOML: read, checked as a whole, every problem reported at once."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..errors import DeriveError, SpecError, shown, unknown
from ..layers import LAYERS, LOSSES
from ..layers.stack import is_finite
from .calls import Call, read_call, read_calls
from .document import KEYS as DOCUMENT_KEYS
from .document import Document, read_document

SEED = """\
# The two-layer sigmoid network: a starter spec. `derive build THIS_FILE` writes its derivation.
title = 'Two-layer sigmoid network'

[network]
# PyTorch's names and arguments, first layer first; 'Sigmoid' will do for 'Sigmoid()'.
layers = ['Linear(2, 3)', 'Sigmoid()', 'Linear(3, 1)', 'Sigmoid()']
loss = 'BCELoss'

[sizes]
N = 2                       # samples

[training]
learning_rate = 1.0
# steps = 100               # of gradient descent, told beyond the first one

[data]                      # optional; samples in rows
X = [[1, 2], [-1, 1]]
Y = [[1], [0]]

[parameters]                # optional; W as in Z = X W + b
W1 = [[0.1, -0.2, 0.3], [0.2, 0.1, -0.1]]
b1 = [0.0, 0.1, -0.1]
W2 = [[0.5], [-0.4], [0.3]]
b2 = [0.1]

# [document]                # optional: how it is told
# language = 'ko'
# stages = ['forward', 'loss', 'backward', 'optimization', 'vanishing']
# figures = 'all'           # or names such as ['network', 'graph', 'training']; curves need matplotlib
"""

# table -> its keys; a key ending in '*' stands for any name
KEYS: dict[str, tuple[str, ...]] = {
    "": ("title", "network", "sizes", "training", "data", "parameters", "style", "symbols", "document"),
    "network": ("layers", "loss"),
    "sizes": ("N",),
    "training": ("learning_rate", "weight_decay", "steps"),
    "document": DOCUMENT_KEYS,
    "data": ("X", "Y"),
}
_JSON = "JSON, and a spec is TOML; a derivation that derive wrote is read by `derive check {}`"
MOST_STEPS = 10_000  # of gradient descent


@dataclass(frozen=True, slots=True)
class Spec:
    """What a user asked for: layers and a loss, the numbers given, if any, and the conventions."""

    layers: tuple[Any, ...]
    loss: Any
    title: str = ""
    samples: int | None = None
    learning_rate: float | None = None  # one that fits the width
    data: Mapping[str, Any] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    weight_decay: float = 0.0
    samples_in: str = "rows"
    style: Any = ()
    symbols: Mapping[str, str] = field(default_factory=dict)
    steps: int = 1
    document: Document = field(default_factory=Document)


def read_spec(text: str, source: str = "spec") -> Spec:
    """A spec from TOML; raises SpecError with every problem found."""
    try:
        table = tomllib.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:  # a number too long for Python is a ValueError
        if text.lstrip("\ufeff \t\r\n").startswith("{"):
            raise SpecError([_JSON.format(source)], source) from None
        hint = "; write TeX in single quotes: '\\beta'" if "escape" in str(error).lower() else ""
        raise SpecError([f"not TOML: {error or 'nested too deeply'}{hint}"], source) from None
    try:
        problems = [*_control_characters(table), *_unknown_keys(table)]
        spec = _spec(table, problems)
    except RecursionError:
        raise SpecError(["nested too deeply"], source) from None
    if problems:
        raise SpecError(problems, source)
    return spec


def _spec(table: dict[str, Any], problems: list[str]) -> Spec:
    network = _table(table, "network", problems)
    layers = network.get("layers")
    if not isinstance(layers, list) or not layers or not all(isinstance(x, str) for x in layers):
        problems.append("network.layers is a list of layers such as ['Linear(2, 3)', 'Sigmoid()']")
        layers = []
    loss = network.get("loss")
    if not isinstance(loss, str):
        problems.append(f"network.loss is one of {', '.join(LOSSES)}")
    training, sizes = _table(table, "training", problems), _table(table, "sizes", problems)
    samples = sizes.get("N")
    if samples is not None and (not isinstance(samples, int) or isinstance(samples, bool) or samples < 1):
        problems.append(f"sizes.N is a whole number from 1, not {shown(samples)}")
        samples = None
    title = table.get("title", "")
    if not isinstance(title, str):
        problems.append(f"title is text, not {shown(title)}")
    return Spec(
        tuple(_made("layer", text, LAYERS, problems) for text in layers),
        _made("loss", loss, LOSSES, problems) if isinstance(loss, str) else None,
        title if isinstance(title, str) else "",
        samples,
        _number("training.learning_rate", training["learning_rate"], problems)
        if "learning_rate" in training
        else None,
        _table(table, "data", problems),
        _table(table, "parameters", problems),
        _number("training.weight_decay", training.get("weight_decay", 0.0), problems, zero=True),
        style=_table(table, "style", problems),
        symbols=_symbols(_table(table, "symbols", problems), problems),
        steps=_steps(training.get("steps", 1), problems),
        document=read_document(_table(table, "document", problems), problems),
    )


def _steps(value: Any, problems: list[str]) -> int:
    """The steps of gradient descent."""
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST_STEPS:
        problems.append(f"training.steps is a whole number from 1 to {MOST_STEPS}, not {shown(value)}")
        return 1
    return value


def _symbols(table: Mapping[str, Any], problems: list[str]) -> dict[str, str]:
    for name, tex in table.items():
        if not isinstance(tex, str) or not tex.strip():
            problems.append(f"symbols.{name} is TeX such as '\\Theta', not {shown(tex, 40)}")
    return {name: tex for name, tex in table.items() if isinstance(tex, str)}


def _made(kind: str, asked: str | Call, table: Mapping[str, Any], problems: list[str]) -> Any:
    try:
        call = read_call(asked) if isinstance(asked, str) else asked
        return call.make(kind, table)
    except DeriveError as error:
        problems.append(str(error))
        return None


def made(layers: Sequence[Any], loss: Any) -> tuple[tuple[tuple[Any, ...], Any], list[str]]:
    """Layers and a loss, those given as text read first; and every problem found."""
    problems: list[str] = []
    read = tuple(_made("layer", x, LAYERS, problems) if isinstance(x, str) else x for x in layers)
    return (read, _made("loss", loss, LOSSES, problems) if isinstance(loss, str) else loss), problems


def read_line(net: str, loss: str) -> Spec:
    """A spec from one line, `Linear(2, 3) Tanh Linear(3, 1)`, and a loss; raises SpecError."""
    problems: list[str] = []
    try:
        calls = read_calls(net)
    except DeriveError as error:
        raise SpecError([str(error)], "--net") from None
    return _spec_of(calls, loss, problems, "--net")


def read_torch(text: str, loss: str) -> Spec:
    """A spec from what `print(model)` shows of an nn.Sequential, and a loss; raises SpecError."""
    try:
        calls = flatten(read_call(_LABEL.sub("", text)))
    except DeriveError as error:
        raise SpecError([str(error)], "the printed model") from None
    return _spec_of(calls, loss, [], "the printed model")


_LABEL = re.compile(r"^\s*\(\w+\):", re.MULTILINE)
# what torch prints and what makes no difference here, or only this one value is derived
_TORCH: dict[str, Any] = {
    "elementwise_affine": True,
    "affine": True,
    "beta": 1.0,
    "track_running_stats": True,
}
_IGNORED = frozenset({"inplace", "momentum", "start_dim", "end_dim", "threshold"})


def flatten(call: Call) -> list[Call]:
    """The layers of a Sequential inside Sequentials, without the arguments that make no difference."""
    if call.name == "Sequential":
        return [layer for inner in call.args for layer in flatten(inner)]
    for key, value in call.kwargs:
        if key in _TORCH and value != _TORCH[key]:
            raise DeriveError(f"{call}: only {key}={_TORCH[key]} is derived")
    kept = tuple((k, v) for k, v in call.kwargs if k not in _IGNORED and k not in _TORCH)
    return [Call(call.name, call.args, kept)]


def _spec_of(calls: Sequence[Call], loss: str, problems: list[str], source: str) -> Spec:
    read = tuple(_made("layer", call, LAYERS, problems) for call in calls)
    if not read:
        problems.append("no layers; write for example 'Linear(2, 3) Tanh Linear(3, 1)'")
    found = _made("loss", loss, LOSSES, problems)
    if problems:
        raise SpecError(problems, source)
    return Spec(read, found)


def _table(table: Mapping[str, Any], name: str, problems: list[str]) -> dict[str, Any]:
    value = table.get(name, {})
    if not isinstance(value, dict):
        problems.append(f"[{name}] is a table, not {shown(value, 40)}")
        return {}
    return value


def _number(name: str, value: Any, problems: list[str], *, zero: bool = False) -> float:
    if not is_finite(value) or value < 0 or (value == 0 and not zero):
        problems.append(f"{name} is a {'number from 0' if zero else 'positive number'}, not {shown(value)}")
        return 1.0
    return float(value)


def _unknown_keys(table: Mapping[str, Any]) -> Iterator[str]:
    for key in table:
        if key not in KEYS[""]:
            yield unknown("key", key, KEYS[""])
    for name, keys in KEYS.items():
        inner = table.get(name)
        if name and isinstance(inner, dict):
            yield from (f"[{name}]: {unknown('key', key, keys)}" for key in inner if key not in keys)


def _control_characters(value: Any, path: str = "") -> Iterator[str]:
    """Text such as "\\beta" in double quotes has become a control character; say so."""
    if isinstance(value, str) and any(ord(c) < 32 for c in value):
        place = path.lstrip(".")
        yield f"{place} holds a control character; write TeX in single quotes: '\\beta', not \"\\beta\""
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _control_characters(str(key), f"{path} key")
            yield from _control_characters(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for inner in value:
            if isinstance(inner, str | list | dict):
                yield from _control_characters(inner, path)
