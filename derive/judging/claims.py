"""What a document says, link by link: chains split into sides, each side in loose terms."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from ..reading.grammar import parse
from ..reading.macros import Macro
from ..reading.syntax import Node
from ..reading.unreadable import Unreadable
from .lexicon import survey
from .listings import listed
from .phrases import Loose, Phraser, Unsaid
from .sayings import Sayer
from .spelling import one_spelling
from .statements import EQUAL, Equation, Link, Said, Side, terms
from .terms import has_gradient, symbol_of, variables

MAX_SIDES = 40
STEPS = frozenset({"t", "k", "n", "s", "tau"})  # letters that count steps of gradient descent


def read_all(equations: Sequence[Equation], macros: Mapping[str, Macro] | None = None) -> Said:
    """Every equation parsed and said; what cannot be read is kept with its error."""
    trees: dict[int, Node] = {}
    unread: dict[int, Unreadable] = {}
    for number, equation in enumerate(equations):
        try:
            trees[number] = parse(equation.latex, macros or {})
        except Unreadable as error:
            unread[number] = error
    said = Said(equations, survey(trees.values()), unread=unread, macros=macros or {})
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
    one_spelling(said)
    return said


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


__all__ = ["EQUAL", "Equation", "Link", "Said", "Side", "is_definition", "is_update", "read_all", "terms"]
