r"""A letter with its scripts: a symbol, an entry, a transpose, a power, or a sign like `\mathbf{1}`."""

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any

from ..expression import INDICES
from .names import look
from .scripts import Parts, indices, parts, sign
from .syntax import Node
from .typed import Resolver, Typed
from .unify import Dimension, Hole, Open, known

_ONES = frozenset(("font", f, (("number", "1", ()),)) for f in ("bold", "double")) | {("name", "one", ())}
_ZEROS = frozenset(("font", f, (("number", "0", ()),)) for f in ("bold", "double"))
_DELTA = ("name", "delta", ())
_IDENTITY = ("run", "I", ())
_EULER = ("run", "e", ())
_MAX_PRIMES = 4
_NAMING = frozenset({"run", "name", "word", "text", "accent"})


def symbol(resolver: Resolver, node: Node) -> Typed:
    """What a letter with scripts means; a group with scripts is taken apart in the same way."""
    found = parts(node)
    typed = special(resolver, found, node) or named(resolver, found, node)
    if typed is None and found.base.kind == "font":  # no name of its own: the font says nothing
        found = found._replace(base=found.base.parts[0])
        typed = named(resolver, found, node)
    if typed is not None:
        return typed
    if found.base.kind in _NAMING:
        letter = _letter_alone(found)
        if letter is None:
            raise resolver.error("no such symbol", node)
        return raised(resolver, letter, found.above, found.primes, node)
    inner = resolver.resolve(found.base)
    if found.slots:
        inner = entry(resolver, inner, found.slots, node)
    return raised(resolver, inner, found.above, found.primes, node)


def named(resolver: Resolver, found: Parts, node: Node) -> Typed | None:
    """The longest part of the scripts that makes a name; what is left is indices, a transpose, a power."""
    names = resolver.names
    for above, slots, primes in _shares(found):
        key = look(found, slots, above, primes)
        rest = found.slots[slots:]
        name = names.looks.get(key) or (names.entries.get(key) if rest else None)
        if name is None or (rest and not names.shape(name)):
            continue
        typed = Typed(name, names.shape(name))
        if rest:
            typed = entry(resolver, typed, rest, node)
        return raised(resolver, typed, found.above[above:], found.primes - primes, node)
    return None


def _shares(found: Parts) -> Iterable[tuple[int, ...]]:
    """How many of its superscripts, subscripts and primes a letter's name may hold, the most first."""
    counts = (len(found.above), len(found.slots), found.primes)
    return product(*(range(count, -1, -1) for count in counts))


def _letter_alone(found: Parts) -> Typed | None:
    """An index, or the variable z of a function."""
    text = found.base.text
    if found.base.kind != "run" or found.slots:
        return None
    return Typed(text) if text in INDICES or text == "z" else None


def special(resolver: Resolver, found: Parts, node: Node) -> Typed | None:
    r"""Signs with a meaning of their own: `\mathbf{1}`, `\mathbf{0}`, `I_n`, `\delta_{ij}`, `e^x`."""
    base = sign(found.base)
    looks = resolver.names.looks
    if base in _ONES or base in _ZEROS:
        return _constant(resolver, found, "ones" if base in _ONES else "zeros", node)
    if base == _DELTA and found.slots and not found.above and named(resolver, found, node) is None:
        pair = indices(found.slots, 2)
        return Typed(("delta", *pair)) if pair else None
    if base == _IDENTITY and len(found.slots) == 1 and look(found) not in looks:
        n = size(resolver, found.slots[0])
        return raised(resolver, Typed(("eye", n), (n, n)), found.above, found.primes, node)
    if base == _EULER and found.above and not found.slots and look(found, 0, 0, 0) not in looks:
        first, last = found.above[0], found.above[-1]
        row = Node("juxt", "", found.above, first.start, last.stop)
        exponent = resolver.resolve(first if first is last else row)
        return Typed(("apply", "exp", exponent.term), exponent.shape)
    return None


def _constant(resolver: Resolver, found: Parts, op: str, node: Node) -> Typed:
    """An all-ones or zero matrix; bare it is a column, or whatever its surroundings say."""
    shape: Open = (Hole(), Hole(1))
    if len(found.slots) == 1:
        slot = found.slots[0]
        shape = size_pair(resolver, slot) if slot.kind == "product" else (size(resolver, slot), 1)
    elif found.slots:
        shape = size_pair(resolver, Node("list", "", found.slots, node.start, node.stop))
    return raised(resolver, Typed((op, *shape), shape), found.above, found.primes, node)


def is_transpose(resolver: Resolver, node: Node) -> bool:
    """`T`, `⊤`, `′` in any font."""
    kind, text, inside = sign(node)
    return not inside and text in resolver.names.transposes and kind in ("run", "name", "word")


def raised(resolver: Resolver, typed: Typed, above: Sequence[Node], primes: int, node: Node) -> Typed:
    """What stands above: a transpose of a matrix, a power."""
    if primes > _MAX_PRIMES:
        raise resolver.error("too many primes on", node)
    for mark in above:
        if typed.shape and is_transpose(resolver, mark):
            typed = transposed(typed)
        elif typed.shape:
            typed = Typed(("hpow", typed.term, _hadamard_power(resolver, mark)), typed.shape)
        else:
            typed = Typed(("pow", typed.term, resolver.resolve(mark).term))
    if primes and not typed.shape:
        raise resolver.error("a prime on a scalar", node)
    for _ in range(primes):
        typed = transposed(typed)
    return typed


def transposed(typed: Typed) -> Typed:
    """The transpose of a matrix."""
    rows, columns = typed.shape
    if isinstance(typed.term, tuple) and typed.term[0] in ("ones", "zeros"):
        return Typed((typed.term[0], columns, rows), (columns, rows))
    return Typed(("transpose", typed.term), (columns, rows))


def _hadamard_power(resolver: Resolver, node: Node) -> Any:
    r"""The 2 of `^{\odot 2}`."""
    if node.kind == "juxt" and len(node.parts) == 2 and node.parts[0].text in ("odot", "circ"):
        return resolver.resolve(node.parts[1]).term
    raise resolver.error("a matrix has no such power", node)


def entry(resolver: Resolver, typed: Typed, slots: tuple[Node, ...], node: Node) -> Typed:
    """One entry; one index for a vector."""
    if not typed.shape:
        raise resolver.error("a scalar has no entries", node)
    count = 1 if 1 in [known(d) for d in typed.shape] else 2
    found: Sequence[Any] | None = indices(slots, count)
    if found is None and len(slots) == count:
        found = [resolver.resolve(slot).term for slot in slots]
    if found is None:
        raise resolver.error(f"{count} indices are due below", node)
    return Typed(("entry", typed.term, *found))


def size(resolver: Resolver, node: Node) -> str | int:
    """A dimension: a whole number or a size letter."""
    if node.kind == "number" and node.text.isdigit():
        return int(node.text)
    name = resolver.names.looks.get(look(parts(node)))
    if name is None or resolver.names.shape(name):
        raise resolver.error("no such size", node)
    return name


def size_pair(resolver: Resolver, node: Node) -> tuple[Dimension, Dimension]:
    r"""`m \times n`, `(m, n)`."""
    ends = node.parts[::2] if node.kind == "product" else node.parts
    if node.kind not in ("product", "group", "list") or len(ends) != 2:
        raise resolver.error("a shape is m \\times n, not", node)
    return size(resolver, ends[0]), size(resolver, ends[1])
