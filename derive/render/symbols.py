"""The tables of symbols and signs, and what a symbol shows when pointed at."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from ..derivation import Derivation, Line
from ..expression import RELATIONS, Term, size, walk
from ..lesson.example import plain
from ..notation import gradient_of
from ..notation.names import parts
from ..shapes import Shape, numbers
from .context import LINEAR, Context, cell, formula_of, is_elementwise, layer, roles, steps
from .escapes import safe
from .prose import Prose
from .view import Entry, Ref, Tip

SIGNS = (
    "matmul", "hadamard", "hdiv", "hpow", "transpose", "ones", "slope", "delta", "jacobian",
    "define", "approx", "shape", "update", "ne", "le", "lt",
)  # fmt: skip


LAYERS = {"depth": "layers", "layer": "layer"}  # the number of layers, and of any one of them
ANY_LAYER = {"L": "depth", "l": "layer"}
# of units that start alike; with the number of a layer
SHARED = {
    "U": "shared_weights",
    "c": "shared_bias",
    "V": "shared_onward",
    "G": "shared_gradient",
}
LETTERS = {"P": "path_product", "u": "path_argument", "G": "any_matrix"}  # of the document about L layers


class Symbols:
    """What the letters and signs of one derivation mean."""

    def __init__(self, derivation: Derivation, context: Context, prose: Prose) -> None:
        self.derivation, self.context, self.prose = derivation, context, prose

    def names(self) -> list[str]:
        """Data, parameters and intermediate results, in the order in which the forward pass meets them."""
        listed = [name for formula in self.derivation.equations for name in (*formula.args, formula.name)]
        return [*dict.fromkeys(listed)]

    def entries(self, symmetry: Ref | None = None) -> tuple[Entry, ...]:
        """The table of symbols: sizes, then everything in order, then gradients and what else there is.

        symmetry: the section that letters of its own are used in; they stand last.
        """
        first = self.derivation.parameters[0] if self.derivation.parameters else self.names()[0]
        rows = [self._size(name) for name in self._sizes()]
        rows += [self._line(name, self.role(name), self._shape(name)) for name in self.names()]
        apart: dict[str, Any] = {"symmetry": symmetry} if symmetry else {}
        letters = [self._line(name, key, self._shape(name), **apart) for name, key in self._letters()]
        if self.counted:
            rate = self.prose.setter.inline(plain(self.derivation.learning_rate))
            rows.append(self._line("eta", "rate", (), rate))
        gradient = self.context.gradient(first)
        rows.append(self._line(gradient, "gradient", self._shape(gradient), of=first))
        rows.append(self._line(cell("d" + first, self._shape(first)), "gradient_cell", (), safe("")))
        if f"{first}_new" in self._used():
            rows.append(self._line(f"{first}_new", "new_likewise", self._shape(first), of=first))
        return (*rows, *letters)

    def vectors(self) -> dict[str, Any]:
        """A general entry of a matrix with one column and of one with one row, and the first bias."""
        cells = [(name, cell(name, self._shape(name))) for name in self.names()]
        long = [(name, one) for name, one in cells if isinstance(one, tuple) and len(one) == 3]
        single = {self._shape(name).index(1): one for name, one in reversed(long)}
        bias = next((name for name in self.names() if self.role(name) == "bias"), None)
        return {"single": [*single.values()]} | ({"bias": bias} if bias else {})

    @property
    def counted(self) -> bool:
        """Whether there is an example with numbers; not where the number of layers is a letter."""
        return bool(self.derivation.data)

    def _sizes(self) -> list[str]:
        """The letters of sizes; without an example those of the shapes, after those of the layers."""
        listed = [d for name in self.names() for d in self._shape(name) if isinstance(d, str)]
        return [*dict.fromkeys([*self.derivation.sizes, *([] if self.counted else listed)])]

    def _letters(self) -> list[tuple[str, str]]:
        """Letters that no forward equation has, and what they are."""
        used = self._used()
        found = [(name, self._letter(name)) for name in self.derivation.shapes if name in used]
        return [(name, key) for name, key in found if key is not None]

    def _letter(self, name: str) -> str | None:
        """What a letter of its own means; None for a name of the network."""
        if name in self.names():
            return None
        if self.counted:
            return SHARED.get(name.rstrip("0123456789"))
        return LETTERS.get(name.partition("_")[0])

    def signs(self) -> tuple[Entry, ...]:
        """The signs that occur, each in the shortest expression that has it."""
        shortest: dict[str, tuple[int, Term]] = {}
        for line in self._lines():
            for name, length, shown in _shown(line.expression):
                if name not in shortest or length < shortest[name][0]:
                    shortest[name] = length, shown
        listed = [(name, shortest[name][1]) for name in SIGNS if name in shortest]
        inline = self.prose.setter.inline
        return tuple(
            Entry(inline(term), self.prose.say(f"signs.{name}", **self.context.always), safe(""), safe(""))
            for name, term in listed
        )

    def _lines(self) -> Iterator[Line]:
        for step in steps(self.derivation):
            yield from step.lines

    def equal(self) -> list[tuple[list[str], int]]:
        """Letters that have the same value in the example."""
        by_value: dict[int, list[str]] = {}
        for name, value in self.derivation.sizes.items():
            by_value.setdefault(value, []).append(name)
        return [(names, value) for value, names in by_value.items() if len(names) > 1]

    def has_single(self) -> bool:
        """Whether a 1 among the shapes of results says that the network has one output."""
        last = self.derivation.equations[-1].args[0]
        return 1 in self.derivation.shapes.get(last, ())

    def role(self, name: str) -> str:
        """The key of a name's meaning."""
        formula = formula_of(self.derivation, name)
        if formula is not None:
            return self._result(name)
        if name in self.derivation.inputs and not self.counted:
            return "target" if name in self.derivation.equations[-1].args else "before"
        if name in self.derivation.inputs:
            return "input" if name == self.derivation.inputs[0] else "target"
        for formula in self.derivation.equations:
            for role, part in roles(self.derivation, formula).items():
                if part == name:
                    return role
        return next((key for key in ("gamma", "beta") if name.startswith(key)), "parameter")

    def _result(self, name: str) -> str:
        formula = formula_of(self.derivation, name)
        assert formula is not None
        if name == self.context.loss:
            return "loss"
        if is_elementwise(formula):
            return "prediction" if name in self.derivation.equations[-1].args else "elementwise"
        return "linear" if formula.rule in LINEAR else "other"

    def meaning(self, name: str, key: str, **more: Any) -> Any:
        """What a name means, in words."""
        formula = formula_of(self.derivation, name)
        variables: dict[str, Any] = {
            "of": name,
            "layer": self._layer(name),
            "args": formula.args if formula else (),
        }
        variables |= self.context.always
        if is_elementwise(formula):
            assert formula is not None and isinstance(formula.expression, tuple)
            variables["function"] = self.context.called(formula.expression[1])
        elif key == "other" and formula is not None:
            variables["rule"] = self.prose.say(
                f"{'forward' if formula.shape else 'loss'}.{formula.rule}.rule"
            )
        return self.prose.say(f"symbols.{key}", **variables | more)

    def _layer(self, name: str) -> Any:
        """The layer of a name: its number, or where that is a letter, ℓ + 1 or L."""
        found = parts(name)
        if found is None or not found.layer.startswith("_"):
            return layer(name)
        letter, offset = ANY_LAYER[found.layer[1]], found.layer[2:]
        step: Term = int(offset[1:] or 0)
        there = ("add", letter, step if offset[:1] == "p" else ("neg", step)) if offset else letter
        return self.prose.setter.inline(there)

    def _shape(self, name: str) -> Shape:
        return self.derivation.shapes.get(name, ())

    def _line(self, symbol: Term, key: str, shape: Shape, value: Any = None, **more: Any) -> Entry:
        say, sizes = self.prose.filters, self.derivation.sizes
        name = symbol if isinstance(symbol, str) else str(symbol[1])  # type: ignore[index]
        counted = say["numbers"](numbers(shape, sizes)) if self._counted(shape) else safe("")
        here = value if value is not None else counted
        letters = say["dims"](shape) if isinstance(symbol, str) else safe("")
        return Entry(self.prose.setter.inline(symbol), self.meaning(name, key, **more), letters, here)

    def _counted(self, shape: Shape) -> bool:
        """Whether the example gives a matrix of this shape its numbers; not where L is a letter."""
        return bool(shape) and all(d in self.derivation.sizes for d in shape if isinstance(d, str))

    def _size(self, name: str) -> Entry:
        inline = self.prose.setter.inline
        first = next(iter(self.derivation.shapes.get(self.derivation.inputs[0], ("", ""))[1:]), "")
        key = "samples" if name == "N" else "features" if name == first and self.counted else "units"
        if not self.counted:
            return Entry(inline(name), self.meaning(name, LAYERS.get(name, key)), safe(""), safe(""))
        return Entry(inline(name), self.meaning(name, key), safe(""), inline(self.derivation.sizes[name]))

    def tips(self) -> tuple[Tip, ...]:
        """What each symbol shows when pointed at: meaning, shape, value."""
        values = dict(self._values())
        used = self._used()
        shown = [name for name in self.derivation.shapes if name in used]
        found = [self._tip(name, values.get(name)) for name in shown]
        inline = self.prose.setter.inline
        for name in self._sizes():
            entry = self._size(name)
            found.append(Tip(name, inline(name), entry.meaning, safe(""), entry.size))
        if not self.counted:
            return tuple(found)
        rate = inline(plain(self.derivation.learning_rate))
        found.append(Tip("eta", inline("eta"), self.prose.say("symbols.rate"), safe(""), rate))
        return tuple(found)

    def _used(self) -> frozenset[str]:
        return frozenset().union(*(_names(line.expression) for line in self._lines()))

    def _values(self) -> Iterator[tuple[str, Term]]:
        for step in steps(self.derivation):
            for line in step.lines:
                if line.rule in ("numbers", "data") and isinstance(line.expression, tuple):
                    _, left, right = line.expression
                    if isinstance(left, str):
                        yield left, right

    def _tip(self, name: str, value: Term | None) -> Tip:
        say, inline = self.prose.filters, self.prose.setter.inline
        shape = self._shape(name)
        here = f" = {say['numbers'](numbers(shape, self.derivation.sizes))}" if self._counted(shape) else ""
        letters = safe(f"{say['dims'](shape)}{here}") if shape else self.prose.say("page.scalar")
        return Tip(
            name, inline(name), self._about(name), letters, inline(value) if value is not None else safe("")
        )

    def _about(self, name: str) -> Any:
        if name in self.names():
            return self.meaning(name, self.role(name))
        if name.endswith("_new"):
            return self.prose.say("symbols.new", of=name.removesuffix("_new"))
        of = gradient_of(name)
        done = {"d": "short", "m": "scaled", "t": "transposed"}.get(name[0])
        if not of or done is None:  # a letter that no forward equation has
            key = self._letter(name)
            return self.meaning(name, key) if key else safe("")
        return self.prose.say(f"symbols.gradient_{done}", of=of, samples="N")


@lru_cache(4096)  # every format asks for the same ones
def _names(term: Term) -> frozenset[str]:
    """The names in an expression."""
    return frozenset(part for part in walk(term) if isinstance(part, str))


@lru_cache(4096)
def _shown(line: Term) -> tuple[tuple[str, int, Term], ...]:
    """The signs in a line, each with the expression that shows it; a 1 has its shape from the whole line."""
    found = ((name, line if name == "ones" else term) for term in walk(line) for name in _signs(term))
    return tuple((name, size(shown), shown) for name, shown in found)


def _signs(term: Term) -> Iterable[str]:
    """The signs that an expression is an example of."""
    if not isinstance(term, tuple):
        return ()
    op = term[0]
    if op == "apply":
        return ("slope",) if str(term[1]).endswith("'") and term[2] != "z" else ()
    return (op,) if op in SIGNS or op in RELATIONS else ()
