"""Laws of exp, log, sqrt and step by name, and bounds by sums of squares."""

import pytest

from derive.checks import check
from derive.checks.axioms import (
    BIT,
    EXP_LOG,
    EXP_MULTIPLE,
    EXP_SUM,
    LOG_EXP,
    LOG_INVERSE,
    LOG_PRODUCT,
    ROOT,
    SOFTPLUS,
    STEP,
)
from derive.checks.bounds import FACTORS, NUMBERS
from derive.expression import Term
from tests.checks.seed import (
    add,
    apply,
    decimal,
    decimals,
    div,
    entry,
    minus,
    mul,
    neg,
    network,
    step,
    total,
    with_line,
)

SIGMOID, SLOPE, TANH = apply("sigmoid", "z"), apply("sigmoid'", "z"), apply("tanh", "z")
QUARTER, HALF = div(1, 4), div(1, 2)
Z = entry("Z1", "i", "j")
LOGITS = add(apply("softplus", entry("Z2", "i")), neg(mul(entry("Y", "i"), entry("Z2", "i"))))

LAWS: list[tuple[Term, Term, set[str]]] = [
    (apply("log", apply("exp", "z")), "z", {LOG_EXP}),
    (apply("exp", apply("log", "z")), "z", {EXP_LOG}),
    (apply("log", mul("z", "eta")), add(apply("log", "z"), apply("log", "eta")), {LOG_PRODUCT}),
    (apply("log", ("pow", "z", 3)), mul(3, apply("log", "z")), {LOG_PRODUCT}),
    (apply("log", div("z", "eta")), minus(apply("log", "z"), apply("log", "eta")),
        {LOG_PRODUCT, LOG_INVERSE}),
    (apply("log", SIGMOID), neg(apply("softplus", neg("z"))), {LOG_INVERSE}),
    (apply("log", minus(1, SIGMOID)), neg(apply("softplus", "z")),
        {LOG_INVERSE, LOG_PRODUCT, LOG_EXP, SOFTPLUS}),
    (apply("softplus", neg("z")), minus(apply("softplus", "z"), "z"), {SOFTPLUS, LOG_EXP}),
    (apply("exp", add("z", "eta")), mul(apply("exp", "z"), apply("exp", "eta")), {EXP_SUM}),
    (TANH, minus(mul(2, apply("sigmoid", mul(2, "z"))), 1), {EXP_MULTIPLE}),
    (mul(apply("sqrt", "z"), apply("sqrt", "z")), "z", {ROOT}),
    (div(1, ("pow", apply("sqrt", "z"), 3)), div(1, mul("z", apply("sqrt", "z"))), {ROOT}),
    (apply("relu", mul(2, "z")), mul(2, apply("relu", "z")), {STEP}),
    (mul(apply("step", "z"), apply("step", "z")), apply("step", "z"), {BIT}),
    (("pow", apply("abs", "z"), 2), ("pow", "z", 2), {BIT}),
    (apply("abs", apply("abs", mul(2, "z"))), mul(2, apply("abs", "z")), {BIT, STEP}),
    (entry(("logsoftmax", "Z1", 1), "i", "j"),
        minus(Z, apply("log", total(apply("exp", entry("Z1", "i", "k")), "k", "n1"))),
        {LOG_INVERSE, LOG_PRODUCT, LOG_EXP}),
    (apply("exp", ("logsoftmax", "Z1", 1)), ("softmax", "Z1", 1), {EXP_LOG}),
    ("L", mul(div(1, "N"), total(LOGITS, "i", "N")), {LOG_INVERSE, LOG_PRODUCT, LOG_EXP, SOFTPLUS}),
]  # fmt: skip

LAWLESS: list[tuple[Term, Term]] = [
    (apply("log", SIGMOID), neg(apply("softplus", "z"))),
    (apply("exp", mul(2, "z")), mul(2, apply("exp", "z"))),
    (apply("exp", add("z", "eta")), add(apply("exp", "z"), apply("exp", "eta"))),
    (apply("log", add("z", "eta")), add(apply("log", "z"), apply("log", "eta"))),
    (apply("softplus", neg("z")), add(apply("softplus", "z"), "z")),
    (TANH, minus(mul(2, apply("sigmoid", "z")), 1)),
    (apply("relu", mul(-2, "z")), mul(-2, apply("relu", "z"))),
    (apply("relu", "z"), "z"),
    (apply("abs", "z"), "z"),
    (apply("sqrt", mul("z", "z")), "z"),
    (entry(("logsoftmax", "Z1", 1), "i", "j"),
        minus(Z, apply("log", total(apply("exp", entry("Z1", "k", "j")), "k", "N")))),
    (("softmax", "Z1", 1), ("softmax", "Z1", 0)),
    ("L", mul(div(1, "N"), total(add(LOGITS, entry("Z2", "i")), "i", "N"))),
]  # fmt: skip


def _name(value: Term | set[str]) -> str:
    """The same in every process, so that tests can be divided among several."""
    return str(sorted(value) if isinstance(value, set) else value)


@pytest.mark.parametrize(("left", "right", "laws"), LAWS, ids=_name)
def test_laws_are_named(left: Term, right: Term, laws: set[str]) -> None:
    (verdict,) = check(with_line(("eq", left, right)))
    assert verdict.status == "proved"
    assert (verdict.evidence["by"], set(verdict.evidence["axioms"])) == ("axiom", laws)


