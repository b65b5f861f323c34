"""The curves: the same every time, legible, and clear about what they need."""

import subprocess
import sys
from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

import pytest

from derive.errors import DeriveError
from derive.figures import FIGURES, curves, training
from derive.figures.drawing import Drawing, Path
from derive.figures.labels import Labels
from tests.figures.networks import RAW, case, words
from tests.figures.test_drawings import check_texts, crosses

NAMES = ("activations", "losses", "depth", "surface", "training")
each_curve = pytest.mark.parametrize("figure", NAMES)
each_width = pytest.mark.parametrize("widest", [440, 600])


def drawing(figure: str, widest: float, name: str = "seed") -> Drawing:
    pytest.importorskip("matplotlib", reason="needs matplotlib, the extra plots")
    labels = Labels.of(*case(name), RAW)
    drawn = {
        "activations": lambda: curves.activations(labels, widest),
        "losses": lambda: curves.losses(labels, widest),
        "depth": lambda: training.gradient_depth(labels, widest),
        "surface": lambda: training.loss_surface(labels, widest, 30),
        "training": lambda: training.training_curve(labels, widest, 30),
    }
    return drawn[figure]()


@each_curve
@each_width
def test_no_label_touches_another(figure: str, widest: float) -> None:
    check_texts(drawing(figure, widest))


@pytest.mark.parametrize("name", ["columns", "deep"])
def test_labels_of_other_surfaces(name: str) -> None:
    check_texts(drawing("surface", 440, name))
    check_texts(drawing("training", 440, name))


@each_curve
@each_width
def test_no_curve_crosses_a_label(figure: str, widest: float) -> None:
    picture = drawing(figure, widest)
    thick = [m for m in picture.marks if isinstance(m, Path) and m.width >= 1.9 and not m.fill]
    for text in picture.texts():
        for path in thick:
            assert not any(crosses(text.box, *ends) for ends in pairwise(path.points)), text.block.tex


@each_curve
@each_width
def test_no_thick_line_leaves_the_picture(figure: str, widest: float) -> None:
    picture = drawing(figure, widest)
    for mark in picture.marks:
        if isinstance(mark, Path):
            assert all(-1 <= x <= picture.width + 1 and -1 <= y <= picture.height + 1 for x, y in mark.points)


@each_curve
def test_lines_differ_without_colour(figure: str) -> None:
    """Any two curves of one panel have another dash or another width."""
    thick = [m for m in drawing(figure, 440).marks if isinstance(m, Path) and m.width >= 1.9 and not m.fill]
    looks = {(m.role, m.dash, round(m.width, 1)) for m in thick}
    assert looks
    for (role, *look), (other, *another) in combinations(sorted(looks), 2):
        assert role == other or look != another


@each_curve
def test_svg_is_the_same_every_time(figure: str) -> None:
    pytest.importorskip("matplotlib", reason="needs matplotlib, the extra plots")
    setting, notation = case("seed")
    first, second = (FIGURES[figure](setting, notation, words=words(figure, "seed")) for _ in range(2))
    assert first == second
    root = ET.fromstring(first)
    assert root.get("role") == "img"
    assert " id=" not in first and "nan" not in first


def test_import_does_not_load_matplotlib() -> None:
    code = "import derive.figures, sys; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@each_curve
def test_without_matplotlib_the_extra_is_named(figure: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(DeriveError, match=r"derive-backprop\[plots\]"):
        FIGURES[figure](*case("seed"), words=RAW)


@pytest.mark.parametrize("figure", ["network", "graph"])
def test_the_drawings_need_no_matplotlib(figure: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    assert FIGURES[figure](*case("seed"), words=words(figure, "seed"))
