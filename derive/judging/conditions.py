r"""What depends on a condition: cases, indicators such as `1_{z>0}` and `(z > 0)`, maxima, Kronecker's delta.

("cmp", op, a, b)                 1 where the relation holds, else 0
("cases", ((value, cond), ...))   cond: a comparison, or ("else",)

A comparison of values is a step function, of which the checks know only step(-z) = 1 - step(z): what is true
by that law is true; what is not may still be, so it is never called false.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from ..reading.syntax import Node
from .phrases import Loose, Phraser, Unsaid
from .voice import Missing, Voice, number

_SIGNS = {"lt": "<", "gt": ">", "leq": "le", "geq": "ge", "neq": "ne", "leqslant": "le", "geqslant": "ge"}
_ORDER = frozenset({"<", ">", "le", "ge"})
_WORDS = frozenset({"text", "note", "word"})
_INEXACT = "a condition that no law of the checks decides"


# ---- saying


def comparison(phraser: Phraser, node: Node) -> Loose:
    """`z > 0`, `i = j` as a value. Raises Unsaid for any other relation."""
    if node.kind != "chain" or len(node.parts) != 3:
        raise Unsaid("a relation inside a formula", node)
    left, relation, right = node.parts
    sign = _SIGNS.get(relation.text, relation.text)
    if sign in _ORDER:
        return ("cmp", sign, phraser.say(left), phraser.say(right))
    letters = [part.text for part in (left, right) if part.kind == "run" and len(part.text) == 1]
    if sign in ("=", "ne") and len(letters) == 2 and set(letters) <= phraser.lexicon.indices:
        return ("cmp", sign, *letters)
    raise Unsaid("a relation inside a formula", node)


def cases(phraser: Phraser, node: Node) -> Loose:
    """The rows of `cases`, each a value and its condition. Raises Unsaid."""
    rows = [_row(phraser, row) for row in node.parts]
    if len(rows) < 2 or any(cond == ("else",) for _, cond in rows[:-1]):
        raise Unsaid("cases without conditions", node)
    return ("cases", tuple(rows))


def _row(phraser: Phraser, row: Node) -> tuple[Loose, Loose]:
    parts = [piece for cell in row.parts for piece in _pieces(cell)]
    values = [parts[0]] if parts else []
    rest = parts[1:]
    chains = [part for part in rest if part.kind == "chain"]
    if not values or values[0].kind in _WORDS:
        raise Unsaid("cases without values", row)
    if len(chains) > 1 or any(part.kind not in ("chain", *_WORDS) for part in rest) or not rest:
        raise Unsaid("a condition that is no single relation", row)
    return phraser.say(values[0]), comparison(phraser, chains[0]) if chains else ("else",)


def _pieces(cell: Node) -> list[Node]:
    """The value, words and conditions in one cell; `a if i = j` is taken apart at its word."""
    if cell.kind == "none":
        return []
    wrapped = cell.kind == "group" and len(cell.parts) == 1 and cell.parts[0].kind == "chain"
    if cell.kind == "list" or wrapped:
        return [piece for part in cell.parts for piece in _pieces(part)]
    if cell.kind == "chain" and len(cell.parts) == 3:
        before, after = _parted(cell.parts[0])
        if after:
            left = _joined(after)
            return [*before, Node("chain", "", (left, *cell.parts[1:]), left.start, cell.stop)]
    if cell.kind == "juxt":
        before, after = _parted(cell)
        return [*before, *after]
    return [cell]


def _parted(node: Node) -> tuple[list[Node], list[Node]]:
    """The nodes before and after a word among factors, the word apart; nothing after, if there is none."""
    if node.kind != "juxt":
        return [node], []
    for k, part in enumerate(node.parts):
        if part.kind in _WORDS and k:
            before = _joined(node.parts[:k])
            return [before, part], list(node.parts[k + 1 :])
    return [node], []


def _joined(nodes: Sequence[Node]) -> Node:
    if len(nodes) == 1:
        return nodes[0]
    return Node("juxt", "", tuple(nodes), nodes[0].start, nodes[-1].stop)


def indicator(phraser: Phraser, nodes: Sequence[Node], at: int) -> tuple[Loose, int] | None:
    r"""`\mathbb{1}[z > 0]`, `\mathbf{1}(z > 0)`, `I(z > 0)`."""
    if at + 1 >= len(nodes) or nodes[at + 1].kind != "group" or len(nodes[at + 1].parts) != 1:
        return None
    inside = nodes[at + 1].parts[0]
    sign = nodes[at]
    while sign.kind == "font":
        sign = sign.parts[0]
    if inside.kind == "chain" and sign.text in ("1", "I") and sign.kind in ("number", "run"):
        return comparison(phraser, inside), at + 2
    return None


# ---- values


def compared(speaker: Voice, term: Loose) -> Any:
    """1 where a relation holds, else 0."""
    _, op, left, right = term
    if op in ("=", "ne"):
        same = kronecker(speaker, left, right)
        return same if op == "=" else _less(speaker, same)
    speaker.unsure.add(_INEXACT)
    a, b = speaker.value(left), speaker.value(right)
    a, b = (b, a) if op in ("<", "le") else (a, b)
    return speaker.arithmetic.atom("step", speaker.arithmetic.add(a, speaker.arithmetic.neg(b)))


def chosen(speaker: Voice, term: Loose) -> Any:
    """The value whose condition holds; what is left has one minus the other conditions."""
    arithmetic = speaker.arithmetic
    total: Any = None
    rest = number(speaker, Fraction(1))
    for value, cond in term[1]:
        weight = rest if cond == ("else",) else speaker.value(cond)
        part = arithmetic.mul(speaker.value(value), weight)
        total = part if total is None else arithmetic.add(total, part)
        rest = arithmetic.add(rest, arithmetic.neg(weight))
    return total


def kronecker(speaker: Voice, left: str, right: str) -> Any:
    """1 where two indices are equal, which then run over one range."""
    lengths = [speaker.ranges[index] for index in (left, right) if index in speaker.ranges]
    if not lengths:
        raise Missing(f"nothing says what {left} and {right} run over")
    one, other = speaker.grid(left, lengths[0]), speaker.grid(right, lengths[0])
    return speaker.arithmetic.integers(np.asarray(one == other).astype(np.int64))


def larger(speaker: Voice, a: Any, b: Any) -> Any:
    """max(a, b) = b + (a - b) step(a - b)."""
    arithmetic = speaker.arithmetic
    speaker.unsure.add(_INEXACT)
    ahead = arithmetic.add(a, arithmetic.neg(b))
    return arithmetic.add(b, arithmetic.mul(ahead, arithmetic.atom("step", ahead)))


def _less(speaker: Voice, value: Any) -> Any:
    return speaker.arithmetic.add(number(speaker, Fraction(1)), speaker.arithmetic.neg(value))
