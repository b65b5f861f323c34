"""Which function each sign of a document stands for: by its equations, by its prose, by custom."""

import re
from collections.abc import Iterable
from typing import Any

from .claims import Said
from .phrases import Loose

_NAMED = {
    "sigmoid": r"sigmoid|logistic|시그모이드|сигмоид|シグモイド|sigmoïde",
    "tanh": r"\btanh\b|hyperbolic tangent|하이퍼볼릭",
    "relu": r"\brelu\b|렐루|rectified",
    "softmax": r"softmax|소프트맥스|софтмакс|ソフトマックス",
}
KNOWN = {
    "sigma": "sigmoid", "sigm": "sigmoid", "sigmoid": "sigmoid", "tanh": "tanh", "relu": "relu", "log": "log",
    "ln": "log", "lg": "log", "exp": "exp", "softplus": "softplus", "sin": "sin", "cos": "cos",
    "sqrt": "sqrt",
    "silu": "silu", "swish": "silu", "gelu": "gelu", "softmax": "softmax", "sign": "sign", "sgn": "sign",
    "abs": "abs",
}  # fmt: skip


EXPLICIT = frozenset({"sigmoid", "tanh", "relu", "softplus", "silu"})  # names that say the function


def functions(said: Said, text: str) -> dict[str, str]:
    """Which function each sign stands for: by equations as `g(z) = σ(z)`, by the prose, by custom."""
    found = dict(KNOWN)
    named = [name for name, pattern in _NAMED.items() if re.search(pattern, text, re.IGNORECASE)]
    if len(named) == 1 and named[0] != "softmax":
        found |= dict.fromkeys(("f", "g", "phi", "varphi", "psi", "h"), named[0])
    for link in said.links:
        left, right = link.left.term, link.right.term
        if not left or not right or left[0] != "call" or left[3] or len(left[4]) != 1:
            continue
        if right[0] == "call" and right[4] == left[4] and not right[3] and right[1] in KNOWN:
            name = left[1] if left[2] is None else f"{left[1]}@{left[2]}"
            if name not in KNOWN:
                found[name] = KNOWN[right[1]]
    return found


def layered_functions(every: Iterable[Loose]) -> frozenset[str]:
    """Functions that are never written without a layer."""
    with_layer: set[str] = set()
    without: set[str] = set()
    for term in every:
        for name, layer in called_names(term):
            (without if layer is None else with_layer).add(name)
    return frozenset(with_layer - without)


def called_names(term: Any) -> Iterable[tuple[str, Any]]:
    """The functions in a term, with their layers."""
    if not isinstance(term, tuple) or not term:
        return
    if term[0] == "call" and len(term) == 5:
        yield term[1], term[2]
    for part in term:
        yield from called_names(part)
