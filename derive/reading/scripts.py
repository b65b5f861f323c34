"""A symbol taken apart: letter, below, above, primes; and signs to look it up by."""

from typing import NamedTuple

from .syntax import Node

Sign = tuple[str, str, tuple["Sign", ...]]


class Parts(NamedTuple):
    """A letter with its decoration: `slots` below, between commas; `above` in order; the number of primes."""

    base: Node
    slots: tuple[Node, ...] = ()
    above: tuple[Node, ...] = ()
    primes: int = 0


def sign(node: Node) -> Sign:
    r"""What a node looks like, without its position; `\mathrm{x}` and `\text{x}` look alike."""
    kind = node.kind
    if kind == "text":
        kind = "word"
    elif (kind == "font" and node.text in ("roman", "italic")) or (
        kind == "font" and node.parts[0].kind == "word"
    ):
        return sign(node.parts[0])
    return kind, node.text, tuple([sign(part) for part in node.parts])


def parts(node: Node) -> Parts:
    r"""A symbol taken apart; nested scripts (`{W^{[1]}}^T`) are read from the inside out.

    >>> from .grammar import parse
    >>> p = parts(parse(r"w^{[2]\top}_{1,ij}").parts[0])
    >>> p.base.text, [n.kind for n in p.slots], [n.kind for n in p.above]
    ('w', ['number', 'run'], ['group', 'name'])
    """
    if node.kind != "script":
        return Parts(node)
    base, below, above = node.parts
    inner = parts(base)
    slots = inner.slots + _slots(below)
    sups = inner.above + tuple(part for part in _in_a_row(above) if not _is_prime(part))
    primes = len(node.text) + sum(len(part.text) for part in _in_a_row(above) if _is_prime(part))
    return Parts(inner.base, slots, sups, inner.primes + primes)


def _is_prime(node: Node) -> bool:
    return node.kind == "name" and node.text[:1] == "'"


def _slots(below: Node) -> tuple[Node, ...]:
    """What stands below, split at commas."""
    if below.kind == "none":
        return ()
    return below.parts if below.kind == "list" else (below,)


def _in_a_row(above: Node) -> tuple[Node, ...]:
    r"""What stands above, side by side: `[l-1] T` is two things, `\odot 2` one."""
    if above.kind == "none":
        return ()
    if above.kind == "list":
        return above.parts
    if above.kind != "juxt":
        return _unprimed(above)
    if above.parts[0].kind == "name" and above.parts[0].text in ("odot", "circ"):
        return (above,)
    return tuple(part for item in above.parts for part in _unprimed(item))


def _unprimed(node: Node) -> tuple[Node, ...]:
    """`[1]'` above: the layer, and a prime as a thing of its own."""
    if node.kind == "script" and node.text and node.parts[0].kind == "group":
        base, _, above = node.parts
        rest = () if above.kind == "none" else (above,)
        return (base, Node("name", node.text, (), base.stop, node.stop), *rest)
    return (node,)


def letters(node: Node, whole: frozenset[str]) -> list[Node]:
    """Factors of a row of letters: `Wx` is W and x, unless the row is a name in `whole`.

    The scripts of a row belong to its last letter, as on the page.
    """
    kind = node.kind
    if kind == "juxt":
        return [factor for part in node.parts for factor in letters(part, whole)]
    if kind == "script":
        base = node.parts[0]
        if base.kind == "run" and len(base.text) > 1 and base.text not in whole and base.text.isalpha():
            *first, last = letters(base, whole)
            return [*first, Node("script", node.text, (last, *node.parts[1:]), last.start, node.stop)]
        return [node]
    if kind != "run" or len(node.text) == 1 or node.text in whole or not node.text.isalpha():
        return [node]
    start = node.start
    return [Node("run", letter, (), start + k, start + k + 1) for k, letter in enumerate(node.text)]


def indices(slots: tuple[Node, ...], count: int) -> tuple[str | int, ...] | None:
    """The indices in slots, `ij` and `12` being two where two are due; None if there are not `count`."""
    if len(slots) == count:
        found = [_index(slot) for slot in slots]
        return None if None in found else tuple(f for f in found if f is not None)
    if len(slots) != 1 or count != 2:
        return None
    slot = slots[0]
    text = "".join(p.text for p in slot.parts) if slot.kind == "juxt" else slot.text
    if len(text) != 2 or slot.kind not in ("run", "number", "juxt"):
        return None
    return tuple(int(c) if c.isdigit() else c for c in text)


def _index(slot: Node) -> str | int | None:
    if slot.kind == "number" and slot.text.isdigit():
        return int(slot.text)
    return slot.text if slot.kind == "run" and len(slot.text) == 1 else None
