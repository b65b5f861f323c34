"""The network and the computational graph: complete, nothing on top of anything else, the same every time."""

import re
from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

import pytest

from derive.errors import DeriveError
from derive.figures import FIGURES, flow, units
from derive.figures.drawing import Box, Circle, Drawing, Path, Text
from derive.figures.labels import Labels
from derive.primitives import PRIMITIVES
from tests.figures.networks import CASES, RAW, case, words

each_case = pytest.mark.parametrize("name", CASES)
each_drawing = pytest.mark.parametrize("figure", ["network", "graph"])
SVG = "{http://www.w3.org/2000/svg}"
Rectangle = tuple[float, float, float, float]


def drawing(figure: str, name: str, widest: float = 0) -> Drawing:
    setting, notation = case(name)
    labels = Labels.of(setting, notation, RAW)
    if figure == "network":
        return units.draw(labels, widest or 570)
    return flow.draw(labels, widest or 500, 1400)


def made(figure: str, name: str, as_: str = "svg") -> str:
    setting, notation = case(name)
    return FIGURES[figure](setting, notation, words=words(figure, name), as_=as_)


def overlap(a: Rectangle, b: Rectangle, by: float = 0.5) -> bool:
    return min(a[2], b[2]) - max(a[0], b[0]) > by and min(a[3], b[3]) - max(a[1], b[1]) > by


def crosses(box: Rectangle, start: tuple[float, float], end: tuple[float, float]) -> bool:
    """Whether a straight line meets a rectangle; looked at in small steps."""
    count = int(max(abs(end[0] - start[0]), abs(end[1] - start[1])) / 2) + 2
    for k in range(count + 1):
        x = start[0] + (end[0] - start[0]) * k / count
        y = start[1] + (end[1] - start[1]) * k / count
        if box[0] < x < box[2] and box[1] < y < box[3]:
            return True
    return False


def check_texts(picture: Drawing) -> None:
    """No text on another, none cut off."""
    texts = picture.texts()
    assert texts
    for a, b in combinations(texts, 2):
        assert not overlap(a.box, b.box), f"{a.block.tex} at {a.box} touches {b.block.tex} at {b.box}"
    for text in texts:
        left, top, right, bottom = text.box
        assert left >= 0 and top >= 0 and right <= picture.width and bottom <= picture.height, text.block.tex


@each_drawing
@each_case
def test_no_label_touches_another(figure: str, name: str) -> None:
    check_texts(drawing(figure, name))


@each_drawing
@each_case
@pytest.mark.parametrize("widest", [330, 650, 900])
def test_no_label_touches_another_at_any_width(figure: str, name: str, widest: float) -> None:
    check_texts(drawing(figure, name, widest))


@each_case
def test_no_line_of_the_graph_crosses_a_label(name: str) -> None:
    picture = drawing("graph", name)
    paths = [mark for mark in picture.marks if isinstance(mark, Path)]
    for text in picture.texts():
        for path in paths:
            hit = any(crosses(text.box, *ends) for ends in pairwise(path.points))
            assert not hit, f"{path.edge or path.role} crosses {text.block.tex}"


@each_drawing
@each_case
def test_labels_of_boxes_stay_inside(figure: str, name: str) -> None:
    picture = drawing(figure, name)
    frames = [(m.x, m.y, m.x + m.width, m.y + m.height) for m in picture.marks if isinstance(m, Box)]
    for text in picture.texts():
        left, top, right, bottom = text.box
        for x0, y0, x1, y1 in frames:
            inside = x0 <= left and right <= x1 and y0 <= top and bottom <= y1
            assert inside or not overlap(text.box, (x0, y0, x1, y1)), text.block.tex


@each_case
def test_units_do_not_touch(name: str) -> None:
    circles = [m for m in drawing("network", name).marks if isinstance(m, Circle) and not m.solid]
    for a, b in combinations(circles, 2):
        assert (a.x - b.x) ** 2 + (a.y - b.y) ** 2 > (a.radius + b.radius) ** 2


