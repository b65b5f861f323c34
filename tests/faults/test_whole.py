"""No false alarms, and nothing shared: right derivations prove completely, from their JSON alone."""

import json
import subprocess
import sys
from typing import Any, NoReturn

import pytest

from derive import lemmas
from derive.checks import check
from derive.derivation import Derivation, dump, load
from derive.lemmas import Lemma
from derive.primitive import Elementwise
from derive.primitives import PRIMITIVES
from tests.oracles.networks import NETWORKS, derivation


def written(whole: Derivation) -> str:
    """A derivation as the text of its JSON."""
    return json.dumps(dump(whole, {}, {}) | {"values": whole.data})


@pytest.mark.parametrize("network", NETWORKS)
def test_a_right_derivation_proves_completely(network: str) -> None:
    report = check(derivation(network))
    assert len(report) == len(list(derivation(network).walk()))
    told = [f"{v.where} {v.status}: {v.what} ({v.detail})" for v in report.failures]
    assert not told, "\n".join(told)


@pytest.mark.parametrize("network", ["seed", "layer norm", "batch norm, samples in columns"])
def test_every_variable_is_checked_against_the_forward_pass(network: str) -> None:
    checked = {verdict.where for verdict in check(derivation(network)).gradients}
    assert checked == {name for name in derivation(network).shapes if name.startswith("d")}


@pytest.mark.parametrize("network", ["seed", "relu and softmax", "batch norm"])
def test_the_json_holds_the_whole_derivation(network: str) -> None:
    assert load(json.loads(written(derivation(network)))) == derivation(network)


def broken(*args: Any, **kwargs: Any) -> NoReturn:
    """In the place of every pullback and lemma."""
    raise AssertionError("a check has used what it checks")


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """The JSON of every network, made before anything is broken."""
    return {network: written(derivation(network)) for network in NETWORKS}


@pytest.fixture
def without_pullbacks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every pullback, slope, local Jacobian and lemma raises."""
    changed: list[tuple[object, str, object]] = []
    for primitive in PRIMITIVES.values():
        names = ["vjp", "local", *(["via"] if isinstance(primitive, Elementwise) else [])]
        for name in names:
            changed.append((primitive, name, getattr(primitive, name)))
            object.__setattr__(primitive, name, broken)
    for name, lemma in lemmas.LEMMAS.items():
        monkeypatch.setitem(lemmas.LEMMAS, name, Lemma(name, lemma.over, broken, broken))
    yield
    for primitive, name, value in changed:
        object.__setattr__(primitive, name, value)


@pytest.mark.parametrize("network", NETWORKS)
def test_the_json_is_proved_without_pullbacks(
    network: str, texts: dict[str, str], without_pullbacks: None
) -> None:
    with pytest.raises(AssertionError, match="has used what it checks"):
        PRIMITIVES["matmul"].vjp(None, None, None, None)
    told = [f"{v.where} {v.status}: {v.what}" for v in check(load(json.loads(texts[network]))).failures]
    assert not told, "\n".join(told)


ALONE = """
import json, sys
rooms = "primitive primitives lemmas backward lesson graph layers network evaluation algebra".split()
sys.modules.update(dict.fromkeys((f"derive.{room}" for room in rooms), None))
from derive.checks import check
from derive.derivation import load
report = check(load(json.load(sys.stdin)))
print(len(report), report.good, "sympy" in sys.modules)
"""


def test_the_checks_need_nothing_that_derives(texts: dict[str, str]) -> None:
    """In a process where what derives cannot even be imported, every line is proved, without SymPy."""
    command = [sys.executable, "-c", ALONE]
    done = subprocess.run(command, input=texts["seed"], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(len(list(derivation("seed").walk()))), "True", "False"]
