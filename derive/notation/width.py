"""How wide a box is in LaTeX: an estimate in points, of Computer Modern at ten points."""

from collections.abc import Callable
from typing import Any

from .boxes import (
    Accent,
    Big,
    Box,
    Fence,
    Fraction,
    Leaf,
    Product,
    Root,
    Row,
    Script,
    Stack,
    Symbol,
    Table,
    Under,
)
from .glyphs import BINARY, RELATIONS, SIGN

SCRIPT = 0.76  # how wide a letter is in a script
CELLS = 10.0  # between two cells
_TALL = (Fraction, Big, Table, Under, Stack)
_INFIX = {**dict.fromkeys(BINARY, 12.3), **dict.fromkeys(RELATIONS.values(), 13.4)}
_WIDTHS = {
    **dict.fromkeys("ijlrt'′.,:;|", 3.4),
    **dict.fromkeys("()[]", 4.1),
    **dict.fromkeys("−-+=×⊙∘⊘ᵀ", 8.0),
    **dict.fromkeys("mwWM", 9.0),
    **dict.fromkeys("…⋯⋮⋱", 11.7),
    " ": 3.3,
}


def width(box: Box) -> float:
    """The width of a box in points."""
    return _MEASURE[type(box)](box)


def tall(box: Box) -> bool:
    """Whether brackets around a box have to grow."""
    if isinstance(box, _TALL):
        return True
    if isinstance(box, Row | Product):
        return any(map(tall, box.items))
    inner = box.face if isinstance(box, Symbol) else box.base if isinstance(box, Script) else None
    if inner is None and isinstance(box, Fence | Accent | Root):
        inner = box.body
    return inner is not None and tall(inner)


def _leaf(box: Leaf) -> float:
    if box in _INFIX:
        return _INFIX[box]
    if box is SIGN:
        return 7.8
    return sum(_WIDTHS.get(c, 7.9 if c.isupper() else 5.3 if c.isascii() else 6.2) for c in box.text)


def _product(box: Product) -> float:
    return sum(map(width, box.items)) + 2.0 * sum(isinstance(item, Under) for item in box.items)


def _script(box: Script) -> float:
    scripts = (0.0 if each is None else SCRIPT * width(each) for each in box[1:])
    return width(box.base) + max(scripts) + 0.5


def _fence(box: Fence) -> float:
    return width(box.body) + (14.0 if tall(box.body) else 7.8)


def _table(box: Table) -> float:
    columns = (max(map(width, column)) for column in zip(*box.rows, strict=True))
    return sum(columns) + CELLS * (len(box.rows[0]) - 1) + (17.0 if len(box.rows) > 1 else 12.0)


_MEASURE: dict[type, Callable[[Any], float]] = {
    Leaf: _leaf,
    Row: lambda box: sum(map(width, box.items)),
    Product: _product,
    Script: _script,
    Fraction: lambda box: max(width(box.above), width(box.below)) + 2.4,
    Fence: _fence,
    Table: _table,
    Under: lambda box: max(width(box.body), *(SCRIPT * width(note) for note in box.notes)),
    Root: lambda box: width(box.body) + 8.4,
    Accent: lambda box: width(box.body),
    Big: lambda box: max(14.4, SCRIPT * width(box.below), SCRIPT * width(box.above)) + 1.7,
    Symbol: lambda box: width(box.face),
    Stack: lambda box: max(width(line) for line in box.lines),
}
