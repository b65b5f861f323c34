"""Boxes to LaTeX, in the part of the language that KaTeX, MathJax and pdflatex share."""

from collections.abc import Callable, Sequence
from itertools import pairwise
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
from .glyphs import RELATIONS, TRANSPOSES

_RELATIONS = frozenset(RELATIONS.values())
_TRANSPOSES = tuple(TRANSPOSES.values())
# what makes brackets around it grow
_FENCES = {"(": ("(", ")"), "[": ("[", "]"), "|": (r"\lvert ", r" \rvert")}
_TALL = (r"\frac", r"\sum", r"\begin", r"\underbrace")
INDENT = r"\quad "  # of a line that goes on


def latex(box: Box) -> str:
    """One box as LaTeX."""
    return _EMIT[type(box)](box)


def _row(box: Row) -> str:
    return "".join([_EMIT[type(item)](item) for item in box.items])


def _product(box: Product) -> str:
    tex = latex(box.items[0])
    for before, item in pairwise(box.items):
        wide = type(before) is Under and type(item) is Under
        tex += (r" \; " if wide else " ") + latex(item)
    return tex


def _script(box: Script) -> str:
    base, sub, sup = box
    above = "" if sup is None else f"^{{{latex(sup)}}}"
    below = "" if sub is None else f"_{{{latex(sub)}}}"
    # w^{[1]}_{ij}, but 1_{N}^{\top}: what belongs to the letter comes first
    return latex(base) + (below + above if sup in _TRANSPOSES else above + below)


def _fence(box: Fence) -> str:
    body = latex(box.body)
    left, right = _FENCES[box.mark]
    return (
        rf"\left{left}{body}\right{right}" if any(sign in body for sign in _TALL) else f"{left}{body}{right}"
    )


def _table(box: Table) -> str:
    rows = [_table_row([latex(cell) for cell in row], len(box.rows) > 1) for row in box.rows]
    end = r" \\[6pt] " if any(isinstance(cell, Stack) for row in box.rows for cell in row) else r" \\ "
    return r"\begin{pmatrix} " + end.join(rows) + r" \end{pmatrix}"


def _table_row(cells: list[str], strut: bool) -> str:
    """Cells in display style; TeX sets the rows of a matrix without a gap, so tall ones need a strut."""
    tall = [any(sign in cell for sign in _TALL) for cell in cells]
    shown = [rf"\displaystyle {cell}" if grown else cell for cell, grown in zip(cells, tall, strict=True)]
    if strut and (any(tall) or any("}_" in cell for cell in cells)):
        shown[0] += rf" \vphantom{{\{'Bigg' if any(tall) else 'Big'}|}}"
    return " & ".join(shown)


def _under(box: Under) -> str:
    notes = [latex(note) for note in box.notes]
    stacked = r" \\ ".join(notes)
    below = stacked if len(notes) == 1 else rf"\substack{{{stacked}}}"
    return rf"\underbrace{{{latex(box.body)}}}_{{{below}}}"


def _stack(box: Stack) -> str:
    return rf"\begin{{aligned}} & {continued(box.lines)} \end{{aligned}}"


def continued(lines: Sequence[Box]) -> str:
    """Lines after one `&`: those that go on are indented, those that begin with a relation are not."""
    first, *rest = lines
    return latex(first).strip() + "".join(
        rf" \\ &{'' if _relates(line) else INDENT}{latex(line).strip()}" for line in rest
    )


def _relates(box: Box) -> bool:
    while isinstance(box, Row):
        box = box.items[0]
    return isinstance(box, Leaf) and box in _RELATIONS


_EMIT: dict[type, Callable[[Any], str]] = {
    Leaf: lambda box: box.tex,
    Row: _row,
    Product: _product,
    Script: _script,
    Fraction: lambda box: rf"\frac{{{latex(box.above)}}}{{{latex(box.below)}}}",
    Fence: _fence,
    Table: _table,
    Under: _under,
    Root: lambda box: rf"\sqrt{{{latex(box.body)}}}",
    Accent: lambda box: rf"\{box.mark}{{{latex(box.body)}}}",
    Big: lambda box: rf"\sum_{{{latex(box.below)}}}^{{{latex(box.above)}}}",
    Stack: _stack,
    Symbol: lambda box: latex(box.face),
}
