"""Matrices written out, entry by entry, and diagonal ones."""

from typing import Any

from .syntax import Node
from .typed import Resolver, Typed
from .unify import Dimension, Hole, show

ELIDED = "..."  # a cell or a term that is left out


def grid(resolver: Resolver, node: Node) -> Typed:
    """A matrix written out; dots stand for what is left out."""
    if not node.text.endswith("matrix") or len({len(row.parts) for row in node.parts}) != 1:
        raise resolver.error("not a matrix", node)
    rows = tuple(tuple(_cell(resolver, cell) for cell in row.parts) for row in node.parts)
    elided_rows = any(all(cell == ELIDED for cell in row) for row in rows)
    elided_columns = any(all(row[k] == ELIDED for row in rows) for k in range(len(rows[0])))
    shape = (Hole() if elided_rows else len(rows), Hole() if elided_columns else len(rows[0]))
    return Typed(("matrix", rows), shape)


def _cell(resolver: Resolver, node: Node) -> Any:
    if node.kind == "dots":
        return ELIDED
    typed = resolver.resolve(node)
    if typed.shape:
        raise resolver.misfit(f"a cell of shape {show(typed.shape)}", node)
    return typed.term


def diagonal(resolver: Resolver, node: Node) -> Typed:
    r"""`\mathrm{diag}(a, \dots, b)`."""
    cells = tuple(_cell(resolver, part) for part in node.parts)
    n: Dimension = Hole() if ELIDED in cells else len(cells)
    return Typed(("diag", *cells), (n, n))
