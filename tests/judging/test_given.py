"""A network from outside: said in the document's letters and layout, and never overruled by the document."""

from pathlib import Path

import pytest

import derive
from derive.judging import FileFindings, check_equations
from derive.judging.claims import Equation

SPEC = """[network]
layers = ['Linear(2, 3)', 'Sigmoid()', 'Linear(3, 4)', 'Sigmoid()']
loss = 'BCELoss'
"""
ROWS = [
    r"dZ_2 = \frac{1}{N} (A_2 - Y)",
    "dW_2 = A_1^T dZ_2",
    "dA_1 = dZ_2 W_2^T",
    r"dZ_1 = dA_1 \odot A_1 \odot (1 - A_1)",
]
COLUMNS = [
    "dW^{[2]} = \\frac{1}{m} dZ^{[2]} A^{[1]T}",
    "db^{[2]} = \\frac{1}{m} np.sum(dZ^{[2]}, axis=1, keepdims=True)",
    "dZ^{[1]} = W^{[2]T} dZ^{[2]} * A^{[1]} * (1 - A^{[1]})",
]
ONE = [
    r"\delta^L = \nabla_a C \odot \sigma'(z^L)",
    r"\delta^l = ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)",
    r"\frac{\partial C}{\partial b^l} = \delta^l",
    r"\frac{\partial C}{\partial w^l} = \delta^l (a^{l-1})^T",
]


def judged(tmp_path: Path, lines: list[str]) -> FileFindings:
    """What is said of a document that has these lines and no forward pass."""
    (tmp_path / "net.toml").write_text(SPEC, encoding="utf-8")
    text = "\n\n".join(f"$${line}$$" for line in lines)
    (file,) = derive.check_text(text, network=tmp_path / "net.toml").findings.files
    return file


@pytest.mark.parametrize("lines", [ROWS[1:], COLUMNS, ONE], ids=["rows", "columns", "one sample"])
def test_gradients_alone_are_judged_in_the_notation_of_the_document(tmp_path: Path, lines: list[str]) -> None:
    found = judged(tmp_path, lines).equations
    assert [one.verdict for one in found] == ["verified"] * len(lines)
    assert all("assuming" not in one.evidence for one in found)


@pytest.mark.parametrize(
    ("lines", "right", "wrong"),
    [
        (ROWS[1:], "A_1^T dZ_2", "A_1 dZ_2"),
        (COLUMNS, "W^{[2]T} dZ", "W^{[2]} dZ"),
        (ONE, r"\delta^l (a^{l-1})^T", r"a^{l-1} \delta^l"),
    ],
    ids=["rows", "columns", "one sample"],
)
def test_a_wrong_gradient_alone_is_refuted(tmp_path: Path, lines: list[str], right: str, wrong: str) -> None:
    changed = [line.replace(right, wrong) for line in lines]
    assert changed != lines
    found = judged(tmp_path, changed).equations
    assert [one.verdict == "refuted" for one in found] == [
        one != other for one, other in zip(lines, changed, strict=True)
    ]


def test_a_forward_line_against_the_network_is_reported(tmp_path: Path) -> None:
    forward = ["Z_1 = X W_1 + b_1", r"A_1 = \tanh(Z_1)", "Z_2 = A_1 W_2 + b_2", "dW_2 = A_1^T dZ_2"]
    found = judged(tmp_path, forward).equations
    assert [one.verdict for one in found] == ["verified", "refuted", "verified", "verified"]
    assert found[1].kind == "contradiction" and r"A^{[1]} = \sigma(Z^{[1]})" in found[1].message


def test_what_holds_for_zero_alone_is_not_assumed() -> None:
    """An output whose slope vanishes makes every gradient zero, and shows nothing."""
    line = r"\frac{\partial E}{\partial o} * \frac{\partial o}{\partial n} = -(t - o) * o(1 - o)"
    (found,) = check_equations([Equation(line)]).equations
    assert "softmax" not in str(found.holds_if)
