r"""Surface trees to loose terms: what is said, before shapes decide which product is meant.

("num", Fraction)                     ("var", base, layer, label)     layer: None, 2, ("l", -1)
("at", term, (index, ...))            ("smp", term, letter)           an entry; the value for one sample
("d", of or None, by)                 ("dn", var)                     a derivative; `dW`
("prod", (term, ...), (op, ...))      ("add", ...) ("neg", a) ("div", a, b) ("pow", a, b) ("T", a)
("call", name, layer, primes, args)   ("kw", name, term)              a function applied
("sum", body, letters, low, high)     ("norm", a) ("abs", a) ("grid", rows) ("is", a, b)
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, ClassVar

from ..errors import DeriveError
from ..reading.scripts import Parts, parts
from ..reading.syntax import Node
from .lexicon import (
    Lexicon,
    base_of,
    bracketed,
    is_transpose,
    letter_of,
    offset_of,
    split_indices,
)
from .vocabulary import A_SET, NAMES, NUMBERS, WORDS

Loose = tuple[Any, ...]


class Unsaid(DeriveError):
    """What is legible and has no meaning for the judge: why, and where."""

    def __init__(self, reason: str, node: Node | None = None) -> None:
        self.reason = reason
        self.start, self.stop = (node.start, node.stop) if node else (0, 0)
        super().__init__(reason)


class Phraser:
    """Says surface trees in loose terms, by one document's lexicon."""

    rules: ClassVar[Mapping[str, Callable[["Phraser", Node], Loose]]] = {}
    rows: ClassVar[Sequence[Callable[["Phraser", Sequence[Node], int], tuple[Loose, int] | None]]] = ()

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.whole = frozenset(WORDS | NAMES | lexicon.whole)

    def say(self, node: Node) -> Loose:
        """The loose term of an expression. Raises Unsaid."""
        rule = self.rules.get(node.kind)
        if rule is None:
            raise Unsaid(f"no meaning for {node.text or node.kind!r} here", node)
        return rule(self, node)

    def condition(self, node: Node) -> Loose:
        """The indicator of a relation. Raises Unsaid."""
        raise Unsaid("an indicator", node)

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
            if len(found.slots) == 1 and found.slots[0].kind in ("chain", "group"):
                return self.condition(found.slots[0])
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
        layer, label, sample, turned, power = self._raised(name, found)
        layer, more, indices = self._lowered(name, [x for x in found.slots if x.kind != "none"], layer)
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

    def _raised(self, name: str, found: Parts) -> tuple[Any, list[str], str, int, Any]:
        """What stands above a symbol: layer, labels, sample, transposes, power."""
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
        return layer, label, sample, turned, power

    def _lowered(self, name: str, slots: list[Node], layer: Any) -> tuple[Any, list[str], tuple[Any, ...]]:
        """What stands below a symbol: layer, labels, indices."""
        if layer is None and self.lexicon.below and slots:
            shifted = offset_of(slots[0])
            if shifted and shifted[0] in self.lexicon.below:
                layer, slots = shifted, slots[1:]
            elif len(slots) == 1 and slots[0].kind == "number" and slots[0].text.isdigit():
                layer, slots = int(slots[0].text), []
        if not slots:
            return layer, [], ()
        taken = split_indices(tuple(slots), self.lexicon.indices)
        if taken is not None and self._counts(name, taken):
            if layer is None and self._layered_entry(name, taken):
                return taken[0], [], taken[1:]
            return layer, [], taken
        more, indices, layer = self._below(name, slots, layer)
        return layer, more, indices

    def _layered_entry(self, name: str, taken: tuple[Any, ...]) -> bool:
        """`a_{2,i}` where A_2 is written: the number is a layer's; `w_{1j}` may be an entry of one row."""
        numbered = self.lexicon.numbered
        if len(taken) < 2 or not isinstance(taken[0], int):
            return False
        entry = len(name) == 1 and name.upper() in numbered and isinstance(taken[-1], str)
        return name in numbered or (entry and (name != "w" or len(taken) > 2))

    def _counts(self, name: str, taken: tuple[Any, ...]) -> bool:
        """Whether indices below a symbol count entries."""
        if any(isinstance(index, str) for index in taken):
            return True
        if len(taken) == 1 and self.lexicon.numbered:
            return False
        if len(taken) == 2 and name not in self.lexicon.numbered:
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
        nodes = identifiers(nodes)
        at = 0
        while at < len(nodes):
            for rule in self.rows:
                made = rule(self, nodes, at)
                if made is not None:
                    found.append(made[0])
                    at = made[1]
                    break
            else:
                if nodes[at].kind != "note" and not (at and remark(nodes[at])):
                    found.append(self.say(nodes[at]))
                at += 1
        return found


_REMARKS = frozenset(
    {"was", "unchanged", "formerly", "previously", "instead", "not", "since", "because", "see"}
)


def remark(node: Node) -> bool:
    """`(was A.T @ dZ)`: words in parentheses behind a formula."""
    while node.kind in ("group", "list", "juxt", "product", "script", "chain", "add") and node.parts:
        node = node.parts[0]
    return node.kind in ("run", "word", "note") and node.text.lower() in _REMARKS


def identifiers(nodes: Sequence[Node]) -> list[Node]:
    """`w1o`, `w11h`: letters right behind a numbered name belong to it."""
    found: list[Node] = []
    for node in nodes:
        before = found[-1] if found else None
        beside = before is not None and before.stop == node.start
        numbered = before is not None and before.kind == "run" and before.text[-1].isdigit() and beside
        if before and numbered and node.kind == "run":
            found[-1] = Node("run", before.text + node.text, (), before.start, node.stop)
        elif before and numbered and node.kind == "script" and node.parts[0].kind == "run":
            whole = Node("run", before.text + node.parts[0].text, (), before.start, node.parts[0].stop)
            found[-1] = Node("script", node.text, (whole, *node.parts[1:]), before.start, node.stop)
        else:
            found.append(node)
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
