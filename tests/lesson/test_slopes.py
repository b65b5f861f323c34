"""Functions of one number: what they are is said, and their slopes follow one step of calculus to a line."""

from dataclasses import replace

import pytest

from derive.api import Network
from derive.checks import check
from derive.derivation import Line
from derive.expression import walk
from derive.lesson.slopes import DEFINED, WORKED, one_minus, written

HIDDEN = (
    "Sigmoid",
    "Tanh",
    "ReLU",
    "LeakyReLU",
    "ELU",
    "GELU",
    "SiLU",
    "Softplus",
    "GELU(approximate='tanh')",
)
KNOWN = {"exp", "log", "sqrt", "abs"}  # what a reader who knows calculus has met
IN_WORDS = {"step", "sign", "Phi"}  # explained in a sentence beside the line


@pytest.mark.parametrize("activation", HIDDEN)
def test_every_function_on_a_page_is_said_what_it_is(activation: str) -> None:
    """Each function stands on the left of a definition, is one of calculus, or has a sentence of its own."""
    net = Network.from_line(f"Linear(2, 3) {activation} Linear(3, 1)", "BCEWithLogitsLoss")
    terms = [line.expression for _, line in net.derive().record.walk()]
    applied = (p for term in terms for p in walk(term) if isinstance(p, tuple) and p[0] == "apply")
    said = {term[1][1] for term in terms if term[0] == "define" and term[1][0] == "apply"}
    assert {str(part[1]).rstrip("'") for part in applied} - said <= KNOWN | IN_WORDS


@pytest.mark.parametrize("name", sorted(WORKED))
def test_a_false_step_to_a_slope_is_refused(name: str) -> None:
    """One less the right side, in every line of every slope that is worked out by hand."""
    layer = {"sigmoid": "Sigmoid", "tanh": "Tanh", "relu": "ReLU", "gelu": "GELU"}.get(name, name)
    layer = {"softplus": "Softplus", "silu": "SiLU"}.get(layer, layer)
    whole = Network.from_line(f"Linear(2, 3) {layer} Linear(3, 1)", "MSELoss").derive().record
    step = next(inner for one in whole.steps for inner in one.substeps if inner.name == name)
    lines = [line for line in step.lines if line.expression[0] == "eq"]
    false = tuple(
        Line(("eq", line.expression[1], one_minus(line.expression[2])), line.rule) for line in lines
    )
    verdicts = check(replace(whole, steps=(replace(step, lines=false),)))
    found = [verdict.status for verdict in verdicts if name in verdict.where]
    assert len(found) >= len(lines) and "proved" not in found


def test_a_book_writes_the_number_last() -> None:
    assert written(("add", -1, "z")) == ("add", "z", ("neg", 1))
    assert written(("div", ("div", 1, 2), "z")) == ("div", 1, ("mul", 2, "z"))
    assert written(("add", 1, ("apply", "exp", "z"))) == DEFINED["softplus"][2]
