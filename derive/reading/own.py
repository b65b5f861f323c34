"""The names of our own documents: their letters follow from a style and the user's own symbols."""

import re
from collections.abc import Iterable, Mapping

from ..notation.style import Style
from ..shapes import Shape
from .grammar import parse
from .names import Look, Names, look, spoken
from .scripts import Parts, parts
from .syntax import Node
from .unreadable import Unreadable
from .vocabulary import WORDS

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
PARAMETERS = frozenset({"W", "b", "gamma", "beta"})
_LAYERS = {"[l]": "[{}]", "(l)": "({})", "^l": "{}"}
# letter, layer (a number, or ℓ or L with an offset, as in `W_lm1`), and whether it is the updated value
_NAME = re.compile(r"([A-Za-z]+?)(\d+|_[lL](?:[pm]\d+)?)?(_new)?")
_MARKED = re.compile(r"(t?m?)d(.+)")  # a gradient: transposed, times the number of samples
_SPELLED = {"eps": "varepsilon", "epsilon": "varepsilon", "phi": "varphi"}


def own_names(
    shapes: Mapping[str, Shape],
    sizes: Mapping[str, int],
    style: Style,
    symbols: Mapping[str, str],
    functions: Iterable[str] = (),
    words: Mapping[str, str] | None = None,
    activations: Mapping[str, str] | None = None,
) -> Names:
    """What the signs of a document of ours mean.

    activations    the function applied to each Z, for a style that calls it g of that layer
    """
    author = _Author(style, {**style.symbols, **symbols}, frozenset(sizes), shapes)
    looks, entries = author.symbols()
    return Names(
        shapes=shapes,
        sizes=sizes,
        looks=looks,
        entries=entries,
        functions=author.functions(functions, activations or {}),
        spoken={spoken(name): name for name in (*FUNCTIONS, *functions) if name != "Phi"},
        gradients=author.gradients(),
        rows=style.samples == "rows",
        hadamard=style.hadamard,
        words=words or {},
    )


