"""The user's own letters: scripts attach, entries follow, and clashes are errors that name both."""

import pytest

from derive.errors import DeriveError
from derive.expression import Term
from derive.notation import STYLES, Notation, Style

from .terms import SHAPES, SIZES

OWN = {"L": "J", "N": "m", "A": "h", "W": r"\Theta", "A2": r"\hat{Y}", "b": "b^*", "Z": "a_h", "X": "Φ'"}


@pytest.mark.parametrize(
    ("term", "latex"),
    [
        ("L", "J"),
        ("N", "m"),
        ("A1", "h^{[1]}"),
        ("A2", r"\hat{Y}"),
        ("dW2", r"\frac{\partial J}{\partial \Theta^{[2]}}"),
        (("transpose", "W2"), r"\Theta^{[2]\top}"),
        (("transpose", "A2"), r"\hat{Y}^{\top}"),
        (("entry", "A2", "i"), r"\hat{Y}_{i}"),
        (("entry", "W1", "i", "j"), r"\Theta^{[1]}_{ij}"),
        ("b1", r"(b^{\ast})^{[1]}"),
        (("transpose", "b1"), r"(b^{\ast})^{[1]\top}"),
        (("entry", "b1", "j"), r"(b^{\ast})^{[1]}_{j}"),
        ("Z1", "a^{[1]}_{h}"),
        (("entry", "Z1", "i", "j"), "a^{[1]}_{h,ij}"),
        ("X", r"\Phi^{\prime}"),
        (("transpose", "X"), r"(\Phi^{\prime})^{\top}"),
        ("W1_new", r"\Theta^{[1]}_{\mathrm{new}}"),
    ],
)
def test_scripts_attach(term: Term, latex: str) -> None:
    assert Notation(symbols=OWN, shapes=SHAPES, sizes=SIZES).latex(term) == latex


def test_subscripts_join() -> None:
    notation = Notation(STYLES["cs231n"], {"Z": "a_h"}, SHAPES, SIZES)
    assert notation.latex("Z1") == "a_{h,1}"
    assert notation.latex(("entry", "Z1", "i", "j")) == "a_{h,1,ij}"


def test_a_gradient_may_have_a_letter() -> None:
    notation = Notation(symbols={"dZ": r"\delta", "dW2": "G"}, shapes=SHAPES)
    assert notation.latex("dZ2") == r"\delta^{[2]}"
    assert notation.latex("dW2") == "G"
    assert notation.latex("dW1") == r"\frac{\partial L}{\partial W^{[1]}}"


def test_a_function_may_have_a_letter() -> None:
    notation = Notation(symbols={"sigmoid": "g", "tanh": "g^*"})
    assert notation.latex(("apply", "sigmoid'", "z")) == "g'(z)"
    assert notation.latex(("apply", "tanh'", "z")) == r"(g^{\ast})'(z)"


def test_where_e_is_a_symbol_the_exponential_is_a_word() -> None:
    notation = Notation(symbols={"Y": "e"}, shapes=SHAPES)
    assert notation.latex(("apply", "exp", "z")) == r"\exp(z)"


def test_entries_keep_the_capital_where_the_small_letter_is_taken() -> None:
    notation = Notation(shapes={"A1": ("N", "n1"), "a1": (1, "n1"), "B1": ("N", "n1")})
    assert notation.latex(("entry", "A1", "i", "j")) == "A^{[1]}_{ij}"
    assert notation.latex(("entry", "B1", "i", "j")) == "b^{[1]}_{ij}"


def test_the_user_goes_before_the_style() -> None:
    assert Notation(STYLES["ng"], {"L": r"\mathcal{L}"}).latex("L") == r"\mathcal{L}"


@pytest.mark.parametrize(
    ("symbols", "named"),
    [
        ({"L": "N"}, ("L", "N")),
        ({"A": "h", "Z": "h"}, ("A1", "Z1")),
        ({"A2": "Y"}, ("A2", "Y")),
        ({"N": "i"}, ("the index i", "N")),
        ({"L": "z"}, ("the variable z", "L")),
        ({"Y": r"\sigma"}, ("the function sigmoid", "Y")),
        ({"X": "I"}, ("the identity matrix", "X")),
        ({"N": "n_1"}, ("N", "n1")),
        ({"dW1": "X"}, ("X", "dW1")),
    ],
)
def test_clashes(symbols: dict[str, str], named: tuple[str, str]) -> None:
    with pytest.raises(DeriveError) as caught:
        Notation(symbols=symbols, shapes=SHAPES, sizes=SIZES)
    assert all(name in str(caught.value) for name in named), caught.value


def test_clash_with_a_layer_below() -> None:
    with pytest.raises(DeriveError, match="X and A2 are both written x"):
        Notation(Style(layer="_l"), {"X": "x", "A": "x"}, SHAPES, SIZES)


def test_unknown_name() -> None:
    with pytest.raises(DeriveError, match="no symbol 'W9'; did you mean 'W'"):
        Notation(symbols={"W9": "V"}, shapes=SHAPES)


@pytest.mark.parametrize(
    ("tex", "message"),
    [
        (r"\input{x}", "no command \\input"),
        ("\beta", "single quotes"),
        ("net", r"\mathrm{word}"),
        ("", "ends too early"),
        ("{W", "} expected"),
        ("W^{", "ends too early"),
        ("W_a_b", "two scripts _"),
        ("W$", "has no place in a symbol"),
        ("W%", "has no place in a symbol"),
        ("5", "a letter was expected"),
        ("{" * 20 + "W" + "}" * 20, "nested too deep"),
        ("W" * 101, "short text"),
        (r"\mathbf{\alpha}", "takes letters and digits"),
        (r"\mathbf{}", "nothing"),
        ("W^{}", "an empty script"),
        ("가", "has no place"),
    ],
)
def test_what_is_no_symbol(tex: str, message: str) -> None:
    with pytest.raises(DeriveError) as caught:
        Notation(symbols={"W": tex})
    assert message in str(caught.value)
    assert "W" in str(caught.value)


@pytest.mark.parametrize(
    ("tex", "latex", "face"),
    [
        (r"\mathbf{W}", r"\mathbf{W}", "𝐖"),
        (r"\mathcal L", r"\mathcal{L}", "ℒ"),
        (r"\boldsymbol{\theta}", r"\boldsymbol{\theta}", "𝜽"),
        (r"\mathbb{R}", r"\mathbb{R}", "ℝ"),
        (r"\mathrm{net}", r"\mathrm{net}", ">net<"),
        (r"\bar x", r"\bar{x}", "¯"),
        ("θ", r"\theta", "θ"),
        (r"\Theta", r"\Theta", "Θ"),
        (r"y^{(t)}", "y^{(t)}", "(</mo>"),
    ],
)
def test_faces(tex: str, latex: str, face: str) -> None:
    notation = Notation(symbols={"Y": tex})
    assert notation.latex("Y") == latex
    assert face in notation.mathml("Y")


def test_table() -> None:
    table = Notation(symbols={"W": "V"}, shapes=SHAPES).table
    assert table["V^{[1]}"] == "W1"
    assert table[r"\frac{\partial L}{\partial X}"] == "dX"
