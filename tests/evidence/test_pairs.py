"""Every admissible pair of a layer and a loss, both reductions, both batch layouts: proved and computed.

The layer stands right before the loss, behind Linear(2, 3); the numbers reach |z| = 8 there.
"""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest

from derive.checks import check
from derive.layers import LAYERS, LOSSES
from derive.lesson import lesson
from tests.code.generated import Result, execute, source_of
from tests.evidence.autograd import autograd, classes
from tests.evidence.drawing import LARGEST, drawn
from tests.evidence.vocabulary import ADMISSIBLE, HIDDEN, network
from tests.oracles import naive


def _params() -> Iterator[Any]:
    """Each layer and loss once, the reductions and layouts in turn; all of them in a sweep."""
    met: Counter[tuple[str, ...]] = Counter()
    for pair in ADMISSIBLE:
        first = met[pair[:2]] == len(met) % 4
        met[pair[:2]] += 1
        yield pytest.param(pair, id=" ".join(pair), marks=[] if first else pytest.mark.sweep)


every_pair = pytest.mark.parametrize("pair", list(_params()))


@cache
def computed(*pair: str) -> tuple[dict[str, Any], Result]:
    """Numbers for a pair, and what its generated code makes of them."""
    spec, model = network(*pair)
    given = drawn(spec, model, sum(map(ord, "".join(pair))), wide=True)
    if "NLLLoss" in pair:
        given["Y"] = classes(given["Y"], spec.samples_in)
    return given, execute(source_of(model, inputs=True)).loss_and_gradients(**given)


@every_pair
def test_every_line_is_proved(pair: tuple[str, ...]) -> None:
    report = check(lesson(network(*pair)[1])[0])
    told = [f"{v.where}: {v.status}: {v.what} {v.detail}" for v in report.failures]
    assert not told, "\n".join(told)
    assert len(report.gradients) >= 2


@every_pair
def test_central_differences(pair: tuple[str, ...]) -> None:
    given, (loss, gradients) = computed(*pair)
    graph = network(*pair)[1].graph
    assert loss == pytest.approx(float(naive.run(graph, given)["L"]), rel=1e-9, abs=1e-9)
    assert set(gradients) == {*graph.parameters, "X"}
    for name, gradient in gradients.items():
        expected = naive.central(graph, given, name)
        np.testing.assert_allclose(gradient, expected, rtol=1e-6, atol=1e-6, err_msg=name)


@pytest.mark.torch
@every_pair
def test_autograd(pair: tuple[str, ...]) -> None:
    given, (loss, gradients) = computed(*pair)
    value, expected = autograd(*network(*pair), given)
    assert abs(loss - value) < 1e-10 * max(1.0, abs(value))
    assert set(expected) == set(gradients)
    for name, gradient in gradients.items():
        np.testing.assert_allclose(gradient, expected[name], rtol=1e-10, atol=1e-10, err_msg=name)


def test_all_layers_and_losses_are_among_the_pairs() -> None:
    assert {text.partition("(")[0] for text in HIDDEN} == set(LAYERS)
    assert {loss for _, loss, _, _ in ADMISSIBLE} == set(LOSSES)
    assert {layer for layer, *_ in ADMISSIBLE} == set(HIDDEN)


def test_the_numbers_reach_eight() -> None:
    pair = ("Sigmoid()", "BCELoss", "mean", "rows")
    z = naive.run(network(*pair)[1].graph, computed(*pair)[0])["Z1"]
    assert np.max(np.abs(z)) == pytest.approx(LARGEST)
