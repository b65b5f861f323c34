"""Records that nobody writes: no crash, no endless work, and never a proof."""

from dataclasses import replace

import pytest

from derive.checks import check
from derive.derivation import Derivation, Formula
from derive.expression import Term
from tests.checks.seed import affine, apply, chain, decimal, div, entry, mul, network, step, total, with_line


def tower(n: int) -> Term:
    term: Term = 2
    for _ in range(n):
        term = ("pow", term, 999)
    return term


def nested(n: int) -> Term:
    term: Term = "z"
    for _ in range(n):
        term = apply("exp", term)
    return term


STRANGE: list[Term] = [
    "X",
    7,
    ("eq",),
    ("eq", "X"),
    ("nothing", "X", "X"),
    ("eq", ("entry",), 1),
    ("eq", ("entry", "X", ("i",), "j"), 1),
    ("eq", ("entry", "X", "i", "j", "k"), 1),
    ("eq", ("sum", "z", "z", "N"), 1),
    ("eq", ("sum", entry("X", "i", 1), "i", "Q"), 1),
    ("eq", ("sum", ("sum", entry("X", "i", 1), "i", "N"), "i", "N"), 1),
    ("eq", ("delta", "i", "j"), 1),
    ("eq", ("ones", 0, -1), 1),
    ("eq", ("ones", "X", "N"), 1),
    ("eq", ("ones", 10**9, 10**9), ("ones", 10**9, 10**9)),
    ("eq", ("zeros", 99999, 99999), ("zeros", 99999, 99999)),
    ("eq", ("matrix", ()), "X"),
    ("eq", ("matrix", ((1, 2), (3,))), "X"),
    ("eq", ("matrix", (("...",),)), "X"),
    ("eq", tower(6), mul(tower(6), 2)),
    ("approx", tower(6), decimal("1.0")),
    ("approx", "z", decimal("1.0")),
    ("approx", "L", decimal("1e999999999")),
    ("approx", nested(20), decimal("1.0")),
    ("eq", decimal("nan"), decimal("nan")),
    ("eq", apply("exp" + "'" * 40, "z"), apply("exp", "z")),
    ("eq", ("partial", ("partial", "L", entry("A2", "i")), entry("A2", "i")), 0),
    ("eq", ("partial", "L", mul("z", "z")), 0),
    ("eq", ("jacobian", "A2", ("neg", "Z2")), ("jacobian", "A2", ("neg", "Z2"))),
    ("lt", ("matrix", ((1,),)), ("matrix", ((0,),))),
    ("update", ("neg", "W1"), "W1"),
    ("define", ("neg", "X"), "X"),
    ("labelled", "X", "upstream"),
]


@pytest.mark.parametrize("line", STRANGE, ids=lambda line: str(line)[:60])
def test_strange_lines_are_not_proved(line: Term) -> None:
    (verdict,) = check(with_line(line))
    assert verdict.status in ("refuted", "undecided")
    assert verdict.detail


def test_no_forward_equations() -> None:
    empty = Derivation("", (), (), {}, {}, (), (step("dX", ("eq", "dX", "z"), ("eq", "z", "z")),), {}, 0.1)
    assert [v.status for v in check(empty)] == ["undecided", "proved"]


def test_forward_equations_that_do_not_fit() -> None:
    plain = chain()
    wrong = Formula("Z1", ("N", "n1"), affine("X", "W2", "b1"), "", ("X", "W2", "b1"))
    report = check(replace(plain, equations=(wrong, *plain.equations[1:])))
    assert {v.status for v in report} == {"refuted"}
    assert "matmul takes m n, n p" in report[0].detail
    late = check(replace(plain, equations=plain.equations[::-1]))
    assert not any(v.good for v in late)


def test_an_equation_that_uses_itself() -> None:
    plain = network(step("dX", ("eq", "Z1", "Z1"), ("eq", "dX", "dX")))
    circle = Formula("Z1", ("N", "n1"), ("hadamard", "Z1", "Z1"), "", ("Z1",))
    report = check(replace(plain, equations=(circle, *plain.equations[1:])))
    assert {v.status for v in report} <= {"undecided", "proved"}


def test_sizes_that_nobody_can_hold() -> None:
    plain = network(
        step("dX", ("approx", "L", decimal("0.1")), ("eq", "dX", "dX"), ("eq", entry("X", 2, 2), 1))
    )
    report = check(replace(plain, sizes={"N": 10**9, "n0": 10**9, "n1": 10**9}))
    assert [v.status for v in report] == ["undecided", "proved", "undecided"]
    wide = {**plain.shapes, "X": ("N", 10**8), "W1": (10**8, "n1"), "dX": ("N", 10**8), "dW1": (10**8, "n1")}
    assert not any(v.status == "refuted" for v in check(replace(plain, shapes=wide)))


@pytest.mark.parametrize(
    "data", [{}, {"X": "text"}, {"X": [[float("nan"), 1], [1, 1]]}, {"X": 3}, {"X": [[[1]]]}]
)
def test_strange_data(data: dict[str, object]) -> None:
    derivation = with_line(("approx", "X", decimal("1.0")), data=data)
    assert check(derivation)[0].status in ("undecided", "refuted")
    assert check(with_line(("approx", "L", decimal("1.0")), data=data))[0].status == "undecided"


def test_functions_without_end() -> None:
    line = ("eq", apply("f", "z"), apply("f", "z"))
    for functions in (
        {"f": ("lambda", "z", apply("f", "z"))},
        {"f": ("lambda", "z", apply("g", "z")), "g": ("lambda", "z", apply("f", "z"))},
        {"f": ("lambda", "z", "w")},
        {"f": "z"},
        {"f": ("lambda", "z", ("matmul", "z", "z"))},
    ):
        assert check(with_line(line, functions=functions))[0].status in ("undecided", "proved")
    wrong = ("eq", apply("f", "z"), "z")
    assert check(with_line(wrong, functions={"f": ("lambda", "z", apply("f", "z"))}))[0].status == "undecided"


def test_index_axes_that_would_not_fit() -> None:
    body: Term = mul(*(entry("B", letter, 1) for letter in "ijklrs"))
    for letter in "ijklrs":
        body = total(body, letter, 1000)
    derivation = with_line(("eq", body, div(body, 2)))
    shapes = {**derivation.shapes, "B": (1000, 1)}
    assert check(replace(derivation, shapes=shapes))[0].status == "undecided"
