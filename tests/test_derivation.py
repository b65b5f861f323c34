"""Derivations as JSON: both ways, and whatever a file may hold instead."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.checks import check
from derive.derivation import SCHEMA, Derivation, dump, load
from derive.errors import DeriveError, ExpressionError
from tests.oracles.networks import NETWORKS, derivation


def written(whole: Derivation) -> dict[str, Any]:
    """A derivation as JSON-like data, through text."""
    return json.loads(json.dumps(dump(whole, {}, {}) | {"values": whole.data}))


@pytest.mark.parametrize("network", NETWORKS)
def test_both_ways(network: str) -> None:
    assert load(written(derivation(network))) == derivation(network)


def test_what_stands_beside_a_line_is_kept_apart() -> None:
    """TeX, verdict and evidence are written and not read."""
    annotations = {"dZ2/1": {"latex": "x", "verdict": "proved", "evidence": {"by": "index"}}}
    data = dump(derivation("seed"), annotations, {"Z1": "z"})
    step = next(step for step in data["steps"] if step["name"] == "dZ2")
    assert step["lines"][0]["latex"] == "x" and "latex" not in step["lines"][1]
    assert next(e for e in data["equations"] if e["name"] == "Z1")["latex"] == "z"
    assert load(json.loads(json.dumps(data | {"values": derivation("seed").data}))) == derivation("seed")


def test_places_are_steps_and_numbers() -> None:
    places = [place for place, _ in derivation("seed").walk()]
    assert places[0] == "data/1" and "dW2/dW2_entries/1" in places and "A1/sigmoid/1" in places
    assert len(set(places)) == len(places)


@pytest.mark.parametrize(
    "data", [None, [], "x", 3, {}, {"schema": 0}, {"schema": "1"}, {"schema": SCHEMA}, {"schema": [SCHEMA]}]
)
def test_what_is_no_derivation(data: Any) -> None:
    with pytest.raises(ExpressionError, match="not a derivation"):
        load(data)


@pytest.mark.parametrize(
    "key",
    ["title", "inputs", "parameters", "sizes", "shapes", "equations", "steps", "values", "learning_rate"],
)
def test_every_key_is_needed(key: str) -> None:
    data = written(derivation("seed"))
    del data[key]
    with pytest.raises(ExpressionError, match=key):
        load(data)


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in nested data."""
    yield path
    if isinstance(data, dict | list):
        for key, inner in data.items() if isinstance(data, dict) else enumerate(data):
            yield from places(inner, (*path, key))


SEED = written(derivation("one layer"))
PLACES = [path for path in places(SEED) if path]
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 10**12),
    st.floats(),
    st.sampled_from(
        [
            "X",
            "N",
            "dZ1",
            "i",
            "",
            "...",
            "0.5",
            [],
            {},
            [[]],
            ["neg", "X"],
            ["matmul", "X", "X"],
            [1, 2],
            "N" * 1000,
        ]
    ),
    st.sampled_from(PLACES).map(lambda path: at(SEED, path)),
)


def at(data: Any, path: tuple[Any, ...]) -> Any:
    """What stands at a place."""
    for key in path:
        data = data[key]
    return data


@settings(max_examples=150)
@given(st.lists(st.tuples(st.sampled_from(PLACES), JUNK), min_size=1, max_size=3))
def test_any_damage_is_told_or_checked(damage: list[tuple[tuple[Any, ...], Any]]) -> None:
    """A file that somebody has edited: a DeriveError, or a report; nothing else, and it takes no time."""
    data = json.loads(json.dumps(SEED))
    for path, junk in damage:
        try:
            at(data, path[:-1])[path[-1]] = junk
        except (KeyError, IndexError, TypeError):
            continue
    try:
        report = check(load(data))
    except DeriveError as error:
        assert str(error)
    else:
        assert all(verdict.status for verdict in report)
