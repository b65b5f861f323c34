"""The lesson: a whole derivation, forward, loss, backward, optimization and vanishing gradients, as data."""

from dataclasses import replace

from ..derivation import Derivation, Step
from ..network import Model
from . import comparison, descent, forward, gradients, landscape, optimization, vanishing
from .conventions import convention, layerwise
from .example import Example
from .record import record
from .setting import Setting, setting


def lesson(
    model: Model,
    digits: int = 4,
    *,
    scale_errors: bool = False,
    numerator: bool = False,
    layer_by_layer: bool = False,
) -> tuple[Derivation, Setting]:
    """The derivation of a model's network and the setting it was made in, its numbers and gradients.

    scale_errors: the gradients of everything that has a row or column per sample are shown times N, as
    Coursera writes dZ; numerator: gradients are shown in numerator layout, transposed; layer_by_layer: beside
    the steps through each equation, dZ of a layer is said by that of the next.
    """
    here = setting(model, digits)
    here = replace(here, shapes={**here.shapes, **landscape.letters(model.graph)})
    steps: list[Step] = [forward.data(here)]
    steps += [forward.step(here, equation) for equation in model.graph.equations]
    steps.append(comparison.step(here))
    steps += [gradients.step(here, name) for name in here.gradients]
    steps += optimization.steps(here)
    steps += landscape.steps(here)
    steps += vanishing.steps(here)
    if scale_errors:  # its numbers are those of gradients that are not scaled
        steps = [replace(s, substeps=tuple(i for i in s.substeps if i.rule != "one_entry")) for s in steps]
    further = descent.told(here)
    told = layerwise(here, tuple(steps)) if layer_by_layer else tuple(steps)
    shown, here = convention(here, told, scale_errors, numerator)
    return record(here, shown, further), here


__all__ = ["Example", "Setting", "lesson"]
