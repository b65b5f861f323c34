"""Every kind of line, right and wrong: no false accept, no false refusal."""

import re

import pytest

from derive.checks import check
from derive.derivation import Derivation
from derive.expression import Term
from tests.checks.seed import (
    add,
    affine,
    apply,
    chain,
    decimal,
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
    with_line,
)

Z = entry("Z1", "i", "j")
SIGMOID = apply("sigmoid", "z")
WIDE = minus(ones("N", "n1"), "A1")

ERROR = matmul(minus("A2", "Y"), t("W2"))
FIRST = tuple(tuple(apply("sigmoid", entry("Z1", i, j)) for j in (1, 2, 3)) for i in (1, 2))
ROUNDED = decimals("0.7311 0.4378", "0.3100 0.6457", "0.6900 0.2994")

PROVED: list[Term] = [
    ("eq", "Z1", affine("X", "W1", "b1")),
    ("eq", Z, add(total(mul(entry("X", "i", "k"), entry("W1", "k", "j")), "k", "n0"), entry("b1", "j"))),
    ("eq", "A1", apply("sigmoid", "Z1")),
    ("eq", entry("dA2", "i"), div(minus(entry("A2", "i"), entry("Y", "i")),
        mul("N", entry("A2", "i"), minus(1, entry("A2", "i"))))),
    ("eq", "dZ2", div(minus("A2", "Y"), "N")),
    ("eq", "dZ2", mul(div(1, "N"), minus("A2", "Y"))),
    ("eq", "dW2", matmul(t("A1"), "dZ2")),
    ("eq", "db2", matmul(ones(1, "N"), "dZ2")),
    ("eq", "dA1", matmul("dZ2", t("W2"))),
    ("eq", "dZ1", ("hadamard", "dA1", "A1", WIDE)),
    ("eq", "dZ1", ("hadamard", "dA1", apply("sigmoid'", "Z1"))),
    ("eq", "dW1", matmul(t("X"), "dZ1")),
    ("eq", "dW1", mul(div(1, "N"), matmul(t("X"), ("hadamard", ERROR, "A1", WIDE)))),
    ("eq", "db1", matmul(ones(1, "N"), "dZ1")),
    ("eq", entry("db1", "j"), total(entry("dZ1", "i", "j"), "i", "N")),
    ("eq", "dX", matmul("dZ1", t("W1"))),
    ("eq", entry("dW1", "k", "l"), total(total(mul(entry("dZ1", "i", "j"),
        ("partial", Z, entry("W1", "k", "l"))), "i", "N"), "j", "n1")),
    ("eq", ("partial", Z, entry("W1", "k", "l")), mul(entry("X", "i", "k"), ("delta", "j", "l"))),
    ("eq", ("partial", entry("A1", "i", "j"), entry("Z1", "k", "l")),
        mul(("delta", "i", "k"), ("delta", "j", "l"), apply("sigmoid'", Z))),
    ("eq", ("partial", entry("A2", "i"), entry("Z1", "k", "l")),
        mul(("delta", "i", "k"), entry("W2", "l"), apply("sigmoid'", entry("Z2", "i")), apply("sigmoid'",
        entry("Z1", "k", "l")))),
    ("eq", ("partial", "L", entry("A2", "i")), entry("dA2", "i")),
    ("eq", ("partial", apply("sigmoid", "z"), "z"), mul(SIGMOID, minus(1, SIGMOID))),
    ("eq", apply("sigmoid'", "z"), mul(SIGMOID, minus(1, SIGMOID))),
    ("eq", "W1_new", minus("W1", mul("eta", "dW1"))),
    ("eq", "Z1_new", affine("X", "W1_new", "b1_new")),
    ("eq", "A1_new", apply("sigmoid", "Z1_new")),
    ("eq", "X", decimals("1 2", "0.5 -1")),
    ("eq", decimals("1 2", "0.5 -1"), "X"),
    ("eq", "eta", decimal("0.5")),
    ("eq", "Z1", decimals("1.0 -0.8 0.8", "-0.25 0.6 -0.85")),
    ("eq", "X", ("matrix", ((entry("X", 1, 1), "..."), ("...", entry("X", 2, 2))))),
    ("eq", "X", ("matrix", ((1, "..."), ("...", neg(1))))),
    ("eq", "A1", ("matrix", FIRST)),
    ("eq", ("jacobian", "A2", "Z2"), ("diag", *(apply("sigmoid'", entry("Z2", i)) for i in (1, 2)))),
    ("eq", entry("dW2", 3), add(*(mul(entry("A1", i, 3), entry("dZ2", i)) for i in (1, 2)))),
    ("eq", ("labelled", "dW2", "w"), ("shaped", matmul(("labelled", t("A1"), "local"), "dZ2"), "n1", 1)),
    ("eq", total(("delta", "i", "k"), "k", "N"), ("partial", entry("Y", "i"), entry("Y", "i"))),
    ("eq", apply("sigmoid", 0), div(1, 2)),
    ("eq", matmul(("eye", "N"), "X"), "X"),
    ("eq", ("hpow", "A1", 2), ("hadamard", "A1", "A1")),
    ("eq", add(decimal("0.25"), decimal("0.5")), decimal("0.75")),
    ("approx", "L", decimal("0.632")),
    ("approx", "L", decimal("0.6318499")),
    ("approx", "A2", decimals("0.6462", "0.5627")),
    ("approx", "dW1", ("matrix", ((decimal("-0.00005"), "...", decimal("-0.00417")),
        (decimal("-0.04164"), "...", decimal("-0.06735"))))),
    ("approx", "X", decimals("1 2", "0.50 -1")),
    ("approx", entry("A1", 1, 2), decimal("0.3100")),
    ("approx", "dW2", matmul(ROUNDED, decimals("-0.1769", "0.2813"))),
    ("approx", div(1, 8), decimal("0.12")),
    ("approx", div(1, 8), decimal("0.13")),
]  # fmt: skip

