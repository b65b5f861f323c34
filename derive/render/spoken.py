"""Formulas read aloud: what a screen reader says that does not read MathML by itself."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..expression import RELATIONS, Term
from ..notation.names import LOSS, parts, split
from .words import Catalogue

SUM, ENTRYWISE, PRODUCT, ATOM = range(4)  # how tightly an expression holds together
_LEVELS = {
    **dict.fromkeys(("add", "neg", "sum"), SUM),
    **dict.fromkeys(("hadamard", "hdiv"), ENTRYWISE),
    **dict.fromkeys(("mul", "matmul", "div", "shaped", "labelled"), PRODUCT),
}
_PLACE = re.compile(r"<<\s*(\w+)\s*>>")
_LETTER_OF_LAYER = re.compile(r"_([lL])(?:([pm])(\d+))?")


class Spoken:
    """Reads expressions in the words of a catalogue's table `spoken`."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._words: Mapping[str, Any] = catalogue.table("spoken") or {}
        self._labels: Mapping[str, Any] = catalogue.table("labels") or {}
        self._read: dict[Term, str] = {}

    def sides(self, relation: Term) -> tuple[str, str]:
        """The left side of a relation, and its sign with all that follows."""
        assert isinstance(relation, tuple) and relation[0] in RELATIONS
        op, left, *rest = relation
        if op == "shape":
            return self.read(left), self.say(op, a=self.read(rest[0]), b=self.read(rest[1]))
        return self.read(left), " ".join(f"{self.say(op)} {self.read(side)}" for side in rest)

    def read(self, term: Term, least: int = SUM) -> str:
        """An expression, in brackets where it holds together less than `least`."""
        if term not in self._read:
            self._read[term] = self._one(term)
        text = self._read[term]
        level = _LEVELS.get(term[0], ATOM) if isinstance(term, tuple) else ATOM
        return text if level >= least else self.say("group", a=text)

    def say(self, key: str, **values: str) -> str:
        """A phrase with its parts put in."""
        return _PLACE.sub(lambda place: values[place[1]], self._words[key])

    def _one(self, term: Term) -> str:
        if isinstance(term, str):
            return self.say("dots") if term == "..." else self._name(term)
        if isinstance(term, int):
            return str(term)
        op, *args = term
        if op in _JOINED:
            return f" {self.say(op)} ".join(self.read(arg, _JOINED[op]) for arg in args)
        return _READ[op](self, args) if op in _READ else self.say(op, a=self.read(args[0], PRODUCT))

    def _name(self, name: str) -> str:
        """Letter and layer, `W 1`; a gradient as what it is."""
        changes, of = split(name)
        if of:
            return self._changed(changes, self._name(of))
        found = parts(name)
        if found is None:
            return name
        text = f"{found.base} {_LETTER_OF_LAYER.sub(self._offset, found.layer)}".strip()
        return self.say("new", a=text) if found.new else text

    def _offset(self, layer: re.Match[str]) -> str:
        letter, sign, count = layer.groups()
        return f"{letter} {self.say('plus' if sign == 'p' else 'minus')} {count}" if sign else letter

    def _changed(self, changes: str, of: str) -> str:
        text = self.say("derivative", a=LOSS, b=of)
        text = self.say("scaled", a=text) if "m" in changes else text
        return self.say("transpose", a=text) if "t" in changes else text

    def _entry(self, args: Sequence[Any]) -> str:
        """An entry is a small letter with its indices, `w 1 sub i j`."""
        matrix, *indices = args
        places = " ".join(map(self.read, indices))
        if not isinstance(matrix, str):
            return self.say("entry", a=self.read(matrix, ATOM), b=places)
        changes, of = split(matrix)
        name = self._name(of or matrix)
        small = self.say("entry", a=name[0].lower() + name[1:], b=places)
        return self._changed(changes.replace("t", ""), small) if of else small

    def _sum_of_terms(self, args: Sequence[Any]) -> str:
        words = [self.read(args[0])]
        for arg in args[1:]:
            minus = isinstance(arg, tuple) and arg[0] == "neg"
            words += [self.say("minus" if minus else "plus"), self.read(arg[1] if minus else arg, PRODUCT)]
        return " ".join(words)

    def _apply(self, args: Sequence[Any]) -> str:
        function, argument = str(args[0]), self.read(args[1], PRODUCT)
        if function == "exp":
            return self.say("exp", a=argument)
        return self.say("slope" if "'" in function else "apply", f=function.rstrip("'"), a=argument)

    def _matrix(self, args: Sequence[Any]) -> str:
        (rows,) = args
        cells = "; ".join(", ".join(map(self.read, row)) for row in rows)
        return f"{self.say('matrix', a=str(len(rows)), b=str(len(rows[0])))}: {cells}"


_JOINED = {"mul": PRODUCT, "matmul": PRODUCT, "hadamard": ATOM, "hdiv": ATOM}  # what their parts must hold
_READ: dict[str, Callable[[Spoken, Sequence[Any]], str]] = {
    "add": Spoken._sum_of_terms,
    "div": lambda self, args: self.say("div", a=self.read(args[0], PRODUCT), b=self.read(args[1], ATOM)),
    "pow": lambda self, args: (
        self.say("square", a=self.read(args[0], ATOM))
        if args[1] == 2
        else self.say("pow", a=self.read(args[0], ATOM), b=self.read(args[1]))
    ),
    "hpow": lambda self, args: self.say("hpow", a=self.read(args[0], ATOM), b=self.read(args[1])),
    "transpose": lambda self, args: self.say("transpose", a=self.read(args[0], ATOM)),
    "ones": lambda self, args: self.say("ones"),
    "zeros": lambda self, args: self.say("zeros"),
    "eye": lambda self, args: self.say("eye"),
    "diag": lambda self, args: self.say("diag", a=", ".join(map(self.read, args))),
    "apply": Spoken._apply,
    "entry": Spoken._entry,
    "sum": lambda self, args: self.say(
        "sum", k=self.read(args[1]), n=self.read(args[2]), a=self.read(args[0], PRODUCT)
    ),
    "delta": lambda self, args: self.say("delta", a=self.read(args[0]), b=self.read(args[1])),
    "partial": lambda self, args: self.say("derivative", a=self.read(args[0]), b=self.read(args[1])),
    "jacobian": lambda self, args: self.say("jacobian", a=self.read(args[0]), b=self.read(args[1])),
    "matrix": Spoken._matrix,
    "decimal": lambda self, args: str(args[0]),
    "shaped": lambda self, args: self.say(
        "shaped", a=self.read(args[0], PRODUCT), b=self.read(args[1]), c=self.read(args[2])
    ),
    "labelled": lambda self, args: self.say(
        "labelled", a=self.read(args[0], PRODUCT), b=self._labels.get(args[1], args[1])
    ),
}
