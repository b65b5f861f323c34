"""The expression language: what it accepts, and that its terms survive JSON and rebuilding."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derive.errors import ExpressionError
from derive.expression import (
    MAX_DEPTH,
    OPERATORS,
    RELATIONS,
    children,
    from_json,
    rebuild,
    size,
    strip,
    substitute,
    symbols,
    to_json,
    walk,
)
from tests.oracles.networks import derivation
from tests.oracles.random_terms import terms


def operation(op: str, count: int) -> list[Any]:
    """An operation with so many plain arguments."""
    return [op, *([[["a"]]] if op == "matrix" else ["a"] * count)]


@pytest.mark.parametrize("op", OPERATORS)
def test_every_operator_takes_its_number_of_arguments(op: str) -> None:
    least, most, meaning = OPERATORS[op]
    assert meaning
    assert from_json(operation(op, least))[0] == op
    with pytest.raises(ExpressionError, match="takes"):
        from_json([op, *["a"] * (least - 1)])
    if most is not None:
        with pytest.raises(ExpressionError, match="takes"):
            from_json([op, *["a"] * (most + 1)])
    elif op != "matrix":
        assert len(from_json(operation(op, 20))) == 21


def test_relations_are_operators() -> None:
    assert set(OPERATORS) >= RELATIONS


@given(terms)
def test_json_both_ways(term: Any) -> None:
    """Nested arrays and back, and through the text of a file."""
    assert from_json(to_json(term)) == term
    assert from_json(json.loads(json.dumps(to_json(term)))) == term


@given(terms)
def test_rebuilding_with_the_same_parts_changes_nothing(term: Any) -> None:
    assert rebuild(term, lambda part: part) == term
    assert substitute(term, {}) == term
    assert size(term) == len(list(walk(term))) == 1 + sum(map(size, children(term)))
    assert symbols(term) == {part for part in walk(term) if isinstance(part, str)}


@given(terms)
def test_stripping_leaves_nothing_for_the_eye(term: Any) -> None:
    bare = strip(term)
    assert strip(bare) == bare
    assert not any(isinstance(part, tuple) and part[0] in ("shaped", "labelled") for part in walk(bare))


@given(terms)
def test_substitution_is_everywhere_and_at_once(term: Any) -> None:
    """a for b and b for a together swap; a name that is replaced does not stay."""
    swapped = substitute(term, {"A0": "B0", "B0": "A0"})
    assert substitute(swapped, {"A0": "B0", "B0": "A0"}) == term
    assert "A0" not in symbols(substitute(term, {"A0": ("transpose", "Q")}))


def test_a_function_is_not_a_symbol() -> None:
    """The name of a function, a word below a term, decimals and an axis are no expressions."""
    term = ("labelled", ("apply", "tanh", ("softmax", ("mul", ("decimal", "2.5"), "z"), 1)), "local")
    assert symbols(term) == {"z"}
    names = {"tanh": "x", "local": "x", "2.5": "x", "z": "y"}
    assert substitute(term, names) == substitute(term, {"z": "y"})


def test_a_matrix_has_its_cells_as_children() -> None:
    matrix = ("matrix", (("a", 1), (("neg", "b"), "...")))
    assert children(matrix) == ("a", 1, ("neg", "b"), "...")
    assert substitute(matrix, {"b": "c"}) == ("matrix", (("a", 1), (("neg", "c"), "...")))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (None, "not None"),
        (1.5, "not 1.5"),
        (True, "not True"),
        ([], "not \\[\\]"),
        ({}, "not {}"),
        ({"op": "add"}, "not {'op': 'add'}"),
        (b"add", "not b'add'"),
        (["unheard", "a"], "no operator 'unheard'; there are add, neg"),
        ([["add", "a", "b"], "c"], "no operator \\['add'"),
        ([1, 2], "no operator 1"),
        (["add", "a", None], "not None"),
        (["neg", float("nan")], "not nan"),
        (["pow", "a", True], "not True"),
        (["apply", ["f"], "a"], "apply takes plain text"),
        (["decimal", 0.5], "decimal takes plain text"),
        (["softmax", "A", None], "softmax takes plain text"),
        (["labelled", "a", ["b"]], "labelled takes plain text"),
        (["matrix", "a"], "list of rows"),
        (["matrix", []], "list of rows"),
        (["matrix", [[]]], "list of rows"),
        (["matrix", [["a"], "b"]], "list of rows"),
        (["matrix", [["a", "b"], ["c"]]], "one length"),
        (["matrix", [["a", {}]]], "not {}"),
    ],
)
def test_what_is_not_an_expression_is_told(data: Any, says: str) -> None:
    with pytest.raises(ExpressionError, match=says):
        from_json(data)


ANYTHING = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=8),
        st.sampled_from([*OPERATORS]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=25,
)


@given(ANYTHING)
def test_malformed_data_are_an_expression_error_and_nothing_else(data: Any) -> None:
    try:
        term = from_json(data)
    except ExpressionError as error:
        assert len(str(error)) < 1000
    else:
        assert from_json(to_json(term)) == term


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 1_000, 100_000])
def test_deep_nesting_is_refused(depth: int) -> None:
    """Also where Python's own recursion would not reach."""
    data: Any = "a"
    for _ in range(depth):
        data = ["neg", data]
    with pytest.raises(ExpressionError, match="deeper"):
        from_json(data)
    while isinstance(data, list):  # taken apart by hand: freeing it recursively is slow
        data = data.pop()


def test_nesting_up_to_the_limit_is_fine() -> None:
    data: Any = "a"
    for _ in range(MAX_DEPTH):
        data = ["neg", data]
    assert size(from_json(data)) == MAX_DEPTH + 1


@pytest.mark.parametrize("data", [["a" * 10**6, "b"], [10**3000, "a"], ["add", "a", ["b" * 10**6]]])
def test_huge_names_make_no_huge_message(data: Any) -> None:
    with pytest.raises(ExpressionError) as raised:
        from_json(data)
    assert len(str(raised.value)) < 1000


def test_a_number_too_long_to_print_is_told() -> None:
    """Python refuses to print integers of more than 4300 digits; the message has to do without."""
    with pytest.raises(ExpressionError):
        from_json([10**5000, "a"])


def test_every_line_of_a_derivation_is_an_expression() -> None:
    for _, line in derivation("seed").walk():
        assert from_json(to_json(line.expression)) == line.expression
        assert line.expression[0] in RELATIONS
