"""Any text and any table: a model, or a DeriveError that says why not; nothing else."""

import json
from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from derive.errors import DeriveError
from derive.layers import LAYERS, LOSSES
from derive.network import SEED, build, read_line, read_spec, read_torch

KEYS = [
    "title",
    "network",
    "layers",
    "loss",
    "sizes",
    "N",
    "training",
    "data",
    "X",
    "Y",
    "parameters",
    "W1",
    "style",
]
WORDS = [
    *LAYERS,
    *LOSSES,
    "2",
    "3",
    "0.5",
    "nan",
    "(",
    ")",
    ",",
    "=",
    "bias",
    "'",
    '"',
    "\\beta",
    "x",
    "-1",
    "Sequential",
]


def attempt(text: str) -> None:
    """Reads and builds; a DeriveError is an answer, with a message that fits a screen."""
    try:
        build(read_spec(text))
    except DeriveError as error:
        assert str(error)


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    attempt(text)


@given(st.data())
def test_the_seed_with_damage(data: st.DataObject) -> None:
    """Characters dropped, doubled, replaced."""
    text = SEED
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text) - 1))
        new = data.draw(
            st.one_of(st.just(""), st.sampled_from(list("[]{}='\"\\.,0-9\n#e")), st.text(max_size=3))
        )
        text = text[:at] + new + text[at + data.draw(st.integers(0, 3)) :]
    attempt(text)


VALUES = st.recursive(
    st.one_of(
        st.integers(-5, 5),
        st.integers(-(2**63), 2**63 - 1),
        st.floats(),
        st.booleans(),
        st.text(max_size=10),
        st.sampled_from(["Linear(2, 3)", "Sigmoid()", "Linear(3, 1)", "BCELoss", "MSELoss", "ReLU"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=4), inner, max_size=4),
    ),
    max_leaves=15,
)


def toml(value: Any) -> str:
    """A value as TOML, tables inline."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value).replace("NaN", "nan").replace("Infinity", "inf").replace("\\u007f", "?")


@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=5))
def test_any_table(table: dict[str, Any]) -> None:
    attempt("\n".join(f"{key} = {toml(value)}" for key, value in table.items()))


@given(VALUES, VALUES, VALUES)
def test_any_numbers(x: Any, y: Any, w: Any) -> None:
    """In the place of the seed's data and parameters."""
    head = SEED.partition("[data]")[0]
    attempt(f"{head}[data]\nX = {toml(x)}\nY = {toml(y)}\n[parameters]\nW1 = {toml(w)}\n")


@settings(max_examples=200)
@given(st.lists(st.sampled_from(WORDS), max_size=12), st.sampled_from([*LOSSES]))
def test_any_words(words: list[str], loss: str) -> None:
    """As layers in a line, as a printed model, as a layer's text, as a loss."""
    for join in ("", " "):
        text = join.join(words)
        for read in (lambda text=text: read_line(text, loss), lambda text=text: read_torch(text, loss)):
            with suppress(DeriveError):
                build(read())
        attempt(f"[network]\nlayers = [{json.dumps(text)}]\nloss = '{loss}'")
        attempt(f"[network]\nlayers = ['Linear(2, 3)']\nloss = {json.dumps(text)}")
