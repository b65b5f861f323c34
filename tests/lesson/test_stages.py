"""Loss and optimization as a lesson: losses compared, flat places, equal weights, many steps of descent."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from derive.api import Network
from derive.checks import check
from derive.derivation import Line, Step, dump, load
from derive.network import SEED
from tests.oracles.networks import NETWORKS, derivation

STEPS = ("comparison", "flat", "symmetry")
PLAIN = ("seed", "one sample", "relu and softmax", "seed, samples in columns")
TRAINED = SEED.replace("learning_rate = 1.0", "learning_rate = 1.0\nsteps = 60")


def step(network: str, name: str) -> Step | None:
    return next((one for one in derivation(network).steps if one.name == name), None)


@pytest.mark.parametrize("network", NETWORKS)
def test_every_line_is_proved(network: str) -> None:
    whole = derivation(network)
    told = replace(whole, steps=tuple(one for one in whole.steps if one.name in STEPS))
    report = check(told)
    named = [place for place, line in told.walk() if line.rule == "with_sigmoid"]  # what σ is
    unproved = [(verdict.where, verdict.status) for verdict in report if verdict.status != "proved"]
    assert len(report) >= 8 and unproved == [(place, "definition") for place in named]


@pytest.mark.parametrize("network", PLAIN)
def test_equal_weights_are_proved_for_all_shapes(network: str) -> None:
    found = step(network, "symmetry")
    assert found is not None and [line.rule for line in found.lines if line.boxed] == ["alike_gradient"]
    report = check(replace(derivation(network), steps=(found,)))
    assert {verdict.evidence["by"] for verdict in report} == {"index"}


def test_where_no_layer_fits_nothing_is_claimed() -> None:
    assert [name for name in ("linear only", "one weight", "two activations") if step(name, "symmetry")] == []
    assert step("batch norm", "flat") is not None


def faults(line: Line) -> list[Any]:
    """The line with one thing wrong."""
    relation: Any = line.expression
    kind, left, right = relation
    found = [(kind, left, ("neg", right))]
    if line.rule.startswith("alike"):
        found.append((kind, left, _swapped(right)))
    if kind == "approx":
        found = [(kind, left, ("decimal", "0.4242"))]
    return found


def _swapped(term: Any) -> Any:
    """u in the place of what the network has: one unit's value where all units' belongs."""
    if term == "U1":
        return ("mul", 2, "U1")
    if term == "V1":
        return ("mul", 2, "V1")
    return (term[0], *map(_swapped, term[1:])) if isinstance(term, tuple) else term


@pytest.mark.parametrize("name", STEPS)
def test_a_planted_fault_is_refused(name: str) -> None:
    whole, found = derivation("seed"), step("seed", name)
    assert found is not None
    for k, line in enumerate(found.lines):
        for wrong in faults(line):
            if wrong == line.expression:
                continue
            lines = (*found.lines[:k], replace(line, expression=wrong), *found.lines[k + 1 :])
            report = check(replace(whole, steps=(replace(found, lines=lines),)))
            assert report[k].status in ("refuted", "undecided"), (line.rule, wrong)


def test_equal_weights_stay_equal_in_numbers() -> None:
    """The network itself, trained from equal units: they are equal to the last bit, random ones are not."""
    alike = {"W1": [[0.3] * 3, [-0.2] * 3], "b1": [0.1] * 3, "W2": [[0.4]] * 3, "b2": [0.1]}
    net = Network(["Linear(2, 3)", "Sigmoid", "Linear(3, 1)", "Sigmoid"], "BCELoss", parameters=alike)
    after = net.derive().evaluate()["update"]
    assert np.ptp(np.array(after["W1"]), axis=1).max() == 0 == np.ptp(np.array(after["W2"]))
    assert np.ptp(np.array(Network.seed().derive().evaluate()["update"]["W1"]), axis=1).max() > 0.1


def numpy_losses(steps: int) -> list[float]:
    """The seed network trained in plain NumPy, written by hand."""
    made = Network.seed().derive().record.data
    x, y = np.array(made["X"]), np.array(made["Y"])
    w1, b1, w2, b2 = (np.array(made[name]) for name in ("W1", "b1", "W2", "b2"))
    found = []
    for _ in range(steps + 1):
        a1 = 1 / (1 + np.exp(-(x @ w1 + b1)))
        a2 = 1 / (1 + np.exp(-(a1 @ w2 + b2)))
        found.append(float(-np.mean(y * np.log(a2) + (1 - y) * np.log(1 - a2))))
        dz2 = (a2 - y) / len(x)
        dz1 = (dz2 @ w2.T) * a1 * (1 - a1)
        w2, b2 = w2 - a1.T @ dz2, b2 - dz2.sum(0, keepdims=True)
        w1, b1 = w1 - x.T @ dz1, b1 - dz1.sum(0, keepdims=True)
    return found


def test_many_steps_are_those_of_numpy() -> None:
    made = Network.from_spec(TRAINED).derive()
    descent = made.record.descent
    assert descent is not None and descent.steps == 60
    assert [k for k, _ in descent.losses] == [1, 2, 5, 10, 20, 50, 60]
    wanted = numpy_losses(60)
    for k, value in descent.losses:
        text = value[1]  # type: ignore[index]
        places = len(str(text).partition(".")[2])
        assert text == f"{wanted[k]:.{places}f}"
    page = made.render("plain")
    assert "After 1, 2, 5, 10, 20, 50 and 60 steps the loss is 0.6602" in " ".join(page.split())
    assert load(made.to_json()).descent == descent


def test_one_step_tells_of_no_further_ones() -> None:
    made = Network.seed().derive()
    assert made.record.descent is None and "descent" not in dump(made.record, {}, {})
    assert "And so on" not in made.render("plain")


def test_a_rate_that_is_too_large_is_said() -> None:
    spec = (
        "[network]\nlayers = ['Linear(3, 3)', 'Linear(3, 3)']\nloss = 'MSELoss'\n"
        "[training]\nlearning_rate = 0.3\nsteps = 100\n"
    )
    made = Network.from_spec(spec).derive()
    assert made.record.descent is not None and made.record.descent.losses[-1][0] < 100
    for language, words in (("en", "grows without end"), ("ko", "한없이 커진다")):
        assert words in " ".join(made.render("plain", language=language).split())


@pytest.mark.parametrize("steps", ["0", "1.5", "true", "'many'", "100000"])
def test_steps_are_a_number(steps: str) -> None:
    with pytest.raises(Exception, match=r"training\.steps is a whole number from 1 to 10000"):
        Network.from_spec(SEED.replace("learning_rate = 1.0", f"learning_rate = 1.0\nsteps = {steps}"))