REFUTED: list[Term] = [
    ("eq", "dZ2", div(minus("Y", "A2"), "N")),  # sign
    ("eq", "dZ2", minus("A2", "Y")),  # 1/N lost
    ("eq", "dZ2", mul(2, div(minus("A2", "Y"), "N"))),
    ("eq", "dZ2", div(minus("A2", "Y"), "n1")),  # another size
    ("eq", "dZ2", "dA2"),  # factor lost
    ("eq", "dZ1", "dA1"),
    ("eq", "dZ1", ("hadamard", "dA1", "A1")),
    ("eq", "dZ1", ("hadamard", "dA1", apply("sigmoid", "Z1"))),
    ("eq", "dZ1", ("hadamard", "dA1", apply("sigmoid'", "A1"))),
    ("eq", "dZ1", ("hadamard", "dA1", apply("sigmoid'", "A1"))),
    ("eq", "dW2", matmul("A1", "dZ2")),  # transpose lost
    ("eq", "dW2", matmul("dZ2", t("A1"))),  # order
    ("eq", "dW2", t(matmul(t("dZ2"), t("A1")))),
    ("eq", "dA1", matmul("dZ2", "W2")),
    ("eq", "db1", matmul(ones(1, "n1"), "dZ1")),  # axis
    ("eq", entry("db1", "j"), total(entry("dZ1", "j", "i"), "i", "n1")),
    ("eq", entry("db1", "j"), total(entry("dZ1", "i", "j"), "i", "n1")),
    ("eq", entry("db1", "j"), total(entry("dZ1", "i", "j"), "j", "n1")),
    ("eq", entry("dW1", "k", "l"), total(total(mul(entry("dZ1", "i", "j"),
        ("partial", Z, entry("W1", "l", "k"))), "i", "N"), "j", "n1")),
    ("eq", ("partial", Z, entry("W1", "k", "l")), entry("X", "i", "k")),  # delta lost
    ("eq", ("partial", Z, entry("W1", "k", "l")), mul(entry("X", "i", "k"), ("delta", "j", "k"))),
    ("eq", ("partial", entry("A1", "i", "j"), entry("Z1", "k", "l")),
        mul(("delta", "i", "k"), apply("sigmoid'", Z))),
    ("eq", "dX", matmul(t("W1"), "dZ1")),
    ("eq", "A1", apply("tanh", "Z1")),
    ("eq", apply("sigmoid'", "z"), mul(SIGMOID, minus(SIGMOID, 1))),
    ("eq", apply("tanh'", "z"), minus(1, apply("tanh", "z"))),
    ("eq", "W1_new", add("W1", mul("eta", "dW1"))),
    ("eq", "Z1_new", affine("X", "W1", "b1")),
    ("eq", "X", decimals("1 2", "0.5 1")),
    ("eq", "X", decimals("1 2")),
    ("eq", "eta", decimal("0.1")),
    ("eq", "Z1", decimals("1.0 -0.8 0.8", "-0.25 0.6 -0.86")),
    ("eq", "X", ("matrix", ((entry("X", 1, 1), "..."), ("...", entry("X", 2, 1))))),
    ("eq", "X", ("matrix", ((1, "..."), ("...", 1)))),
    ("eq", ("jacobian", "A2", "Z2"), ("diag", *(apply("sigmoid", entry("Z2", i)) for i in (1, 2)))),
    ("eq", entry("dW2", 3), mul(entry("A1", 1, 3), entry("dZ2", 1))),
    ("eq", entry("dW2", 4), entry("dW2", 4)),
    ("eq", "dW2", ("shaped", matmul(t("A1"), "dZ2"), 1, "n1")),
    ("eq", add(decimal("0.25"), decimal("0.5")), decimal("0.7")),
    ("eq", matmul("X", "X"), matmul("X", "X")),
    ("eq", add("X", "Y"), add("X", "Y")),
    ("eq", add("X", 1), add("X", 1)),
    ("approx", "L", decimal("0.631")),
    ("approx", "L", decimal("0.6318498")),
    ("approx", "A2", decimals("0.6462", "0.5626")),
    ("approx", "A2", decimals("0.6462", "-0.5627")),
    ("approx", "A2", decimals("0.6462 0.5627")),
    ("approx", "X", decimals("1 2", "0.50 0")),
    ("approx", "X", decimals("1 2", "0.51 -1")),
    ("approx", "X", decimals("1 3", "0.50 -1")),
    ("approx", "dW1", ("matrix", ((decimal("-0.00005"), "...", decimal("-0.00417")),
        (decimal("-0.04164"), "...", decimal("0.06735"))))),
    ("approx", div(1, 8), decimal("0.14")),
    ("approx", div(1, 3), decimal("0.334")),
    ("shape", "dW1", "n1", "n0"),
    ("shape", "dW1", "n0", "n0"),
    ("shape", matmul("X", "W1"), "N", "n0"),
    ("define", "A1", apply("tanh", "Z1")),
    ("define", "dZ2", minus("A2", "Y")),
    ("define", "N", 3),
    ("define", "X", decimals("1 2", "0.5 1")),
    ("define", apply("sigmoid", "z"), div(1, minus(1, apply("exp", neg("z"))))),
    ("update", "W1", add("W1", mul("eta", "dW1"))),
    ("update", "W1", minus("W1", mul("eta", t("dW1")))),
    ("update", "W1", minus("W1", "dW1")),
]  # fmt: skip

