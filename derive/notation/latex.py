"""Boxes to LaTeX, in the part of the language that KaTeX, MathJax and pdflatex share."""

from collections.abc import Callable
from typing import Any

from .boxes import Accent, Big, Box, Fence, Fraction, Leaf, Product, Root, Row, Script, Symbol, Table, Under

# what makes brackets around it grow
_TALL = (r"\frac", r"\sum", r"\begin", r"\underbrace")


def latex(box: Box) -> str:
    """One box as LaTeX."""
    return _EMIT[type(box)](box)


def _row(box: Row | Product) -> str:
    return ("" if type(box) is Row else " ").join([_EMIT[type(item)](item) for item in box.items])


def _script(box: Script) -> str:
    base, sub, sup = box
    tex = latex(base)
    if sub is not None:
        tex += f"_{{{latex(sub)}}}"
    if sup is None:
        return tex
    above = latex(sup)
    return tex + above if above[0] == "'" else f"{tex}^{{{above}}}"


def _fence(box: Fence) -> str:
    body = latex(box.body)
    if box.mark == "|":
        return rf"\left\lvert {body} \right\rvert"
    if box.call and not any(sign in body for sign in _TALL):
        return f"({body})"
    return rf"\left({body}\right)"


def _table(box: Table) -> str:
    rows = r" \\ ".join(" & ".join(map(latex, row)) for row in box.rows)
    return rf"\begin{{pmatrix}} {rows} \end{{pmatrix}}"


_EMIT: dict[type, Callable[[Any], str]] = {
    Leaf: lambda box: box.tex,
    Row: _row,
    Product: _row,
    Script: _script,
    Fraction: lambda box: rf"\frac{{{latex(box.above)}}}{{{latex(box.below)}}}",
    Fence: _fence,
    Table: _table,
    Under: lambda box: rf"\underbrace{{{latex(box.body)}}}_{{{latex(box.note)}}}",
    Root: lambda box: rf"\sqrt{{{latex(box.body)}}}",
    Accent: lambda box: rf"\{box.mark}{{{latex(box.body)}}}",
    Big: lambda box: rf"\sum_{{{latex(box.below)}}}^{{{latex(box.above)}}}",
    Symbol: lambda box: latex(box.face),
}
