"""What a document says, link by link: chains split into sides, each side in loose terms."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from ..reading.grammar import parse
from ..reading.macros import Macro
from ..reading.syntax import Node
from ..reading.unreadable import Unreadable
from .layers import symbol_of
from .lexicon import Lexicon, survey
from .listings import entries_of, extents, listed
from .network import has_gradient
from .phrases import Loose, Phraser, Unsaid
from .sayings import Sayer
from .sizing import Key, variables

EQUAL = frozenset({"=", ":=", "equiv", "=:"})
MAX_SIDES = 40
STEPS = frozenset({"t", "k", "n", "s", "tau"})  # letters that count steps of gradient descent


@dataclass(frozen=True)
class Equation:
    """One formula of a document, and where it stands."""

    latex: str
    line: int = 1
    column: int = 1
    cell: int | None = None
    locate: Callable[[int], tuple[int, int]] | None = None
    where: str = ""  # the file, if it is not the document itself

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


def read_all(equations: Sequence[Equation], macros: Mapping[str, Macro] | None = None) -> Said:
    """Every equation parsed and said; what cannot be read is kept with its error."""
    trees: dict[int, Node] = {}
    unread: dict[int, Unreadable] = {}
    for number, equation in enumerate(equations):
        try:
            trees[number] = parse(equation.latex, macros or {})
        except Unreadable as error:
            unread[number] = error
    said = Said(equations, survey(trees.values()), unread=unread)
    phraser = Sayer(said.lexicon)
    chains = 0
    previous: tuple[int, Side] | None = None
    for number, tree in trees.items():
        for statement in tree.parts:
            if statement.kind == "note":
                said.notes.append(statement.text)
                continue
            if statement.kind != "chain":
                said.alone.setdefault(number, []).append(side_of(phraser, statement))
                continue
            chains += 1
            previous = _chain(said, phraser, number, statement, chains, previous)
    _folded(said)
    _listed(said)
    return said


def _listed(said: Said) -> None:
    """`Z = [z_11 z_12; …]`: what is listed are the entries of Z, from here on."""
    keys = {key for term in terms(said) for key in variables(term)}
    if not any(_listing(link) for link in said.links):
        return
    names: dict[Key, Key] = {}
    for term in terms(said):  # others are written alike
        for key, _ in extents(term):
            capital = ("var", str(key[1]).upper(), *key[2:])
            if key != capital and capital in keys:
                names.setdefault(key, capital)
    done: set[int] = set()
    for link in said.links:
        whole, key = _listing(link) or ((), ())
        if key:
            names[key] = whole
        for side in (link.left, link.right):
            if id(side) not in done:
                done.add(id(side))
                for old, new in names.items():
                    side.term = entries_of(side.term, old, new)


def _listing(link: Link) -> tuple[Key, Key] | None:
    """The matrix and the letter of its entries, where a link lists them, or their derivatives."""
    left, right = link.left.term, link.right.term
    if not left or not right or left[0] not in ("var", "d"):
        return None
    whole, key = symbol_of(left[2] if left[0] == "d" else left), listed(right)
    return (whole, key) if whole and key and str(key[1]).lower() == str(whole[1]).lower() else None


def _folded(said: Said) -> None:
    """`w_ij` is an entry of W, where w never stands alone and W does."""
    alone: set[str] = set()
    entries: set[str] = set()
    for term in terms(said):
        _forms(term, alone, entries)
    folds = {base for base in entries - alone if len(base) == 1 and base.upper() in alone - entries}
    if not folds:
        return
    sides = {id(side): side for link in said.links for side in (link.left, link.right)}
    for side in sides.values():
        side.term = _renamed(side.term, folds)


def _forms(term: Any, alone: set[str], entries: set[str]) -> None:
    if not isinstance(term, tuple) or not term:
        return
    if term[0] in ("at", "smp") and isinstance(term[1], tuple) and term[1][0] == "var":
        entries.add(term[1][1])
        return
    if term[0] == "var":
        alone.add(term[1])
        return
    for part in term:
        _forms(part, alone, entries)


def _renamed(term: Any, folds: set[str]) -> Any:
    if not isinstance(term, tuple) or not term:
        return term
    if term[0] == "var":
        return ("var", term[1].upper(), *term[2:]) if term[1] in folds else term
    return tuple(_renamed(part, folds) for part in term)


def _chain(
    said: Said, phraser: Phraser, number: int, node: Node, chain: int, previous: tuple[int, Side] | None
) -> tuple[int, Side] | None:
    """The links of one chain; one that begins with `=` goes on from the last."""
    sides = node.parts[::2][:MAX_SIDES]
    relations = [rel.text for rel in node.parts[1::2]]
    made: list[Side | None] = [None if side.kind == "none" else side_of(phraser, side) for side in sides]
    if made[0] is None and previous is not None and number - previous[0] <= 1 and relations[0] in EQUAL:
        made[0] = Side(Node("none", "", (), node.start, node.start), previous[1].term, previous[1].problem)
    first = made[0]
    for left, relation, right in zip(made, relations, made[1:], strict=False):
        if left is not None and right is not None:
            said.links.append(Link(number, relation, left, right, chain, first))
        if relation not in EQUAL:  # `a = b, so c = d`
            first = right
    _bridges(said, number, chain, made, relations)
    last = next((side for side in reversed(made) if side is not None), None)
    return None if last is None else (number, last)


def _bridges(said: Said, number: int, chain: int, made: list[Side | None], relations: list[str]) -> None:
    """`a = (no value) = c`: what stands on both sides of a side without value is claimed to be equal."""
    if any(relation not in EQUAL for relation in relations):
        return
    valued = [k for k, side in enumerate(made) if side is not None and side.term is not None]
    for one, other in pairwise(valued):
        left, right = made[one], made[other]
        if other - one > 1 and left is not None and right is not None:
            said.links.append(Link(number, "=", left, right, chain, made[0]))


def side_of(phraser: Phraser, node: Node) -> Side:
    """A side with its term, or with why it has none."""
    try:
        return Side(node, phraser.say(node))
    except Unsaid as error:
        return Side(node, None, error.reason)
    except (ValueError, RecursionError):
        return Side(node, None, "a number that cannot be read")


def terms(said: Said) -> Iterable[Loose]:
    """Every term of a document."""
    for link in said.links:
        for side in (link.left, link.right):
            if side.term is not None:
                yield side.term
    for sides in said.alone.values():
        yield from (side.term for side in sides if side.term is not None)


def is_update(link: Link) -> bool:
    """`W = W - αdW`, `W ← …`."""
    left, right = link.left.term, link.right.term
    if link.relation == "leftarrow":
        return True
    if left is None or right is None:
        return False
    key = symbol_of(left)
    if not key or listed(right) == key:
        return False
    if key[3] in ("new", "+", "'", "t+1", "*") and key[1] in ("W", "w", "b", "theta", "Theta", "B"):
        return True
    return (key in set(variables(right)) and not has_gradient(left)) or _is_next(key, right)


def _is_next(key: Any, right: Loose) -> bool:
    """`W_{t+1} = W_t - η ∇L`: the value after one more step."""
    step = key[2]
    if not isinstance(step, tuple) or step[0] not in STEPS or not has_gradient(right):
        return False
    return (*key[:2], (step[0], step[1] - 1), *key[3:]) in set(variables(right))


def is_definition(link: Link) -> bool:
    """Whether a link may define a symbol: that symbol alone on the left, entries of it, or its sample."""
    left, right = link.left.term, link.right.term
    if left is None or right is None or link.relation not in EQUAL or is_update(link):
        return False
    key = symbol_of(left)
    if not key or listed(right) == key or left[0] == "T" or not any(True for _ in variables(right)):
        return False
    if key[1] in "ijklnm" and right[0] == "var":
        return False
    if left[0] == "at" and (left[1][0] != "var" or any(isinstance(i, int) for i in left[2])):
        return False
    return left[0] in ("var", "at", "smp")
