"""From the name of a symbol to how it looks: its letter, layer, entries and transpose."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from ..expression import INDICES
from .boxes import BRACKETS, Box, Fence, Fraction, Leaf, Row, Script, Symbol
from .glyphs import (
    DELTA,
    DIFFERENTIAL,
    FUNCTIONS,
    GREEK,
    GREEK_NAMES,
    NABLA,
    NEW,
    PARTIAL,
    SPACE,
    TIGHT_COMMA,
    TRANSPOSES,
    letter,
    number,
    upright,
)
from .letters import read_letter
from .style import Style

# a layer is a number, or a letter with an offset: `W2`, and `W_l`, `Z_lp1`, `A_Lm1` for ℓ, ℓ+1, L−1
_NAME = re.compile(r"(?P<base>[A-Za-z]+)(?P<layer>\d+|_[lL](?:[pm]\d+)?)?(?P<new>_new)?")
LOSS = "L"
# a small letter that means something else without its index is not given to entries
_TAKEN = INDICES | {"e", "d"}


class Name(NamedTuple):
    """The parts of a name: `W1_new` is W, 1, new."""

    base: str
    layer: str
    new: bool


@cache
def parts(name: str) -> Name | None:
    """The parts of a name; None for a text that is not a name.

    >>> parts("gamma1")
    Name(base='gamma', layer='1', new=False)
    """
    found = _NAME.fullmatch(name)
    return Name(found["base"], found["layer"] or "", bool(found["new"])) if found else None


@cache
def gradient_of(name: str) -> str:
    """The variable whose gradient a name is, or nothing.

    >>> gradient_of("dW1"), gradient_of("delta1"), gradient_of("d1")
    ('W1', '', '')
    """
    found = parts(name)
    if not found or found.base in GREEK_NAMES or found.base[0] != "d" or len(found.base) == 1:
        return ""
    base = found.base[1:]
    return name[1:] if len(base) == 1 or base in GREEK_NAMES or base[0].isupper() else ""


@cache
def is_size(name: str) -> bool:
    """N and n0, n1, …, n_l are sizes wherever they stand."""
    found = parts(name)
    return name == "N" or (found is not None and found.base == "n" and bool(found.layer) and not found.new)


class Face(NamedTuple):
    """A symbol's parts before indices and a transpose are attached."""

    base: Box
    subs: tuple[Box, ...] = ()
    sup: Box | None = None
    joins: bool = False  # a transpose may stand beside the superscript
    prefix: Leaf | None = None


def joined(boxes: Iterable[Box], comma: Leaf) -> Box:
    """Boxes in a row, a comma between two."""
    items = [item for box in boxes for item in (comma, box)][1:]
    return items[0] if len(items) == 1 else Row(tuple(items))


def index_row(indices: tuple[Box, ...]) -> Box:
    """Indices side by side, with commas where one of them has more than one character."""
    if all(isinstance(i, Leaf) and len(i.text) == 1 for i in indices):
        return indices[0] if len(indices) == 1 else Row(indices)
    return joined(indices, TIGHT_COMMA)


def _scripted(base: Box, subs: tuple[Box, ...], sup: Box | None) -> Box:
    sub = joined(subs, TIGHT_COMMA) if subs else None
    return base if sub is None and sup is None else Script(base, sub, sup)


def _layer_index(layer: str) -> Leaf:
    """A layer's number, or its letter: `2`, and ℓ−1 for `_lm1`."""
    if layer[0] != "_":
        return number(layer)
    here, sign, offset = GREEK["ell"] if layer[1] == "l" else letter("L"), layer[2:3], layer[3:]
    if not sign:
        return here
    tex, shown = ("+", "+") if sign == "p" else ("-", "−")
    mathml = f'<mrow>{here.mathml}<mo lspace="0" rspace="0">{shown}</mo><mn>{offset}</mn></mrow>'
    return Leaf(f"{here.tex}{tex}{offset}", mathml, f"{here.text}{shown}{offset}", f"{layer[1]}{tex}{offset}")


def _layer(layer: str, style: Style) -> Leaf:
    """A layer's index as a superscript."""
    index = _layer_index(layer)
    brackets = BRACKETS.get(style.layer[0])
    if brackets is None:
        return index
    left, right = (f'<mo stretchy="false" lspace="0" rspace="0">{side}</mo>' for side in brackets)
    mathml = f"<mrow>{left}{index.mathml}{right}</mrow>"
    return Leaf(style.layer.replace("l", index.tex), mathml, index.text, index.ascii)


