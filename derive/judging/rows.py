"""Factors side by side that are one thing: a function applied, a derivative, `dW`, `A[l-1]`, `J(W, b)`."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from ..reading.scripts import parts
from ..reading.syntax import Node
from .lexicon import base_of, bracketed, is_transpose, letter_of, offset_of
from .phrases import Loose, Phraser, Unsaid, product
from .vocabulary import NAMES, SIGNS, WORDS

Row = Callable[[Phraser, Sequence[Node], int], tuple[Loose, int] | None]


def _upright(node: Node) -> bool:
    """A word in letters, no Greek one: `\\mathrm{mish}`, `\\operatorname{mish}`."""
    while node.kind == "font":
        node = node.parts[0]
    return node.kind in ("run", "word") and len(node.text) > 2


def function_name(phraser: Phraser, node: Node) -> tuple[str, Any, int] | None:
    """The name, layer and primes of a function, if this is one."""
    found = parts(node)
    name = base_of(found)
    if found.base.kind in ("word", "text", "run") and name.replace("_", "").lower() in WORDS:
        return name.replace("_", "").lower(), None, found.primes
    if found.base.kind == "word" and "." in name:
        return name.rsplit(".", 1)[1], None, 0
    if _upright(found.base) and name in phraser.lexicon.sloped - NAMES:
        return name, None, found.primes
    if name not in SIGNS and not (name == "delta" and found.primes):
        return None
    layer: Any = None
    primes = found.primes
    for above in found.above:
        shifted = offset_of(bracketed(above) or above)
        number = bracketed(above) or above
        if shifted:
            layer = shifted
        elif number.kind == "number" and number.text.isdigit():
            layer = int(number.text)
        elif number.kind != "name":
            return None
    for slot in found.slots:
        layer = layer or offset_of(slot) or (int(slot.text) if slot.text.isdigit() else None)
    return name, layer, primes


def _call(phraser: Phraser, nodes: Sequence[Node], at: int) -> tuple[Loose, int] | None:
    """`\\sigma'(z)`, `\\log a`, `np.sum(dZ, axis=1)`."""
    named = function_name(phraser, nodes[at])
    if named is None or at + 1 >= len(nodes):
        return None
    name, layer, primes = named
    following = parts(nodes[at + 1])
    if following.base.kind == "group" and following.base.text in ("()", "[]", "{}"):
        args = tuple(argument(phraser, part) for part in following.base.parts)
        power = parts(nodes[at]).above if name not in SIGNS else ()
        term: Loose = ("call", name, layer, primes, args)
        if power and not is_transpose(power[0]) and power[0].kind == "number":
            term = ("pow", term, ("num", Fraction(power[0].text)))
        return phraser._decorated(term, following._replace(base=nodes[at + 1]), nodes[at + 1]), at + 2
    if name in SIGNS or name not in ("log", "ln", "exp", "tanh", "sin", "cos", "lg", "max", "softmax"):
        return None
    inner = phraser.factors(nodes[at + 1 :])
    return ("call", name, None, primes, (product(inner),)), len(nodes)


def argument(phraser: Phraser, node: Node) -> Loose:
    """An argument of a function in code, `axis=0` too."""
    if node.kind == "chain" and len(node.parts) == 3 and node.parts[0].kind in ("run", "word", "text"):
        key, value = node.parts[0].text, node.parts[2]
        return ("kw", key, ("num", Fraction(value.text)) if value.kind == "number" else ("num", Fraction(-1)))
    return phraser.say(node)


def is_d(node: Node) -> bool:
    """Whether a node is the sign of a derivative: ∂, d, or d in roman letters."""
    if node.kind == "font":
        return is_d(node.parts[0])
    return (node.kind == "name" and node.text == "partial") or (
        node.kind in ("run", "word") and node.text == "d"
    )


def _operator(phraser: Phraser, nodes: Sequence[Node], at: int) -> tuple[Loose, int] | None:
    r"""`\frac{\partial}{\partial W} J`: what stands after it is differentiated."""
    node = nodes[at]
    if node.kind != "fraction" or not is_d(node.parts[0]):
        return None
    rest = nodes[at + 1 :]
    if not rest:
        raise Unsaid("a derivative of nothing", node)
    by = differential(phraser, node.parts[1])
    if by is None:
        return None
    return ("d", product(phraser.factors(rest)), by), len(nodes)


def _nabla(phraser: Phraser, nodes: Sequence[Node], at: int) -> tuple[Loose, int] | None:
    r"""`\nabla_W L`, `\nabla a^l`."""
    found = parts(nodes[at])
    if base_of(found) != "nabla":
        return None
    if at + 1 >= len(nodes):
        raise Unsaid("a gradient of nothing", nodes[at])
    if not found.slots:
        return ("dn", phraser.say(nodes[at + 1])), at + 2
    by = phraser.say(found.slots[0])
    skip = 2
    of = phraser.say(nodes[at + 1])
    if at + 2 < len(nodes) and nodes[at + 2].kind == "group" and of[0] == "var":
        skip = 3
    return ("d", of, by), at + skip


def _differential(phraser: Phraser, nodes: Sequence[Node], at: int) -> tuple[Loose, int] | None:
    """`d W`, `\\mathrm{d}W` and `dW[l]` outside of a fraction."""
    node = nodes[at]
    if not is_d(node) or at + 1 >= len(nodes):
        return None
    if node.kind == "name":
        raise Unsaid("a lone ∂", node)
    made = _bracket(phraser, nodes, at + 1)
    term, after = made if made else (phraser.say(nodes[at + 1]), at + 2)
    return ("dn", term), after


def _bracket(phraser: Phraser, nodes: Sequence[Node], at: int) -> tuple[Loose, int] | None:
    """`A[l-1].T`, `x[i][j]`: code puts layers and indices in brackets."""
    if at + 1 >= len(nodes) or nodes[at].kind not in ("run", "name", "script", "font"):
        return None
    found = parts(nodes[at + 1])
    inside = bracketed(found.base)
    if inside is None or found.base.text != "[]" or nodes[at].stop != nodes[at + 1].start:
        return None
    shifted = offset_of(inside)
    term = phraser.say(nodes[at])
    bare = term[1] if term[0] == "dn" else term
    if bare[0] != "var" or bare[2] is not None:
        return None
    if shifted and shifted[0] in phraser.lexicon.layers:
        bare = ("var", bare[1], shifted, bare[3])
    elif inside.kind == "number":
        bare = ("var", bare[1], int(inside.text), bare[3])
    elif letter_of(inside) in phraser.lexicon.indices:
        bare = ("at", bare, (letter_of(inside),))
    else:
        return None
    term = ("dn", bare) if term[0] == "dn" else bare
    return phraser._decorated(term, found, nodes[at + 1]), at + 2


def _loss_arguments(phraser: Phraser, nodes: Sequence[Node], at: int) -> tuple[Loose, int] | None:
    """`J(W, b)`, `\\mathcal{L}(\\hat y, y)`: a quantity with what it depends on behind it."""
    if at + 1 >= len(nodes):
        return None
    group, name = nodes[at + 1], base_of(parts(nodes[at]))
    if (
        group.kind != "group"
        or group.text != "()"
        or name not in ("J", "L", "C", "E", "xi", "ell", "l", "loss")
    ):
        return None
    plain = bool(group.parts) and group.parts[0].kind in ("run", "script", "name", "font")
    whole = at == 0 and len(nodes) == 2 and plain
    if len(group.parts) < 2 and not whole and not (name in ("J", "xi", "loss") and group.parts and at == 0):
        return None
    term = phraser.say(nodes[at])
    return (term, at + 2) if term[0] in ("var", "at", "smp") else None


ROW_RULES: tuple[Row, ...] = (_operator, _nabla, _call, _differential, _bracket, _loss_arguments)


def differential(phraser: Phraser, node: Node) -> Loose | None:
    r"""What stands after ∂ or d in one half of a fraction; None if there is no such sign."""
    if node.kind == "group" and len(node.parts) == 1 and node.text == "()":
        return None if node.parts[0].kind == "product" else differential(phraser, node.parts[0])
    if node.kind == "juxt" and is_d(node.parts[0]):
        return product(phraser.factors(node.parts[1:]))
    if (
        node.kind == "product"
        and node.parts
        and node.parts[0].kind == "juxt"
        and is_d(node.parts[0].parts[0])
    ):
        raise Unsaid("a derivative of a product without parentheses", node)
    inner = parts(node)
    if inner.base.kind == "run" and len(inner.base.text) >= 2 and inner.base.text[0] == "d":
        base = inner.base
        rest = Node("run", base.text[1:], (), base.start + 1, base.stop)
        if node.kind == "run":
            return phraser.say(rest)
        return phraser.say(_rebased(node, rest))
    if node.kind == "juxt":
        first = differential(phraser, node.parts[0])
        if first is not None:
            return product([first, *phraser.factors(node.parts[1:])])
    return None


def _rebased(node: Node, base: Node) -> Node:
    if node.kind != "script":
        return base
    return Node(node.kind, node.text, (_rebased(node.parts[0], base), *node.parts[1:]), node.start, node.stop)