@each_case
def test_every_edge_of_the_graph_is_drawn(name: str) -> None:
    graph = case(name)[0].model.graph
    edges = {mark.edge for mark in drawing("graph", name).marks if isinstance(mark, Path)}
    wanted = {f"{arg}>{equation.out}" for equation in graph.equations for arg in equation.args}
    assert wanted | {graph.equations[-1].out} == edges - {""}


@each_drawing
@each_case
def test_every_parameter_is_named(figure: str, name: str) -> None:
    setting, notation = case(name)
    shown = {mark.block.tex for mark in drawing(figure, name).marks if isinstance(mark, Text)}
    for parameter in setting.model.graph.parameters:
        assert f"${notation.latex(parameter)}$" in shown


@each_case
def test_every_gradient_is_named_in_the_graph(name: str) -> None:
    setting, notation = case(name)
    shown = {mark.block.tex for mark in drawing("graph", name).texts()}
    for variable in setting.gradients:
        tex = notation.latex(f"d{variable}")
        assert shown & {f"${tex}$", f"$\\displaystyle {tex}$"}, variable


def test_shapes_in_letters_and_in_numbers() -> None:
    shown = {text.block.tex for text in drawing("network", "wide").texts()}
    assert {r"$n_{0} \times n_{1}$", r"$784 \times 128$", r"$1 \times 128$"} <= shown


def test_numbers_of_the_example_are_shown_and_abbreviated() -> None:
    seed = {text.block.tex for text in drawing("graph", "seed").texts()}
    assert any("-0.035" in tex for tex in seed)
    wide = [text.block.tex for text in drawing("graph", "wide").texts() if r"\ddots" in text.block.tex]
    assert wide and all(tex.count(r"\\") == 2 for tex in wide)


def test_a_long_graph_leaves_out_its_numbers() -> None:
    assert not any("pmatrix" in text.block.tex for text in drawing("graph", "deep").texts())


@each_drawing
@each_case
def test_svg_is_well_formed_and_says_what_it_is(figure: str, name: str) -> None:
    text = made(figure, name)
    assert text == made(figure, name)
    root = ET.fromstring(text)
    assert root.get("role") == "img" and root.get("viewBox")
    assert root[0].tag == f"{SVG}title" and root[0].text
    assert root[1].tag == f"{SVG}desc" and root[1].text
    assert not re.search(r'\sid="|url\(|href|foreignObject|<script|nan|inf', text)
    assert "prefers-color-scheme:dark" in text and "currentColor" in text


@each_drawing
def test_tikz_is_the_same_every_time(figure: str) -> None:
    assert made(figure, "deep", "tikz") == made(figure, "deep", "tikz")


def test_words_of_a_user_stay_text() -> None:
    setting, notation = case("seed")
    evil = {**words("network", "seed"), "figure.network.title": "</title><script>x</script>&"}
    root = ET.fromstring(FIGURES["network"](setting, notation, words=evil))
    assert root[0].text == "</title><script>x</script>&" and not list(root[0])


def test_missing_words_are_named() -> None:
    setting, notation = case("seed")
    with pytest.raises(DeriveError, match=r"figure\.node\.bce"):
        FIGURES["network"](setting, notation, words={})


def test_an_unknown_language_is_refused() -> None:
    setting, notation = case("seed")
    with pytest.raises(DeriveError, match="svg, tikz"):
        FIGURES["network"](setting, notation, words=RAW, as_="gif")


@pytest.mark.parametrize("primitive", PRIMITIVES.values(), ids=lambda primitive: primitive.name)
def test_every_primitive_has_a_label(primitive: object) -> None:
    setting, notation = case("seed")
    assert Labels.of(setting, notation, RAW).node("Z1", primitive).width > 0  # type: ignore[arg-type]
