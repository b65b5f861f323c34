"""From the name of a symbol to how it looks: letter, layer, gradient, entries, transpose; and no two alike."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from ..errors import DeriveError, unknown
from ..expression import INDICES
from .boxes import Box, Fence, Fraction, Leaf, Row, Script, Symbol
from .glyphs import (
    COMMA,
    DELTA,
    DIFFERENTIAL,
    FUNCTIONS,
    GREEK_NAMES,
    NABLA,
    NEW,
    PARTIAL,
    TIGHT_COMMA,
    TRANSPOSES,
    letter,
    number,
    upright,
)
from .latex import latex
from .letters import read_letter
from .style import Style

_NAME = re.compile(r"(?P<base>[A-Za-z]+)(?P<layer>\d+)?(?P<new>_new)?")
LOSS = "L"
# a lower-case letter that means something else without its index is not given to entries
_TAKEN = INDICES | {"e", "d"}
_STANDARD = ("X", "Y", "Z1", "A1", "W1", "b1", "L", "N", "n1", "eta")


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


def _base_name(name: str) -> str:
    found = parts(name)
    return found.base if found else name


@cache
def is_size(name: str) -> bool:
    """N and n0, n1, … are sizes wherever they stand."""
    return name == "N" or re.fullmatch(r"n\d+", name) is not None


class Face(NamedTuple):
    """A symbol's parts before indices and a transpose are attached."""

    base: Box
    subs: tuple[Box, ...] = ()
    sup: Box | None = None
    joins: bool = False  # a transpose may stand beside the superscript
    prefix: Leaf | None = None


_LAYERS = {"[l]": "[]", "(l)": "()"}


def _layer(layer: str, style: Style) -> Leaf:
    if style.layer not in _LAYERS:
        return number(layer)
    left, right = _LAYERS[style.layer]
    bracket = '<mo stretchy="false" lspace="0" rspace="0">{}</mo>'
    mathml = f"<mrow>{bracket.format(left)}<mn>{layer}</mn>{bracket.format(right)}</mrow>"
    return Leaf(f"{left}{layer}{right}", mathml, layer, layer)


def joined(parts: Iterable[Box], comma: Leaf) -> Box:
    """Boxes in a row, a comma between two."""
    items = [item for part in parts for item in (comma, part)][1:]
    return items[0] if len(items) == 1 else Row(tuple(items))


def index_row(indices: tuple[Box, ...]) -> Box:
    """Indices side by side, with commas where one of them has more than one character."""
    if all(isinstance(i, Leaf) and len(i.text) == 1 for i in indices):
        return indices[0] if len(indices) == 1 else Row(indices)
    return joined(indices, TIGHT_COMMA)


