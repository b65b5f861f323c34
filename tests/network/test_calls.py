"""Calls such as Linear(2, 3, bias=False): read by a small grammar, never evaluated."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derive.errors import DeriveError
from derive.layers import LAYERS
from derive.network.calls import MAX_LENGTH, Call, read_call, read_calls


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ("Sigmoid", Call("Sigmoid")),
        ("Sigmoid()", Call("Sigmoid")),
        (" Linear ( 2 , 3 ) ", Call("Linear", (2, 3))),
        ("Linear(2, 3,)", Call("Linear", (2, 3))),
        ("Linear(2, 3, bias=False)", Call("Linear", (2, 3), (("bias", False),))),
        ("f(-1, +2, .5, 1e-3, 2.)", Call("f", (-1, 2, 0.5, 1e-3, 2.0))),
        ("f('a, b', \"c\")", Call("f", ("a, b", "c"))),
        ("f(None, true, True)", Call("f", (None, True, True))),
        ("f(g(1), h)", Call("f", (Call("g", (1,)), Call("h")))),
        ("f(x=g(1))", Call("f", (), (("x", Call("g", (1,))),))),
    ],
)
def test_read(text: str, call: Call) -> None:
    assert read_call(text) == call


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "expected more, found the end"),
        ("Linear(2, 3", "expected ',', found the end"),
        ("Linear(2 3)", "expected ',', found '3'"),
        ("Linear(2, 3))", "expected the end, found ')'"),
        ("Linear(2,, 3)", "found ','"),
        ("(2, 3)", "expected a name, found '('"),
        ("Linear(bias=False, 2)", "expected name=value, found '2'"),
        ("Linear(2, 3) Sigmoid", "expected the end, found 'Sigmoid'"),
        ("f('abc)", "found"),
        ("__import__('os').system('true')", "expected the end, found '.'"),
        ("f(lambda: 0)", "found"),
        ("f(1+1)", "found '+1'"),
        ("x" * (MAX_LENGTH + 1), f"longer than {MAX_LENGTH} characters"),
        ("f(" * 50 + ")" * 50, "nested deeper than 32"),
    ],
)
def test_what_is_no_call_is_told(text: str, says: str) -> None:
    with pytest.raises(DeriveError) as raised:
        read_call(text)
    assert says in str(raised.value) and len(str(raised.value)) < 500


ARGUMENTS = st.recursive(
    st.one_of(
        st.integers(-(10**6), 10**6),
        st.floats(allow_nan=False, allow_infinity=False, width=32),
        st.booleans(),
        st.none(),
        st.text(alphabet="abc _(),=1", max_size=6),
    ),
    lambda inner: st.builds(
        Call,
        st.sampled_from(["Linear", "f", "_g1"]),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.sampled_from(["a", "bias"]), inner, max_size=2).map(lambda d: tuple(d.items())),
    ),
    max_leaves=10,
)


def written(value: Any) -> str:
    """An argument as it is written."""
    if isinstance(value, Call):
        inside = [*map(written, value.args), *(f"{key}={written(one)}" for key, one in value.kwargs)]
        return f"{value.name}({', '.join(inside)})"
    return repr(value)


@given(ARGUMENTS.filter(lambda value: isinstance(value, Call)))
def test_what_is_written_is_read(call: Call) -> None:
    assert read_call(written(call)) == call


@given(st.text(alphabet="LinearSigmoid0123456789(),.=+-e'\" _", max_size=60))
def test_any_text_is_a_call_or_told(text: str) -> None:
    for read in (read_call, read_calls):
        try:
            read(text)
        except DeriveError as error:
            assert len(str(error)) < 500


@pytest.mark.parametrize(
    "text",
    [
        "Linear(2, 3, bias='x')",
        "Linear(2, 3, bias=Sigmoid)",
        "Linear(2, 3, 7)",
        "Linear(2, 3, bias=True, bias=False)",
        "Dropout(3)",
    ],
)
def test_arguments_that_mean_nothing(text: str) -> None:
    with pytest.raises(DeriveError):
        read_call(text).make("layer", LAYERS)


@pytest.mark.parametrize("name", [name for name in LAYERS if name != "Residual"])
def test_no_argument_is_evaluated(name: str) -> None:
    """Whatever stands there as text stays text, and is refused."""
    with pytest.raises(DeriveError):
        read_call(f"{name}('__import__(1)', 'x', 'y', 'z')").make("layer", LAYERS)
