"""Any two styles of one network agree, after the transposes and factors that they document."""

import json
from functools import cache
from itertools import cycle, product
from typing import Any

import numpy as np
import pytest

from derive.api import Derivation, Network, check_derivation
from derive.notation import parse_style, shown
from derive.shapes import numbers
from tests.oracles.networks import NETWORKS

CHOSEN = ("seed", "relu and softmax", "layer norm")
_OTHERS = zip(
    cycle(("[l]", "(l)", "^l", "_l")),
    cycle(("partial", "nabla", "d", "delta")),
    cycle(("top", "T", "prime")),
    cycle(("equation", "layer")),
    strict=False,
)
_ESSENTIAL = product(("rows", "columns"), ("variable", "numerator"), ("plain", "scaled"))
COMBINATIONS = [
    [
        *(f"samples={samples}", f"layout={layout}", f"errors={errors}"),
        *(f"layer={layer}", f"gradient={gradient}", f"transpose={transpose}", f"recursion={recursion}"),
    ]
    for (samples, layout, errors), (layer, gradient, transpose, recursion) in zip(
        _ESSENTIAL, _OTHERS, strict=False
    )
]
COMBINATIONS += [["ng"], ["nielsen"], ["cs231n"], ["ng", "layout=numerator"], ["nielsen", "errors=scaled"]]


@cache
def derived(network: str, *settings: str) -> Derivation:
    return Network.from_spec(NETWORKS[network], network, settings).derive()


@pytest.fixture(scope="module", params=CHOSEN)
def network(request: pytest.FixtureRequest) -> tuple[str, dict[str, Any]]:
    """A network, and its numbers in the seed style."""
    return request.param, derived(request.param).evaluate()


@pytest.mark.parametrize("settings", COMBINATIONS, ids=" ".join)
def test_agree(network: tuple[str, dict[str, Any]], settings: list[str]) -> None:
    name, usual = network
    derivation = derived(name, *settings)
    style, shapes = parse_style(settings), derivation.record.shapes
    found = json.loads(derivation.render("json"))  # a line that is not proved would be refused here
    flipped = style.samples == "columns"
    for variable, gradient in found["gradients"].items():
        given = shapes[shown(variable, shapes)]
        array = np.array(gradient)
        assert array.shape == numbers(given, derivation.record.sizes), variable
        if style.layout == "numerator":
            array = array.T
        if style.errors == "scaled" and "N" in given:
            array = array / found["sizes"]["N"]
        np.testing.assert_allclose(
            array.T if flipped else array, usual["gradients"][variable], rtol=1e-11, atol=1e-12
        )
    for table in ("values", "update"):
        for variable, value in found[table].items():
            array = np.array(value)
            assert array.shape == numbers(shapes[variable], derivation.record.sizes)
            np.testing.assert_allclose(array.T if flipped else array, usual[table][variable], atol=1e-11)
    assert found["loss"] == pytest.approx(usual["loss"], abs=1e-11)
    if settings in (["ng"], ["ng", "layout=numerator"]):
        assert check_derivation(json.dumps(found)).good


@pytest.mark.parametrize("settings", COMBINATIONS, ids=" ".join)
def test_numbers_to_the_last_digits(network: tuple[str, dict[str, Any]], settings: list[str]) -> None:
    """The same without JSON's rounding, to 1e-12."""
    name, usual = network
    derivation = derived(name, *settings)
    style, shapes = parse_style(settings), derivation.record.shapes
    for variable, gradient in derivation.evaluate()["gradients"].items():
        turns = (style.layout == "numerator") != (style.samples == "columns")
        scaled = style.errors == "scaled" and "N" in shapes[variable]
        array = np.array(gradient).T if turns else np.array(gradient)
        array = array / derivation.record.sizes["N"] if scaled else array
        np.testing.assert_allclose(array, usual["gradients"][variable], rtol=1e-12, atol=1e-12)


def test_there_are_enough() -> None:
    assert len(COMBINATIONS) >= 12
    assert len(CHOSEN) >= 3
