r"""What a document's letters are used for: which mark layers, which count entries, which is the loss.

Two passes over its surface trees decide what no single formula says: `z^l` has a layer, `z_i` an entry,
`a^2` a layer or a power, `W_1` a layer or an entry.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ..reading.scripts import Parts, parts
from ..reading.syntax import Node

LAYER_LETTERS = frozenset({"l", "L", "ell", "k", "K", "H", "O"})
_INDEX_LETTERS = frozenset("ijk")
_MORE_INDICES = frozenset("lmnpqrsthcdxb")
_COLON = [("none", ""), ("rel", "colon"), ("none", "")]
_TRANSPOSES = frozenset({"T", "top", "intercal", "t"})


@dataclass
class Lexicon:
    """What the scripts of one document mean.

    layers        letters that stand for a layer (`l` of `z^{l-1}`), wherever they stand
    below         letters that stand for a layer below a symbol (`W_i x_{i-1}`)
    bare          whether a bare superscript is a layer (`a^l`, so `a^2` too)
    indices       letters that count entries
    entries       symbol -> how many indices it takes
    losses        symbols that are differentiated by weights
    numbered      symbols with a layer's number below, where `W_1` is written
    """

    layers: set[str] = field(default_factory=set)
    below: set[str] = field(default_factory=set)
    samples: set[str] = field(default_factory=set)
    bare: bool = False
    indices: set[str] = field(default_factory=set)
    entries: dict[str, set[int]] = field(default_factory=dict)
    layered: Counter[str] = field(default_factory=Counter)
    whole: set[str] = field(default_factory=set)
    numbered: set[str] = field(default_factory=set)
    sloped: set[str] = field(default_factory=set)  # words with a prime somewhere: functions


def walk(node: Node) -> Iterator[Node]:
    """Every node, the node itself first."""
    yield node
    for part in node.parts:
        yield from walk(part)


def letter_of(node: Node) -> str:
    """`l`, `\\ell`: the letter that a node is, or nothing."""
    if node.kind in ("run", "name") and (len(node.text) == 1 or node.text in ("ell", "alpha", "beta")):
        return "l" if node.text == "ell" else node.text
    if node.kind == "font":
        return letter_of(node.parts[0])
    return ""


def offset_of(node: Node) -> tuple[str, int] | None:
    """`l`, `l-1`, `L+1` as a letter and a number."""
    if letter_of(node):
        return letter_of(node), 0
    if node.kind == "add" and len(node.parts) == 2 and letter_of(node.parts[0]):
        last = node.parts[1]
        minus = last.kind == "neg"
        number = last.parts[0] if minus else last
        if number.kind == "number" and number.text.isdigit():
            return letter_of(node.parts[0]), -int(number.text) if minus else int(number.text)
    return None


def bracketed(node: Node) -> Node | None:
    """The inside of `[l]` or `(l)`."""
    if node.kind == "group" and node.text in ("[]", "()") and len(node.parts) == 1:
        return node.parts[0]
    return None


def survey(trees: Iterable[Node]) -> Lexicon:
    """What the scripts of these formulas mean."""
    lexicon = Lexicon()
    found = [node for tree in trees for node in walk(tree)]
    scripted = [parts(node) for node in found if node.kind == "script"]
    sums = {letter for node in found if node.kind == "sum" for letter in bound_letters(node.parts[1])}
    _layers_above(lexicon, scripted, sums)
    _layers_below(lexicon, scripted)
    lexicon.indices = set(_INDEX_LETTERS | sums) - lexicon.below - (lexicon.layers - sums)
    _entries(lexicon, scripted)
    _numbered(lexicon, scripted)
    _layers_in_brackets(lexicon, found)
    names = {base_of(one) for one in scripted if one.primes}
    lexicon.sloped = {name for name in names if len(name) > 2 and name.isascii() and name.isalpha()}
    return lexicon


def bound_letters(below: Node) -> tuple[str, ...]:
    """The letters that a sum binds: `i`, `i=1`, `i, j`, `i \\in B`, `k=0`."""
    if below.kind == "chain":
        return bound_letters(below.parts[0])
    if below.kind in ("list", "juxt"):
        return tuple(letter for part in below.parts for letter in bound_letters(part))
    if below.kind == "run" and len(below.text) <= 2:
        return tuple(below.text)
    if below.kind == "script" and below.text and letter_of(below.parts[0]):
        return (letter_of(below.parts[0]) + below.text,)
    letter = letter_of(below)
    return (letter,) if letter else ()


def _layers_above(lexicon: Lexicon, scripted: list[Parts], sums: set[str]) -> None:
    """Letters above: layers if shifted, in brackets, or one of the usual letters; `(i)` is a sample."""
    for found in scripted:
        for above in found.above:
            inside = bracketed(above)
            shifted = offset_of(inside or above)
            if shifted is None or shifted[0] in _TRANSPOSES:
                continue
            letter, by = shifted
            square = inside is not None and above.text == "[]"
            if by or square or letter in LAYER_LETTERS:
                lexicon.layers.add(letter)
                lexicon.bare |= inside is None
            elif inside is not None:
                lexicon.samples.add(letter)
    lexicon.samples -= lexicon.layers


def _layers_below(lexicon: Lexicon, scripted: list[Parts]) -> None:
    """`x_i = f(W_i x_{i-1})`: a letter that is shifted below counts layers, if nothing above does."""
    if lexicon.layers:
        return
    for found in scripted:
        for slot in found.slots:
            shifted = offset_of(slot)
            if shifted and shifted[1] and found.base.kind in ("run", "name", "font", "accent"):
                lexicon.below.add(shifted[0])
    if lexicon.below:
        lexicon.below.add("L")


def base_of(found: Parts) -> str:
    """The name of a letter without its scripts: fonts say nothing, accents do."""
    node = found.base
    while node.kind == "font" and node.text not in ("double",):
        node = node.parts[0]
    if node.kind == "accent":
        inner = base_of(parts(node.parts[0]))
        return inner if node.text == "vec" else f"{node.text} {inner}"
    if node.kind in ("run", "name", "word", "text"):
        return "l" if node.text == "ell" else node.text
    return ""


def is_colon(node: Node) -> bool:
    """The `:` of `X_{i,:}`, for a whole row."""
    return node.kind == "chain" and [(part.kind, part.text) for part in node.parts] == _COLON


def split_indices(slots: tuple[Node, ...], letters: set[str]) -> tuple[str | int, ...] | None:
    """`i,j`, `ij`, `12` as indices; None if something else stands there."""
    found: list[str | int] = []
    for slot in slots:
        if slot.kind == "number" and slot.text.isdigit():
            found.append(int(slot.text))
        elif slot.kind == "script" and slot.text and letter_of(slot.parts[0]) in letters:
            found.append(letter_of(slot.parts[0]) + slot.text)
        elif slot.kind == "run" and all(letter in letters for letter in slot.text):
            found.extend(slot.text)
        elif slot.kind == "juxt":
            inner = split_indices(slot.parts, letters)
            if inner is None:
                return None
            found.extend(inner)
        elif is_colon(slot):
            found.append(":")
        else:
            return None
    return tuple(found) if set(found) != {":"} else None


def _entries(lexicon: Lexicon, scripted: list[Parts]) -> None:
    """How many indices each symbol takes, counted where letters stand below; more letters join in pairs."""
    for found in scripted:
        if len(found.slots) == 1 and found.slots[0].kind == "run":
            text = found.slots[0].text
            pair = len(text) == 2 and text.islower() and set(text) <= lexicon.indices | _MORE_INDICES
            if pair and base_of(found).lower() in ("w", "z", "v", "u", "x", "a") and text not in ("in",):
                lexicon.indices |= set(text) - lexicon.layers - lexicon.below - _labels(scripted)
    for found in scripted:
        base = base_of(found)
        taken = split_indices(found.slots, lexicon.indices) if found.slots else None
        if base and taken and any(isinstance(index, str) for index in taken):
            lexicon.entries.setdefault(base, set()).add(len(taken))


def _numbered(lexicon: Lexicon, scripted: list[Parts]) -> None:
    """`W_1`, `W_2`: numbers below are layers, of every symbol that has one alone."""
    alone = {
        base_of(found)
        for found in scripted
        if len(found.slots) == 1 and found.slots[0].kind == "number" and len(found.slots[0].text) == 1
    }
    if "W" in alone and not lexicon.below:
        lexicon.numbered = alone


def _labels(scripted: list[Parts]) -> set[str]:
    """`W_h`, `Z_o`: letters that stand alone below a matrix name it."""
    return {
        letter_of(found.slots[0])
        for found in scripted
        if len(found.slots) == 1 and base_of(found) in ("W", "Z", "A", "H") and letter_of(found.slots[0])
    } - _INDEX_LETTERS


def _layers_in_brackets(lexicon: Lexicon, found: list[Node]) -> None:
    """`W[l]`, `A[l-1].T` in code: layers in brackets right after a name."""
    for node in found:
        if node.kind != "juxt":
            continue
        for part in node.parts[1:]:
            inside = bracketed(parts(part).base)
            shifted = offset_of(inside) if inside is not None else None
            if shifted and (shifted[1] or shifted[0] in LAYER_LETTERS) and "[" in parts(part).base.text:
                lexicon.layers.add(shifted[0])


def is_transpose(node: Node) -> bool:
    """`T`, `\\top`, `\\mathsf{T}` above a symbol."""
    if node.kind == "font":
        return is_transpose(node.parts[0])
    return node.kind in ("run", "name", "word") and node.text in _TRANSPOSES
