"""Plain text: the names of the data, one line, and an ASCII form."""

import pytest

from derive.expression import Term
from derive.notation import Notation

from .terms import SHAPES, SIZES
from .test_latex import TABLE

NOTATION = Notation(shapes=SHAPES, sizes=SIZES)


@pytest.mark.parametrize(
    ("term", "text", "ascii"),
    [
        (("eq", "dW2", ("matmul", ("transpose", "A1"), "dZ2")), "∂L/∂W2 = A1ᵀ dZ2", "dL/dW2 = A1^T dZ2"),
        (
            ("eq", "dZ1", ("hadamard", "dA1", ("add", ("ones", "N", "n1"), ("neg", "A1")))),
            "∂L/∂Z1 = dA1 ⊙ (1 − A1)",
            "dL/dZ1 = dA1 .* (1 - A1)",
        ),
        (
            ("eq", ("entry", "dW2", "i"), ("sum", ("entry", "dZ2", "k"), "k", "N")),
            "dW2[i] = Σ_{k=1}^{N} dZ2[k]",
            "dW2[i] = sum_{k=1}^{N} dZ2[k]",
        ),
        (("shape", "W1", "n0", "n1"), "W1 ∈ ℝ^(n0×n1)", "W1 in R^(n0 x n1)"),
        (("pow", ("entry", "X", 1, 2), 2), "X[1,2]²", "X[1,2]^2"),
        (("pow", "z", -1), "z⁻¹", "z^(-1)"),
        (("div", ("add", "A2", ("neg", "Y")), "N"), "(A2 − Y)/N", "(A2 - Y)/N"),
        (("mul", ("div", 1, "N"), "dX"), "(1/N) dX", "(1/N) dX"),
        (("apply", "sigmoid'", "Z1"), "σ'(Z1)", "sigmoid'(Z1)"),
        (("matrix", ((1, "..."), (3, ("decimal", "-0.5")))), "[1, …; 3, -0.5]", "[1, ...; 3, -0.5]"),
        (
            ("partial", ("entry", "A2", "i"), ("entry", "Z2", "k")),
            "∂A2[i]/∂Z2[k]",
            "dA2[i]/dZ2[k]",
        ),
    ],
)
def test_text(term: Term, text: str, ascii: str) -> None:
    assert NOTATION.plain(term) == text
    assert NOTATION.plain(term, ascii=True) == ascii


@pytest.mark.parametrize("term", [term for term, _ in TABLE])
def test_every_operator_in_ascii(term: Term) -> None:
    text = NOTATION.plain(term, ascii=True)
    assert text.isascii()
    assert "?" not in text
    assert "\\" not in text
    assert "\n" not in text
