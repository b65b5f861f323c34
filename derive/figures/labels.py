"""The blocks of text that figures are labelled with: symbols, shapes, numbers, signs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..evaluation import Array
from ..expression import Term
from ..lesson import Setting
from ..lesson.example import decimals, given
from ..notation import Notation
from ..primitive import Elementwise, Primitive
from .drawing import Line, Stack
from .typeset import Block, Typesetter, words
from .words import word

SYMBOL, DIMENSIONS, SIZES, NUMBERS, WORDS = 16.0, 13.0, 12.0, 12.0, 12.5
MOST = 3  # rows or columns shown of a matrix; of more: the first two, then dots
DIGITS = 2
FORMULAS = frozenset({"affine", "affine_columns", "matmul", "product", "add"})


@dataclass(frozen=True)
class Labels:
    """Labels for one setting, in one notation and one language; values with their numbers, or without."""

    setting: Setting
    set: Typesetter
    words: Mapping[str, str]
    with_numbers: bool = True

    @classmethod
    def of(cls, setting: Setting, notation: Notation, words: Mapping[str, str]) -> "Labels":
        """The labels of a figure."""
        return cls(setting, Typesetter(notation), words)

    def symbol(self, name: str, size: float = SYMBOL) -> Block:
        """A symbol."""
        return self.set.math(name, size)

    def word(self, key: str) -> Block:
        """Words of the catalogue."""
        return words(word(self.words, key), WORDS)

    def shapes(self, names: Iterable[str], role: str) -> Stack:
        """Each name over its shape, in letters and in the sizes of the example."""
        lines = []
        for name in names:
            lines += [
                [(self.symbol(name), role)],
                [(self.set.dimensions(self.setting.shapes[name], DIMENSIONS), "soft")],
                [(self.set.dimensions(self.setting.lengths(name), SIZES), "soft")],
            ]
        return Stack(tuple(lines), gap=3, group=3)

    def value(self, name: str, role: str) -> Stack:
        """A name beside its shape, over its numbers."""
        head = [(self.symbol(name), role)]
        if shape := self.setting.shapes[name]:
            head.append((self.set.dimensions(shape, SIZES), "soft"))
        return self._over(head, self.numbers(name), role)

    def gradient(self, name: str) -> Stack:
        """The gradient by a name, over its numbers; that of the loss is 1; nothing where there is none."""
        if name == self.setting.model.graph.equations[-1].out:
            numbers = self.set.math(1, NUMBERS)
        elif "d" + name in self.setting.shapes:
            numbers = self.numbers("d" + name)
        else:
            return Stack()
        return self._over([(self.symbol("d" + name, 14), "gradient")], numbers, "gradient")

    def _over(self, head: Line, numbers: Block, role: str) -> Stack:
        return Stack((head, [(numbers, role)]) if self.with_numbers else (head,), gap=5, space=8)

    def numbers(self, name: str) -> Block:
        """The first numbers of a value of the example."""
        value = self.setting.example.values[name]
        return self.set.math(_abbreviated(value, name in self.setting.model.data), NUMBERS)

    def node(self, out: str, primitive: Primitive) -> Block:
        """What a primitive does: its formula if it is short, its sign, or words."""
        if primitive.rule in FORMULAS:
            return self.set.math(self.setting.forward[out], 14)
        if primitive.name == "root":  # √(v + ε), which has no sign of its own
            return self.word("node.root")
        if isinstance(primitive, Elementwise):
            return self.function(primitive.name)
        return self.word(f"node.{primitive.rule}")

    def function(self, name: str) -> Block:
        """The sign of a function."""
        return self.set.function(name, 15)


def _abbreviated(value: Array, exact: bool) -> Term:
    """The numbers as a small matrix, dots for what it leaves out."""
    array = np.asarray(value, dtype=np.float64)
    if array.ndim == 0:
        return decimals(array, DIGITS)
    counts = [count if count <= MOST else MOST - 1 for count in array.shape]
    shown = array[: counts[0], : counts[1]]
    as_given = exact and np.array_equal(np.round(shown, DIGITS), shown)
    matrix: Any = given(shown) if as_given else decimals(shown, DIGITS)
    rows = [(*row, "...") if counts[1] < array.shape[1] else row for row in matrix[1]]
    if counts[0] < array.shape[0]:
        rows.append(("...",) * len(rows[0]))
    return ("matrix", tuple(rows))