class Faces:
    """How every symbol of one document looks."""

    def __init__(self, style: Style, symbols: Mapping[str, str], shapes: Iterable[str], sizes: Iterable[str]) -> None:
        self.style = style
        self.sizes = frozenset(sizes)
        self.top = TRANSPOSES[style.transpose]
        self._own: dict[str, Box] = {"dZ": DELTA} if style.gradient == "delta" else {}
        self._own |= {name: read_letter(tex, name) for name, tex in {**style.symbols, **symbols}.items()}
        self._seen: dict[tuple[str, bool], Symbol] = {}
        self._kept: frozenset[str] = frozenset()
        self.known = self._names(frozenset(shapes), symbols)
        self._check()

    # names

    def _names(self, shapes: frozenset[str], symbols: Mapping[str, str]) -> tuple[str, ...]:
        """Every name that has a face of its own in this document."""
        names = {*(shapes or _STANDARD), *self.sizes, "N", "eta", LOSS}
        bases = {found.base for name in names if (found := parts(name))}
        for key in symbols:
            if shapes and key not in names | bases | FUNCTIONS.keys():
                raise DeriveError(f"[symbols] {unknown('symbol', key, sorted(names | bases | FUNCTIONS.keys()))}")
            names |= set() if key in bases | FUNCTIONS.keys() else {key}
        plain = {name for name in names if not gradient_of(name) and not self.is_size(name) and name != "eta"}
        return tuple(sorted(names | {f"d{name}" for name in plain if gradient_of(f"d{name}")}))

    def is_size(self, name: str) -> bool:
        return name in self.sizes or is_size(name)

    def _check(self) -> None:
        """No two names, and no name and a sign of ours, may look alike."""
        seen: dict[str, str] = {}
        for index in "ijklrsz":
            seen[index] = f"the index {index}" if index in INDICES else "the variable z of a function"
        for name in FUNCTIONS:
            seen[latex(self.function(name))] = f"the function {name}"
        seen.update({"I": "the identity matrix", r"\delta": "Kronecker's delta"})
        for name in self.known:
            tex = latex(self.symbol(name))
            if tex in seen:
                raise DeriveError(f"[symbols] {seen[tex]} and {name} would both be printed {tex}; give one another letter")
            seen[tex] = name
        self._check_subscripts()
        low = {name: latex(self._assemble(self._face(name, True), ())) for name in self.known if self._low(name)}
        self._kept = frozenset(name for name, tex in low.items() if seen.get(tex, name) != name)
        self._seen.clear()

    def _check_subscripts(self) -> None:
        """With the layer below, `x_{12}` must not be both an entry of x and layer 12 of x."""
        if self.style.layer != "_l":
            return
        layered = {latex(self._base(n)): name for name in self.known if (n := parts(name)) and n.layer}
        for name in self.known:
            found = parts(name)
            tex = latex(self._base(found)) if found and not found.layer else ""
            if tex in layered and not self.is_size(layered[tex]):
                raise DeriveError(
                    f"[symbols] {name} and {layered[tex]} are both written {tex}; with layers as subscripts"
                    f" an entry of {name} cannot be told from a layer"
                )

    # faces

    def function(self, name: str) -> Box:
        """The sign of a function of one variable."""
        return self._own.get(name) or FUNCTIONS.get(name) or upright(name)

    def _base(self, found: Name) -> Box:
        base = found.base
        if base in self._own:
            return self._own[base]
        if len(base) == 1:
            return letter(base)
        return GREEK_NAMES.get(base) or upright(base)

    def _low(self, name: str) -> bool:
        """Whether entries of this symbol are written with its small letter."""
        box = self._own.get(name)
        found = parts(name)
        if box is None and found:
            box = self._base(found)
        if not isinstance(box, Leaf) or len(box.tex) != 1 or not box.tex.isupper():
            return False
        return self.style.lowercase and box.tex.lower() not in _TAKEN and name not in self._kept

    def _face(self, name: str, small: bool) -> Face:
        """A symbol's letter with its layer and decoration, as the style has it."""
        found = parts(name)
        if found is None:
            return Face(upright(name))
        own = self._own.get(name)
        base = self._base(found) if own is None else own
        if small and self._low(name) and isinstance(base, Leaf):
            base = letter(base.tex.lower())
        subs: tuple[Box, ...] = ()
        sup: Box | None = None
        if isinstance(base, Script):
            subs, sup, base = (() if base.sub is None else (base.sub,)), base.sup, base.base
        layer = found.layer if own is None else ""
        joins = False
        if layer and (self.style.layer == "_l" or self.is_size(name)):
            subs = (*subs, number(layer))
        elif layer:
            if sup is not None:
                base, subs = Fence(Script(base, joined(subs, COMMA) if subs else None, sup)), ()
            sup, joins = _layer(layer, self.style), self.style.layer in _LAYERS
        return Face(base, (*subs, NEW) if found.new else subs, sup, joins)

    def _assemble(self, face: Face, indices: tuple[Box, ...], transposed: bool = False) -> Box:
        subs = (*face.subs, index_row(indices)) if indices else face.subs
        below = joined(subs, TIGHT_COMMA) if subs else None
        base, sup = face.base, face.sup
        if transposed and sup is not None and not face.joins:
            base, below, sup = Fence(Script(base, below, sup)), None, self.top
        elif transposed:
            sup = self.top if sup is None else Row((sup, self.top))
        box = base if below is None and sup is None else Script(base, below, sup)
        return Row((face.prefix, box)) if face.prefix else box

    # symbols

    def symbol(self, name: str, transposed: bool = False) -> Symbol:
        """A quantity, transposed or not."""
        key = (name, transposed)
        if key not in self._seen:
            self._seen[key] = Symbol(name, self._whole(name, transposed), (), transposed)
        return self._seen[key]

    def _whole(self, name: str, transposed: bool) -> Box:
        of = self._gradient_of(name)
        if not of:
            return self._assemble(self._face(name, False), (), transposed)
        if self.style.gradient == "d":
            return self._assemble(self._face(of, False)._replace(prefix=DIFFERENTIAL), (), transposed)
        below, loss = self._assemble(self._face(of, False), ()), self.symbol(LOSS).face
        if self.style.gradient == "nabla":
            box: Box = Row((Script(NABLA, below, None), Leaf(" ", "", " ", " "), loss))
        else:
            box = Fraction(Row((PARTIAL, loss)), Row((PARTIAL, below)))
        return Script(Fence(box), None, self.top) if transposed else box

    def _gradient_of(self, name: str) -> str:
        """The variable whose gradient a name is, unless the name has a letter of its own."""
        of = gradient_of(name)
        return "" if name in self._own or (of and _base_name(name) in self._own) else of

    def entry(self, name: str, indices: tuple[Box, ...]) -> Symbol:
        """One entry of a quantity: the small letter with its indices."""
        of = self._gradient_of(name)
        if not of or self.style.gradient == "d":
            face = self._face(of or name, True)
            return Symbol(name, self._assemble(face._replace(prefix=DIFFERENTIAL) if of else face, indices), indices)
        below = self._assemble(self._face(of, True), indices)
        return Symbol(name, Fraction(Row((PARTIAL, self.symbol(LOSS).face)), Row((PARTIAL, below))), indices)
