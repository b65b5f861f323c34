"""Symbols that nothing defines, read as those that they must mean: `w^l` where only W^l is."""

from collections.abc import Iterator
from typing import Any

from .network import Network
from .terms import variables


def meant(left: Any, right: Any, network: Network) -> Iterator[Any]:
    """Two sides with symbols that nothing defines read as those that they may mean.

    `w^l` where only W^l is; `W^l_{12}` where only w_12 is; W beside dZ^1 where only W^1 is; X for A^0.
    """
    layers = {key[2] for key in variables((left, right)) if isinstance(key[2], int)}
    options: list[int | None] = [*sorted(layers)] or [None]
    for layer in options:
        made = _read(("", left, right), network, layer)
        if made != ("", left, right):
            yield made


def _read(term: Any, network: Network, only: int | None) -> Any:
    if not isinstance(term, tuple) or not term:
        return term
    if term[0] != "var" or term in network.strong or term[1] in ("delta", "Delta"):
        return tuple(_read(part, network, only) for part in term)
    base, layer, label = term[1:]
    if len(str(base)) != 1:
        return term
    first = ("var", "A" if base == "X" else "a", 0, label)
    if base in ("X", "x") and layer is None and first in network.strong:
        return first
    if layer is None:
        numbered = ("var", base, only, label)
        return numbered if numbered in network.strong else term
    cased = ("var", base.swapcase(), layer, label)
    if cased in network.strong and base.lower() == "w":
        return cased
    if label.isdigit():
        found = [key for key in network.strong if key[2] is None and key[3] == label]
        same = [key for key in found if str(key[1]).lower() == base.lower()]
        return same[0] if len(same) == 1 else term
    return term
