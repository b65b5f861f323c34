"""What each kind of node says: the table of rules from surface nodes to loose terms."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from ..reading.scripts import letters, parts
from ..reading.syntax import Node
from .conditions import cases, comparison, indicator
from .lexicon import base_of, bound_letters
from .phrases import Loose, Phraser, Unsaid, identifiers, plain, product
from .rows import ROW_RULES, argument, differential, is_d
from .vocabulary import A_CHAIN, A_LIST, A_SET

MAX_DIGITS = 100


def _row(phraser: Phraser, node: Node) -> Loose:
    nodes = letters(node, phraser.whole)
    if len(nodes) >= 2 and is_d(nodes[0]) and node.kind in ("run", "script") and nodes[0].kind == "run":
        return ("dn", product(phraser.factors(nodes[1:])))
    if len(nodes) == 1:
        return phraser.symbol(nodes[0]) if node.kind != "juxt" else phraser.say(nodes[0])
    return product(phraser.factors(_halves(nodes)))


def _halves(nodes: list[Node]) -> list[Node]:
    """`y l n a` as `y ln a`: a logarithm that was written without a backslash."""
    found: list[Node] = []
    for node in nodes:
        before = found[-1] if found else None
        if node.kind == "run" and node.text == "n" and before and before.kind == "run" and before.text == "l":
            found[-1] = Node("word", "ln", (), before.start, node.stop)
        else:
            found.append(node)
    return found


def _juxt(phraser: Phraser, node: Node) -> Loose:
    flat: list[Node] = []
    for part in identifiers(node.parts):
        if part.kind == "run" and part.text[0] == "d" and len(part.text) == 2:
            flat.append(part)
        elif part.kind == "run" or (part.kind == "script" and part.parts[0].kind == "run"):
            flat.extend(_letters_of(phraser, part))
        else:
            flat.append(part)
    return product(phraser.factors(_halves(flat)))


def _letters_of(phraser: Phraser, part: Node) -> list[Node]:
    base = part.parts[0] if part.kind == "script" else part
    if base.text[0] == "d" and len(base.text) == 2:
        return [part]
    return letters(part, phraser.whole)


def _product(phraser: Phraser, node: Node) -> Loose:
    operands: list[Any] = list(node.parts[::2])
    ops = [op.text for op in node.parts[1::2]]
    first = operands[0]
    if first.kind == "fraction" and is_d(first.parts[0]) and ops[0] == "cdot":
        by = differential(phraser, first.parts[1])
        if by is not None:
            return ("d", product([phraser.say(n) for n in operands[1:]], ops[1:]), by)
    operands, ops = _methods(phraser, operands, ops)
    operands, ops = _slashes(phraser, operands, ops)
    terms = [
        part if isinstance(part, tuple) and not isinstance(part, Node) else phraser.say(part)
        for part in operands
    ]
    while "/" in ops or "oslash" in ops:
        k = next(i for i, op in enumerate(ops) if op in ("/", "oslash"))
        terms[k : k + 2] = [("div", terms[k], terms[k + 1])]
        del ops[k]
    return product(terms, ops)


_METHODS = frozenset({"mean", "sum", "dot"})


def _methods(phraser: Phraser, operands: list[Any], ops: list[str]) -> tuple[list[Any], list[str]]:
    """`dZ.mean(axis=0)` is `mean(dZ, axis=0)`."""
    for k in range(len(ops) - 1, -1, -1):
        after = operands[k + 1]
        if ops[k] != "." or not isinstance(after, Node) or after.kind != "juxt" or len(after.parts) != 2:
            continue
        name, group = after.parts
        if name.kind == "run" and name.text in _METHODS and group.kind == "group":
            first = phraser.say(operands[k]) if isinstance(operands[k], Node) else operands[k]
            args = tuple(argument(phraser, part) for part in group.parts if part.kind != "none")
            operands[k : k + 2] = [("call", name.text, None, 0, (first, *args))]
            del ops[k]
    return operands, ops


def _slashes(phraser: Phraser, operands: list[Any], ops: list[str]) -> tuple[list[Any], list[str]]:
    """`∂L / ∂W` in a row: a derivative."""
    k = 0
    while k < len(ops):
        if ops[k] == "/" and isinstance(operands[k], Node) and isinstance(operands[k + 1], Node):
            before, above = _apart(operands[k], last=True)
            below, after = _apart(operands[k + 1], last=False)
            of, by = (differential(phraser, node) if node else None for node in (above, below))
            if of is not None and by is not None:
                made = [*([before] if before else []), ("d", of, by), *([after] if after else [])]
                operands[k : k + 2] = made
                ops[k : k + 1] = [""] * (len(made) - 1)
                k += len(made) - 1
                continue
        k += 1
    return operands, ops


def _apart(node: Node, last: bool) -> tuple[Node | None, Node | None]:
    """`W ∂L` as what stands before the last differential, and it; `∂Z W` as the first, and what follows."""
    places = [k for k, part in enumerate(node.parts[:-1]) if is_d(part)] if node.kind == "juxt" else []
    if not places:
        return (None, node) if last else (node, None)
    k = places[-1] if last else min(places[0] + 2, len(node.parts))
    return _side_by_side(node.parts[:k]), _side_by_side(node.parts[k:])


def _side_by_side(factors: tuple[Node, ...]) -> Node | None:
    """Factors side by side as one node."""
    if len(factors) < 2:
        return factors[0] if factors else None
    return Node("juxt", "", factors, factors[0].start, factors[-1].stop)


def _number(phraser: Phraser, node: Node) -> Loose:
    digits, _, exponent = node.text.partition("e")
    if len(digits) > MAX_DIGITS or len(exponent) > 3:
        raise Unsaid("a number that cannot be read", node)
    return ("num", Fraction(node.text.rstrip(".")))


def _fraction(phraser: Phraser, node: Node) -> Loose:
    above, below = node.parts
    by = differential(phraser, below)
    if by is not None:
        if is_d(above):
            raise Unsaid("a derivative of nothing", node)
        of = differential(phraser, above)
        if of is not None:
            return ("d", of, by)
        if base_of(parts(below)) != "d" and "partial" in plain(below)[:8]:
            raise Unsaid("a ∂ is missing above", node)
    elif differential(phraser, above) is not None and "partial" in plain(above)[:8]:
        raise Unsaid("a ∂ is missing below", node)
    return ("div", phraser.say(above), phraser.say(below))


def differential_like(node: Node) -> bool:
    """`∂J/∂L`: a fraction of two differentials."""
    return node.kind == "fraction" and "partial" in plain(node.parts[0])[:8]


def _group(phraser: Phraser, node: Node) -> Loose:
    if not node.parts:
        raise Unsaid("an empty group", node)
    if node.text.startswith("||"):
        return ("norm", phraser.say(node.parts[0]))
    if node.text.startswith("|"):
        return ("abs", phraser.say(node.parts[0]))
    if len(node.parts) > 1 and any(differential_like(part) for part in node.parts):
        raise Unsaid(A_CHAIN, node)
    if len(node.parts) != 1 or node.text not in ("()", "[]", "{}", "(]", "[)"):
        raise Unsaid(A_LIST, node)
    inside = node.parts[0]
    if inside.kind == "chain":
        return comparison(phraser, inside)
    return phraser.say(inside)


def _font(phraser: Phraser, node: Node) -> Loose:
    inside = node.parts[0]
    if inside.kind == "number" and inside.text == "1":
        return ("ones",)
    if node.text == "double":
        raise Unsaid(A_SET, node)
    return phraser.say(inside)


def _add(phraser: Phraser, node: Node) -> Loose:
    if any(part.kind == "dots" for part in node.parts):
        raise Unsaid("terms are left out", node)
    return ("add", *(phraser.say(part) for part in node.parts))


def _sum(phraser: Phraser, node: Node) -> Loose:
    body, below, above = node.parts
    if node.text != "sum":
        raise Unsaid(f"no meaning for {node.text}", node)
    low: Any = None
    if below.kind == "chain" and len(below.parts) == 3 and below.parts[1].text == "=":
        low = phraser.say(below.parts[2])
    elif below.kind == "chain" and below.parts[1].text in ("ne", "<", ">"):
        raise Unsaid("a sum with a condition", node)
    high = phraser.say(above) if above.kind != "none" else None
    return ("sum", phraser.say(body), bound_letters(below), low, high)


def _root(phraser: Phraser, node: Node) -> Loose:
    return ("call", "sqrt", None, 0, (phraser.say(node.parts[0]),))


def _grid(phraser: Phraser, node: Node) -> Loose:
    if "cases" in node.text:
        return cases(phraser, node)
    if "matrix" not in node.text or any(part.kind == "dots" for row in node.parts for part in row.parts):
        raise Unsaid("a matrix with parts left out", node)
    return ("grid", tuple(tuple(phraser.say(cell) for cell in row.parts) for row in node.parts))


def _rows(phraser: Phraser, node: Node) -> Loose:
    if len(node.parts) == 1:
        return phraser.say(node.parts[0])
    raise Unsaid("several lines in one place", node)


RULES: dict[str, Callable[[Phraser, Node], Loose]] = {
    "run": _row,
    "script": _row,
    "name": lambda phraser, node: phraser.symbol(node),
    "word": lambda phraser, node: phraser.symbol(node),
    "text": lambda phraser, node: phraser.symbol(node),
    "accent": lambda phraser, node: phraser.symbol(node),
    "font": _font,
    "number": _number,
    "juxt": _juxt,
    "product": _product,
    "fraction": _fraction,
    "group": _group,
    "add": _add,
    "neg": lambda phraser, node: ("neg", phraser.say(node.parts[0])),
    "sum": _sum,
    "root": _root,
    "grid": _grid,
    "rows": _rows,
    "under": lambda phraser, node: phraser.say(node.parts[0]),
    "over": lambda phraser, node: phraser.say(node.parts[0]),
}


class Sayer(Phraser):
    """Says surface trees in loose terms, with every rule there is."""

    rules = RULES
    rows = (indicator, *ROW_RULES)

    def condition(self, node: Node) -> Loose:
        """`z > 0` below a 1."""
        inside = node.parts[0] if node.kind == "group" and len(node.parts) == 1 else node
        return comparison(self, inside)
