"""Matrices from the values of their entries, and the names of symbols for messages."""

from typing import Any

import numpy as np

from .terms import Key
from .voice import Voice


def tabled(speaker: Voice, value: Any, indices: Any, shape: tuple[int, int]) -> Any:
    """A matrix from the value of its entry at free indices."""
    axes = len(speaker.arithmetic.shape(value)) - 2
    kept: list[Any] = [0] * axes
    lengths = speaker.arithmetic.shape(value)
    grids = (np.arange(shape[0]).reshape(-1, 1), np.arange(shape[1]).reshape(1, -1))
    for index, grid in zip(indices, grids, strict=True):
        if not isinstance(index, str):
            continue
        place = speaker.axes.get(index)
        if place is not None and place < axes and lengths[-3 - place] > 1:
            kept[axes - 1 - place] = grid
    where = (..., *kept, 0, 0)

    def filled(a: Any) -> Any:
        picked = a[where]
        lead = a.ndim - axes - 2
        if picked.ndim < lead + 2:
            picked = picked.reshape(
                picked.shape[:lead] + (1,) * (lead + 2 - picked.ndim) + picked.shape[lead:]
            )
        return np.broadcast_to(picked, (*picked.shape[:lead], *shape)).copy()

    return speaker.arithmetic.view(value, filled)


def show(key: Key) -> str:
    """A symbol for a message: `W2`, `z^l`."""
    if not key:
        return ""
    layer = key[2]
    mark = "" if layer is None else str(layer) if isinstance(layer, int) else f"^{layer[0]}"
    name = str(key[1]).removeprefix("matrix ")
    return f"{name}{mark}{'_' + key[3] if key[3] else ''}"
