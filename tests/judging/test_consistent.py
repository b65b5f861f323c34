"""One document has one reading; a hint names a wrong line; numbers and corrections that a reader can use."""

from pathlib import Path

import pytest

from derive.judging import Finding, check_text
from derive.judging.findings import REFUTED, VERIFIED
from tests.judging.test_readings import fixtures

NETWORK = r"$$Z = X W + b, \quad A = \sigma(Z)$$ "
ENTROPY = r"$$J = -\frac1m \sum_{i=1}^m [ y_i \log a_i + (1 - y_i) \log(1 - a_i) ]$$ "


def judged(text: str) -> list[Finding]:
    """The claims of a document."""
    (file,) = check_text(text).files
    return [one for one in file.equations if one.verdict in (VERIFIED, REFUTED)]


def test_scaled_errors_stay_a_condition() -> None:
    """Where most lines need dZ to be m·∂J/∂Z, they hold under that condition, and the others are wrong."""
    text = NETWORK + ENTROPY + r"$$dZ = A - Y$$ $$db = \frac1m \mathbf{1}^T dZ$$ $$dW = X^T dZ$$"
    one, other, wrong = judged(text)
    assert one.verdict == other.verdict == VERIFIED
    assert any("dZ means" in words for words in one.holds_if)
    assert wrong.verdict == REFUTED
    assert "which other lines contradict" in wrong.message


def test_scaled_errors_of_one_mind() -> None:
    """The same lines without the contradiction all hold."""
    text = NETWORK + ENTROPY + r"$$dZ = A - Y$$ $$db = \frac1m \mathbf{1}^T dZ$$ $$dW = \frac1m X^T dZ$$"
    assert [one.verdict for one in judged(text)] == [VERIFIED] * 3


def test_another_line_hides_nothing() -> None:
    """A true line more makes no wrong one true."""
    wrong = r"$$\frac{\partial J}{\partial Z} = A - Y$$ "
    true = r"$$\frac{\partial J}{\partial b} = \frac1m \sum_{i=1}^m (a_i - y_i)$$ "
    for text in (wrong, wrong + true, true + wrong):
        found = {one.latex: one.verdict for one in judged(NETWORK + ENTROPY + text)}
        assert [verdict for latex, verdict in found.items() if latex.endswith("A - Y")] == [REFUTED]
        assert list(found.values()).count(REFUTED) == 1


@pytest.mark.parametrize("text", [text for _, text, _ in fixtures()])
def test_a_cause_is_a_wrong_line(text: str) -> None:
    """`follows_from` names a refuted line, an earlier one, and only for a refuted one."""
    (file,) = check_text(text).files
    for place, one in enumerate(file.equations):
        if one.follows_from is not None:
            assert one.verdict == REFUTED
            assert one.follows_from < place
            assert file.equations[one.follows_from].verdict == REFUTED


def test_letters_in_a_sentence_are_no_cause() -> None:
    """Formulas without a relation are not what a mistake follows from."""
    text = (
        "On $N$ samples, $y$ one-hot: "
        + NETWORK
        + r"$$\frac{\partial L}{\partial W} = X \frac{\partial L}{\partial Z}$$"
    )
    (wrong,) = judged(text)
    assert (wrong.verdict, wrong.follows_from) == (REFUTED, None)


def test_targets_of_a_logarithmic_loss_are_labels() -> None:
    """Targets of counterexamples are 0 and 1, with one 1 in each row for a softmax; the loss is above 0."""
    sigmoid = NETWORK + ENTROPY + r"$$\frac{\partial J}{\partial W} = X^\top (A - Y)$$"
    (wrong,) = judged(sigmoid)
    assert wrong.counterexample is not None
    values = wrong.counterexample["values"]
    assert {entry for row in values["Y"] for entry in row} <= {0, 1}
    assert values["J"][0][0] > 0
    softmax = (
        r"$$Z = X W + b, \quad P = \mathrm{softmax}(Z)$$ "
        r"$$L = -\frac1N \sum_{i=1}^N \sum_k Y_{ik} \log P_{ik}$$ $$\frac{\partial L}{\partial Z} = P - Y$$"
    )
    (wrong,) = judged(softmax)
    assert wrong.counterexample is not None
    assert all(sorted(row) == [0, 1] for row in wrong.counterexample["values"]["Y"])


@pytest.mark.parametrize(
    ("definition", "wrong", "fix"),
    [
        (
            r"\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}}",
            r"\pd{L}{W} = \pd{L}{Z} X^\top",
            r"\pd{L}{W} = X^\top \pd{L}{Z}",
        ),
        (r"\newcommand{\g}[1]{\frac{\partial L}{\partial #1}}", r"\g{X} = \g Z W", r"\g{X} = \g Z W^{\top}"),
    ],
)
def test_a_correction_keeps_macros(definition: str, wrong: str, fix: str) -> None:
    """A line with macros is cut at their arguments' ends, and corrected in their terms."""
    (found,) = judged(f"{definition} $$Z = X W + b$$ $${wrong}$$")
    assert (found.verdict, found.latex, found.fix) == (REFUTED, wrong, fix)


def test_an_indicator_turned_round_is_mended() -> None:
    """`1[z < 0]` for ReLU: numbers that show it, and the sign turned."""
    text = (
        r"$$Z = X W, \quad A = \mathrm{ReLU}(Z)$$ "
        r"$$\frac{\partial L}{\partial Z} = \frac{\partial L}{\partial A} \odot \mathbb{1}[Z < 0]$$"
    )
    (found,) = judged(text)
    assert (found.kind, found.fix.endswith(r"\mathbb{1}[Z > 0]")) == ("sign", True)
    assert found.counterexample is not None


def test_the_output_that_a_loss_spells_out_is_not_its_target() -> None:
    """`‖X w - y‖²` beside ŷ = X w: y is no other name of ŷ."""
    text = r"$$\hat y = X w$$ $$L = \|X w - y\|^2$$ $$\nabla_w L = 2 X^\top (\hat y - y)$$"
    assert [one.verdict for one in judged(text)] == [VERIFIED]


def test_the_fixtures_are_all_there() -> None:
    """The files of this module's documents exist and are read."""
    folder = Path(__file__).parent.parent / "readings"
    assert {"tastes.md", "slips.md", "contradictions.md"} <= {path.name for path in folder.glob("*.md")}
