"""The links of a formula: what each `=` of its chains says, over rows and beside words."""

from .resolve import ORDERS
from .syntax import Node


def joined(formula: Node) -> tuple[Node, ...]:
    """The statements of a formula, words left out; a row that begins with `=` goes on with the one above.

    >>> from .grammar import parse
    >>> [len(part.parts) for part in joined(parse(r"a &= b &&\\text{by definition} \\\\ &= c"))]
    [5]
    """
    found: list[Node] = []
    for part in (cell for statement in formula.parts for cell in _cells(statement)):
        if part.kind == "note":
            continue
        if found and _goes_on(part) and found[-1].kind == "chain":
            before = found.pop()
            part = Node("chain", "", before.parts + part.parts[1:], before.start, part.stop)
        found.append(part)
    return tuple(found)


def _cells(node: Node) -> tuple[Node, ...]:
    """A table of words and formulas as its cells; anything else as itself."""
    cells = tuple(cell for row in node.parts for cell in row.parts) if node.kind == "grid" else ()
    if not any(cell.kind in ("text", "note") for cell in cells):
        return (node,)
    return tuple(cell for cell in cells if cell.kind not in ("text", "note", "none"))


def _goes_on(node: Node) -> bool:
    return node.kind == "chain" and node.parts[0].kind == "none"


def links(node: Node) -> tuple[Node, ...]:
    """A chain `a = b = c` as what it says of its first side, `a = b` and `a = c`; `a < b < c` is one."""
    if node.kind != "chain" or len(node.parts) == 3 or all(rel.text in ORDERS for rel in node.parts[1::2]):
        return (node,)
    first = node.parts[0]
    pairs = zip(node.parts[1::2], node.parts[2::2], strict=True)
    return tuple(Node("chain", "", (first, rel, side), rel.start, side.stop) for rel, side in pairs)
