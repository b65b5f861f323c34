"""What a written derivation says beside its expressions: right in every style, and every edit is seen."""

import json
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from typing import Any

import pytest

from derive.api import Depth, Network, check_derivation
from tests.styles.sample import AWKWARD, EVERY, NETWORKS

STYLES = [*EVERY]
# each network once, and every style
PAIRS = [(name, STYLES[place % len(STYLES)]) for place, name in enumerate(NETWORKS)]


@cache
def written(network: str, style: str) -> dict[str, Any]:
    found: dict[str, Any] = Network.from_spec(NETWORKS[network], style=style.split()).derive().to_json()
    return found


@pytest.mark.parametrize(("network", "style"), PAIRS, ids=[", ".join(pair) for pair in PAIRS])
def test_what_is_written_is_right(network: str, style: str) -> None:
    report = check_derivation(json.dumps(written(network, style)))
    assert report.good, report.failures[:3]
    assert len(report.stated) >= 6


def test_letters_of_a_spec_are_read() -> None:
    letters = "".join(f"{name} = '{tex}'\n" for name, tex in AWKWARD.items())
    found = Network.from_spec(f"{NETWORKS['seed']}\n[symbols]\n{letters}").derive().to_json()
    assert check_derivation(json.dumps(found)).good


def _set(*path: Any) -> Callable[[dict[str, Any]], None]:
    *place, key, value = path

    def change(data: dict[str, Any]) -> None:
        inner: Any = data
        for step in place:
            inner = inner[step]
        assert inner[key] != value
        inner[key] = value

    return change


def _turned(data: dict[str, Any]) -> None:
    line = next(line for step in data["steps"] for line in step["lines"] if r"A^{[1]\top}" in line["latex"])
    line["latex"] = line["latex"].replace(r"A^{[1]\top}", "A^{[1]}")


EDITS = {
    "values/A1": _set("values", "A1", 0, 0, 0.6),
    "gradients/W1": _set("gradients", "W1", 0, 0, 9.9),
    "gradients/b1": _set("gradients", "b1", [[1.0]]),
    "gradients/A2": _set("gradients", "A2", "text"),
    "update/W2": _set("update", "W2", 2, 0, float("nan")),
    "loss": _set("loss", 123),
    "loss_after": _set("loss_after", 0.66),
    "data/1": _set("steps", 0, "lines", 0, "verdict", "undecided"),
    "equations/Z1": _set("equations", 0, "latex", r"Z^{[1]} \mathrel{:=} X W^{[1]} - \mathbf{1} b^{[1]}"),
    "equations/A1": _set("equations", 1, "latex", r"\frac{"),
    "dW2/4": _turned,
}


@pytest.mark.parametrize("place", EDITS)
def test_an_edit_is_seen(place: str) -> None:
    data = deepcopy(written("seed", "seed"))
    EDITS[place](data)
    assert [verdict.where for verdict in check_derivation(json.dumps(data)).failures] == [place]


def test_a_number_is_seen_to_nine_digits() -> None:
    data = deepcopy(written("seed", "seed"))
    data["loss"] += 2e-9
    assert not check_derivation(json.dumps(data)).good


@pytest.mark.parametrize("style", ["seed", "ng", "nielsen", "cs231n"])
def test_a_depth_document_is_read(style: str) -> None:
    data = Depth("Sigmoid()", "BCELoss()", style=[style]).to_json()
    assert check_derivation(json.dumps(data)).good
    data["statement"][1]["latex"] = data["statement"][0]["latex"]
    data["parts"]["step"]["steps"][0]["lines"][0]["latex"] = "1 = 1"
    places = [verdict.where for verdict in check_derivation(json.dumps(data)).failures]
    assert places == ["BP2", f"step/{data['parts']['step']['steps'][0]['name']}/1"]
