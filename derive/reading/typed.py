"""What every rule of the resolver shares: typed terms, the names of the document, shapes made to agree."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from .names import Names
from .syntax import Node
from .unify import Open, show, unify
from .unreadable import Unreadable

SCALAR: Open = ()


class Typed(NamedTuple):
    """A term and its shape; both may hold holes until the whole relation is read."""

    term: Any
    shape: Open = SCALAR


class Misfit(Unreadable):
    """Shapes that do not fit: the formula is legible, and says something impossible."""


class Resolver:
    """The names of one document and a table of rules, one per kind of node."""

    def __init__(self, names: Names, rules: Mapping[str, "Rule"]) -> None:
        self.names, self.rules = names, rules

    def resolve(self, node: Node) -> Typed:
        """The typed term of an expression.

        Raises Unreadable where a name or construct has no meaning, Misfit where shapes do not fit.
        """
        rule = self.rules.get(node.kind)
        if rule is None:
            raise self.error("this has no value", node)
        return rule(self, node)

    def error(self, reason: str, node: Node) -> Unreadable:
        """What cannot be resolved, at a node."""
        return Unreadable(reason, node.text or node.kind, node.start, node.stop)

    def misfit(self, reason: str, node: Node) -> Misfit:
        """Shapes that do not fit, at a node."""
        return Misfit(reason, node.text, node.start, node.stop)

    def same(self, a: Open, b: Open, node: Node) -> None:
        """Make two shapes one, or raise Misfit."""
        sizes = self.names.sizes
        if len(a) != len(b) or not all(unify(x, y, sizes) for x, y in zip(a, b, strict=True)):
            raise self.misfit(f"{show(a)} and {show(b)} do not fit", node)


Rule = Callable[[Resolver, Node], Typed]