DEFINITIONS: list[Term] = [
    ("define", "A1", apply("sigmoid", "Z1")),
    ("define", "N", 2),
    ("define", "X", decimals("1 2", "0.5 -1")),
    ("define", "eta", decimal("0.5")),
    ("define", apply("sigmoid", "z"), div(1, add(1, apply("exp", neg("z"))))),
    ("update", "W1", minus("W1", mul("eta", "dW1"))),
    ("update", "W1", minus("W1", mul(decimal("0.5"), "dW1"))),
    ("update", entry("b1", "j"), minus(entry("b1", "j"), mul("eta", entry("db1", "j")))),
]

UNDECIDED: list[Term] = [
    ("eq", "X", "Q"),
    ("eq", apply("sigmoyd", "z"), "z"),
    ("eq", div(1, 0), div(1, 0)),
    ("eq", "X", "i"),
    ("eq", ("pow", "z", "eta"), "z"),
    ("eq", matmul(("matrix", ((1, "..."),)), "X"), "X"),
    ("approx", "L_new", "Q"),
    ("eq", ("eq", 1, 1), 1),
]


def status(line: Term) -> str:
    (verdict,) = check(with_line(line))
    assert verdict.where == "dX/1"
    assert verdict.status in ("proved", "definition", "statement") or verdict.detail
    return verdict.status


