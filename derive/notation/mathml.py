"""Boxes to MathML Core, which browsers set themselves; a symbol carries its name as data."""

from collections.abc import Callable, Mapping
from html import escape
from itertools import pairwise
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
    Stack,
    Symbol,
    Table,
    Under,
)
from .glyphs import DOT
from .letters import ACCENTS

_TIMES = '<mo lspace="0" rspace="0.12em">&#x2062;</mo>'
_WIDE_TIMES = '<mo lspace="0" rspace="0.6em">&#x2062;</mo>'
# what brackets around it must grow with; other brackets keep the size of the text, as printers set them
_TALL = ("<mfrac", "<munder", "<mtable", "<msqrt")

Attributes = Callable[[str], Mapping[str, str]]


def mathml(box: Box, attributes: Attributes | None = None) -> str:
    """One box as MathML, without the `<math>` around it.

    `attributes` gives further attributes of a symbol by its name (a tab stop, a description).
    """
    return _Emitter(attributes).emit(box)


def math(fragment: str, display: bool = True, tex: str = "") -> str:
    """A `<math>` element; its TeX, if given, as annotation."""
    kind = ' display="block"' if display else ""
    if tex:
        note = f'<annotation encoding="application/x-tex">{escape(tex, quote=False)}</annotation>'
        fragment = f"<semantics><mrow>{fragment}</mrow>{note}</semantics>"
    return f"<math{kind}>{fragment}</math>"


class _Emitter:
    def __init__(self, attributes: Attributes | None) -> None:
        self.attributes = attributes

    def emit(self, box: Box) -> str:
        return _EMIT[type(box)](self, box)

    def row(self, box: Row) -> str:
        return f"<mrow>{''.join(map(self.emit, box.items))}</mrow>"

    def product(self, box: Product) -> str:
        parts = [self.emit(box.items[0])]
        for before, item in pairwise(box.items):
            wide = isinstance(before, Under) and isinstance(item, Under)
            gap = "" if DOT in (before, item) else _WIDE_TIMES if wide else _TIMES
            parts.append(gap + self.emit(item))
        return f"<mrow>{''.join(parts)}</mrow>"

    def script(self, box: Script) -> str:
        base, sub, sup = box
        if sup is None:
            return self.emit(base) if sub is None else f"<msub>{self.emit(base)}{self.emit(sub)}</msub>"
        if sub is None and isinstance(sup, Leaf) and "′" in sup.mathml:  # the glyph is a raised one already
            return f"<mrow>{self.emit(base)}{sup.mathml}</mrow>"
        if isinstance(base, Symbol) and isinstance(base.face, Script) and sub is None:
            # a power beside the symbol's own index, not after it
            return self.symbol(base._replace(face=base.face._replace(sup=sup)))
        if sub is None:
            return f"<msup>{self.emit(base)}{self.emit(sup)}</msup>"
        return f"<msubsup>{self.emit(base)}{self.emit(sub)}{self.emit(sup)}</msubsup>"

    def fraction(self, box: Fraction) -> str:
        return f"<mfrac>{self.emit(box.above)}{self.emit(box.below)}</mfrac>"

    def fence(self, box: Fence) -> str:
        return _between(box.mark, self.emit(box.body))

    def table(self, box: Table) -> str:
        rows = "".join(
            "<mtr>" + "".join(f"<mtd>{self.emit(cell)}</mtd>" for cell in row) + "</mtr>" for row in box.rows
        )
        return _between("(", f'<mtable displaystyle="true">{rows}</mtable>')

    def under(self, box: Under) -> str:
        # a page may draw the brace itself, by its class: browsers stretch the sign badly
        brace = f'<munder class="braced">{self.emit(box.body)}<mo stretchy="true">⏟</mo></munder>'
        for note in box.notes:
            brace = f"<munder>{brace}{self.emit(note)}</munder>"
        return brace

    def root(self, box: Root) -> str:
        return f"<msqrt>{self.emit(box.body)}</msqrt>"

    def accent(self, box: Accent) -> str:
        stretchy = "true" if box.mark.startswith("wide") else "false"
        mark = f'<mo stretchy="{stretchy}">{ACCENTS[box.mark]}</mo>'
        return f'<mover accent="true">{self.emit(box.body)}{mark}</mover>'

    def big(self, box: Big) -> str:
        return f"<munderover><mo>∑</mo>{self.emit(box.below)}{self.emit(box.above)}</munderover>"

    def stack(self, box: Stack) -> str:
        # a page sets the lines to the left, and indents all but the first
        lines = (self.emit(line).replace("<mrow><mo>", '<mrow><mo form="infix">', 1) for line in box.lines)
        rows = "".join(f"<mtr><mtd>{line}</mtd></mtr>" for line in lines)
        return f'<mtable displaystyle="true" class="lines">{rows}</mtable>'

    def symbol(self, box: Symbol) -> str:
        more = self.attributes(box.name) if self.attributes else {}
        data = {"class": "sym", "data-sym": box.name, **more}
        listed = "".join(f' {key}="{escape(value)}"' for key, value in data.items())
        return f"<mrow{listed}>{self.emit(box.face)}</mrow>"


def _between(mark: str, body: str) -> str:
    left, right = BRACKETS[mark]
    stretchy = "" if any(tag in body for tag in _TALL) else ' stretchy="false"'
    return (
        f'<mrow><mo form="prefix"{stretchy}>{left}</mo>{body}<mo form="postfix"{stretchy}>{right}</mo></mrow>'
    )


_EMIT: dict[type, Callable[[_Emitter, Any], str]] = {
    Leaf: lambda self, box: box.mathml,
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
    Stack: _Emitter.stack,
    Symbol: _Emitter.symbol,
}