@pytest.mark.parametrize(("left", "right"), LAWLESS, ids=str)
def test_what_is_no_law_is_refuted(left: Term, right: Term) -> None:
    assert check(with_line(("eq", left, right)))[0].status == "refuted"


def test_true_but_by_no_law_we_know() -> None:
    (verdict,) = check(with_line(("eq", apply("sqrt", ("pow", "z", 2)), apply("abs", "z"))))
    assert (verdict.status, verdict.evidence["digits"]) == ("checked", 50)
    assert not verdict.good


SQUARE = ("eq", minus(QUARTER, SLOPE), ("pow", minus(HALF, SIGMOID), 2))
BOUND = ("le", SLOPE, QUARTER)
SLOPES = mul(apply("sigmoid'", Z), apply("sigmoid'", entry("Z2", "i")))
WEIGHT = apply("abs", entry("W2", "j"))


def bound(*lines: Term, assumptions: tuple[Term, ...] = ()) -> tuple[str, set[str]]:
    verdict = check(network(step("dX", *lines, assumptions=assumptions)))[-1]
    return verdict.status, set(verdict.evidence.get("axioms", ()))


def test_a_bound_by_a_square() -> None:
    assert bound(SQUARE, BOUND)[0] == "proved"
    assert bound(BOUND, SQUARE)[0] == "proved"
    assert bound(BOUND)[0] == "undecided"
    assert bound(SQUARE, ("lt", SLOPE, QUARTER))[0] == "undecided"
    assert bound(SQUARE, ("le", SLOPE, div(1, 5)))[0] == "refuted"
    assert bound(SQUARE, ("le", QUARTER, SLOPE))[0] == "refuted"
    assert (
        bound(("eq", minus(1, apply("tanh'", "z")), ("pow", TANH, 2)), ("le", apply("tanh'", "z"), 1))[0]
        == "proved"
    )


def test_a_wrong_square_proves_nothing() -> None:
    wrong = ("eq", minus(QUARTER, SLOPE), ("pow", minus(1, SIGMOID), 2))
    assert bound(wrong, BOUND)[0] == "undecided"


def test_chains_and_signs() -> None:
    assert bound(SQUARE, ("le", 0, SLOPE, QUARTER, 1))[0] == "proved"
    assert bound(("lt", 0, SIGMOID, 1))[0] == "proved"
    assert bound(("lt", -1, TANH, 1))[0] == "proved"
    assert bound(("lt", 0, "A1"))[0] == "proved"
    assert bound(("le", 0, "X"))[0] == "refuted"
    assert bound(("le", 0, ("hpow", "X", 2)))[0] == "proved"
    assert bound(("lt", 0, ("hpow", "X", 2)))[0] == "undecided"
    assert bound(("lt", ("pow", QUARTER, 3), decimal("0.1"))) == ("proved", {NUMBERS})
    assert bound(("lt", HALF, QUARTER))[0] == "refuted"


def test_factors() -> None:
    assert bound(SQUARE, BOUND, ("le", SLOPES, ("pow", QUARTER, 2))) == ("proved", {FACTORS})
    assert bound(SQUARE, BOUND, ("lt", SLOPES, HALF)) == ("proved", {FACTORS})
    assert bound(SQUARE, BOUND, ("le", apply("sigmoid'", "Z1"), QUARTER))[0] == "proved"
    assert bound(SQUARE, BOUND, ("le", mul(WEIGHT, SLOPE), div(WEIGHT, 4)))[0] == "proved"
    assert bound(SQUARE, BOUND, ("le", SLOPES, ("pow", QUARTER, 3)))[0] == "refuted"
    assert bound(("le", SLOPES, ("pow", QUARTER, 2)))[0] == "undecided"
    assert (
        bound(SQUARE, BOUND, ("le", mul(entry("W2", "j"), SLOPE), mul(QUARTER, entry("W2", "j"))))[0]
        == "refuted"
    )


def test_assumed_signs() -> None:
    assert (
        bound(("lt", 0, entry("X", "i", "k")), assumptions=(("lt", 0, entry("X", "i", "k")),))[0] == "proved"
    )


def test_different() -> None:
    assert bound(("ne", SIGMOID, 0))[0] == "proved"
    assert bound(("ne", "z", "z"))[0] == "refuted"
    assert bound(("ne", "z", 0))[0] == "undecided"


def test_bounds_of_the_numbers_of_the_example() -> None:
    assert bound(("lt", "A2", decimal("0.65"))) == ("proved", set())
    assert bound(("lt", decimal("0.56"), "A2", decimal("0.65"), 1)) == ("proved", set())
    assert bound(("lt", "A2", decimal("0.64")))[0] == "refuted"
    assert bound(("le", decimals("0.6", "0.5"), "A2"))[0] == "proved"
    assert bound(("le", decimals("0.6 0.5"), "A2"))[0] in ("refuted", "undecided")
    assert bound(("lt", decimals("1 2", "0.5 -1"), "X"))[0] == "undecided"
    assert bound(("le", SLOPE, decimal("0.2")))[0] == "refuted"
