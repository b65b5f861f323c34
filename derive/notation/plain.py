"""Boxes to one line of text for a terminal: the names are those of the data and of generated code."""

from collections.abc import Callable
from typing import Any

from .boxes import (
    BRACKETS,
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
    Symbol,
    Table,
    Under,
)
from .glyphs import APPLY, PARTIAL, PARTIAL_OF, RELATIONS
from .names import LOSS, split

_RELATIONS = frozenset(RELATIONS.values())
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def plain(box: Box, ascii: bool = False) -> str:
    """One box as text; a gradient that stands alone is written as the quotient it is, `N ∂L/∂Z2` for mdZ2."""
    text = _Emitter(ascii).side(box)
    return text.encode("ascii", "replace").decode() if ascii else text


class _Emitter:
    def __init__(self, ascii: bool) -> None:
        self.ascii = ascii

    def emit(self, box: Box) -> str:
        return _EMIT[type(box)](self, box)

    def side(self, box: Box) -> str:
        """One side of a relation, or all of it."""
        whole = isinstance(box, Symbol) and not box.indices and not box.transposed
        mark, of = split(box.name) if isinstance(box, Symbol) and whole else ("", "")
        if of:
            sign, transpose = ("d", "^T") if self.ascii else ("∂", "ᵀ")
            text = f"{sign}{LOSS}/{sign}{of}"
            text = f"({text}){transpose}" if "t" in mark else text
            return f"N {text}" if "m" in mark else text
        if isinstance(box, Row):
            return "".join(map(self.side, box.items)) if _is_relation(box) else self.emit(box)
        return self.emit(box)

    def leaf(self, box: Leaf) -> str:
        return box.ascii if self.ascii else box.text

    def row(self, box: Row) -> str:
        return "".join(map(self.emit, box.items))

    def product(self, box: Product) -> str:
        return " ".join(f"({self.emit(f)})" if isinstance(f, Fraction) else self.emit(f) for f in box.items)

    def script(self, box: Script) -> str:
        base = box.base
        # brackets that only keep two superscripts apart
        text = self.emit(base.body if isinstance(base, Fence) and isinstance(base.body, Symbol) else base)
        if box.sub is not None:
            below = self.emit(box.sub)
            text += f"_{below}" if below.isalnum() else f"_{{{below}}}"
        if box.sup is None:
            return text
        above = self.emit(box.sup)
        if isinstance(box.sup, Leaf) and not above[-1:].isdigit():
            return text + (above if above[0] in "ᵀ^'" else f"^{above}")
        if above.replace("−", "-").lstrip("-").isdigit() and not self.ascii:
            return text + above.translate(_RAISED)
        return f"{text}^{above}" if above.isalnum() else f"{text}^({above})"

    def fraction(self, box: Fraction) -> str:
        above, below = self.emit(box.above), self.emit(box.below)
        above = above if _is_tight(box.above) else f"({above})"
        return f"{above}/{below if _is_tight(box.below) else f'({below})'}"

    def fence(self, box: Fence) -> str:
        left, right = BRACKETS[box.mark]
        return f"{left}{self.emit(box.body)}{right}"

    def table(self, box: Table) -> str:
        return "[" + "; ".join(", ".join(map(self.emit, row)) for row in box.rows) + "]"

    def under(self, box: Under) -> str:
        return self.emit(box.body)

    def root(self, box: Root) -> str:
        return f"sqrt({self.emit(box.body)})"

    def accent(self, box: Accent) -> str:
        return self.emit(box.body)

    def big(self, box: Big) -> str:
        return f"{'sum' if self.ascii else 'Σ'}_{{{self.emit(box.below)}}}^{{{self.emit(box.above)}}}"

    def symbol(self, box: Symbol) -> str:
        indices = ",".join(map(self.emit, box.indices))
        transpose = ("^T" if self.ascii else "ᵀ") if box.transposed else ""
        return box.name + (f"[{indices}]" if indices else "") + transpose


def _is_relation(box: Row) -> bool:
    return len(box.items) >= 3 and any(isinstance(i, Leaf) and i in _RELATIONS for i in box.items)


def _is_tight(box: Box) -> bool:
    """Whether a box may stand beside a slash as it is."""
    if isinstance(box, Row):
        return box.items[0] in (PARTIAL, PARTIAL_OF) or APPLY in box.items
    return not isinstance(box, Product | Fraction | Big)


_EMIT: dict[type, Callable[[_Emitter, Any], str]] = {
    Leaf: _Emitter.leaf,
    Row: _Emitter.row,
    Product: _Emitter.product,
    Script: _Emitter.script,
    Fraction: _Emitter.fraction,
    Fence: _Emitter.fence,
    Table: _Emitter.table,
    Under: _Emitter.under,
    Root: _Emitter.root,
    Accent: _Emitter.accent,
    Big: _Emitter.big,
    Symbol: _Emitter.symbol,
}
