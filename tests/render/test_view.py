"""What is on the page: the sections, the nine gradients, what is said once and what is said again."""

import re
from dataclasses import replace

import pytest

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
        *("1", "2", "2.1", "2.2", "2.3", "2.4", "2.5", "3", "3.1"),
        *("4", *(f"4.{k}" for k in range(1, 11)), "5", "5.1", "6", "6.1", "6.2"),
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