@pytest.mark.parametrize("line", PROVED, ids=str)
def test_right_lines_are_proved(line: Term) -> None:
    assert status(line) == "proved"


@pytest.mark.parametrize("line", REFUTED, ids=str)
def test_wrong_lines_are_refuted(line: Term) -> None:
    assert status(line) == "refuted"


@pytest.mark.parametrize("line", DEFINITIONS, ids=str)
def test_definitions(line: Term) -> None:
    assert status(line) == "definition"


@pytest.mark.parametrize("line", UNDECIDED, ids=str)
def test_what_cannot_be_evaluated_is_undecided(line: Term) -> None:
    assert status(line) == "undecided"


def test_shape_statements() -> None:
    assert status(("shape", "dW1", "n0", "n1")) == "statement"
    assert status(("shape", "X", 2, 2)) == "statement"


@pytest.mark.parametrize(
    ("line", "detail"),
    [
        (("eq", matmul("X", t("W1")), "X"), "matmul takes m n, n p, but X is (N, n0) and W1ᵀ is (n1, n0)"),
        (("eq", "dW2", t("dW2")), "the left side is (n1, 1), but the right side is (1, n1)"),
        (("eq", entry("X", "i", "j"), entry("W1", "i", "j")), "the index i runs over N, but over n0 in W1"),
        (("eq", entry("dW2", 4), 1), "entry 4 of dW2 is outside 1..3"),
        (("approx", "L", decimal("0.7")), "the value is 0.631849897, but 0.7 is shown"),
        (("eq", "X", "W3"), "no symbol 'W3'; there are X, Y"),
        (("eq", apply("tahn", "z"), "z"), "no function 'tahn'; did you mean 'tanh'?"),
    ],
)
def test_details_say_what_is_wrong(line: Term, detail: str) -> None:
    (verdict,) = check(with_line(line))
    assert detail in verdict.detail


def test_a_witness_can_be_redone() -> None:
    (verdict,) = check(with_line(("eq", "dZ2", div(minus("Y", "A2"), "N"))))
    assert verdict.detail.startswith("at N = 1 with A2 = ")
    assert "the left side is" in verdict.detail


def test_a_witness_has_no_digits_that_float64_lost() -> None:
    """(e^40 + x) − e^40 is 0 or 32 in float64; what is told is x against 2 x."""
    big, x = apply("exp", 40), entry("X", "i", "j")
    (verdict,) = check(with_line(("eq", add(big, x, neg(big)), mul(2, x))))
    assert verdict.status == "refuted"
    found = re.search(r"the left side is (\S+), the right side (\S+)", verdict.detail)
    assert found and float(found[1]) and float(found[2]) == 2 * float(found[1])


def test_evidence() -> None:
    lines = [
        ("eq", "dW1", matmul(t("X"), "dZ1")),
        ("eq", "dZ2", div(minus("A2", "Y"), "N")),
        ("eq", ("jacobian", "A2", "Z2"), ("diag", *(apply("sigmoid'", entry("Z2", i)) for i in (1, 2)))),
        ("approx", "L", decimal("0.632")),
        ("shape", "X", "N", "n0"),
        ("define", "A1", apply("sigmoid", "Z1")),
    ]
    verdicts = check(network(step("dX", *lines)))
    assert [v.evidence["by"] for v in verdicts] == [
        "index", "field", "example", "enclosure", "shape", "definition",
    ]  # fmt: skip
    assert len(verdicts[1].evidence["shapes"]) == 3
    assert verdicts[2].evidence["points"] == 3
    assert verdicts[3].evidence["radius"] < 1e-12


def test_sizes_are_pairwise_different() -> None:
    line = ("eq", mul("N", "n0", "n1"), mul("n1", "n0", "N"))
    wrong = ("eq", mul("N", "n0"), mul("n1", "n0"))
    assert status(line) == "proved"
    assert status(wrong) == "refuted"


def test_letters_are_never_equal_even_if_the_example_has_one_size() -> None:
    assert with_line("X").sizes["N"] == with_line("X").sizes["n0"]
    assert status(("eq", t("X"), "X")) == "refuted"
    assert status(("shape", "X", "n0", "N")) == "refuted"


