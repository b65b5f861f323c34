"""What is on the page: the sections, the nine gradients, what is said once and what is said again."""

import re
from dataclasses import replace

import pytest

from derive.api import Network
from derive.errors import DeriveError
from derive.render import FORMATS
from tests.oracles.networks import COLUMNS
from tests.render.documents import made, text

GRADIENTS = ["dA2", "dZ2", "dW2", "db2", "dA1", "dZ1", "dW1", "db1", "dX"]


def test_formats() -> None:
    assert FORMATS[:3] == ("tex", "md", "html")


def test_sections_and_steps_in_order() -> None:
    headings = re.findall(r"^#{2,3} (\d[\d.]*)", text("md"), re.MULTILINE)
    assert headings == [
        *("1", "2", "2.1", "2.2", "2.3", "2.4", "2.5", "3", "3.1", "3.2"),
        *("4", *(f"4.{k}" for k in range(1, 11)), "5", "5.1", "5.2", "5.3", "6", "6.1", "6.2"),
    ]


@pytest.mark.parametrize("name", GRADIENTS)
def test_every_gradient_is_boxed_with_its_shape_and_number(name: str) -> None:
    document = text("md")
    start = document.index(f'<a id="{name}"></a>')
    step = document[start : document.index("\n### ", start + 10 + document[start:].index("\n### "))]
    for wanted in (
        r"\boxed{",
        r"\in \mathbb{R}",
        r"\approx",
        r"\text{upstream}" if name != "dA2" else "Wanted",
    ):
        assert wanted in step, wanted


def test_equal_letters_are_said_aloud() -> None:
    assert "In the example $N$ and $n_ {0}$ both happen to be $2$." in text("md")


def test_an_explanation_is_given_once() -> None:
    document = text("md")
    for words in ("where the transpose comes from", "Why is the batch summed?", "Jacobian, and to multiply"):
        assert document.count(words) == 1, words
    assert "as in section [4.3](#dW2)" in document


def test_samples_in_columns_have_words_of_their_own() -> None:
    document = text("md", "seed" + COLUMNS)
    assert "One sample is one column" in document
    assert "the right factor has to be laid on its side" in document


def test_brief_has_one_line_for_each_gradient() -> None:
    document = text("md", detail="brief")
    rows = [row for row in re.split(r"\\cr|\n", document) if r"&& \text" in row or r"&&\text" in row]
    assert sum(r"\frac{\partial L}{\partial" in row and "leftarrow" not in row for row in rows) == len(
        GRADIENTS
    )
    assert r"\text{weights of a linear map}" in document


@pytest.mark.parametrize("name", ["W1", "dW1"])
def test_one_gradient_alone(name: str) -> None:
    document = text("html", only=name)
    assert 'id="dW1"' in document and 'id="dW2"' not in document
    inside = set(re.findall(r'href="#([^"]+)"', document))
    assert inside <= {*re.findall(r'id="([^"]+)"', document)}


def test_unknown_names_are_refused() -> None:
    with pytest.raises(DeriveError, match="no gradient 'dW9'; did you mean 'dW2'"):
        made().text("md", only="dW9")
    with pytest.raises(DeriveError, match="no format 'mdd'; did you mean 'md'"):
        made().text("mdd")
    with pytest.raises(DeriveError, match="no detail 'some'"):
        made().text("md", detail="some")


def test_without_verdicts_there_are_no_marks() -> None:
    document = replace(made(), verdicts=()).text("html")
    assert 'class="mark' not in document and "has been checked" not in document


def test_the_ledger_lists_every_line() -> None:
    rows = text("md", ledger=True).split('<a id="ledger"></a>')[1].splitlines()
    assert len([row for row in rows if row.startswith("| [(")]) == len(made().verdicts)


def test_a_long_step_is_cut_and_a_wide_matrix_elided() -> None:
    assert r"\cdots" in text("md", "layer norm")


def test_the_same_words_twice() -> None:
    assert made().text("html") == made().text("html")


def test_brief_and_one_gradient_is_its_one_line() -> None:
    document = text("md", only="dW1", detail="brief")
    assert document.count("$$") == 2 and r"\text{weights of a linear map}" in document
    assert "| Symbol |" not in document and "Z^{[2]}" not in document


def test_the_sigmoid_is_said_before_it_is_used() -> None:
    """Its formula and its range stand above the first place that needs them."""
    document = text("md")
    formula, bounds = (
        document.index(tex) for tex in (r"\sigma(z) \mathrel{:=}", "$$\n0 \\lt \\sigma(z) \\lt 1")
    )
    assert formula < bounds < document.index(r"= \sigma(z^{[1]}_ {ij})")
    assert "- *Condition:* $0 \\lt A^{[2]} \\lt 1$" in document.split('<a id="dA2"></a>')[1].split("###")[1]


def test_the_table_of_symbols_says_what_a_reader_meets() -> None:
    """One index, the small b, the value after a step; and each sign as it stands in the text."""
    notation = text("md").split('<a id="forward"></a>')[0]
    assert "one index is enough, as in $w^{[2]}_ {i}$ and $b^{[1]}_ {j}$" in notation
    assert r"| $W^{[1]}_ {\mathrm{new}}$ | value of" in notation
    assert r"\mathbf{1}_ " not in text("md").split('<a id="symmetry"></a>')[0]  # there n_1 is not forced


def test_lines_of_the_optimization_have_their_check_too() -> None:
    section = text("md").split('<a id="optimization"></a>')[1].split("### ")[0]
    rows = re.findall(r"^\| \(\d+\)", section, re.MULTILINE)
    assert len(rows) == sum(len(s.lines) for s in made().derivation.steps if s.rule == "update")


@pytest.mark.parametrize(
    ("loss", "reduction"),
    [
        *((loss, "sum") for loss in ("MSELoss", "BCELoss", "L1Loss", "HuberLoss", "CrossEntropyLoss")),
        *((loss, "mean") for loss in ("MSELoss", "BCELoss")),
    ],
)
def test_a_sum_is_not_called_a_mean(loss: str, reduction: str) -> None:
    layers = "Linear(2, 3) Tanh Linear(3, 2)" + (" Sigmoid" if loss == "BCELoss" else "")
    document = Network.from_line(layers, f"{loss}(reduction={reduction!r})").derive().render("md")
    story = document.split('<a id="loss"></a>')[1].split('<a id="optimization"></a>')[0]
    said = re.sub(r"not a mean|derivative of the mean (squared|absolute) error", "", story)
    assert bool(re.search(r"\b[Mm]ean\b", re.sub(r"\| mean .* error \|", "", said))) == (reduction == "mean")
