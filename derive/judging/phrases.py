r"""Surface trees to loose terms: what is said, before shapes decide which product is meant.

("num", Fraction)                     ("var", base, layer, label)     layer: None, 2, ("l", -1)
("at", term, (index, ...))            ("smp", term, letter)           an entry; the value for one sample
("d", of or None, by)                 ("dn", var)                     a derivative; `dW`
("prod", (term, ...), (op, ...))      ("add", ...) ("neg", a) ("div", a, b) ("pow", a, b) ("T", a)
("call", name, layer, primes, args)   ("kw", name, term)              a function applied
("sum", body, letters, low, high)     ("norm", a) ("abs", a) ("grid", rows) ("is", a, b)
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from ..errors import DeriveError
from ..reading.scripts import Parts, letters, parts
from ..reading.syntax import Node
from .lexicon import (
    Lexicon,
    base_of,
    bound_letters,
    bracketed,
    is_transpose,
    letter_of,
    offset_of,
    split_indices,
)

Loose = tuple[Any, ...]
NUMBERS = {"one": 1}
A_SET = "a set, not a value"
WORDS = {
    "sigmoid", "sigm", "tanh", "relu", "softmax", "log", "ln", "exp", "max", "min", "sin", "cos", "sqrt", "abs",
    "sign", "sgn", "sum", "mean", "dot", "tr", "diag", "softplus", "elu", "gelu", "silu", "swish", "leakyrelu",
    "sech", "cosh", "sinh", "lg", "vec", "ones", "mse", "bce", "columnsum", "rowsum", "rot180",
}  # fmt: skip
SIGNS = {
    "sigma", "varsigma", "phi", "varphi", "psi", "f", "g", "Phi", "Psi", "theta'", "sigma_", "sign",
}  # fmt: skip
_WHOLE = {
    "net", "out", "loss", "target", "label", "error", "cost", "grad", "gradient", "input", "output", "len",
    "predicted", "delta", "Loss", "Cost", "total", "axis", "keepdims", "True", "weights", "scores", "lr",
    "learning", "rate", "Output", "Input",
}  # fmt: skip


class Unsaid(DeriveError):
    """What is legible and has no meaning for the judge: why, and where."""

    def __init__(self, reason: str, node: Node | None = None) -> None:
        self.reason = reason
        self.start, self.stop = (node.start, node.stop) if node else (0, 0)
        super().__init__(reason)


class Phraser:
    """Says surface trees in loose terms, by one document's lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.whole = frozenset(WORDS | _WHOLE | lexicon.whole)

    def say(self, node: Node) -> Loose:
        """The loose term of an expression. Raises Unsaid."""
        rule = RULES.get(node.kind)
        if rule is None:
            raise Unsaid(f"no meaning for {node.text or node.kind!r} here", node)
        return rule(self, node)

    # ---- symbols

    def symbol(self, node: Node) -> Loose:
        """A letter with its scripts."""
        found = parts(node)
        base = found.base
        if base.kind == "accent" and base_of(parts(base.parts[0])) in ("1", "") and plain(base) == "vec1":
            return self._decorated(("ones",), found._replace(slots=()), node)
        if base.kind in ("group", "fraction", "juxt", "grid", "rows", "under", "over", "number", "sum"):
            return self._decorated(self.say(base), found, node)
        if base.kind == "font" and base.parts[0].kind == "number" and base.parts[0].text == "1":
            if any(slot.kind in ("chain", "group") for slot in found.slots):
                raise Unsaid("an indicator", node)
            return self._decorated(("ones",), found._replace(slots=()), node)
        if base.kind == "font" and base.text == "double":
            raise Unsaid(A_SET, node)
        name = base_of(found)
        if not name:
            raise Unsaid(f"no meaning for {base.text or base.kind!r} here", node)
        if name == "e" and found.above and not found.slots:
            return ("call", "exp", None, 0, (self._joined(found.above, node),))
        return self._scripts(name, found, node)

    def _joined(self, above: Sequence[Node], node: Node) -> Loose:
        terms = [self.say(part) for part in above]
        return terms[0] if len(terms) == 1 else product(terms)

    def _scripts(self, name: str, found: Parts, node: Node) -> Loose:
        """A symbol from its name and scripts: layer, label, entry, sample, transpose, power."""
        lexicon = self.lexicon
        layer: Any = None
        label: list[str] = []
        sample, turned, power = "", 0, None
        for above in found.above:
            kind, value = self._above(name, above)
            if kind == "layer" and layer is None:
                layer = value
            elif kind == "sample":
                sample = value
            elif kind == "T":
                turned += 1
            elif kind == "power":
                power = value
            else:
                label.append(str(value))
        indices: tuple[Any, ...] = ()
        slots = [slot for slot in found.slots if slot.kind != "none"]
        if layer is None and lexicon.below and len(slots) >= 1:
            shifted = offset_of(slots[0])
            if shifted and shifted[0] in lexicon.below:
                layer, slots = shifted, slots[1:]
            elif len(slots) == 1 and slots[0].kind == "number" and slots[0].text.isdigit():
                layer, slots = int(slots[0].text), []
        if slots:
            taken = split_indices(tuple(slots), lexicon.indices)
            if taken is not None and self._counts(name, taken):
                indices = taken
            else:
                more, indices, layer = self._below(name, slots, layer)
                label.extend(more)
        label.extend("'" * found.primes)
        var: Loose = ("var", name, layer, "".join(label))
        if name in NUMBERS:
            var, indices = ("ones",), ()
        if sample:
            var = ("smp", var, sample)
        if indices:
            var = ("at", var, indices)
        if turned % 2:
            var = ("T", var)
        return var if power is None else ("pow", var, power)

    def _counts(self, name: str, taken: tuple[Any, ...]) -> bool:
        """Whether indices below a symbol count entries."""
        if any(isinstance(index, str) for index in taken):
            return True
        arities = self.lexicon.entries.get(name, set()) | self.lexicon.entries.get(name.lower(), set())
        return len(taken) in arities and bool(self.lexicon.layers or len(taken) > 1)

    def _below(self, name: str, slots: Sequence[Node], layer: Any) -> tuple[list[str], tuple[Any, ...], Any]:
        """Subscripts that are no indices alone: labels, a layer, a label with indices after it."""
        label: list[str] = []
        indices: tuple[Any, ...] = ()
        for slot in slots:
            shifted = offset_of(slot)
            if (
                slot.kind == "number"
                and layer is None
                and slot.text.isdigit()
                and len(slot.text) == 1
                and not label
            ):
                layer = int(slot.text)
            elif shifted and layer is None and shifted[0] in self.lexicon.layers and not label:
                layer = shifted
            elif slot.kind == "run" and len(slot.text) in (2, 3) and self._labelled(name, slot.text):
                label.append(slot.text[0])
                indices = (*indices, *slot.text[1:])
            elif letter_of(slot) in self.lexicon.indices:
                indices = (*indices, letter_of(slot))
            else:
                label.append(plain(slot))
        return label, indices, layer

    def _labelled(self, name: str, text: str) -> bool:
        """`w_{oij}`: a label, then indices."""
        return (
            set(text[1:]) <= self.lexicon.indices
            and text[0] not in self.lexicon.indices
            and text[0].isalpha()
        )

    def _above(self, name: str, above: Node) -> tuple[str, Any]:
        """What stands above a symbol: a layer, a sample, a transpose, a power, or a label."""
        if is_transpose(above):
            return "T", None
        inside = bracketed(above)
        shifted = offset_of(inside or above)
        lexicon = self.lexicon
        if shifted and shifted[0] in lexicon.layers and (inside is not None or lexicon.bare):
            return "layer", shifted
        if inside is not None and shifted and shifted[0] in lexicon.samples:
            return "sample", shifted[0]
        number = inside if inside is not None else above
        if number.kind == "number" and number.text.isdigit():
            if inside is not None or (
                lexicon.bare and name not in ("sum", "partial", "e") and int(number.text) < 9
            ):
                return "layer", int(number.text)
            return "power", ("num", Fraction(number.text))
        if inside is not None and letter_of(inside):
            return "label", f"({letter_of(inside)})"
        if above.kind in ("name",) and above.text in ("*", "+", "-", "star", "dagger"):
            return "label", above.text
        if above.kind in ("word", "text", "run") and len(above.text) > 1:
            return "label", above.text
        if above.kind == "run" and above.text.isupper() and above.text in lexicon.layers:
            return "label", above.text
        return "power", self.say(above)

    def _decorated(self, term: Loose, found: Parts, node: Node) -> Loose:
        """Scripts on something in parentheses: a transpose, a power, an entry, a prime."""
        for above in found.above:
            if is_transpose(above):
                term = ("T", term)
                continue
            inside = bracketed(above)
            if inside is not None and offset_of(inside) and term[0] == "var" and term[2] is None:
                term = ("var", term[1], offset_of(inside), term[3])
                continue
            term = ("pow", term, self.say(above))
        if found.slots and term[0] not in ("norm", "pow"):
            taken = split_indices(found.slots, self.lexicon.indices)
            if taken is None:
                if found.base.kind in ("under", "over", "group", "number"):
                    raise Unsaid("no meaning for what stands below a group", node)
                return term
            term = ("at", term, taken)
        for _ in range(found.primes):
            term = ("prime", term)
        return term

    # ---- products and calls

    def factors(self, nodes: Sequence[Node]) -> list[Loose]:
        """Factors side by side: calls, derivatives and `dW` recognized."""
        found: list[Loose] = []
        at = 0
        while at < len(nodes):
            for rule in ROW_RULES:
                made = rule(self, nodes, at)
                if made is not None:
                    found.append(made[0])
                    at = made[1]
                    break
            else:
                if nodes[at].kind != "note":
                    found.append(self.say(nodes[at]))
                at += 1
        return found


