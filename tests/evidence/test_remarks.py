"""What a network is computed as, where that may surprise: told on the page and on stderr."""

import numpy as np
import pytest
from click.testing import CliRunner

import derive
from derive.cli import cli
from tests.oracles.networks import spec

SURPRISES = {
    "dropout": (("Linear(2, 3)", "Dropout(0.5)"), "MSELoss", "Dropout is the identity"),
    "flatten": (("Flatten()", "Linear(2, 3)"), "MSELoss", "Flatten changes nothing"),
    "softmax": (("Linear(2, 3)", "Softmax()"), "CrossEntropyLoss", "Softmax twice."),
    "log-softmax": (("Linear(2, 3)", "LogSoftmax()"), "CrossEntropyLoss", "Softmax twice."),
}  # fmt: skip
every_surprise = pytest.mark.parametrize(("layers", "loss", "words"), SURPRISES.values(), ids=SURPRISES)


@every_surprise
def test_the_page_says_it(layers: tuple[str, ...], loss: str, words: str) -> None:
    derivation = derive.Network.from_spec(spec(*layers, loss=loss)).derive()
    for detail in ("full", "brief"):
        assert words in derivation.render("md", detail=detail).replace("*", "")
    assert all(derivation.render("md", language="ko").count(name) for name in layers if "Dropout" in name)
    assert derivation.remarks("ko") != derivation.remarks("en")


@every_surprise
@pytest.mark.parametrize("command", [["build", "-o", "-"], ["eval"], ["code"]], ids=" ".join)
def test_the_command_line_says_it(layers: tuple[str, ...], loss: str, words: str, command: list[str]) -> None:
    found = CliRunner().invoke(cli, [*command, "--net", " ".join(layers), "--loss", loss])
    assert found.exit_code == 0 and f"derive: {words}" in found.stderr


def test_nothing_is_said_of_others() -> None:
    assert derive.Network.seed().derive().remarks() == []
    found = CliRunner().invoke(cli, ["eval", "--net", "Linear(2, 3)", "--loss", "CrossEntropyLoss"])
    assert found.exit_code == 0 and not found.stderr


def test_softmax_twice_is_computed_twice() -> None:
    text = spec("Linear(2, 3)", "Softmax()", loss="CrossEntropyLoss")
    values = derive.Network.from_spec(text).derive().evaluate()
    z, y = np.array(values["values"]["A1"]), np.array(values["values"]["Y"])
    shares = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    assert values["loss"] == pytest.approx(-(y * np.log(shares)).sum() / len(z), abs=1e-12)
