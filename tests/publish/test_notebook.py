"""The notebook: well formed, and its code runs to the end."""

import json
import re
from typing import Any

import pytest

from derive.api import Network
from tests.oracles.networks import NETWORKS

NAMES = ("seed", "relu and softmax", "batch norm", "hidden softmax", "residuals")


def cells(data: dict[str, Any], kind: str) -> list[str]:
    return ["".join(cell["source"]) for cell in data["cells"] if cell["cell_type"] == kind]


def well_formed(data: dict[str, Any]) -> None:
    """The parts of nbformat 4.5 that a notebook of ours has."""
    assert (data["nbformat"], data["nbformat_minor"]) == (4, 5)
    ids = [cell["id"] for cell in data["cells"]]
    assert len(ids) == len(set(ids)) and all(re.fullmatch(r"[\w-]{1,64}", one) for one in ids)
    for cell in data["cells"]:
        extra = {"execution_count", "outputs"} if cell["cell_type"] == "code" else set()
        assert set(cell) == {"cell_type", "id", "metadata", "source", *extra}
        assert all(line.endswith("\n") for line in cell["source"][:-1])


@pytest.mark.parametrize("style", [(), ("ng",), ("samples=columns",)], ids=str)
@pytest.mark.parametrize("name", NAMES)
def test_it_runs(name: str, style: tuple[str, ...]) -> None:
    derivation = Network.from_spec(NETWORKS[name], name, style).derive()
    data = json.loads(derivation.render("ipynb"))
    well_formed(data)
    assert not any("<!-- code" in text for text in cells(data, "markdown"))
    code = cells(data, "code")
    assert len(code) == 4
    names: dict[str, Any] = {}
    for cell in code:
        exec(cell, names)
    assert names["loss"] == pytest.approx(derivation.evaluate()["loss"])
    assert names["loss_after"] == pytest.approx(derivation.evaluate()["loss_after"])


def test_a_wrong_number_is_found() -> None:
    data = json.loads(Network.seed().derive().render("ipynb"))
    code = cells(data, "code")
    names: dict[str, Any] = {}
    exec(code[0], names)
    exec(code[1].replace("dZ2 = (A2 - Y) / N", "dZ2 = A2 - Y"), names)
    with pytest.raises(AssertionError):
        exec(code[2], names)


def test_a_cell_for_each_heading() -> None:
    data = json.loads(Network.seed().derive().render("ipynb"))
    for text in cells(data, "markdown"):
        assert len(re.findall(r"^#{1,3} ", text, re.MULTILINE)) <= 1
        assert re.sub(r"<a [^>]*></a>", "", text).strip()  # an anchor alone is a cell that looks empty


def test_other_pages_are_notebooks_too() -> None:
    derivation = Network.seed().derive()
    well_formed(json.loads(derivation.render("ipynb", only="W1")))
    well_formed(json.loads(derivation.snippet("W1", "ipynb")))