def plain(node: Node) -> str:
    """The letters of a label."""
    if node.kind in ("group", "font", "juxt", "list", "script", "add", "chain", "product", "accent", "neg"):
        return node.text * (node.kind == "accent") + "".join(plain(part) for part in node.parts)
    return "" if node.kind == "none" else node.text


def product(terms: Sequence[Loose], ops: Sequence[str] | None = None) -> Loose:
    """Factors with the signs between them."""
    if len(terms) == 1:
        return terms[0]
    return ("prod", tuple(terms), tuple(ops or [""] * (len(terms) - 1)))


# ---- rules of a row of factors: (the term, the position after it), or None

Row = Callable[[Phraser, Sequence[Node], int], tuple[Loose, int] | None]


def function_name(phraser: Phraser, node: Node) -> tuple[str, Any, int] | None:
    """The name, layer and primes of a function, if this is one."""
    found = parts(node)
    name = base_of(found)
    if found.base.kind in ("word", "text", "run") and name.replace("_", "").lower() in WORDS:
        return name.replace("_", "").lower(), None, found.primes
    if found.base.kind == "word" and "." in name:
        return name.rsplit(".", 1)[1], None, 0
    if name not in SIGNS:
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
        args = tuple(phraser.argument(part) for part in following.base.parts)  # type: ignore[attr-defined]
        power = parts(nodes[at]).above if name not in SIGNS else ()
        term: Loose = ("call", name, layer, primes, args)
        if power and not is_transpose(power[0]) and power[0].kind == "number":
            term = ("pow", term, ("num", Fraction(power[0].text)))
        return phraser._decorated(term, following._replace(base=nodes[at + 1]), nodes[at + 1]), at + 2
    if name in SIGNS or name not in ("log", "ln", "exp", "tanh", "sin", "cos", "lg", "max", "softmax"):
        return None
    inner = phraser.factors(nodes[at + 1 :])
    return ("call", name, None, primes, (product(inner),)), len(nodes)


