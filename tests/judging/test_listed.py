"""Sizes in tables of prose: they settle shapes, and a definition that they contradict is named."""

import pytest

from derive.judging import check_text
from derive.judging.listed import listed
from derive.reading.page import Page

POST = (
    r"$Z = X W$. $A = \sigma(Z)$, $L = \frac{1}{N}\|A - Y\|^2$, "
    r"$\frac{\partial L}{\partial W} = X^T \frac{\partial L}{\partial Z}$."
)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (r"| $W^{[1]}$ | weights | $n_1 \times n_0$ |", r"W^{[1]} \in \mathbb{R}^{n_1 \times n_0}"),
        (r"| `W` | (d, 3) |", r"W \in \mathbb{R}^{d \times 3}"),
        (r"| $\hat{y}$ | $\mathbb{R}^{N \times k}$ |", r"\hat{y} \in \mathbb{R}^{N \times k}"),
        (r"$X$ & samples & $N \times d$ \\", r"X \in \mathbb{R}^{N \times d}"),
        ("| X | 100×20 |", r"X \in \mathbb{R}^{100 \times 20}"),
        ("| the cat | $N \\times d$ |", ""),
        ("| $X$ | $2 + 3$ |", ""),
        ("| $X$ | $N \\times d$ | $d \\times N$ |", ""),
        ("X & Y", ""),
    ],
)
def test_a_row(row: str, said: str) -> None:
    assert list(listed([Page(f"words\n{row}\nwords")])) == ([said] if said else [])


@pytest.mark.parametrize(("shape", "noted"), [("d, h", False), ("h, d", True)])
def test_a_definition_against_the_table(shape: str, noted: bool) -> None:
    text = f"| symbol | shape |\n|---|---|\n| $X$ | $(N, d)$ |\n| $W$ | $({shape})$ |\n\n{POST}"
    (found,) = check_text(text).files
    assert any("sizes" in note.text for note in found.notes) == noted
    assert [one.verdict for one in found.equations][-1] == "verified"


def test_sizes_of_entries_do_not_hide_a_mistake() -> None:
    wrong = POST.replace(r"X^T \frac", r"X \frac")
    (found,) = check_text(f"| $X$ | $(N, d)$ |\n| $W$ | $(d, h)$ |\n\n{wrong}").files
    assert [one.verdict for one in found.equations][-1] == "refuted"
