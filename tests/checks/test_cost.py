"""What a lesson and its proof cost: as much for every layer, however many, and nothing more for more samples.

Counted in calls of functions, which do not depend on what else a machine does.
"""

import cProfile
import gc
import pstats

import pytest

from derive.checks import check
from derive.lesson import lesson
from derive.network import Model
from tests.checks.kinds import KINDS, alike

SHALLOW, DEEP = 8, 48
MORE = 1.08  # a layer of the deep network against one of the shallow one; many samples against few


def calls(model: Model) -> int:
    """The calls of functions that a lesson and its check take."""
    profile = cProfile.Profile()
    gc.disable()
    profile.enable()
    report = check(lesson(model)[0])
    profile.disable()
    gc.enable()
    assert not report.failures
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


def growth(kind: str) -> float:
    """What a layer costs in a deep network, in parts of what it costs in a shallow one."""
    shallow, deep = (calls(alike(kind, depth)) / depth for depth in (SHALLOW, DEEP))
    return deep / shallow


@pytest.mark.parametrize(
    "kind", [kind if kind == "ReLU" else pytest.param(kind, marks=pytest.mark.sweep) for kind in KINDS]
)
def test_a_layer_costs_the_same_in_a_deep_network(kind: str) -> None:
    assert growth(kind) < MORE


@pytest.mark.parametrize("kind", ["sigmoid", "batch norm"])
def test_more_samples_cost_nothing(kind: str) -> None:
    few, many = (calls(alike(kind, 2, samples)) for samples in (2, 256))
    assert many < MORE * few
