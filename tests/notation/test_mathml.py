"""MathML: well formed for every operator and style, symbols named, brackets as the browser wants them."""

from xml.etree import ElementTree

import pytest

from derive.expression import Term
from derive.notation import STYLES, Notation, Style

from .terms import SHAPES, SIZES
from .test_latex import TABLE

ELEMENTS = {
    *(
        "math",
        "semantics",
        "annotation",
        "mrow",
        "mi",
        "mn",
        "mo",
        "mtext",
        "mspace",
        "mfrac",
        "msqrt",
        "msub",
    ),
    *("msup", "msubsup", "munder", "mover", "munderover", "mtable", "mtr", "mtd"),
}
ARITY = {"mfrac": 2, "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mover": 2, "munderover": 3}
STYLE_LIST = [*STYLES.values(), Style(layer="(l)", gradient="nabla", transpose="prime", hadamard="circ")]


def parse(mathml: str) -> ElementTree.Element:
    return ElementTree.fromstring(mathml)


@pytest.mark.parametrize("style", STYLE_LIST)
@pytest.mark.parametrize("term", [term for term, _ in TABLE], ids=[latex for _, latex in TABLE])
def test_well_formed(term: Term, style: Style) -> None:
    notation = Notation(style, shapes=SHAPES, sizes=SIZES)
    root = parse(notation.mathml(term, annotation=True))
    assert {element.tag for element in root.iter()} <= ELEMENTS
    for element in root.iter():
        if element.tag in ARITY:
            assert len(element) == ARITY[element.tag], ElementTree.tostring(element)
    annotation = root.find(".//annotation")
    assert annotation is not None
    assert annotation.text == notation.latex(term)


def test_symbols_carry_their_names() -> None:
    root = parse(Notation().mathml(("eq", "dW2", ("matmul", ("transpose", "A1"), ("mul", "N", "Y")))))
    names = [element.get("data-sym") for element in root.iter("mrow") if element.get("class") == "sym"]
    assert names == ["dW2", "A1", "N", "Y"]


def test_an_entry_carries_the_name_of_its_matrix() -> None:
    root = parse(Notation().mathml(("entry", "dW2", "i", "j")))
    assert [e.get("data-sym") for e in root.iter() if e.get("data-sym")] == ["dW2"]


def test_a_symbol_takes_further_attributes() -> None:
    mathml = Notation().mathml("X", attributes=lambda name: {"tabindex": "0", "title": f'"{name}" <'})
    assert parse(mathml)[0].attrib == {"class": "sym", "data-sym": "X", "tabindex": "0", "title": '"X" <'}


def test_layer_brackets_do_not_stretch() -> None:
    brackets = list(parse(Notation().mathml("W1")).iter("mo"))
    assert [e.text for e in brackets] == ["[", "]"]
    assert all(e.get("stretchy") == "false" and e.get("lspace") == e.get("rspace") == "0" for e in brackets)


def test_fractions_in_a_matrix_are_in_display_style() -> None:
    table = parse(Notation().mathml(("matrix", ((("div", 1, "N"),),)))).find(".//mtable")
    assert table is not None
    assert table.get("displaystyle") == "true"


def test_underbrace() -> None:
    mathml = Notation(words={"upstream": "x < y & z"}).mathml(("labelled", "dX", "upstream"))
    assert "⏟" in mathml and '<munder class="braced">' in mathml, "a page may draw it by its class"
    assert "<mtext>x &lt; y &amp; z</mtext>" in mathml


def test_rows_are_fragments() -> None:
    rows = Notation().mathml_lines([("eq", "X", "Y"), ("eq", "X", "Y")])
    assert rows[1].left == ""
    assert all(parse(f"<math>{part}</math>") is not None for row in rows for part in row if part)


def test_inline() -> None:
    assert parse(Notation().mathml("X", display=False)).get("display") is None
    assert parse(Notation().mathml("X")).get("display") == "block"
