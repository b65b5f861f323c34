"""Everything that is neither letter, product nor matrix: sums, fractions, derivatives, braces below."""

from typing import Any

from .factors import gradient, quotient
from .matrices import ELIDED
from .scripts import Parts, sign
from .symbols import named, size, size_pair, special
from .syntax import Node
from .typed import Resolver, Typed
from .unify import Hole

_VEC = ("word", "vec", ())


def number(resolver: Resolver, node: Node) -> Typed:
    """A whole number, or one in decimals as it is written."""
    text = node.text.rstrip(".")
    return Typed(int(text) if text.isdigit() else ("decimal", text))


def font(resolver: Resolver, node: Node) -> Typed:
    r"""`\mathbf{1}`, `\mathcal{L}`: a sign or name of its own; else the font says nothing."""
    found = Parts(node)
    typed = special(resolver, found, node) or named(resolver, found, node)
    return typed or resolver.resolve(node.parts[0])


def group(resolver: Resolver, node: Node) -> Typed:
    r"""Parentheses; `\lvert z \rvert`; `(i = k)`, which is 1 if true and 0 if not."""
    if len(node.parts) != 1 or node.text not in ("()", "[]", "{}", "||"):
        raise resolver.error("this has no value", node)
    inside = node.parts[0]
    if inside.kind == "chain" and [rel.text for rel in inside.parts[1::2]] == ["="]:
        left, right = (resolver.resolve(side).term for side in inside.parts[::2])
        return Typed(("delta", left, right))
    inner = resolver.resolve(inside)
    return Typed(("apply", "abs", inner.term), inner.shape) if node.text == "||" else inner


def block(resolver: Resolver, node: Node) -> Typed:
    """One expression broken over the lines of an `aligned` of its own."""
    if len(node.parts) != 1:
        raise resolver.error("several lines in one place", node)
    return resolver.resolve(node.parts[0])


def neg(resolver: Resolver, node: Node) -> Typed:
    """`-a`."""
    inner = resolver.resolve(node.parts[0])
    return Typed(("neg", inner.term), inner.shape)


def add(resolver: Resolver, node: Node) -> Typed:
    r"""`a + b - c` of one shape; `\cdots` among them stands for terms left out."""
    terms = [None if part.kind == "dots" else resolver.resolve(part) for part in node.parts]
    shown = [(part, typed) for part, typed in zip(node.parts, terms, strict=True) if typed is not None]
    first = shown[0][1]
    for part, typed in shown[1:]:
        resolver.same(first.shape, typed.shape, part)
    return Typed(("add", *(ELIDED if t is None else t.term for t in terms)), first.shape)


def fraction(resolver: Resolver, node: Node) -> Typed:
    """A quotient, or a derivative."""
    above, below = node.parts
    if _starts_with_partial(above) and _starts_with_partial(below):
        return _derivative(resolver, above, below)
    return quotient(resolver, resolver.resolve(above), resolver.resolve(below), below)


def _starts_with_partial(node: Node) -> bool:
    return node.kind == "juxt" and node.parts[0].kind == "name" and node.parts[0].text == "partial"


def _derivative(resolver: Resolver, above: Node, below: Node) -> Typed:
    r"""`\frac{\partial L}{\partial W}`, a local derivative, or the Jacobian of what `\mathrm{vec}` stacks."""
    of, by = (Node("juxt", "", n.parts[1:], n.parts[1].start, n.stop) for n in (above, below))
    stacked = [_stacked(resolver, n) for n in (of, by)]
    if None not in stacked:
        return Typed(("jacobian", *stacked), (Hole(), Hole()))
    value, variable = resolver.resolve(of), resolver.resolve(by)
    if value.term == resolver.names.loss:
        found = gradient(resolver, variable, "partial")
        if found is None:
            raise resolver.error("no gradient by", below)
        return found
    if value.shape or variable.shape:
        raise resolver.error("a derivative of matrices by matrices has no value", above)
    return Typed(("partial", value.term, variable.term))


def _stacked(resolver: Resolver, node: Node) -> Any:
    if len(node.parts) != 2 or sign(node.parts[0]) != _VEC or node.parts[1].kind != "group":
        return None
    return resolver.resolve(node.parts[1]).term


def total(resolver: Resolver, node: Node) -> Typed:
    r"""`\sum_{k=1}^{N}`."""
    body, below, above = node.parts
    index, relation, first = below.parts if below.kind == "chain" and len(below.parts) == 3 else (below,) * 3
    if node.text != "sum" or (relation.text, first.text) != ("=", "1") or index.kind != "run":
        raise resolver.error("a sum runs from k = 1 to a size", node)
    inner = resolver.resolve(body)
    return Typed(("sum", inner.term, index.text, size(resolver, above)), inner.shape)


def root(resolver: Resolver, node: Node) -> Typed:
    """A square root."""
    if len(node.parts) > 1:
        raise resolver.error("only square roots", node)
    inner = resolver.resolve(node.parts[0])
    return Typed(("apply", "sqrt", inner.term), inner.shape)


def under(resolver: Resolver, node: Node) -> Typed:
    """A shape or a word below a brace; one below the other, the upper one first."""
    typed = resolver.resolve(node.parts[0])
    label = node.parts[1]
    for part in label.parts if label.kind == "list" else (label,):
        typed = _labelled(resolver, typed, part)
    return typed


def _labelled(resolver: Resolver, typed: Typed, label: Node) -> Typed:
    if label.kind in ("text", "word", "note"):
        key = resolver.names.words.get(label.text, label.text)
        return Typed(("labelled", typed.term, key), typed.shape)
    rows, columns = size_pair(resolver, label)
    resolver.same(typed.shape, (rows, columns), label)
    return Typed(("shaped", typed.term, rows, columns), typed.shape)
