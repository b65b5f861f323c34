"""Deep networks: no line grows with the number of layers, and every line is proved, numbers included."""

import pytest

from derive.checks import check
from derive.derivation import Derivation
from derive.expression import size
from derive.lesson import lesson
from derive.network import build, read_spec
from tests.oracles.networks import spec

LAYERS = {
    "sigmoid": "Sigmoid()",
    "ReLU": "ReLU()",
    "softmax": "Softmax()",
    "layer norm": "LayerNorm(3)",
    "batch norm": "BatchNorm1d(3)",
    "residual": "Residual(Linear(3, 3), Tanh())",
}
every_layer = pytest.mark.parametrize("name", LAYERS)


def deep(name: str, depth: int) -> Derivation:
    """A network of this depth, with its default numbers and a step that is not too long for it."""
    hidden = [layer for _ in range(depth - 1) for layer in ("Linear(3, 3)", LAYERS[name])]
    training = "learning_rate = 1e-9"
    return lesson(build(read_spec(spec(*hidden, "Linear(3, 1)", "Sigmoid()", training=training))))[0]


@every_layer
def test_no_line_grows_with_depth(name: str) -> None:
    """A line that has twice the operations for each layer would be noticed at once."""
    longest = [max(size(line.expression) for _, line in deep(name, depth).walk()) for depth in (5, 10)]
    assert longest[0] == longest[1]


@pytest.mark.sweep
@every_layer
def test_every_line_of_sixteen_layers_is_proved(name: str) -> None:
    report = check(deep(name, 16))
    assert not report.failures, report.failures[0]
    assert len(report) > 1000


@pytest.mark.sweep
@pytest.mark.parametrize("name", ["layer norm", "batch norm"])
def test_numbers_of_sixty_four_layers_are_proved(name: str) -> None:
    assert not check(deep(name, 64)).failures
