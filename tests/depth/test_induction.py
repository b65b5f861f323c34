"""BP1–BP4 with L layers: every line proved, in every convention; and what they are for L = 2, 3, 5."""

from dataclasses import replace
from functools import cache
from itertools import pairwise, product

import pytest

from derive.checks import check
from derive.derivation import Derivation
from derive.errors import DeriveError
from derive.expression import Term, rebuild
from derive.layers import LOSSES
from derive.layers.activation import ACTIVATIONS
from derive.lesson import lesson
from derive.lesson.depth import Conventions, Induction, induction
from derive.network import build, read_line

COUNTS = (2, 3, 5)
WIDTHS = (2, 5, 3, 6, 4, 7)


def made(activation: str, loss: str, conventions: Conventions | None = None) -> Induction:
    return induction(ACTIVATIONS[activation](), LOSSES[loss](), "", conventions)


@pytest.mark.parametrize(
    "conventions",
    [Conventions(*chosen) for chosen in product(("rows", "columns"), (False, True), (False, True))],
)
def test_every_convention_is_proved(conventions: Conventions) -> None:
    parts = made("Sigmoid", "BCELoss", conventions).parts
    assert list(parts) == ["base", "step", "path", "bound"]
    for part in parts.values():
        assert check(part).failures == ()


@pytest.mark.parametrize(
    ("activation", "loss"),
    [
        ("Tanh", "MSELoss"),
        ("ReLU", "CrossEntropyLoss"),
        ("Sigmoid", "BCEWithLogitsLoss"),
        ("LeakyReLU", "L1Loss"),
        ("ELU", "HuberLoss"),
        ("Softplus", "MSELoss"),
        ("SiLU", "MSELoss"),
        ("GELU", "BCEWithLogitsLoss"),
    ],
)
def test_every_activation_is_proved(activation: str, loss: str) -> None:
    for part in made(activation, loss).parts.values():
        assert check(part).failures == ()


@pytest.mark.parametrize(
    ("activation", "loss", "message"),
    [
        ("Tanh", "BCELoss", "BCEWithLogitsLoss"),
        ("ReLU", "NLLLoss", "CrossEntropyLoss"),
    ],
)
def test_a_loss_that_does_not_fit(activation: str, loss: str, message: str) -> None:
    with pytest.raises(DeriveError, match=message):
        made(activation, loss)


@pytest.mark.parametrize("name", ["base", "step"])
def test_every_gradient_is_the_derivative(name: str) -> None:
    """The whole of a part against its forward equations: in the step with any matrix G behind it."""
    report = check(made("Sigmoid", "BCELoss").parts[name])
    of = {"base": ["dA_L", "dZ_L", "dW_L", "db_L"], "step": ["dZ_lp1", "dA_l", "dZ_l", "dW_l", "db_l"]}
    assert [verdict.where for verdict in report.gradients] == of[name]


def test_the_step_does_not_speak_of_what_follows() -> None:
    step = made("Sigmoid", "BCELoss").parts["step"]
    said = {place for place, line in step.walk() if "G_lp1" in str(line.expression)}
    assert said == {"dZ_lp1/1", "dZ_lp1/2"}


# ---- instances


def at(term: Term, letter: str, number: int) -> Term:
    """Layer ℓ (or L) with its number: Z_lp1 is Z3 for ℓ = 2; layer 0 is the data."""
    if isinstance(term, str):
        head, mark, rest = term.partition(f"_{letter}")
        if not mark or (rest and rest[0] not in "pm"):
            return term
        layer = number + int(rest[1:] or 0) * (-1 if rest[:1] == "m" else 1)
        return f"{head}{layer}" if layer or not head.endswith("A") else head[:-1] + "X"
    return rebuild(term, lambda part: at(part, letter, number))


@cache
def direct(count: int, samples: str, activation: str, loss: str) -> Derivation:
    """The derivation of a network with so many layers, of different widths."""
    layers = " ".join(f"Linear({a}, {b}) {activation}" for a, b in pairwise(WIDTHS[: count + 1]))
    model = build(replace(read_line(layers, loss), samples_in=samples))
    return lesson(model, layer_by_layer=True)[0]


def general_lines(part: Derivation, name: str) -> list[tuple[str, Term]]:
    """The lines of a part that an instance must have too, as (name of the step, relation)."""
    steps = [step for step in part.steps if step.stage == "backward" and step.rule != "hypothesis"]
    assert steps, name
    return [
        (f"{one.name}/{inner.name}" if inner is not one else one.name, line.expression)
        for one in steps
        for inner in (one, *one.substeps)
        for line in inner.lines
    ]


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize(
    ("samples", "activation", "loss"),
    [("rows", "Sigmoid", "BCELoss"), ("columns", "Sigmoid", "BCELoss"), ("rows", "Tanh", "MSELoss")],
)
def test_instances_are_the_direct_derivation(count: int, samples: str, activation: str, loss: str) -> None:
    parts = made(activation, loss, Conventions(samples)).parts
    shown = {line.expression for _, line in direct(count, samples, activation, loss).walk()}
    for _, line in general_lines(parts["base"], "base"):
        assert at(line, "L", count) in shown
    for number in range(1, count):
        for _, line in general_lines(parts["step"], "step"):
            assert at(line, "l", number) in shown


@pytest.mark.parametrize("count", COUNTS)
def test_instances_of_the_equations_give_every_gradient(count: int) -> None:
    """BP1–BP4 at ℓ = 1, …, L are lines of the direct derivation, one for each dZ, dW and db."""
    found = made("Sigmoid", "BCELoss").statement()
    shown = {line.expression: place for place, line in direct(count, "rows", "Sigmoid", "BCELoss").walk()}
    said = [at(found["BP1"], "L", count)]
    said += [at(found["BP2"], "l", number) for number in range(1, count)]
    said += [at(found[name], "l", number) for name in ("BP3", "BP4") for number in range(1, count + 1)]
    gradients = {shown[expression].partition("/")[0] for expression in said}
    assert gradients == {f"d{letter}{number}" for letter in "ZWb" for number in range(1, count + 1)}
