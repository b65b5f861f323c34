r"""Factors: juxtaposition decided by shapes, functions applied, `dW` and `\nabla_W L`, operators."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from .matrices import diagonal
from .scripts import letters, parts, sign
from .symbols import entry, raised, symbol
from .syntax import Node
from .typed import SCALAR, Resolver, Typed
from .unify import show, unify
from .unreadable import Unreadable

_NABLA = ("name", "nabla", ())
_PARTIAL = ("name", "partial", ())
# elementwise operators bind looser than products; which of them a document uses is in its names
_LOOSE = frozenset({"odot", "circ", "*", "bullet", "oslash", "otimes", "star"})
_MEANT = frozenset({"cdot", "times", "@", ".", "/", "oslash"})
_QUOTIENTS = frozenset({"/", "oslash"})
_MAX_QUOTIENTS = 16


def letters_in_a_row(resolver: Resolver, node: Node) -> Typed:
    """A row of letters, with or without scripts: one symbol, or several factors."""
    if len(letters(node, resolver.names.whole)) > 1:
        return juxtaposed(resolver, node)
    return symbol(resolver, node)


def juxtaposed(resolver: Resolver, node: Node) -> Typed:
    """Factors side by side, with functions applied and gradients recognized."""
    factors = letters(node, resolver.names.whole)
    found: list[Typed] = []
    at = 0
    while at < len(factors):
        pair = _pair(resolver, factors[at], factors[at + 1]) if at + 1 < len(factors) else None
        found.append(resolver.resolve(factors[at]) if pair is None else pair)
        at += 1 if pair is None else 2
    return product(resolver, found, node)


def product(resolver: Resolver, factors: Sequence[Typed], node: Node) -> Typed:
    """The scalars together, then the matrix product of the matrices."""
    if len(factors) == 1:
        return factors[0]
    scalars = [f.term for f in factors if not f.shape]
    matrices = [f for f in factors if f.shape]
    if matrices:
        scalars.append(_matrix_product(resolver, matrices, node))
    term = scalars[0] if len(scalars) == 1 else ("mul", *scalars)
    return Typed(term, (matrices[0].shape[0], matrices[-1].shape[1]) if matrices else SCALAR)


def _matrix_product(resolver: Resolver, factors: Sequence[Typed], node: Node) -> object:
    """`A B C`: what faces each other is of one size."""
    for left, right in pairwise(factors):
        if not unify(left.shape[1], right.shape[0], resolver.names.sizes):
            raise resolver.misfit(f"{show(left.shape)} times {show(right.shape)} does not fit", node)
    return factors[0].term if len(factors) == 1 else ("matmul", *(f.term for f in factors))


# ---- two factors that are one thing


def _pair(resolver: Resolver, node: Node, following: Node) -> Typed | None:
    for rule in PAIRS:
        typed = rule(resolver, node, following)
        if typed is not None:
            return typed
    return None


def _applied(resolver: Resolver, node: Node, following: Node) -> Typed | None:
    r"""`\sigma(z)`, `\sigma'(z)^2`: a function and its argument in parentheses."""
    outer = parts(following)
    if outer.base.kind != "group" or outer.base.text != "()":
        return None
    call = _call(resolver, node, outer.base)
    if call is None:
        return None
    if outer.slots:
        call = entry(resolver, call, outer.slots, following)
    return raised(resolver, call, outer.above, outer.primes, following)


def _call(resolver: Resolver, node: Node, body: Node) -> Typed | None:
    found = parts(node)
    if found.base.kind == "group" and len(found.base.parts) == 1 and not (found.slots or found.above):
        inside = parts(found.base.parts[0])  # `(g^{2})'`
        found = inside._replace(primes=inside.primes + found.primes)
    name = found.base.text
    if name in WORDS and found.base.kind in ("word", "text") and not found.primes and not found.above:
        return WORDS[name](resolver, found.slots, body)
    function = resolver.names.function(found)
    if function is None:
        return None
    if len(body.parts) != 1:
        raise resolver.error("a function of one variable has one argument", body)
    inner = resolver.resolve(body.parts[0])
    return Typed(("apply", function + "'" * found.primes, inner.term), inner.shape)


def _differential(resolver: Resolver, node: Node, following: Node) -> Typed | None:
    """`dW`: the gradient of W."""
    if node.kind != "run" or node.text != "d":
        return None
    try:
        typed = resolver.resolve(following)
    except Unreadable:
        return None
    return gradient(resolver, typed, "d")


def _nabla(resolver: Resolver, node: Node, following: Node) -> Typed | None:
    r"""`\nabla_W L`, entries too."""
    found = parts(node)
    if sign(found.base) != _NABLA or len(found.slots) == 0:
        return None
    if resolver.resolve(following).term != resolver.names.loss:
        raise resolver.error("only the loss has a gradient, not", following)
    below = node.parts[1]
    typed = gradient(resolver, resolver.resolve(below), "nabla")
    if typed is None:
        raise resolver.error("no gradient by", below)
    return raised(resolver, typed, found.above, found.primes, node)


def gradient(resolver: Resolver, typed: Typed, way: str) -> Typed | None:
    """`W` to its gradient, inside an entry or a transpose too; None for what is no symbol.

    way    partial, nabla or d; an entry by which the loss is differentiated has its plain gradient
    """
    term, names = typed.term, resolver.names
    if isinstance(term, str):
        found = names.gradients.get((way, term))
        return None if found is None else Typed(found, names.shape(found))
    if not isinstance(term, tuple) or term[0] not in ("entry", "transpose"):
        return None
    if term[0] == "entry" and way != "d" and isinstance(term[1], str):
        known = f"d{term[1]}" in names.shapes or term[1] in names.shapes
        return Typed(("entry", f"d{term[1]}", *term[2:])) if known else None
    inner = gradient(resolver, Typed(term[1], typed.shape), way)
    return inner and Typed((term[0], inner.term, *term[2:]), inner.shape[::-1] if len(term) == 2 else ())


def _operator(resolver: Resolver, node: Node, following: Node) -> Typed | None:
    r"""`\frac{\partial}{\partial z} (z^2)`: a derivative with its operator in front."""
    if node.kind != "fraction" or following.kind != "group":
        return None
    above, below = node.parts
    if sign(above) != _PARTIAL or below.kind != "juxt" or sign(below.parts[0]) != _PARTIAL:
        return None
    by = resolver.resolve(Node("juxt", "", below.parts[1:], below.parts[1].start, below.stop))
    of = resolver.resolve(following)
    if of.shape or by.shape:
        raise resolver.error("a derivative of matrices by matrices has no value", following)
    return Typed(("partial", of.term, by.term))


PAIRS: tuple[Callable[[Resolver, Node, Node], Typed | None], ...] = (
    _applied, _differential, _nabla, _operator,
)  # fmt: skip


# ---- functions with more than one variable; what stands below them says the axis

Call = Callable[[Resolver, tuple[Node, ...], Node], Typed]


def _softmax(op: str) -> Call:
    def call(resolver: Resolver, slots: tuple[Node, ...], body: Node) -> Typed:
        if len(body.parts) != 1 or len(slots) > 1 or any(slot.text not in ("0", "1") for slot in slots):
            raise resolver.error(f"{op} takes one matrix, and 0 or 1 below it, not", body)
        axis = int(slots[0].text) if slots else int(resolver.names.rows)
        inner = resolver.resolve(body.parts[0])
        return Typed((op, inner.term, axis), inner.shape)

    return call


def _diag(resolver: Resolver, slots: tuple[Node, ...], body: Node) -> Typed:
    if slots:
        raise resolver.error("diag has nothing below it, but here stands", slots[0])
    return diagonal(resolver, body)


WORDS: dict[str, Call] = {"diag": _diag, "softmax": _softmax("softmax"), "logsoftmax": _softmax("logsoftmax")}


# ---- operators


def operators(resolver: Resolver, node: Node) -> Typed:
    r"""`A B \odot C`: products bind tighter than the elementwise operators; both from left to right."""
    for op in node.parts[1::2]:
        if op.text not in _MEANT and op.text != resolver.names.hadamard:
            raise resolver.error("no meaning for the operator", op)
    if sum(op.text in _QUOTIENTS for op in node.parts[1::2]) > _MAX_QUOTIENTS:
        raise resolver.error("too many quotients in", node)
    factors = [resolver.resolve(node.parts[0])]
    groups: list[tuple[str, Typed]] = []
    for op, operand in zip(node.parts[1::2], node.parts[2::2], strict=True):
        right = resolver.resolve(operand)
        if op.text in _LOOSE:
            groups.append((op.text, product(resolver, factors, node)))
            factors = [right]
        elif op.text == "/":
            factors = [quotient(resolver, product(resolver, factors, node), right, node)]
        else:
            factors.append(right)
    groups.append(("", product(resolver, factors, node)))
    return _entrywise(resolver, groups, node)


def quotient(resolver: Resolver, left: Typed, right: Typed, node: Node) -> Typed:
    """`a / b` by a scalar."""
    if right.shape:
        raise resolver.misfit(f"a quotient by a matrix {show(right.shape)}", node)
    return Typed(("div", left.term, right.term), left.shape)


def _entrywise(resolver: Resolver, groups: Sequence[tuple[str, Typed]], node: Node) -> Typed:
    """Operands of one shape, each with the operator after it."""
    shape = groups[0][1].shape
    held = [groups[0][1].term]
    for (text, _), (_, right) in pairwise(groups):
        resolver.same(shape, right.shape, node)
        if text == "oslash":
            held = [("hdiv", held[0] if len(held) == 1 else ("hadamard", *held), right.term)]
        else:
            held.append(right.term)
    return Typed(held[0] if len(held) == 1 else ("hadamard", *held), shape)