class _Author:
    """One style with one table of letters, and the names that a document holds."""

    def __init__(
        self, style: Style, own: Mapping[str, str], sizes: frozenset[str], names: Mapping[str, Shape]
    ) -> None:
        self.style, self.own, self.sizes, self.names = style, own, sizes, names
        self.lettered = {"dZ": r"\delta", **own} if style.gradient == "delta" else own
        self.values = sorted(name for name in names if self._variable(name) is None)

    def _variable(self, name: str) -> str | None:
        """The variable whose gradient a name is."""
        found = _MARKED.fullmatch(name)
        return found[2] if found and found[2] in self.names else None

    def _shown(self, variable: str) -> str:
        """The gradient of a variable that the document shows."""
        marks = ("tmd", "td", "md")
        return next((mark + variable for mark in marks if mark + variable in self.names), "d" + variable)

    def symbols(self) -> tuple[dict[Look, str], dict[Look, str]]:
        """Symbols, and what their entries are written with, by their looks."""
        looks: dict[Look, str] = {}
        entries: dict[Look, str] = {}
        dimensions = {d for shape in self.names.values() for d in shape if isinstance(d, str)}
        others = sorted({*self.sizes, *dimensions, "N", "eta", "L", "pi"})
        faces = [(name, name) for name in (*self.values, *others)]
        faces += [(f"d{v}", self._shown(v)) for v in self.values if self._has_letter(f"d{v}")]
        faces += [(name, name) for name in self.names if name in self.own]
        for written, name in faces:
            face = self.face(written)
            looks.setdefault(look(face), name)
            small = self._small(face)
            if small and (name in self.names or self._variable(name)):
                entries.setdefault(look(small), name)
        return looks, {key: name for key, name in entries.items() if looks.get(key, name) == name}

    def _has_letter(self, name: str) -> bool:
        found = _NAME.fullmatch(name)
        return name in self.lettered or (found is not None and found[1] in self.lettered)

    def gradients(self) -> dict[tuple[str, str], str]:
        """Which gradient of a variable a way of writing means."""
        found: dict[tuple[str, str], str] = {}
        for variable in self.values:
            shown, plain = self._shown(variable), f"d{variable}"
            if shown == plain:
                found |= {(way, variable): plain for way in ("partial", "nabla", "d")}
                continue
            usual = self._usual(variable, shown)
            other = {"partial": "nabla", "nabla": "partial"}.get(usual, self._other())
            found |= {(usual, variable): shown, (other, variable): plain}
        return found

    def _usual(self, variable: str, shown: str) -> str:
        if self._has_letter(f"d{variable}"):
            return "letter"
        if "m" in shown.partition("d")[0]:
            return "d"
        if self.style.gradient != "delta":
            return self.style.gradient
        found = _NAME.fullmatch(variable)
        return "partial" if found and found[1] in PARAMETERS else "nabla"

    def _other(self) -> str:
        """How a plain gradient is written beside one with d or a letter."""
        usual = (self.style.gradient == "nabla") == (self.style.layout == "numerator")
        return "partial" if usual else "nabla"

    def functions(self, names: Iterable[str], activations: Mapping[str, str]) -> dict[Look, str]:
        """Functions by their signs."""
        known = (*FUNCTIONS, *names)
        found: dict[Look, str] = {
            (("word" if len(name) > 1 else "run", name, ()), (), (), 0): name for name in known
        }
        signs = FUNCTION_SIGNS | {name: tex for name, tex in self.own.items() if name in known}
        found |= {look(parts(node(tex))): name for name, tex in signs.items()}
        if self.style.activation == "g":
            for z, name in activations.items():
                layer = _NAME.fullmatch(z)
                if layer and name not in self.own:
                    found[look(self._layered(parts(node("g")), layer[2] or "", False))] = name
        return found

    def face(self, name: str) -> Parts:
        """How a symbol looks, taken apart."""
        found = _NAME.fullmatch(name)
        if name in self.lettered or found is None:
            return parts(node(self.lettered.get(name, rf"\mathrm{{{name}}}")))
        base, layer, new = found.groups()
        face = parts(node(self.lettered.get(base) or _spelled(base)))
        face = self._layered(face, layer or "", base == "n" or name in self.sizes)
        return face._replace(slots=(*face.slots, node(r"\mathrm{new}"))) if new else face

    def _layered(self, face: Parts, layer: str, below: bool) -> Parts:
        if not layer:
            return face
        index = _index(layer)
        if below or self.style.layer == "_l":
            return face._replace(slots=(*face.slots, node(index)))
        if face.above or face.primes:
            face = Parts(_fenced(face))
        return face._replace(above=(node(_LAYERS[self.style.layer].format(index)),))

    def _small(self, face: Parts) -> Parts | None:
        """The look of an entry: the small letter."""
        base = face.base
        if not self.style.lowercase or base.kind != "run" or not base.text.isupper():
            return None
        return face._replace(base=base._replace(text=base.text.lower()))


def node(tex: str) -> Node:
    """The surface tree of one symbol."""
    formula = parse(tex)
    if len(formula.parts) != 1:
        raise Unreadable("a symbol is one letter with its scripts", tex, 0, len(tex))
    return formula.parts[0]


def _index(layer: str) -> str:
    r"""`2`, and `\ell-1` for `_lm1`."""
    if layer[0] != "_":
        return layer
    here = r"\ell" if layer[1] == "l" else "L"
    return here + layer[2:].replace("p", "+").replace("m", "-")


def _fenced(face: Parts) -> Node:
    """A letter with scripts of its own, in parentheses."""
    none = Node("none", "", (), 0, 0)
    below = (
        face.slots[0]
        if len(face.slots) == 1
        else Node("list" if face.slots else "none", "", face.slots, 0, 0)
    )
    above = face.above[0] if face.above else none
    inside = Node("script", "'" * face.primes, (face.base, below, above), 0, 0)
    return Node("group", "()", (inside,), 0, 0)


def _spelled(base: str) -> str:
    if len(base) == 1:
        return base
    command = _SPELLED.get(base, base)
    return f"\\{command}" if WORDS.get("\\" + command, ("", ""))[0] == "name" else rf"\mathrm{{{base}}}"
