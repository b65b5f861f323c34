"""The numbers behind the curves, against plain backpropagation, the generated code and the example."""

import sys
from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pytest

from derive.backward import sweep
from derive.code import module
from derive.errors import DeriveError
from derive.figures import FIGURES, facts
from derive.figures.experiments import (
    DEPTH,
    INITIAL,
    SAMPLES,
    SEED,
    WIDTH,
    gradient_sizes,
    steepest,
    surface,
)
from derive.lesson.descent import Entry, descend, losses
from derive.lesson.setting import setting
from derive.network import build, read_line
from derive.notation import Notation
from tests.figures.networks import RAW, case, environment

ACTIVATIONS = {
    "Sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda a: a * (1 - a)),
    "Tanh": (np.tanh, lambda a: 1 - a**2),
    "ReLU": (lambda z: np.maximum(z, 0), lambda a: (a > 0) * 1.0),
}
each_activation = pytest.mark.parametrize("activation", INITIAL)


def numbers(activation: str) -> dict[str, np.ndarray]:
    """The data and weights of the deep network, drawn in the order X, W1, b1, …, Y."""
    random = np.random.RandomState(SEED)
    names = ["X", *(f"{letter}{k}" for k in range(1, DEPTH + 1) for letter in "Wb"), "Y"]
    shapes = {"W": (WIDTH, WIDTH), "b": (1, WIDTH)}
    scales = {"W": np.sqrt(INITIAL[activation] / WIDTH), "b": 0.0}
    return {
        name: scales.get(name[0], 1.0) * random.standard_normal(shapes.get(name[0], (SAMPLES, WIDTH)))
        for name in names
    }


@each_activation
def test_gradient_sizes_against_plain_backpropagation(activation: str) -> None:
    f, slope = ACTIVATIONS[activation]
    given = numbers(activation)
    values = [given["X"]]
    for k in range(1, DEPTH + 1):
        values.append(f(values[-1] @ given[f"W{k}"] + given[f"b{k}"]))
    upstream = 2 * (values[-1] - given["Y"]) / values[-1].size
    sizes = []
    for k in range(DEPTH, 0, -1):
        upstream = upstream * slope(values[k])
        sizes.append(np.sqrt(np.mean((values[k - 1].T @ upstream) ** 2)))
        upstream = upstream @ given[f"W{k}"].T
    np.testing.assert_allclose(gradient_sizes(activation), sizes[::-1], rtol=1e-9)


@each_activation
def test_gradient_sizes_against_the_generated_code(activation: str, tmp_path: Path) -> None:
    model = build(
        replace(read_line(f"Linear({WIDTH}, {WIDTH}) {activation} " * DEPTH, "MSELoss"), samples=SAMPLES)
    )
    path = tmp_path / "deep.py"
    path.write_text(module(model, sweep(model.graph, model.facts)), "utf-8")
    found = spec_from_file_location("deep", path)
    assert found and found.loader
    deep = module_from_spec(found)
    found.loader.exec_module(deep)
    _, gradients = deep.loss_and_gradients(**numbers(activation))
    sizes = [np.sqrt(np.mean(gradients[f"W{k}"] ** 2)) for k in range(1, DEPTH + 1)]
    np.testing.assert_allclose(gradient_sizes(activation), sizes, rtol=1e-9)
    sys.modules.pop("deep", None)


@pytest.mark.parametrize("name", ["seed", "columns", "deep"])
def test_the_first_step_is_that_of_the_example(name: str) -> None:
    made = case(name)[0]
    _, after = descend(made, 1)
    for parameter in made.model.graph.parameters:
        np.testing.assert_allclose(after[parameter], made.example.values[f"{parameter}_new"], rtol=1e-12)


def test_only_some_entries_move() -> None:
    made = case("seed")[0]
    entries = (Entry("W1", 1, 1), Entry("W2", 2, 1))
    *_, last = descend(made, 5, entries)
    for name in made.model.graph.parameters:
        moved = np.argwhere(last[name] != made.example.values[name]) + 1
        assert [(name, *place) for place in moved.tolist()] == [e for e in entries if e.name == name]


@pytest.mark.parametrize("name", ["seed", "columns", "deep"])
def test_the_surface_at_the_example_is_its_loss(name: str) -> None:
    made = case(name)[0]
    pair = steepest(made)
    assert pair[0] != pair[1]
    here = [float(made.example.values[e.name][e.row - 1, e.column - 1]) for e in pair]
    (value,) = surface(made, pair, here[:1], here[1:]).ravel()
    assert value == pytest.approx(float(made.example.values["L"]), rel=1e-12)


def test_the_surface_along_a_path() -> None:
    made = case("seed")[0]
    pair = steepest(made)
    for values in descend(made, 3, pair):
        here = [float(values[e.name][e.row - 1, e.column - 1]) for e in pair]
        assert float(surface(made, pair, here[:1], here[1:])[0, 0]) == pytest.approx(
            float(values["L"]), rel=1e-12
        )


def test_the_loss_falls() -> None:
    found = losses(case("seed")[0], 100)
    assert len(found) == 101 and found[-1] < 0.05 < found[0]


DIVERGING = replace(build(read_line("Linear(3, 3) Linear(3, 3)", "MSELoss")), learning_rate=0.3)


def test_a_divergent_descent_ends_before_it_is_out_of_bounds() -> None:
    found = losses(setting(DIVERGING, 4), 100)
    assert len(found) == 3 and found[0] < found[1] < found[2] < 1e4


def test_a_divergent_descent_is_drawn_as_far_as_it_goes() -> None:
    pytest.importorskip("matplotlib", reason="needs matplotlib, the extra plots")
    made = setting(DIVERGING, 4)
    notation = Notation(shapes=made.shapes, sizes=tuple(made.sizes))
    for figure in ("training", "surface"):
        if figure == "training":
            told = facts(figure, made, notation)
            assert told["diverged"] and not told["fell"] and told["steps"] == 2
        drawn = FIGURES[figure](made, notation, words={**RAW})
        assert drawn.startswith("<svg") and "nan" not in drawn


def test_where_the_first_step_diverges_nothing_is_drawn() -> None:
    pytest.importorskip("matplotlib", reason="needs matplotlib, the extra plots")
    made = setting(replace(DIVERGING, learning_rate=50.0), 4)
    notation = Notation(shapes=made.shapes, sizes=tuple(made.sizes))
    with pytest.raises(DeriveError, match=r"diverges at its first step with learning rate 50.*smaller"):
        FIGURES["training"](made, notation, words={**RAW})


@pytest.mark.parametrize(
    "figure", ["network", "graph", "activations", "losses", "depth", "surface", "training"]
)
@pytest.mark.parametrize("name", ["seed", "columns"])
def test_words_use_the_facts_there_are(figure: str, name: str) -> None:
    made, notation = case(name)
    values = facts(figure, made, notation, steps=5)
    for kind in ("title", "caption", "alt"):
        text = environment(notation).from_string(RAW[f"figure.{figure}.{kind}"]).render(**values)
        assert text.strip() and "<<" not in text
        assert kind != "alt" or "$" not in text


def test_an_unknown_figure_is_refused() -> None:
    with pytest.raises(DeriveError, match="did you mean 'graph'"):
        facts("graf", *case("seed"))