def test_a_rule_of_targets_is_used_only_where_it_is_assumed() -> None:
    row = ("eq", matmul("T", ones("n1", 1)), ones("N", 1))
    line = ("eq", total(entry("T", "i", "k"), "k", "n1"), 1)
    plain = network(step("dX", line))
    shapes = {**plain.shapes, "T": ("N", "n1")}

    def derivation(*assumptions: Term) -> Derivation:
        return Derivation(
            "", (*plain.inputs, "T"), plain.parameters, plain.sizes, shapes, plain.equations,
            (step("dX", line, assumptions=assumptions),), plain.data, 0.5,
        )  # fmt: skip

    assert check(derivation())[0].status == "refuted"
    verdict = check(derivation(row))[0]
    assert verdict.status == "proved"
    assert verdict.evidence["assuming"] == ["the rows of T sum to one"]


def test_own_functions() -> None:
    slope = minus(1, mul(decimal("0.9"), minus(1, apply("step", "z"))))
    leaky = ("lambda", "z", mul("z", slope))
    right = ("eq", apply("leaky'", "Z1"), apply("slope", "Z1"))
    wrong = ("eq", apply("leaky'", "Z1"), apply("leaky", "Z1"))
    functions = {"leaky": leaky, "slope": ("lambda", "z", slope)}
    assert check(with_line(right, functions=functions))[0].status == "proved"
    assert check(with_line(wrong, functions=functions))[0].status == "refuted"


def test_a_derivation_names_no_new_value_for_a_known_function() -> None:
    functions = {"sigmoid": ("lambda", "z", "z")}
    line = ("eq", apply("sigmoid", "z"), "z")
    assert check(with_line(line, functions=functions))[0].status == "refuted"


def test_places_and_order() -> None:
    inner = step("entries", ("eq", "X", "X"), ("eq", "W1", "W1"))
    outer = step("dW2", ("eq", "Y", "Y"), substeps=(inner,))
    seen: list[tuple[int, int, str]] = []
    found = check(network(outer, step("dX", ("eq", "X", "Y"))), lambda *done: seen.append(done))
    assert [v.where for v in found] == ["dW2/1", "dW2/entries/1", "dW2/entries/2", "dX/1"]
    assert seen == [(k, 4, v.where) for k, v in enumerate(found, 1)]
    assert [v.status for v in found.failures][:1] == ["refuted"]
    assert not found.good


def test_verdicts_repeat() -> None:
    derivation = chain(dW1=matmul(t("X"), neg("dZ1")))
    assert check(derivation) == check(derivation)
    assert check(derivation).gradients == check(derivation).gradients


def test_no_fault_hides_behind_a_step_of_zero() -> None:
    """With steps of 0 or 1 each of these holds at every other point."""
    lines = [("eq", apply("relu'", "z"), 0), ("eq", apply("relu'", "z"), 1), ("eq", apply("sign", "z"), 1)]
    lines += [("eq", apply("relu", "z"), mul(2, apply("relu", "z"))), ("eq", apply("abs'", "z"), neg(1))]
    lines += [("eq", apply("relu", entry("Z1", i, j)), 0) for i in (1, 2) for j in (1, 2, 3)]
    lines += [("eq", mul(*(apply("step", entry("Z1", 1, j)) for j in (1, 2, 3))), 0)]
    assert {v.status for v in check(network(step("dX", *lines)))} == {"refuted"}


def test_a_sample_written_out_is_all_of_a_batch_of_one() -> None:
    first = mul(entry("A1", 1, 1), entry("dZ2", 1))
    line = ("eq", entry("dW2", 1), first)
    one = with_line(line, sizes={"N": 1, "n0": 2, "n1": 3})
    assert check(one)[0].evidence["by"] == "example"
    assert check(one)[0].status == "proved"
    assert status(line) == "refuted"


def test_pi() -> None:
    line = ("eq", apply("sqrt", "pi"), apply("root", "z"))
    functions = {"root": ("lambda", "z", apply("sqrt", "pi"))}
    assert check(with_line(line, functions=functions))[0].status == "proved"
    assert status(("approx", "pi", decimal("3.14159265358979"))) == "proved"
    assert status(("approx", "pi", decimal("3.14159265358978"))) == "refuted"
    assert status(("eq", "pi", decimal("3.14"))) == "refuted"
