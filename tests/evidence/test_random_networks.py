"""Random networks, one to eight layers deep: derived, proved, and computed as by a complex step.

`python benchmarks/random_networks.py --count 2000` looks at many more.
"""

from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import strategies as st

from derive.layers import LAYERS, LOSSES
from tests.evidence.composing import network, problems, with_numbers
from tests.evidence.drawing import Unsuitable

SEEN: set[str] = set()


def _few(count: int) -> Any:
    """So many examples, the same ones each time; a seed does not shrink, and its spec is printed as it is."""
    health = list(HealthCheck)
    return settings(
        max_examples=count, derandomize=True, phases=[Phase.generate], suppress_health_check=health
    )


def _holds(seed: int) -> None:
    random = Random(seed)
    try:
        text = with_numbers(network(random.choice), random.randrange(1000))
    except Unsuitable:  # such as ReLU of the log-softmax of one feature: always at the kink
        reject()
    SEEN.update(name for name in (*LAYERS, *LOSSES) if name in text)
    found = problems(text)
    assert not found, "\n".join([*found, "", "the spec, for `derive build`:", text])


@_few(10)
@given(st.integers(0, 10**9))
def test_a_few_random_networks(seed: int) -> None:
    _holds(seed)


@pytest.mark.sweep
def test_random_networks_of_every_layer_and_loss() -> None:
    _few(100)(given(st.integers(0, 10**9))(_holds))()
    assert {*LAYERS, *LOSSES} == SEEN


def test_no_digit_of_float64_is_left() -> None:
    """Logits of some hundreds, whose softmax float64 has no digits for: nothing is refuted by them."""
    _holds(525)


def test_a_number_in_the_middle_between_two_decimals() -> None:
    """0.65 − 0.01 · (0.1 · 0.65 + 1e-17): the fifth digit decides, so it is shown."""
    _holds(1447)


def test_a_number_that_float64_has_no_decimals_for() -> None:
    """A loss of 1e11: four decimals would be sixteen digits."""
    _holds(1542)
