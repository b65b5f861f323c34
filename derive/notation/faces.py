"""From the name of a symbol to how it looks: its letter, layer, entries and transpose."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from ..expression import INDICES
from .boxes import BRACKETS, Box, Fence, Fraction, Leaf, Row, Script, Symbol
from .glyphs import (
    ACTIVATION,
    DEL,
    DELTA,
    DIFFERENTIAL,
    GREEK,
    GREEK_NAMES,
    NEW,
    PARTIAL,
    SPACE,
    TIGHT_COMMA,
    TRANSPOSES,
    function_sign,
    letter,
    number,
    prime_marks,
    primed,
    upright,
)
from .latex import latex
from .letters import read_letter
from .mathml import mathml
from .names import LOSS, Name, is_size, parts, split
from .signs import LETTER, NABLA, D, sign
from .style import Style

# a small letter that means something else without its index is not given to entries
_TAKEN = INDICES | {"e", "d"}


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
    """How every symbol looks in one style, with one table of letters.

    names: every name of the document: they say which gradients it holds scaled or transposed as well;
    activations: the function applied to each Z, for the style that calls it g of that layer.
    """

    def __init__(
        self,
        style: Style,
        symbols: Mapping[str, str],
        sizes: Iterable[str],
        names: Collection[str] = (),
        activations: Mapping[str, str] | None = None,
    ) -> None:
        self.style = style
        self.sizes = frozenset(sizes)
        self.names = frozenset(names)
        self.top = TRANSPOSES[style.transpose]
        self.euler = True  # exp(x) may be written with the letter e
        self.capitals: frozenset[str] = frozenset()  # symbols whose entries keep the capital
        self._own: dict[str, Box] = {"dZ": DELTA} if style.gradient == "delta" else {}
        self._own |= {name: read_letter(tex, name) for name, tex in {**style.symbols, **symbols}.items()}
        self._seen: dict[tuple[str, bool], Symbol] = {}
        named = activations or {} if style.activation == "g" else {}
        self.activations = {z: f for z, f in named.items() if f not in self._own}

    def is_size(self, name: str) -> bool:
        """Whether a name is a size of this document."""
        return name in self.sizes or is_size(name)

    def function(self, name: str) -> Box:
        """The sign of a function of one variable."""
        return self._own.get(name) or function_sign(name)

    def activation(self, z: str, primes: int = 0) -> Leaf:
        """The activation that is applied to a Z, or its derivative: g with the layer of that Z.

        As text it keeps its name, as in the data and in generated code.
        """
        found = parts(z)
        face = Face(ACTIVATION, *self._layered(found.layer if found else ""))
        if face.sup is None or not face.joins:
            box = primed(self._assemble(face, ()), primes)
        else:
            marks = (prime_marks(primes),) if primes else ()
            box = self._assemble(face._replace(sup=Row((face.sup, *marks))), ())
        named, mark = function_sign(self.activations[z]), "'" * primes
        return Leaf(latex(box), mathml(box), named.text + mark, named.ascii + mark)

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
        mark, of = split(name)
        how = self._sign(name) if of else ""
        if how == D:
            return Symbol(name, self._assemble(self._face(of, True, DIFFERENTIAL), indices), indices)
        if how in ("", LETTER):
            return Symbol(name, self._assemble(self._face(self._lettered(name), True), indices), indices)
        if mark:
            return Symbol(name, Script(Fence(self._whole(name, False)), index_row(indices), None), indices)
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

    def _sign(self, name: str) -> str:
        return sign(name, self.names, self.style, self._own)

    def _lettered(self, name: str) -> str:
        """The name under which a letter is kept: one for `dZ2` is that of `mdZ2`, if this one is shown."""
        of = split(name)[1]
        return f"d{of}" if of and name not in self._own else name

    def _whole(self, name: str, transposed: bool) -> Box:
        of = split(name)[1]
        how = self._sign(name) if of else ""
        if how == D:
            return self._assemble(self._face(of, False, DIFFERENTIAL), (), transposed)
        if how in ("", LETTER):
            return self._assemble(self._face(self._lettered(name), False), (), transposed)
        below, loss = self._assemble(self._face(of, False), ()), self.symbol(LOSS).face
        if how == NABLA:
            box: Box = Row((Script(DEL, below, None), SPACE, loss))
        else:
            box = Fraction(Row((PARTIAL, loss)), Row((PARTIAL, below)))
        return Script(Fence(box), None, self.top) if transposed else box

    def _face(self, name: str, small: bool, prefix: Leaf | None = None) -> Face:
        """A symbol's letter with its layer and decoration, as the style has it."""
        found = parts(name) or Name(name, "", False)
        base = self.base(name)
        if small and (low := self.small(name)):
            base = letter(low)
        subs: tuple[Box, ...] = ()
        sup: Box | None = None
        if isinstance(base, Script):
            subs, sup, base = (() if base.sub is None else (base.sub,)), base.sup, base.base
        layer = "" if name in self._own else found.layer
        below, above, joins = self._layered(layer, self.is_size(name))
        if above is not None and sup is not None:
            base, subs = Fence(_scripted(base, subs, sup)), ()
        new = (NEW,) if found.new and name not in self._own else ()
        return Face(base, (*subs, *below, *new), sup if above is None else above, joins, prefix)

    def _layered(self, layer: str, below: bool = False) -> tuple[tuple[Box, ...], Box | None, bool]:
        """Where a layer's index stands: below, above, and whether a transpose may stand beside it."""
        if not layer:
            return (), None, False
        if below or self.style.layer == "_l":
            return (_layer_index(layer),), None, False
        return (), _layer(layer, self.style), self.style.layer != "^l"

    def _assemble(self, face: Face, indices: tuple[Box, ...], transposed: bool = False) -> Box:
        subs = (*face.subs, index_row(indices)) if indices else face.subs
        base, sup = face.base, face.sup
        if transposed and sup is not None and not face.joins:
            base, subs, sup = Fence(_scripted(base, subs, sup)), (), self.top
        elif transposed:
            sup = self.top if sup is None else Row((sup, self.top))
        box = _scripted(base, subs, sup)
        return Row((face.prefix, box)) if face.prefix else box
