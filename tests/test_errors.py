"""The family of errors: what they say, and how the command line leaves with them."""

import pytest

from derive.errors import (
    DeriveError,
    ExpressionError,
    NotProved,
    OutputError,
    ShapeError,
    SpecError,
    unknown,
)


@pytest.mark.parametrize("kind", [SpecError, ShapeError, ExpressionError, NotProved, OutputError])
def test_one_family(kind: type[DeriveError]) -> None:
    """A user's error is 2; a line that is not proved is 1."""
    assert issubclass(kind, DeriveError)
    assert kind.exit_code == (1 if kind is NotProved else 2)


def test_a_spec_error_holds_every_problem_with_its_source() -> None:
    error = SpecError(["no loss 'x'", "N is a whole number"], "net.toml")
    assert error.problems == ("no loss 'x'", "N is a whole number")
    assert str(error) == "net.toml: no loss 'x'\nnet.toml: N is a whole number"


def test_a_spec_error_takes_any_iterable_and_no_source() -> None:
    error = SpecError(word for word in ("one", "two"))
    assert error.problems == ("one", "two") and str(error) == "one\ntwo"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Sigmod", "no layer 'Sigmod'; did you mean 'Sigmoid'?"),
        ("sigmoid", "no layer 'sigmoid'; did you mean 'Sigmoid'?"),
        ("LINEAR", "no layer 'LINEAR'; did you mean 'Linear'?"),
        ("Conv2d", "no layer 'Conv2d'; there are Linear, Sigmoid"),
        ("", "no layer ''; there are Linear, Sigmoid"),
    ],
)
def test_an_unknown_name_gets_the_closest_or_all(name: str, expected: str) -> None:
    assert unknown("layer", name, iter(["Linear", "Sigmoid"])) == expected


def test_a_huge_name_is_answered() -> None:
    assert "Linear" in unknown("layer", "Q" * 100_000, ["Linear"])
