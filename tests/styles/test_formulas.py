"""Each named style prints the formulas to carry home as its source prints them."""

import pytest

from derive.api import Network

# the two-layer sigmoid network with binary cross-entropy
FORMULAS = {
    # the post this project grew from
    "seed": {
        "Z2": r"\frac{\partial L}{\partial Z^{[2]}} = \frac{A^{[2]} - Y}{N}",
        "W2": r"\frac{\partial L}{\partial W^{[2]}} = A^{[1]\top} \frac{\partial L}{\partial Z^{[2]}}",
        "b2": r"\frac{\partial L}{\partial b^{[2]}} = \mathbf{1}^{\top} \frac{\partial L}{\partial Z^{[2]}}",
        "A1": r"\frac{\partial L}{\partial A^{[1]}} = \frac{\partial L}{\partial Z^{[2]}} W^{[2]\top}",
        "Z1": r"\frac{\partial L}{\partial Z^{[1]}}"
        r" = \frac{\partial L}{\partial A^{[1]}} \odot \sigma'(Z^{[1]})",
        "W1": r"\frac{\partial L}{\partial W^{[1]}} = X^{\top} \frac{\partial L}{\partial Z^{[1]}}",
        "b1": r"\frac{\partial L}{\partial b^{[1]}} = \mathbf{1}^{\top} \frac{\partial L}{\partial Z^{[1]}}",
    },
    # Coursera, deep learning specialization, course 1, week 3: the sum over samples is a product with ones
    "ng": {
        "Z2": r"dZ^{[2]} = A^{[2]} - Y",
        "W2": r"dW^{[2]} = \frac{1}{m} dZ^{[2]} A^{[1]T}",
        "b2": r"db^{[2]} = \frac{1}{m} dZ^{[2]} \mathbf{1}",
        "A1": r"dA^{[1]} = W^{[2]T} dZ^{[2]}",
        "Z1": r"dZ^{[1]} = (W^{[2]T} dZ^{[2]}) \odot g^{[1]\prime}(Z^{[1]})",
        "W1": r"dW^{[1]} = \frac{1}{m} dZ^{[1]} X^{T}",
        "b1": r"db^{[1]} = \frac{1}{m} dZ^{[1]} \mathbf{1}",
    },
    # Nielsen, chapter 2: BP1, BP4, BP3, BP2; over a batch, BP3 sums the samples and BP4 is a matrix product
    "nielsen": {
        "Z2": r"\delta^{2} = \nabla_{a^{2}} C \odot \sigma'(z^{2})",
        "W2": r"\frac{\partial C}{\partial w^{2}} = \delta^{2} (a^{1})^{T}",
        "b2": r"\frac{\partial C}{\partial b^{2}} = \delta^{2} \mathbf{1}",
        "A1": r"\nabla_{a^{1}} C = (w^{2})^{T} \delta^{2}",
        "Z1": r"\delta^{1} = ((w^{2})^{T} \delta^{2}) \odot \sigma'(z^{1})",
        "W1": r"\frac{\partial C}{\partial w^{1}} = \delta^{1} x^{T}",
        "b1": r"\frac{\partial C}{\partial b^{1}} = \delta^{1} \mathbf{1}",
    },
    # Stanford CS231n, backpropagation notes
    "cs231n": {
        "Z2": r"dZ_{2} = \frac{A_{2} - Y}{N}",
        "W2": r"dW_{2} = A_{1}^{T} dZ_{2}",
        "b2": r"db_{2} = \mathbf{1}^{T} dZ_{2}",
        "A1": r"dA_{1} = dZ_{2} W_{2}^{T}",
        "Z1": r"dZ_{1} = dA_{1} \odot \sigma'(Z_{1})",
        "W1": r"dW_{1} = X^{T} dZ_{1}",
        "b1": r"db_{1} = \mathbf{1}^{T} dZ_{1}",
    },
}


@pytest.mark.parametrize("style", FORMULAS)
def test_final_formulas(style: str) -> None:
    derivation = Network.seed([style]).derive()
    assert {name: derivation[name].latex for name in FORMULAS[style]} == FORMULAS[style]


@pytest.mark.parametrize("style", FORMULAS)
def test_the_formulas_are_lines_of_the_document(style: str) -> None:
    derivation = Network.seed([style]).derive()
    lines = {derivation.notation.latex(line.expression) for _, line in derivation.record.walk()}
    assert set(FORMULAS[style].values()) <= lines


def test_the_scaled_errors_are_defined() -> None:
    derivation = Network.seed(["ng"]).derive()
    (step,) = [step for step in derivation.record.steps if step.rule == "scaled"]
    shown = [derivation.notation.latex(line.expression) for line in step.lines]
    assert shown[1] == r"dZ^{[2]} \mathrel{:=} m \frac{\partial J}{\partial Z^{[2]}}"


def test_the_numerator_layout_is_defined() -> None:
    derivation = Network.seed(["layout=numerator"]).derive()
    (step,) = [step for step in derivation.record.steps if step.rule == "numerator"]
    shown = [derivation.notation.latex(line.expression) for line in step.lines]
    assert shown[2] == r"\frac{\partial L}{\partial W^{[2]}} \mathrel{:=} (\nabla_{W^{[2]}} L)^{\top}"
    assert derivation["W2"].latex == (
        r"\frac{\partial L}{\partial W^{[2]}} = \frac{\partial L}{\partial Z^{[2]}} A^{[1]}"
    )


@pytest.mark.parametrize(
    ("settings", "name", "latex"),
    [
        (["ng", "layout=numerator"], "Z2", r"dZ^{[2]} \mathrel{:=} m (\nabla_{Z^{[2]}} J)^{T}"),
        (
            ["gradient=nabla", "layout=numerator"],
            "W2",
            r"\nabla_{W^{[2]}} L \mathrel{:=} \left(\frac{\partial L}{\partial W^{[2]}}\right)^{\top}",
        ),
        (["gradient=nabla", "errors=scaled"], "Z2", r"dZ^{[2]} \mathrel{:=} N \nabla_{Z^{[2]}} L"),
        (["nielsen", "layout=numerator"], "Z2", r"\delta^{2} \mathrel{:=} (\nabla_{z^{2}} C)^{T}"),
        (
            ["nielsen", "errors=scaled"],
            "A1",
            r"da^{1} \mathrel{:=} n \frac{\partial C}{\partial a^{1}}",
        ),
    ],
)
def test_what_is_shown_differs_from_what_defines_it(settings: list[str], name: str, latex: str) -> None:
    derivation = Network.seed(settings).derive()
    lines = {derivation.notation.latex(line.expression) for _, line in derivation.record.walk()}
    assert latex in lines
