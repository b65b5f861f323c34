"""The surface tree: a fixture per idiom, spans, errors with their place, limits, macros, any text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.reading import Macro, Unreadable, parse
from derive.reading.syntax import Node
from derive.reading.unreadable import MAX_NESTING, MAX_TOKENS

from .fixtures import HERE, Fixture, fixtures, outline


def _title(fixture: Fixture) -> str:
    return fixture.title


@pytest.mark.parametrize("fixture", fixtures("idioms.md"), ids=_title)
def test_an_idiom(fixture: Fixture) -> None:
    assert "\n".join(map(outline, parse(fixture.given).parts)) == fixture.expected


@pytest.mark.parametrize("fixture", fixtures("unreadable.md"), ids=_title)
def test_what_cannot_be_read_has_a_place(fixture: Fixture) -> None:
    with pytest.raises(Unreadable) as caught:
        parse(fixture.given)
    assert str(caught.value) == fixture.expected


def _nodes(node: Node) -> list[Node]:
    return [node, *(inner for part in node.parts for inner in _nodes(part))]


@pytest.mark.parametrize("fixture", fixtures("idioms.md"), ids=_title)
def test_every_node_has_its_span(fixture: Fixture) -> None:
    for node in _nodes(parse(fixture.given)):
        assert 0 <= node.start <= node.stop <= len(fixture.given)
        if node.kind in ("run", "number"):
            shown = fixture.given[node.start : node.stop]
            assert node.text in shown or not shown.isascii() or shown[0] == "{"


def test_spans_of_a_fraction() -> None:
    latex = r"x = \frac{\partial L}{\partial W_1} y"
    fraction = parse(latex).parts[0].parts[2].parts[0]
    assert latex[fraction.start : fraction.stop] == r"\frac{\partial L}{\partial W_1}"
    assert latex[fraction.parts[1].start : fraction.parts[1].stop] == r"{\partial W_1}"


@pytest.mark.parametrize(
    "opening",
    ["{", "(", r"\left[", r"\frac{", r"\sqrt", r"\hat", "x^", "x_{", "-", r"\begin{pmatrix}", r"\mathbf",
     "|(", "{\\bf ", r"\underbrace{", r"\sum_{", r"\boxed{", "^{b}", "_a"],
)  # fmt: skip
def test_no_nesting_is_too_deep_for_an_error(opening: str) -> None:
    for count in (MAX_NESTING + 1, 1_000, 10_000):
        with pytest.raises(Unreadable):
            parse(opening * count)


def test_deep_but_allowed() -> None:
    depth = MAX_NESTING - 1
    assert parse("(" * depth + "x" + ")" * depth)


def test_too_many_tokens() -> None:
    with pytest.raises(Unreadable, match="more than"):
        parse("x " * (MAX_TOKENS + 1))
    with pytest.raises(Unreadable, match="more than"):
        parse("+" * (MAX_TOKENS + 1))


def test_a_long_chain_is_flat() -> None:
    assert len(parse(" = ".join("x" * 1_000)).parts[0].parts) == 1_999


MACROS = {
    "mat": Macro("mat", 1, r"\mathbf{#1}"),
    "grad": Macro("grad", 2, r"\frac{\partial #1}{\partial #2}", "L"),
    "both": Macro("both", 2, r"\mat{#1}\mat{#2}"),
    "loop": Macro("loop", 0, r"\loop x"),
    "many": Macro("many", 1, r"#1#1#1#1#1#1#1#1#1#1"),
    "broken": Macro("broken", 0, r"#1"),
}


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (r"\mat{W}", r"\mathbf{W}"),
        (r"\mat Wx", r"\mathbf W x"),
        (r"\grad{W}", r"\frac{\partial L}{\partial W}"),
        (r"\grad[J]{W}", r"\frac{\partial J}{\partial W}"),
        (r"\both{A}{B}", r"\mathbf{A}\mathbf{B}"),
        (r"\both AB", r"\mathbf{A}\mathbf{B}"),
    ],
)
def test_macros(latex: str, plain: str) -> None:
    assert outline(parse(latex, MACROS)) == outline(parse(plain))


@pytest.mark.parametrize("latex", [r"\loop", r"\mat", r"\broken", "\\many{" * 12 + "x" + "}" * 12, r"\mat{"])
def test_macros_that_go_wrong(latex: str) -> None:
    with pytest.raises(Unreadable):
        parse(latex, MACROS)


def test_a_macro_stands_where_it_is_called() -> None:
    latex = r"a + \mat{W} + \foo"
    with pytest.raises(Unreadable) as caught:
        parse(latex, MACROS)
    assert latex[caught.value.start : caught.value.stop] == r"\foo"


PIECES = (HERE / "pieces.txt").read_text("utf-8").split()


@settings(max_examples=500)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join) | st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        tree = parse(text, MACROS)
    except Unreadable as error:
        assert 0 <= error.start <= error.stop <= len(text) + 1
    else:
        assert tree.kind == "formula"
