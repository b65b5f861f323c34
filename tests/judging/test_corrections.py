"""The offered corrections: the author's own TeX with one edit, and numbers that show the mistake."""

import pytest

from derive.judging import Finding, check_text

ROWS = "$$Z = XW + b$$\n$$A = \\sigma(Z)$$\n"
LAYERS = "$$z^l = W^l a^{l-1} + b^l$$\n$$a^l = f(z^l)$$\n"


def refuted(text: str) -> Finding:
    """The one refuted link of a text."""
    (found,) = [e for e in check_text(text).files[0].equations if e.verdict == "refuted"]
    return found


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        (ROWS + r"$$\nabla_W L = \nabla_Z L X^T$$", r"\nabla_W L = X^T \nabla_Z L"),
        (LAYERS + r"$$\delta^l = (W^{l})^T \delta^{l+1} \odot f'(z^l)$$",
         r"\delta^l = (W^{l+1})^T \delta^{l+1} \odot f'(z^l)"),
        (LAYERS + r"$$\frac{\partial C}{\partial W^l} = \delta^l (a^{l})^T$$",
         r"\frac{\partial C}{\partial W^l} = \delta^l (a^{l-1})^T"),
    ],
)  # fmt: skip
def test_fix(text: str, fix: str) -> None:
    """The correction keeps the author's letters."""
    assert refuted(text).fix == fix


def test_counterexample_differs() -> None:
    """The numbers of a counterexample differ, and their inputs are shown."""
    found = refuted(ROWS + r"$$\nabla_Z L = \nabla_A L \odot \sigma'(A)$$")
    assert found.counterexample is not None
    assert found.counterexample["yours"] != found.counterexample["correct"]


def test_verdicts_hold_for_a_single_sample_only() -> None:
    """`db = dZ` is right for one sample, and the condition is said."""
    (claim,) = [e for e in check_text(ROWS + r"$$\nabla_b L = \nabla_Z L$$").files[0].equations if e.holds_if]
    assert claim.verdict == "verified"
    assert claim.holds_if == ("one sample",)


def test_json_has_every_field() -> None:
    """The data of the report."""
    data = check_text(ROWS).to_json()
    assert data["schema"] == 1
    assert data["summary"]["definition"] == 2
    fields = {"line", "column", "latex", "verdict", "kind", "fix", "holds_if"}
    assert fields <= set(data["files"][0]["equations"][0])