class Faces:
    """How every symbol looks in one style, with one table of letters."""

    def __init__(self, style: Style, symbols: Mapping[str, str], sizes: Iterable[str]) -> None:
        self.style = style
        self.sizes = frozenset(sizes)
        self.top = TRANSPOSES[style.transpose]
        self.euler = True  # exp(x) may be written with the letter e
        self.capitals: frozenset[str] = frozenset()  # symbols whose entries keep the capital
        self._own: dict[str, Box] = {"dZ": DELTA} if style.gradient == "delta" else {}
        self._own |= {name: read_letter(tex, name) for name, tex in {**style.symbols, **symbols}.items()}
        self._seen: dict[tuple[str, bool], Symbol] = {}

    def is_size(self, name: str) -> bool:
        """Whether a name is a size of this document."""
        return name in self.sizes or is_size(name)

    def function(self, name: str) -> Box:
        """The sign of a function of one variable."""
        return self._own.get(name) or FUNCTIONS.get(name) or upright(name)

    def base(self, name: str) -> Box:
        """The letter of a symbol, without its layer."""
        found = parts(name)
        if name in self._own:
            return self._own[name]
        base = found.base if found else name
        if base in self._own:
            return self._own[base]
        return letter(base) if found and len(base) == 1 else GREEK_NAMES.get(base) or upright(base)

    def symbol(self, name: str, transposed: bool = False) -> Symbol:
        """A quantity, transposed or not."""
        key = (name, transposed)
        if key not in self._seen:
            self._seen[key] = Symbol(name, self._whole(name, transposed), (), transposed)
        return self._seen[key]

    def entry(self, name: str, indices: tuple[Box, ...]) -> Symbol:
        """One entry of a quantity: the small letter with its indices."""
        of = self._gradient_of(name)
        if not of or self.style.gradient == "d":
            return Symbol(name, self._assemble(self._face(of or name, True, of), indices), indices)
        below = self._assemble(self._face(of, True), indices)
        return Symbol(name, Fraction(Row((PARTIAL, self.symbol(LOSS).face)), Row((PARTIAL, below))), indices)

    def small(self, name: str) -> str:
        """The small letter of a symbol's entries, if they have one of their own."""
        base = self.base(name)
        if not isinstance(base, Leaf) or len(base.tex) != 1 or not base.tex.isupper():
            return ""
        low = base.tex.lower()
        return low if self.style.lowercase and low not in _TAKEN and name not in self.capitals else ""

    def settle(self, euler: bool, capitals: frozenset[str]) -> None:
        """What depends on all the symbols of a document together."""
        self.euler, self.capitals = euler, capitals
        self._seen.clear()

    def small_symbol(self, name: str) -> Box:
        """A symbol as its entries are written, without their indices."""
        return self._assemble(self._face(name, True), ())

    def _gradient_of(self, name: str) -> str:
        """The variable whose gradient a name is, unless the gradient has a letter of its own."""
        of = gradient_of(name)
        found = parts(name)
        return "" if name in self._own or (found and found.base in self._own) else of

    def _whole(self, name: str, transposed: bool) -> Box:
        of = self._gradient_of(name)
        if not of or self.style.gradient == "d":
            return self._assemble(self._face(of or name, False, of), (), transposed)
        below, loss = self._assemble(self._face(of, False), ()), self.symbol(LOSS).face
        if self.style.gradient == "nabla":
            box: Box = Row((Script(NABLA, below, None), SPACE, loss))
        else:
            box = Fraction(Row((PARTIAL, loss)), Row((PARTIAL, below)))
        return Script(Fence(box), None, self.top) if transposed else box

    def _face(self, name: str, small: bool, differential: str = "") -> Face:
        """A symbol's letter with its layer and decoration, as the style has it."""
        found = parts(name) or Name(name, "", False)
        base = self.base(name)
        if small and (low := self.small(name)):
            base = letter(low)
        subs: tuple[Box, ...] = ()
        sup: Box | None = None
        if isinstance(base, Script):
            subs, sup, base = (() if base.sub is None else (base.sub,)), base.sup, base.base
        joins = False
        if not found.layer or name in self._own:
            pass
        elif self.style.layer == "_l" or self.is_size(name):
            subs = (*subs, _layer_index(found.layer))
        else:
            if sup is not None:
                base, subs = Fence(_scripted(base, subs, sup)), ()
            sup, joins = _layer(found.layer, self.style), self.style.layer != "^l"
        new = found.new and name not in self._own
        return Face(base, (*subs, NEW) if new else subs, sup, joins, DIFFERENTIAL if differential else None)

    def _assemble(self, face: Face, indices: tuple[Box, ...], transposed: bool = False) -> Box:
        subs = (*face.subs, index_row(indices)) if indices else face.subs
        base, sup = face.base, face.sup
        if transposed and sup is not None and not face.joins:
            base, subs, sup = Fence(_scripted(base, subs, sup)), (), self.top
        elif transposed:
            sup = self.top if sup is None else Row((sup, self.top))
        box = _scripted(base, subs, sup)
        return Row((face.prefix, box)) if face.prefix else box
