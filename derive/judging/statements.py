"""What a document says, as data: its equations, the sides of their chains, the links between sides."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ..reading.macros import Macro
from ..reading.syntax import Node
from ..reading.unreadable import Unreadable
from .lexicon import Lexicon
from .phrases import Loose

EQUAL = frozenset({"=", ":=", "equiv", "=:"})


@dataclass(frozen=True)
class Equation:
    """One formula of a document, and where it stands."""

    latex: str
    line: int = 1
    column: int = 1
    cell: int | None = None
    locate: Callable[[int], tuple[int, int]] | None = None
    where: str = ""  # the file, if it is not the document itself
    loose: bool = False  # said in passing, as the sizes in a table are

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column in the source of a character of the formula."""
        if self.locate is not None:
            return self.locate(offset)
        before = self.latex[:offset]
        lines = before.count("\n")
        return (
            (self.line + lines, offset - before.rfind("\n")) if lines else (self.line, self.column + offset)
        )


@dataclass
class Side:
    """One side of a chain: its node, and its term or why it has none."""

    node: Node
    term: Loose | None = None
    problem: str = ""


@dataclass
class Link:
    """Two neighbouring sides of a chain, with the relation between them."""

    equation: int
    relation: str
    left: Side
    right: Side
    chain: int
    first: Side | None = None

    @property
    def span(self) -> tuple[int, int]:
        """Where the link stands in its equation."""
        return self.left.node.start, self.right.node.stop


@dataclass
class Said:
    """A whole document in loose terms."""

    equations: Sequence[Equation]
    lexicon: Lexicon
    links: list[Link] = field(default_factory=list)
    unread: dict[int, Unreadable] = field(default_factory=dict)
    alone: dict[int, list[Side]] = field(default_factory=dict)
    functions: dict[str, Loose] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    spellings: list[Callable[[Loose], Loose]] = field(default_factory=list)  # see `spelling`
    macros: Mapping[str, Macro] = field(default_factory=dict)


def terms(said: Said) -> Iterable[Loose]:
    """Every term of a document."""
    for link in said.links:
        for side in (link.left, link.right):
            if side.term is not None:
                yield side.term
    for sides in said.alone.values():
        yield from (side.term for side in sides if side.term is not None)


def sides(said: Said) -> list[Side]:
    """Every side of a link, once."""
    found = {id(side): side for link in said.links for side in (link.left, link.right)}
    return list(found.values())
