"""The check of the whole: all gradients against the forward equations."""

from dataclasses import replace

import pytest

import derive
from derive.checks import check, directional
from derive.derivation import Derivation
from derive.expression import Term
from derive.network import SEED
from tests.checks.seed import (
    add,
    apply,
    chain,
    decimals,
    div,
    entry,
    matmul,
    minus,
    mul,
    neg,
    network,
    ones,
    step,
    t,
    total,
)

bent = apply("softplus", neg("Z2"))  # -log sigmoid
GRADIENTS = ["dA2", "dZ2", "dW2", "db2", "dA1", "dZ1", "dW1", "db1", "dX"]
WRONG: list[tuple[str, Term, set[str]]] = [
    ("dX", neg(matmul("dZ1", t("W1"))), {"dX"}),
    ("dW1", mul(2, matmul(t("X"), "dZ1")), {"dW1"}),
    ("db2", div(matmul(ones(1, "N"), "dZ2"), "N"), {"db2"}),
    ("dZ1", ("hadamard", "dA1", "A1"), {"dZ1", "dW1", "db1", "dX"}),
    ("dA1", neg(matmul("dZ2", t("W2"))), {"dA1", "dZ1", "dW1", "db1", "dX"}),
    ("dZ2", minus("A2", "Y"), set(GRADIENTS) - {"dA2"}),
]


def test_right_gradients() -> None:
    verdicts = directional(chain())
    assert [v.where for v in verdicts] == GRADIENTS
    assert {v.status for v in verdicts} == {"proved"}
    assert len(verdicts[0].evidence["shapes"]) == 3


@pytest.mark.parametrize(("name", "line", "bad"), WRONG, ids=[name for name, _, _ in WRONG])
def test_wrong_gradients_are_named(name: str, line: Term, bad: set[str]) -> None:
    verdicts = directional(chain(**{name: line}))
    assert {v.where for v in verdicts if v.status == "refuted"} == bad
    assert {v.where for v in verdicts if v.status == "proved"} == set(GRADIENTS) - bad
    assert all("its line uses d" in v.detail for v in verdicts if v.where in bad and v.where != name)


@pytest.mark.parametrize("depth", [3, 24])
def test_depth(depth: int) -> None:
    assert {v.status for v in directional(chain(depth))} == {"proved"}
    wrong = directional(chain(depth, dW2=neg(matmul(t("A1"), "dZ2"))))
    assert [v.where for v in wrong if not v.good] == ["dW2"]


def test_a_whole_deep_derivation_is_checked() -> None:
    report = check(chain(24))
    assert report.good
    assert len(report) == len(report.gradients) == 24 * 4 + 1


def test_gradients_entry_by_entry() -> None:
    """The last formula counts, as a matrix or entry by entry; lines at the example are no formulas."""
    lines = [
        ("eq", entry("db1", 1), entry("db1", 1)),
        ("eq", entry("db1", "j"), total(entry("dZ1", "i", "j"), "i", "N")),
        ("approx", "db1", decimals("0.0 0.0 0.0")),
    ]
    derivation = chain()
    steps = tuple(s if s.name != "db1" else step("db1", *lines) for s in derivation.steps)
    assert {v.where: v.status for v in directional(replace(derivation, steps=steps))}["db1"] == "proved"
    turned = step(
        "dW1",
        ("eq", entry("dW1", "j", "i"), total(mul(entry("X", "k", "j"), entry("dZ1", "k", "i")), "k", "N")),
    )
    steps = tuple(s if s.name != "dW1" else turned for s in derivation.steps)
    assert {v.where: v.status for v in directional(replace(derivation, steps=steps))}["dW1"] == "proved"


def test_what_no_line_gives_is_undecided() -> None:
    derivation = chain()
    steps = tuple(s for s in derivation.steps if s.name != "dZ1")
    verdicts = {v.where: v for v in directional(replace(derivation, steps=steps))}
    assert verdicts["dW1"].status == "undecided"
    assert verdicts["dW1"].detail == "a line uses dZ1, which no line gives"
    assert verdicts["dW2"].status == "proved"


def test_lines_that_turn_in_a_circle() -> None:
    verdicts = {v.where: v for v in directional(chain(dZ1=("hadamard", "dA1", matmul("dX", "W1"))))}
    assert verdicts["dZ1"].status == "undecided"
    assert "by means of itself" in verdicts["dZ1"].detail


def test_fan_out_adds_up() -> None:
    """W2 taken from A1 twice: only the sum over both uses is right."""
    plain = chain()
    skip = replace(
        plain.equations[2], expression=add(matmul("A1", "W2"), matmul("A1", "W2"), matmul(ones("N", 1), "b2"))
    )
    equations = (*plain.equations[:2], skip, *plain.equations[3:])
    doubled = {"dA1": mul(2, matmul("dZ2", t("W2"))), "dW2": mul(2, matmul(t("A1"), "dZ2"))}
    assert all(v.good for v in directional(replace(chain(**doubled), equations=equations)))
    bad = [v.where for v in directional(replace(plain, equations=equations)) if not v.good]
    assert set(bad) == {"dW2", "dA1", "dZ1", "dW1", "db1", "dX"}


def test_no_gradients() -> None:
    assert directional(network(step("dX", ("eq", "X", "X")))) == ()


