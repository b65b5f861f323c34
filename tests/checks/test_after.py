"""After one step of descent the numbers are those of the new parameters, also where they are exact."""

from dataclasses import replace

import pytest

from derive.checks import check
from derive.derivation import Derivation, Line
from derive.lesson import lesson
from derive.network import build, read_line


@pytest.fixture(scope="module")
def kinked() -> Derivation:
    """A network whose error lies exactly on the kink of its loss before the step, not after it."""
    return lesson(build(replace(read_line("Linear(2, 1)", "HuberLoss"), data=DATA, parameters=PARAMETERS)))[0]


DATA = {"X": [[1, 0], [0, 1]], "Y": [[0], [0]]}
PARAMETERS = {"W1": [[0.3], [0.2]], "b1": [[0.7]]}


def test_the_loss_after_the_step_is_right(kinked: Derivation) -> None:
    assert not check(kinked).failures


def test_the_loss_before_the_step_is_refused_after_it(kinked: Derivation) -> None:
    before = _loss(kinked)
    steps = tuple(
        replace(step, lines=tuple(_claim(line, before) for line in step.lines)) for step in kinked.steps
    )
    failures = check(replace(kinked, steps=steps)).failures
    assert [verdict.status for verdict in failures] == ["refuted"]


def _loss(derivation: Derivation) -> object:
    lines = (line for step in derivation.steps for line in step.lines)
    return next(line.expression[2] for line in lines if line.expression[:2] == ("approx", "L"))


def _claim(line: Line, value: object) -> Line:
    if line.expression[:2] == ("approx", "L_new"):
        return replace(line, expression=("approx", "L_new", value))
    return line
