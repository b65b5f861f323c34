"""Random networks, one to eight layers deep: derived, proved, and computed as by a complex step.

`python benchmarks/random_networks.py --count 2000` looks at many more.
"""

from random import Random

from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import strategies as st

from derive.layers import LAYERS, LOSSES
from tests.evidence.composing import network, problems, with_numbers
from tests.evidence.drawing import Unsuitable

SEEN: set[str] = set()


@settings(
    max_examples=100,
    derandomize=True,
    phases=[Phase.generate],  # a seed does not shrink; the spec is printed as it is
    suppress_health_check=list(HealthCheck),
)
@given(st.integers(0, 10**9))
def test_random_networks(seed: int) -> None:
    random = Random(seed)
    try:
        text = with_numbers(network(random.choice), random.randrange(1000))
    except Unsuitable:  # such as ReLU of the log-softmax of one feature: always at the kink
        reject()
    SEEN.update(name for name in (*LAYERS, *LOSSES) if name in text)
    found = problems(text)
    assert not found, "\n".join([*found, "", "the spec, for `derive build`:", text])


def test_every_layer_and_loss_was_among_them() -> None:
    if not SEEN:  # where tests are divided among processes
        test_random_networks()
    assert {*LAYERS, *LOSSES} == SEEN