def test_the_step_of_a_gradient_says_what_it_is() -> None:
    """A line elsewhere counts only where the step has none; it has a verdict of its own."""
    derivation = chain()
    later = step("vanishing", ("eq", "dW1", neg(matmul(t("X"), "dZ1"))))
    report = check(replace(derivation, steps=(*derivation.steps, later)))
    assert [v.where for v in report.failures] == ["vanishing/1"]


def test_laws_in_a_derivation() -> None:
    """The loss by logits has the gradient of the loss by probabilities, by the laws of exp and log."""
    z = entry("Z2", "i")
    logits = mul(div(1, "N"), total(minus(apply("softplus", z), mul(entry("Y", "i"), z)), "i", "N"))
    plain = chain()
    equations = (*plain.equations[:-1], replace(plain.equations[-1], expression=logits, args=("Z2", "Y")))
    steps = tuple(
        s if s.name != "dZ2" else step("dZ2", ("eq", "dZ2", div(minus(apply("exp", neg(bent)), "Y"), "N")))
        for s in plain.steps
        if s.name != "dA2"
    )
    verdicts = directional(replace(plain, equations=equations, steps=steps))
    assert {v.status for v in verdicts} == {"proved"}
    assert verdicts[0].evidence["by"] == "axiom"
    assert 0 < len(verdicts[0].evidence["axioms"]) < 4


def renamed(**wrong: Term) -> Derivation:
    """The chain with dZ1 shown times N, and dW1 transposed: everything behind dA1 speaks of these."""
    scaled = mul("N", ("hadamard", "dA1", "A1", minus(ones("N", "n1"), "A1")))
    lines: dict[str, Term] = {
        "mdZ1": scaled,
        "tdW1": div(matmul(t("mdZ1"), "X"), "N"),
        "db1": div(matmul(ones(1, "N"), "mdZ1"), "N"),
        "dX": div(matmul("mdZ1", t("W1")), "N"),
    } | wrong
    plain = chain()
    shapes = {**plain.shapes, "mdZ1": ("N", "n1"), "tdW1": ("n1", "n0")}
    kept = [s for s in plain.steps if s.name not in ("dZ1", "dW1", "db1", "dX")]
    named = step("L", ("define", "mdZ1", mul("N", "dZ1")), ("define", "tdW1", t("dW1")))
    told = [step(name, ("eq", name, right)) for name, right in lines.items()]
    return replace(plain, shapes=shapes, steps=(*kept, named, *told))


NAMES = ["dA2", "dZ2", "dW2", "db2", "dA1", "mdZ1", "tdW1", "db1", "dX"]
BEHIND = {"mdZ1", "tdW1", "db1", "dX"}


def test_scaled_and_transposed_gradients_are_turned_back() -> None:
    verdicts = directional(renamed())
    assert [(v.where, v.status) for v in verdicts] == [(name, "proved") for name in NAMES]


@pytest.mark.parametrize(
    ("name", "line", "bad"),
    [
        ("mdZ1", ("hadamard", "dA1", "A1", minus(ones("N", "n1"), "A1")), BEHIND),  # N lost
        ("mdZ1", mul(2, "N", ("hadamard", "dA1", "A1", minus(ones("N", "n1"), "A1"))), BEHIND),
        ("tdW1", matmul(t("mdZ1"), "X"), {"tdW1"}),
        ("tdW1", neg(div(matmul(t("mdZ1"), "X"), "N")), {"tdW1"}),
        ("db1", matmul(ones(1, "N"), "mdZ1"), {"db1"}),
    ],
)
def test_wrong_scaled_and_transposed_gradients_are_named(name: str, line: Term, bad: set[str]) -> None:
    verdicts = directional(renamed(**{name: line}))
    assert {v.where for v in verdicts if v.status == "refuted"} == bad
    assert {v.where for v in verdicts if v.status == "proved"} == set(NAMES) - bad


def test_a_plain_gradient_is_what_the_scaled_one_says() -> None:
    """A line that uses dZ1 uses mdZ1 / N, not the checker's own dZ1."""
    good = renamed(dX=matmul("dZ1", t("W1")))
    assert all(v.good for v in directional(good))
    bad = directional(renamed(dX=matmul("dZ1", t("W1")), mdZ1=mul("N", ("hadamard", "dA1", "A1"))))
    assert {v.where for v in bad if v.status == "refuted"} == BEHIND


def test_both_ways_to_show_a_gradient_are_tested() -> None:
    """Two wrong ones do not cancel: each has a direction of its own."""
    right = matmul(t("X"), "dZ1")
    both = chain(dW1=add(right, "W1"))
    shapes = {**both.shapes, "tdW1": ("n1", "n0")}
    more = (step("L", ("define", "tdW1", t("dW1"))), step("tdW1", ("eq", "tdW1", t(minus(right, "W1")))))
    verdicts = directional(replace(both, shapes=shapes, steps=(*both.steps, *more)))
    assert {v.where for v in verdicts if not v.good} == {"dW1", "tdW1"}


@pytest.mark.parametrize("style", [["ng"], ["layout=numerator"], ["layout=numerator", "errors=scaled"]])
def test_every_gradient_of_every_style_is_covered(style: list[str]) -> None:
    found = derive.Network.from_spec(SEED, style=style).derive().check().gradients
    assert all(v.good for v in found)
    assert {v.where.lstrip("tm") for v in found} == set(GRADIENTS)
