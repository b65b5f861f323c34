"""The layers and the loss of a document's network, under PyTorch's names, from its definitions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from .phrases import Loose
from .tables import show
from .terms import Key, contains, variables

ACTIVATIONS = {
    "sigmoid": "Sigmoid", "tanh": "Tanh", "relu": "ReLU", "softplus": "Softplus", "silu": "SiLU",
    "gelu": "GELU", "softmax": "Softmax",
}  # fmt: skip
LOSSES = {"bce": "BCELoss", "ce": "CrossEntropyLoss", "mse": "MSELoss"}
_ZERO = ("num", Fraction(0))
_SQUARE = Fraction(2)


@dataclass
class Architecture:
    """What was made out, in order; `remarks` say what had to be assumed, `odd` what is no layer."""

    layers: list[str] = field(default_factory=list)
    loss: str = ""
    columns: bool = False  # samples in columns, Z = W X + b
    remarks: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)


class _Walk:
    """Along the definitions, from the input on."""

    def __init__(self, shapes: Mapping[Key, tuple[int, int]], functions: Mapping[str, str]) -> None:
        self.shapes, self.functions = shapes, functions
        self.at: Key | None = None
        self.found = Architecture()

    def step(self, key: Key, right: Loose) -> None:
        """One definition more."""
        if not self._value(right):
            self.found.odd.append(show(key))
        self.at = key

    def _value(self, term: Loose) -> bool:
        """Whether a term is a layer, or several, of the value before."""
        if term[0] == "var":
            return self.at in (None, term)
        if term[0] == "call":
            return self._activation(term)
        return self._affine(term)

    def _activation(self, term: Loose) -> bool:
        inside = [arg for arg in term[4] if arg[0] != "kw" and arg != _ZERO]
        if len(inside) != 1 or term[3] or not self._value(inside[0]):
            return False
        name = self.functions.get(f"{term[1]}@{term[2]}", self.functions.get(term[1], term[1]))
        name = "relu" if term[1] == "max" and _ZERO in term[4] else name
        layer = ACTIVATIONS.get(name)
        if layer is None:
            self.found.remarks.append(f"nothing says what {name} is: Sigmoid stands in for it")
        self.found.layers.append(f"{layer or 'Sigmoid'}()")
        return True

    def _affine(self, term: Loose) -> bool:
        """`X W + b`, `W x`, `Wᵀ x + 1 b`."""
        parts = term[1:] if term[0] == "add" else (term,)
        products = [part for part in parts if part[0] == "prod" and ("ones",) not in part[1]]
        if len(products) != 1 or len(parts) > 2 or len(products[0][1]) != 2:
            return False
        one, other = products[0][1]
        if self.at is None:
            first_is_weight = _letter(one) in ("W", "w", "Theta", "theta", "V", "U")
            self.at = _plain(other if first_is_weight else one)
        if self.at not in (_plain(one), _plain(other)) or self.at is None:
            return False
        left = _plain(other) == self.at  # the weights stand on the left
        weights = one if left else other
        rows, columns = self.shapes.get(_plain(weights) or (), (0, 0))
        turned = weights[0] == "T"
        into, out = (columns, rows) if left != turned else (rows, columns)
        if not into:
            return False
        self.found.columns |= left
        bias = "" if len(parts) == 2 else ", bias=False"
        self.found.layers.append(f"Linear({into}, {out}{bias})")
        return True


def _plain(term: Loose) -> Key | None:
    """The symbol of a term, transposed or not."""
    term = term[1] if term[0] == "T" else term
    return term if term[0] == "var" else None


def _letter(term: Loose) -> str:
    key = _plain(term)
    return str(key[1]) if key else ""


def architecture(
    definitions: Mapping[Key, Loose],
    losses: frozenset[str],
    shapes: Mapping[Key, tuple[int, int]],
    functions: Mapping[str, str],
    named: Sequence[str] = (),
) -> Architecture:
    """Layers and loss from definitions in order; `named` are losses that the prose speaks of."""
    walk = _Walk(shapes, functions)
    given: list[Loose] = []
    for key, right in definitions.items():
        if key[1] in losses:
            given.append(right)
        elif str(key[1]).startswith("net of "):
            continue
        else:
            walk.step(key, _opened(right, definitions))
    found = walk.found
    found.loss = next(filter(None, map(_loss, given)), "") or next((LOSSES[n] for n in named), "")
    if not found.loss:
        found.loss = "MSELoss"
        found.remarks.append("nothing says what the loss is: the mean squared error stands in for it")
    if found.loss == "CrossEntropyLoss" and found.layers[-1:] == ["Softmax()"]:
        found.layers.pop()  # the loss opens with the softmax
    return found


def _opened(right: Loose, definitions: Mapping[Key, Loose]) -> Loose:
    """A definition with what goes into its activation put back, where that had no name of its own."""
    if right[0] == "call" and len(right[4]) == 1 and str(right[4][0][1]).startswith("net of "):
        return (*right[:4], (definitions.get(right[4][0], right[4][0]),))
    return right


def _loss(term: Loose) -> str:
    """The name of a loss by its form."""
    text = str(term)
    if "'log'" in text:
        return "BCELoss" if _less(term) else "CrossEntropyLoss"
    if contains(term, "abs") or "'abs'" in text:
        return "L1Loss"
    squares = contains(term, "norm") or str(("num", _SQUARE)) in text
    return "MSELoss" if squares and any(True for _ in variables(term)) else ""


def _less(term: Any) -> bool:
    """Whether `1 - y` occurs."""
    if not isinstance(term, tuple) or not term:
        return False
    if term[0] == "add" and len(term) == 3 and term[1] in (("num", Fraction(1)), ("ones",)):
        return bool(term[2][0] == "neg")
    return any(_less(part) for part in term)
