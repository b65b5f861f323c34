"""Conventions as data: what each named style prints, and how settings are read."""

import pytest

from derive.errors import DeriveError
from derive.expression import Term
from derive.notation import STYLES, Notation, Style, parse_style

from .terms import SHAPES, SIZES

PRODUCT = ("eq", "dW2", ("matmul", ("transpose", "A1"), "dZ2"))
ENTRY = ("entry", "dZ2", "i")
POWER = ("pow", ("entry", "W1", "i", "j"), 2)


@pytest.mark.parametrize(
    ("style", "term", "latex"),
    [
        (
            "seed",
            PRODUCT,
            r"\frac{\partial L}{\partial W^{[2]}} = A^{[1]\top} \frac{\partial L}{\partial Z^{[2]}}",
        ),
        ("ng", PRODUCT, "dW^{[2]} = A^{[1]T} dZ^{[2]}"),
        (
            "ng",
            ("eq", "dW2", ("mul", ("div", 1, "N"), ("matmul", "dZ2", ("transpose", "A1")))),
            r"dW^{[2]} = \frac{1}{m} dZ^{[2]} A^{[1]T}",
        ),
        ("ng", "L", "J"),
        ("nielsen", PRODUCT, r"\frac{\partial C}{\partial w^{2}} = (a^{1})^{T} \delta^{2}"),
        (
            "nielsen",
            ("eq", "dZ1", ("hadamard", ("matmul", ("transpose", "W2"), "dZ2"), ("apply", "sigmoid'", "Z1"))),
            r"\delta^{1} = ((w^{2})^{T} \delta^{2}) \odot \sigma'(z^{1})",
        ),
        (
            "nielsen",
            ("hadamard", ("matmul", ("transpose", "W_lp1"), "dZ_lp1"), ("apply", "sigmoid'", "Z_l")),
            r"((w^{\ell+1})^{T} \delta^{\ell+1}) \odot \sigma'(z^{\ell})",
        ),
        ("cs231n", ("entry", "W_l", "i", "j"), r"w_{\ell,ij}"),
        ("nielsen", POWER, "(w^{1}_{ij})^{2}"),
        ("nielsen", ("pow", "z", 2), "(z)^{2}"),
        ("nielsen", ENTRY, r"\delta^{2}_{i}"),
        ("cs231n", PRODUCT, "dW_{2} = A_{1}^{T} dZ_{2}"),
        ("cs231n", ("entry", "W1", "i", "j"), "w_{1,ij}"),
        ("cs231n", ("entry", "W1_new", "i", 12), r"w_{1,\mathrm{new},i,12}"),
        ("cs231n", POWER, "w_{1,ij}^{2}"),
        ("cs231n", ("hpow", "A1", 2), r"A_{1}^{\odot 2}"),
    ],
)
def test_named(style: str, term: Term, latex: str) -> None:
    assert Notation(STYLES[style], shapes=SHAPES, sizes=SIZES).latex(term) == latex


@pytest.mark.parametrize(
    ("style", "term", "latex"),
    [
        (Style(layer="(l)"), ("transpose", "W2"), r"W^{(2)\top}"),
        (Style(layer="^l"), ("transpose", "W2"), r"(W^{2})^{\top}"),
        (Style(layer="_l"), ("transpose", "W2"), r"W_{2}^{\top}"),
        (Style(layer="^l"), ("transpose", "X"), r"X^{\top}"),
        (Style(transpose="prime"), ("transpose", "W2"), r"W^{[2]\prime}"),
        (Style(hadamard="circ"), ("hadamard", "A1", "A1"), r"A^{[1]} \circ A^{[1]}"),
        (Style(hadamard="circ"), ("hpow", "X", 2), r"X^{\circ 2}"),
        (Style(gradient="nabla"), "dW2", r"\nabla_{W^{[2]}} L"),
        (
            Style(gradient="nabla"),
            ("matmul", "dZ2", ("transpose", "W2")),
            r"(\nabla_{Z^{[2]}} L) W^{[2]\top}",
        ),
        (Style(gradient="nabla"), ("matmul", ("transpose", "A1"), "dZ2"), r"A^{[1]\top} \nabla_{Z^{[2]}} L"),
        (Style(gradient="nabla"), ("transpose", "dZ2"), r"(\nabla_{Z^{[2]}} L)^{\top}"),
        (Style(gradient="nabla"), ENTRY, r"\frac{\partial L}{\partial z^{[2]}_{i}}"),
        (Style(gradient="d"), ("transpose", "dW2"), r"dW^{[2]\top}"),
        (Style(gradient="d"), ("entry", "dW1", "i", "j"), "dw^{[1]}_{ij}"),
        (Style(gradient="delta"), "dZ2", r"\delta^{[2]}"),
        (Style(gradient="delta"), "dW2", r"\frac{\partial L}{\partial W^{[2]}}"),
        (Style(gradient="delta", layer="_l"), ("delta", 1, 2), "[1 = 2]"),
        (Style(lowercase=False), ("entry", "W1", "i", "j"), "W^{[1]}_{ij}"),
        (Style(samples="columns"), ("softmax", "Z1", 0), r"\mathrm{softmax}(Z^{[1]})"),
    ],
)
def test_setting(style: Style, term: Term, latex: str) -> None:
    assert Notation(style, shapes=SHAPES, sizes=SIZES).latex(term) == latex


def test_settings_from_the_command_line() -> None:
    style = parse_style(["ng", "layer=(l)", "lowercase=false"])
    assert (style.transpose, style.layer, style.lowercase, style.samples) == ("T", "(l)", False, "columns")


def test_settings_from_a_table() -> None:
    assert parse_style({"transpose": "T", "name": "nielsen"}).layer == "^l"
    assert parse_style({}) == STYLES["seed"]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (["nilsen"], "no style 'nilsen'; did you mean 'nielsen'?"),
        (["hadamar=odot"], "did you mean 'hadamard'?"),
        (["transpose=S"], "there are top, T, prime"),
        (["lowercase=maybe"], "lowercase is true or false"),
        ({"symbols": {}}, "no setting 'symbols'"),
    ],
)
def test_unknown_settings(settings: list[str], message: str) -> None:
    with pytest.raises(DeriveError) as caught:
        parse_style(settings)
    assert message in str(caught.value)
