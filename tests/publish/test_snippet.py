"""Snippets: a gradient by every name it has, in every format."""

import json

import pytest

from derive.api import Network
from derive.errors import DeriveError
from derive.render import FORMATS

SEED = Network.seed().derive()
TEX = r"\frac{\partial L}{\partial W^{[1]}}"


@pytest.mark.parametrize(
    "name", ["W1", "dW1", "dL/dW1", "∂L/∂W1", TEX, f"${TEX}$", TEX.replace(r"\frac", r"\dfrac "), "W^{[1]}"]
)
def test_every_name_is_the_same_gradient(name: str) -> None:
    assert SEED.snippet(name) == SEED.snippet("W1")


@pytest.mark.parametrize(
    "name",
    [
        *("W_1", "W_{1}", "W^{(1)}", "dW_1", "dW^{[1]}", "∂L/∂W_1", r"\nabla_{W_1} L", r"\nabla_{W^{[1]}} J"),
        *(r"\frac{\partial L}{\partial W_{1}}", r"\frac{dL}{dW^{(1)}}", r"\partial C / \partial W^{1}"),
        r"\frac{\mathrm{d}L}{\mathrm{d}W_1}",
    ],
)
def test_names_in_other_notations(name: str) -> None:
    assert SEED.snippet(name) == SEED.snippet("W1")


@pytest.mark.parametrize("name", ["W", "d", "", "dd", "W_12", "W_1^2", r"\frac{\partial W_1}{\partial L}"])
def test_what_only_looks_like_a_name_is_none(name: str) -> None:
    with pytest.raises(DeriveError, match="no gradient"):
        SEED.snippet(name)


def test_names_in_the_letters_of_a_style() -> None:
    derivation = Network.seed(["nielsen"]).derive()
    for of in derivation:
        printed = derivation[of].latex.partition(" = ")[0]
        assert derivation.snippet(printed) == derivation.snippet(of)


def test_an_unknown_gradient_is_named() -> None:
    with pytest.raises(DeriveError, match="no gradient 'dL/dW3'; did you mean 'dL/dW"):
        SEED.snippet("dL/dW3")


@pytest.mark.parametrize("what", ["W1", "A2", "forward", "notation", "numbers"])
@pytest.mark.parametrize("format", [*FORMATS, "json"])
def test_every_format(format: str, what: str) -> None:
    for lines in ("final", "all"):
        for numbers in (False, True):
            text = SEED.snippet(what, format, lines=lines, numbers=numbers)
            assert text.endswith("\n") and "\n\n\n" not in text
            assert "<<" not in text and r"\tag" not in text and r"\label" not in text
    if format in ("json", "ipynb"):
        json.loads(text)


def test_lines_and_numbers() -> None:
    final = SEED.snippet("W1")
    assert final.count("$$") == 2 and r"\boxed{" in final and r"\approx" not in final
    whole = SEED.snippet("W1", lines="all")
    assert r"\sum" in whole and whole.count(r"\boxed") == 1 and r"\approx" not in whole
    assert r"\approx" in SEED.snippet("W1", numbers=True)


def test_what_cannot_be() -> None:
    with pytest.raises(DeriveError, match="no format 'mdd'; did you mean 'md'"):
        SEED.snippet("W1", "mdd")
    with pytest.raises(DeriveError, match="not pdf"):
        SEED.snippet("W1", "pdf")
    with pytest.raises(DeriveError, match="no lines 'most'"):
        SEED.snippet("W1", lines="most")
    with pytest.raises(DeriveError, match="more than one line"):
        SEED.snippet("forward", inline=True)


@pytest.mark.parametrize("style", ["layout=numerator", "ng layout=numerator"])
@pytest.mark.parametrize("name", ["W1", "Z2", "b1", "X"])
def test_lines_that_rest_on_others_are_proved_with_them(name: str, style: str) -> None:
    assert Network.seed(style.split()).derive().snippet(name).startswith("$$\n\\boxed{")
