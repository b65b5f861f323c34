"""Random networks, one to eight layers deep: derived, proved, and computed as by a complex step.

`python benchmarks/random_networks.py --count 2000` looks at many more.
"""

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from derive.layers import LAYERS, LOSSES
from tests.evidence.composing import network, problems, with_numbers

SEEN: set[str] = set()


@st.composite
def specs(draw: st.DrawFn) -> str:
    """A network with numbers, as TOML."""
    text = network(lambda options: draw(st.sampled_from(options)))
    return with_numbers(text, draw(st.integers(0, 999)))


@settings(
    max_examples=100,
    derandomize=True,
    phases=[Phase.generate],  # shrinking would take minutes; the spec is printed as it is
    suppress_health_check=list(HealthCheck),
)
@given(specs())
def test_random_networks(text: str) -> None:
    SEEN.update(name for name in (*LAYERS, *LOSSES) if name in text)
    found = problems(text)
    assert not found, "\n".join([*found, "", "the spec, for `derive build`:", text])


def test_every_layer_and_loss_was_among_them() -> None:
    if not SEEN:  # where tests are divided among processes
        test_random_networks()
    assert {*LAYERS, *LOSSES} == SEEN