def _argument(phraser: Phraser, node: Node) -> Loose:
    if node.kind == "chain" and len(node.parts) == 3 and node.parts[0].kind in ("run", "word", "text"):
        key, value = node.parts[0].text, node.parts[2]
        return ("kw", key, ("num", Fraction(value.text)) if value.kind == "number" else ("num", Fraction(-1)))
    return phraser.say(node)


Phraser.argument = _argument  # type: ignore[attr-defined]


def _is_d(node: Node) -> bool:
    if node.kind == "font":
        return _is_d(node.parts[0])
    return (node.kind == "name" and node.text == "partial") or (
        node.kind in ("run", "word") and node.text == "d"
    )


def _operator(phraser: Phraser, nodes: Sequence[Node], at: int) -> tuple[Loose, int] | None:
    r"""`\frac{\partial}{\partial W} J`: what stands after it is differentiated."""
    node = nodes[at]
    if node.kind != "fraction" or not _is_d(node.parts[0]):
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
    if not _is_d(node) or at + 1 >= len(nodes):
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
    if len(group.parts) < 2 and not (name in ("J", "xi", "loss") and group.parts and at == 0):
        return None
    term = phraser.say(nodes[at])
    return (term, at + 2) if term[0] in ("var", "at", "smp") else None


ROW_RULES: tuple[Row, ...] = (_operator, _nabla, _call, _differential, _bracket, _loss_arguments)


