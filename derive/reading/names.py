"""The names of a document: which letters on the page, with which scripts, are which symbols."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..notation.style import Style
from ..shapes import Shape
from .grammar import parse
from .scripts import Parts, Sign, parts, sign
from .syntax import Node
from .unreadable import Unreadable
from .vocabulary import WORDS

Look = tuple[Sign, tuple[Sign, ...], tuple[Sign, ...], int]  # letter, below, above, primes

# functions of one variable that have a sign of their own; all others are words
FUNCTION_SIGNS = {
    "sigmoid": r"\sigma",
    "tanh": r"\tanh",
    "exp": r"\exp",
    "log": r"\log",
    "sin": r"\sin",
    "cos": r"\cos",
    "relu": r"\mathrm{ReLU}",
    "Phi": r"\Phi",
    "phi": r"\varphi",
}
FUNCTIONS = (*FUNCTION_SIGNS, "softplus", "sqrt", "abs", "sign", "step", "silu", "gelu", "square")
_LAYERS = {"[l]": "[{}]", "(l)": "({})", "^l": "{}"}
_NAME = re.compile(r"([A-Za-z]+?)(\d*)(_new)?")
_SPELLED = {"eps": "varepsilon", "epsilon": "varepsilon", "phi": "varphi"}


@dataclass(frozen=True, slots=True)
class Names:
    """What every sign of a document means: data that the resolver looks up, and nothing else.

    looks       letter, scripts and primes -> symbol
    entries     the same with the letters of entries (`w` for W) -> symbol
    functions   sign -> function of one variable
    """

    shapes: Mapping[str, Shape]
    sizes: Mapping[str, int]
    looks: Mapping[Look, str]
    entries: Mapping[Look, str]
    functions: Mapping[Sign, str]
    rows: bool = True  # samples in rows: a softmax that names no axis goes along the rows
    transposes: frozenset[str] = frozenset({"top", "T", "'"})
    hadamard: str = "odot"
    loss: str = "L"
    words: Mapping[str, str] = field(default_factory=dict)
    whole: frozenset[str] = frozenset()  # rows of letters that are one name

    def is_gradient(self, name: str) -> bool:
        """Whether `dname` is the gradient of a symbol."""
        return f"d{name}" in self.shapes or name in self.shapes

    def shape(self, name: str) -> Shape:
        """The letter shape of a symbol; a gradient has that of its variable."""
        found = self.shapes.get(name)
        return self.shapes.get(name[1:], ()) if found is None and name[:1] == "d" else found or ()


def look(found: Parts, slots: int | None = None, above: int | None = None, primes: int | None = None) -> Look:
    """What to look a symbol up by: its letter with the first few of its scripts."""
    return (
        sign(found.base),
        tuple(sign(n) for n in found.slots[:slots]),
        tuple(sign(n) for n in found.above[:above]),
        found.primes if primes is None else primes,
    )


def own_names(
    shapes: Mapping[str, Shape],
    sizes: Mapping[str, int],
    style: Style,
    symbols: Mapping[str, str],
    functions: Iterable[str] = (),
    words: Mapping[str, str] | None = None,
) -> Names:
    """The names of a document of ours: the letters follow from the style and the user's own symbols."""
    own = {**style.symbols, **symbols}
    looks: dict[Look, str] = {}
    entries: dict[Look, str] = {}
    values = {name for name in shapes if not _is_gradient(name, shapes)}
    lettered = {"dZ": r"\delta", **own} if style.gradient == "delta" else own
    gradients = {name for name in set(shapes) - values if name in lettered or _base(name) in lettered}
    others = {*sizes, *_sizes_in(shapes), "N", "eta", "L", "pi"}
    for name in [*sorted(values | others), *sorted(gradients)]:
        face = _face(name, style, lettered, set(sizes))
        looks.setdefault(look(face), name)
        small = _small(face, style)
        if small and name in shapes:
            entries[look(small)] = name
    entries = {key: name for key, name in entries.items() if looks.get(key, name) == name}
    calls: dict[Sign, str] = {
        ("word" if len(name) > 1 else "run", name, ()): name for name in (*FUNCTIONS, *functions)
    }
    signs = FUNCTION_SIGNS | {name: tex for name, tex in own.items() if name in calls.values()}
    calls |= {sign(_node(tex)): name for name, tex in signs.items()}
    return Names(
        shapes=shapes,
        sizes=sizes,
        looks=looks,
        entries=entries,
        functions=calls,
        rows=style.samples == "rows",
        hadamard=style.hadamard,
        words=words or {},
    )


def _node(tex: str) -> Node:
    formula = parse(tex)
    if len(formula.parts) != 1:
        raise Unreadable("a symbol is one letter with its scripts", tex, 0, len(tex))
    return formula.parts[0]


def _sizes_in(shapes: Mapping[str, Shape]) -> set[str]:
    return {d for shape in shapes.values() for d in shape if isinstance(d, str)}


def _is_gradient(name: str, shapes: Mapping[str, Shape]) -> bool:
    return name[0] == "d" and name[1:] in shapes


def _base(name: str) -> str:
    found = _NAME.fullmatch(name)
    return found.group(1) if found else name


def _face(name: str, style: Style, own: Mapping[str, str], sizes: set[str]) -> Parts:
    """How a symbol looks, taken apart."""
    found = _NAME.fullmatch(name)
    if name in own or found is None:
        return parts(_node(own.get(name, rf"\mathrm{{{name}}}")))
    base, layer, new = found.groups()
    face = parts(_node(own.get(base) or _spelled(base)))
    if layer and (style.layer == "_l" or base == "n" or name in sizes):
        face = face._replace(slots=(*face.slots, _node(layer)))
    elif layer:
        if face.above:
            face = Parts(_node(rf"\left({own[base]}\right)"))
        face = face._replace(above=(_node(_LAYERS[style.layer].format(layer)),))
    return face._replace(slots=(*face.slots, _node(r"\mathrm{new}"))) if new else face


def _spelled(base: str) -> str:
    if len(base) == 1:
        return base
    command = _SPELLED.get(base, base)
    return f"\\{command}" if WORDS.get("\\" + command, ("", ""))[0] == "name" else rf"\mathrm{{{base}}}"


def _small(face: Parts, style: Style) -> Parts | None:
    """The look of an entry: the small letter, or the letter itself."""
    base = face.base
    if not style.lowercase or base.kind != "run" or not base.text.isupper():
        return None
    return face._replace(base=base._replace(text=base.text.lower()))
