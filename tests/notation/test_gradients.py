"""Gradients that a document holds twice, as it shows them and plainly, look different in every form."""

import pytest

from derive.notation import Notation, Style, parse_style, shown, sign
from derive.notation.names import split

SHAPES = {
    "X": ("N", "n0"),
    "Z1": ("N", "n1"),
    "W1": ("n0", "n1"),
    "L": (),
    "dZ1": ("N", "n1"),
    "dW1": ("n0", "n1"),
}
Shapes = dict[str, tuple[str, ...]]
SCALED = SHAPES | {"mdZ1": ("N", "n1")}
TURNED = SHAPES | {"tdZ1": ("n1", "N"), "tdW1": ("n1", "n0")}
BOTH = SHAPES | {"tmdZ1": ("n1", "N"), "tdW1": ("n1", "n0")}


@pytest.mark.parametrize(
    ("settings", "shapes", "name", "latex", "text"),
    [
        ([], SCALED, "mdZ1", "dZ^{[1]}", "N ∂L/∂Z1"),
        ([], SCALED, "dZ1", r"\frac{\partial L}{\partial Z^{[1]}}", "∂L/∂Z1"),
        ([], SCALED, "dW1", r"\frac{\partial L}{\partial W^{[1]}}", "∂L/∂W1"),
        ([], TURNED, "tdW1", r"\frac{\partial L}{\partial W^{[1]}}", "(∂L/∂W1)ᵀ"),
        ([], TURNED, "dW1", r"\nabla_{W^{[1]}} L", "∂L/∂W1"),
        (["gradient=nabla"], TURNED, "tdW1", r"\nabla_{W^{[1]}} L", "(∂L/∂W1)ᵀ"),
        (["gradient=nabla"], TURNED, "dW1", r"\frac{\partial L}{\partial W^{[1]}}", "∂L/∂W1"),
        (["gradient=d"], TURNED, "tdW1", "dW^{[1]}", "(∂L/∂W1)ᵀ"),
        (["gradient=d"], TURNED, "dW1", r"\nabla_{W^{[1]}} L", "∂L/∂W1"),
        (["gradient=delta"], TURNED, "tdZ1", r"\delta^{[1]}", "(∂L/∂Z1)ᵀ"),
        (["gradient=delta"], TURNED, "dZ1", r"\nabla_{Z^{[1]}} L", "∂L/∂Z1"),
        (["gradient=delta"], BOTH, "tmdZ1", r"\delta^{[1]}", "N (∂L/∂Z1)ᵀ"),
        (["gradient=d"], BOTH, "dZ1", r"\nabla_{Z^{[1]}} L", "∂L/∂Z1"),
    ],
)
def test_whole(settings: list[str], shapes: Shapes, name: str, latex: str, text: str) -> None:
    if any(other.startswith("t") for other in shapes):
        settings = [*settings, "layout=numerator"]
    notation = Notation(parse_style(settings), shapes=shapes)
    assert notation.latex(name) == latex
    assert notation.plain(name) == text


@pytest.mark.parametrize(
    ("settings", "shapes", "name", "latex"),
    [
        ([], SCALED, "mdZ1", "dz^{[1]}_{ij}"),
        (["gradient=delta"], SCALED, "mdZ1", r"\delta^{[1]}_{ij}"),
        (["gradient=d"], TURNED, "dW1", r"\frac{\partial L}{\partial w^{[1]}_{ij}}"),
        ([], TURNED, "tdW1", r"\left(\frac{\partial L}{\partial W^{[1]}}\right)_{ij}"),
        ([], BOTH, "tmdZ1", "dz^{[1]}_{ij}"),
    ],
)
def test_entries(settings: list[str], shapes: Shapes, name: str, latex: str) -> None:
    if any(other.startswith("t") for other in shapes):
        settings = [*settings, "layout=numerator"]
    assert Notation(parse_style(settings), shapes=shapes).latex(("entry", name, "i", "j")) == latex


def test_a_letter_goes_to_the_one_that_is_shown() -> None:
    notation = Notation(symbols={"dZ": r"\epsilon"}, shapes=SCALED)
    assert notation.latex("mdZ1") == r"\epsilon^{[1]}"
    assert notation.latex("dZ1") == r"\frac{\partial L}{\partial Z^{[1]}}"


def test_no_two_look_alike() -> None:
    for gradient in ("partial", "nabla", "d", "delta"):
        for layout, shapes in (("variable", SCALED), ("numerator", TURNED), ("numerator", BOTH)):
            style = Style(gradient=gradient, layout=layout)
            seen = [Notation(style, shapes=shapes).latex(name) for name in shapes if split(name)[1]]
            assert len(set(seen)) == len(seen), (gradient, layout)


def test_names() -> None:
    assert shown("Z1", BOTH) == "tmdZ1"
    assert shown("X", BOTH) == "dX"
    assert split("theta1") == split("mu1") == split("md") == ("", "")
    assert sign("mdZ1", SCALED, Style(), ()) == "d"


@pytest.mark.parametrize(
    ("settings", "latex"),
    [
        (["activation=g"], r"g^{[1]\prime}(Z^{[1]})"),
        (["activation=g", "layer=_l"], "g_{1}'(Z_{1})"),
        (["activation=g", "layer=^l"], "(g^{1})'(Z^{1})"),
        (["activation=name"], r"\tanh'(Z^{[1]})"),
    ],
)
def test_the_activation_of_a_layer(settings: list[str], latex: str) -> None:
    notation = Notation(parse_style(settings), shapes=SHAPES, activations={"Z1": "tanh"})
    assert notation.latex(("apply", "tanh'", "Z1")) == latex
    assert notation.plain(("apply", "tanh'", "Z1")) == "tanh'(Z1)"
    assert notation.latex(("apply", "sigmoid", "Z1")).startswith(r"\sigma(")  # not the one of this layer
