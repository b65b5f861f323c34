"""The layers and losses to look at: all there are, a newly declared one by itself."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import product

from derive.layers import LAYERS, LOSSES
from derive.network import Model, Spec, build, made, read_spec
from tests.evidence.autograd import FORMULAS
from tests.oracles.networks import spec as written

# what stands after Linear(2, 3), where a name alone is no layer or has arguments worth a second look
TEXTS: dict[str, tuple[str, ...]] = {
    "Linear": ("Linear(3, 3)", "Linear(3, 3, bias=False)"),
    "LeakyReLU": ("LeakyReLU(0.2)",),
    "ELU": ("ELU(0.7)",),
    "GELU": ("GELU()", "GELU(approximate='tanh')"),
    "Elementwise": tuple(f"Elementwise('{formula}')" for formula in FORMULAS),
    "LayerNorm": ("LayerNorm(3)",),
    "BatchNorm1d": ("BatchNorm1d(3)",),
    "Residual": ("Residual(Linear(3, 3), Tanh())",),
}
HIDDEN = tuple(text for name in LAYERS for text in TEXTS.get(name, (f"{name}()",)))
LAYOUTS, REDUCTIONS = ("rows", "columns"), ("mean", "sum")
Pair = tuple[str, str, str, str]


def _accepted(layer: str, loss: str) -> bool:
    ((last,), made_loss), _ = made([layer], f"{loss}()")
    return made_loss.accepts(last) is None


def _pairs() -> Iterator[tuple[bool, Pair]]:
    for layer, loss in product(HIDDEN, LOSSES):
        accepted = _accepted(layer, loss)
        yield from ((accepted, (layer, loss, *more)) for more in product(REDUCTIONS, LAYOUTS))


ADMISSIBLE = tuple(pair for accepted, pair in _pairs() if accepted)
SENSELESS = tuple(dict.fromkeys(pair[:2] for accepted, pair in _pairs() if not accepted))


@cache
def network(layer: str, loss: str, reduction: str, samples_in: str) -> tuple[Spec, Model]:
    """Linear(2, 3), the layer, the loss: spec and model, with default numbers for four samples."""
    text = written("Linear(2, 3)", layer, loss=f"{loss}(reduction='{reduction}')", samples=4)
    spec = replace(read_spec(text), samples_in=samples_in)
    return spec, build(spec)