def differential(phraser: Phraser, node: Node) -> Loose | None:
    r"""What stands after ∂ or d in one half of a fraction; None if there is no such sign."""
    if node.kind == "group" and len(node.parts) == 1 and node.text == "()":
        return differential(phraser, node.parts[0])
    if node.kind == "juxt" and _is_d(node.parts[0]):
        return product(phraser.factors(node.parts[1:]))
    if (
        node.kind == "product"
        and node.parts
        and node.parts[0].kind == "juxt"
        and _is_d(node.parts[0].parts[0])
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


# ---- rules of nodes


def _row(phraser: Phraser, node: Node) -> Loose:
    nodes = letters(node, phraser.whole)
    if len(nodes) >= 2 and _is_d(nodes[0]) and node.kind in ("run", "script") and nodes[0].kind == "run":
        return ("dn", product(phraser.factors(nodes[1:])))
    if len(nodes) == 1:
        return phraser.symbol(nodes[0]) if node.kind != "juxt" else phraser.say(nodes[0])
    return product(phraser.factors(_halves(nodes)))


def _halves(nodes: list[Node]) -> list[Node]:
    return nodes


def _juxt(phraser: Phraser, node: Node) -> Loose:
    flat: list[Node] = []
    for part in node.parts:
        if part.kind == "run" and part.text[0] == "d" and len(part.text) == 2:
            flat.append(part)
        elif part.kind == "run" or (part.kind == "script" and part.parts[0].kind == "run"):
            flat.extend(_letters_of(phraser, part))
        else:
            flat.append(part)
    return product(phraser.factors(flat))


def _letters_of(phraser: Phraser, part: Node) -> list[Node]:
    base = part.parts[0] if part.kind == "script" else part
    if base.text[0] == "d" and len(base.text) == 2:
        return [part]
    return letters(part, phraser.whole)


def _product(phraser: Phraser, node: Node) -> Loose:
    operands: list[Any] = list(node.parts[::2])
    ops = [op.text for op in node.parts[1::2]]
    first = operands[0]
    if first.kind == "fraction" and _is_d(first.parts[0]) and ops[0] == "cdot":
        by = differential(phraser, first.parts[1])
        if by is not None:
            return ("d", product([phraser.say(n) for n in operands[1:]], ops[1:]), by)
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


def _slashes(phraser: Phraser, operands: list[Any], ops: list[str]) -> tuple[list[Any], list[str]]:
    """`∂L / ∂W` in a row: a derivative."""
    k = 0
    while k < len(ops):
        if ops[k] == "/" and isinstance(operands[k], Node) and isinstance(operands[k + 1], Node):
            last = operands[k].parts[-1] if operands[k].kind == "juxt" else operands[k]
            of, by = differential(phraser, operands[k]), differential(phraser, operands[k + 1])
            if of is not None and by is not None and last is not None:
                operands[k : k + 2] = [("d", of, by)]
                del ops[k]
                continue
        k += 1
    return operands, ops


def _number(phraser: Phraser, node: Node) -> Loose:
    return ("num", Fraction(node.text.rstrip(".")))


def _fraction(phraser: Phraser, node: Node) -> Loose:
    above, below = node.parts
    by = differential(phraser, below)
    if by is not None:
        if _is_d(above):
            raise Unsaid("a derivative of nothing", node)
        of = differential(phraser, above)
        if of is not None:
            return ("d", of, by)
        if base_of(parts(below)) != "d" and "partial" in plain(below)[:8]:
            raise Unsaid("a ∂ is missing above", node)
    elif differential(phraser, above) is not None and "partial" in plain(above)[:8]:
        raise Unsaid("a ∂ is missing below", node)
    return ("div", phraser.say(above), phraser.say(below))


def _group(phraser: Phraser, node: Node) -> Loose:
    if not node.parts:
        raise Unsaid("an empty group", node)
    if node.text.startswith("||"):
        return ("norm", phraser.say(node.parts[0]))
    if node.text.startswith("|"):
        return ("abs", phraser.say(node.parts[0]))
    if len(node.parts) != 1 or node.text not in ("()", "[]", "{}", "(]", "[)"):
        raise Unsaid("a list has no value", node)
    inside = node.parts[0]
    if inside.kind == "chain":
        raise Unsaid("a relation inside a formula", node)
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
    if "matrix" not in node.text or any(part.kind == "dots" for row in node.parts for part in row.parts):
        raise Unsaid("cases, or a matrix with parts left out", node)
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
