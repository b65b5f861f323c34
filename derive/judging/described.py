"""A network as it was understood, as data: its definitions, loss, shapes, and the readings left open."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from .architecture import architecture
from .conventions import DEPTH, Reading
from .judge import Judge
from .tables import show

SAMPLES = 1009  # a size that nothing else has


def described(judge: Judge, readings: Sequence[Reading]) -> dict[str, Any]:
    """The network by the definitions that are in force."""
    if not readings:
        return {}
    network = judge.network(readings[0], judge.has_generic() and not judge.numbered())
    shapes, _ = network.settle(count(2), SAMPLES)
    return {
        "definitions": [show(key) for key in network.definitions],
        "loss": show(judge.understood.loss),
        "shapes": {show(key): shape_of(shape) for key, shape in shapes.items()},
        "readings": [reading.words() for reading in readings],
        **_layers(judge, readings[0]),
    }


def _layers(judge: Judge, reading: Reading) -> dict[str, Any]:
    """The network in layers under PyTorch's names, where it is made of layers: what a spec needs."""
    given = replace(reading, scalars=False, batch=True) if reading.scalars else reading
    generic = judge.has_generic() and not judge.numbered()
    network = judge.network(given, generic)
    understood = judge.understood
    shapes, _ = network.settle(count(2), SAMPLES)
    terms = {key: definition.right for key, definition in network.definitions.items()}
    found = architecture(terms, network.losses, shapes, understood.functions, understood.named_losses)
    if found.odd or not found.layers:
        return {"layers": [], "not_layers": found.odd}
    samples = "columns" if found.columns else "rows"
    if generic:
        found.remarks.append(f"the equations hold for any number of layers: {DEPTH} stand here")
    return {
        "layers": found.layers,
        "loss_function": found.loss,
        "samples": samples,
        "assumed": list(dict.fromkeys(found.remarks)),
    }


def shape_of(shape: tuple[int, int]) -> list[str]:
    """Letters for sizes: N for the samples, n2, n3 for the others, 1 for 1."""
    return ["N" if d == SAMPLES else str(d) if d == 1 else f"n{d}" for d in shape]
