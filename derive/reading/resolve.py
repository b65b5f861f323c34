"""From the surface tree to terms: the table of rules, one per kind of node, and the relations of a line."""

from collections.abc import Sequence

from ..expression import Term
from .constructs import add, block, font, fraction, group, neg, number, root, total, under
from .factors import juxtaposed, letters_in_a_row, operators
from .matrices import grid
from .names import Names
from .scripts import parts, sign
from .symbols import size_pair, symbol
from .syntax import Node
from .typed import Resolver, Rule, Typed
from .unify import fill, open_holes

RELATIONS = {"=": "eq", ":=": "define", "approx": "approx", "leftarrow": "update"}
# chains, and what is not equal; True: read from right to left
ORDERS = {"<": ("lt", False), "le": ("le", False), ">": ("lt", True), "ge": ("le", True), "ne": ("ne", False)}
_REALS = ("font", "double", (("run", "R", ()),))


def statement(node: Node, names: Names) -> Term:
    """The term of one statement: a relation, or an expression without one.

    Raises Unreadable where a name or construct has no meaning, Misfit where shapes do not fit.
    """
    resolver = Resolver(names, RULES)
    term = fill(resolver.resolve(node).term)
    if open_holes(term):
        raise resolver.error("nothing says the shape of an all-ones or zero matrix in", node)
    return term


def _relation(resolver: Resolver, node: Node) -> Typed:
    """A displayed line: one relation, or a chain of `<` or `≤`."""
    sides, signs = node.parts[::2], [rel.text for rel in node.parts[1::2]]
    for side in sides:
        if side.kind == "none":
            raise resolver.error("one side is missing of", node.parts[1])
    if signs == ["in"]:
        return _shape(resolver, *sides)
    if len(set(signs)) > 1 or (len(signs) > 1 and signs[0] in RELATIONS):
        raise resolver.error("more than one relation in a line, at", node.parts[3])
    return _related(resolver, signs[0], sides, node.parts[1])


def _related(resolver: Resolver, text: str, sides: Sequence[Node], at: Node) -> Typed:
    """Sides with one kind of relation between them."""
    typed = [resolver.resolve(side) for side in sides]
    if text in RELATIONS:
        left, right = typed
        resolver.same(left.shape, right.shape, at)
        return Typed((RELATIONS[text], left.term, right.term))
    if text not in ORDERS:
        raise resolver.error("no relation of ours", at)
    matrices = [t for t in typed if t.shape]
    for other in matrices[1:]:
        resolver.same(matrices[0].shape, other.shape, at)
    op, turned = ORDERS[text]
    return Typed((op, *(t.term for t in (typed[::-1] if turned else typed))))


def _shape(resolver: Resolver, left: Node, right: Node) -> Typed:
    r"""`A \in \mathbb{R}^{m\times n}`."""
    found = parts(right)
    if sign(found.base) != _REALS or len(found.above) != 1:
        raise resolver.error("a shape is said as \\mathbb{R}^{m \\times n}, not", right)
    rows, columns = size_pair(resolver, found.above[0])
    typed = resolver.resolve(left)
    resolver.same(typed.shape, (rows, columns), right)
    return Typed(("shape", typed.term, rows, columns))


RULES: dict[str, Rule] = {
    "chain": _relation,
    "number": number,
    "run": letters_in_a_row,
    "script": letters_in_a_row,
    "name": symbol,
    "word": symbol,
    "text": symbol,
    "accent": symbol,
    "font": font,
    "group": group,
    "neg": neg,
    "add": add,
    "juxt": juxtaposed,
    "product": operators,
    "fraction": fraction,
    "sum": total,
    "root": root,
    "under": under,
    "grid": grid,
    "rows": block,
}
