"""Words with their gaps and simple decisions, filled in without a template engine, which is slow to start.

Catalogues mostly consist of phrases: text, gaps such as `<< name | filter("argument") >>`, and decisions,
`<% if not name and other is defined %> … <% elif … %> … <% else %> … <% endif %>`. What else Jinja has
is left to it.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

Variables = Mapping[str, Any]
Filters = Mapping[str, Callable[..., Any]]
Value = Callable[[Variables], Any]

_TAG = re.compile(r"(<<.*?>>|<%.*?%>|<#.*?#>)", re.DOTALL)
_NAME = re.compile(r"(\w+)(?:\[(\d+)\])?")
_LITERAL = re.compile(r"\(((?:[\s\d(),]|\"\w+\")+)\)")
_FILTER = re.compile(r"(\w+)(?:\((?:\"([^\"]*)\"|'([^']*)')\))?")
_CONDITION = re.compile(r"(not )?(\w+)(?:\[(\d+):\]|( is defined)| == \"(\w+)\")?")
_OWN: Filters = {"join": lambda values, sign="": sign.join(map(str, values))}


class NoPhrase(Exception):
    """The words need a template engine."""


class Format(NamedTuple):
    """How a format fills in a phrase: the phrase's texts made safe, the filters, what makes a value safe."""

    texts: Sequence[str]
    filters: Filters
    shown: Callable[[Any], str]


Piece = Callable[[Format, Variables], str]


class Phrase(NamedTuple):
    """A phrase before it meets a format: its texts in their order, its filters, what puts it together."""

    texts: tuple[str, ...]
    filters: frozenset[str]
    whole: Piece


def phrase(source: str, put: Callable[[str], str], filters: Filters,
           shown: Callable[[Any], str]) -> Callable[[Variables], str] | None:  # fmt: skip
    """What fills in a phrase; None for words that are more than one.

    put: makes text safe, piece after piece; shown: makes a value safe.
    """
    found, known = _read(source), {**_OWN, **filters}
    if found is None or not found.filters <= known.keys():
        return None
    here = Format([put(text) for text in found.texts], known, shown)
    return lambda variables: found.whole(here, variables)


@lru_cache(4096)  # each format asks for the same ones
def _read(source: str) -> Phrase | None:
    reader = _Reader(_TAG.split(source))
    try:
        pieces, end = reader.body()
    except NoPhrase:
        return None
    return None if end else Phrase(tuple(reader.texts), frozenset(reader.filters), _joined(pieces))


def _joined(pieces: Sequence[Piece]) -> Piece:
    return lambda form, variables: "".join([piece(form, variables) for piece in pieces])


class _Reader:
    def __init__(self, tokens: Sequence[str]) -> None:
        self._tokens = iter(enumerate(tokens))
        self.texts: list[str] = []
        self.filters: set[str] = set()

    def body(self) -> tuple[list[Piece], str]:
        """Pieces up to the end, or up to a tag that ends a branch, which is given back."""
        pieces: list[Piece] = []
        for place, token in self._tokens:
            if place % 2 == 0:
                pieces.append(_text(len(self.texts)))
                self.texts.append(token)
            elif token.startswith("<<"):
                pieces.append(self._gap(token[2:-2]))
            elif token.startswith("<%"):
                inside = token[2:-2].strip()
                if not inside.startswith("if "):
                    return pieces, inside
                pieces.append(self._decision(inside[3:]))
            else:
                raise NoPhrase
        return pieces, ""

    def _decision(self, condition: str) -> Piece:
        branches: list[tuple[Value, Piece]] = []
        while True:
            holds = _condition(condition)
            pieces, end = self.body()
            branches.append((holds, _joined(pieces)))
            if end == "else":
                pieces, end = self.body()
                branches.append((lambda variables: True, _joined(pieces)))
            if end == "endif":
                return _chosen(branches)
            if not end.startswith("elif "):
                raise NoPhrase
            condition = end[5:]

    def _gap(self, inside: str) -> Piece:
        first, *rest = (part.strip() for part in inside.split("|"))
        value = _value(first)
        calls = [self._filter(part) for part in rest]

        def fill(form: Format, variables: Variables) -> str:
            found = value(variables)
            for call, arguments in calls:
                found = form.filters[call](found, *arguments)
            return form.shown(found)

        return fill

    def _filter(self, text: str) -> tuple[str, tuple[str, ...]]:
        found = _FILTER.fullmatch(text)
        if not found:
            raise NoPhrase
        self.filters.add(found[1])
        argument = found[2] if found[2] is not None else found[3]
        return found[1], () if argument is None else (argument,)


def _text(place: int) -> Piece:
    return lambda form, variables: form.texts[place]


def _chosen(branches: Sequence[tuple[Value, Piece]]) -> Piece:
    def fill(form: Format, variables: Variables) -> str:
        return next((piece(form, variables) for holds, piece in branches if holds(variables)), "")

    return fill


def _value(text: str) -> Value:
    if _LITERAL.fullmatch(text):
        constant = _literal(text)
        return lambda variables: constant
    found = _NAME.fullmatch(text)
    if not found or text.isdigit():
        raise NoPhrase
    name, index = found[1], found[2]
    if index is None:
        return lambda variables: _looked_up(name, variables)
    place = int(index)
    return lambda variables: _looked_up(name, variables)[place]


def _literal(text: str) -> Any:
    """Numbers, words and lists of them: `(0)`, `("z")`, `(("neg", 1), 0, 1)`."""
    try:
        read = json.loads(text.replace("(", "[").replace(")", "]"))
    except ValueError:
        raise NoPhrase from None
    return _frozen(read)


def _frozen(read: Any) -> Any:
    if not isinstance(read, list):
        return read
    return _frozen(read[0]) if len(read) == 1 else tuple(map(_frozen, read))


def _looked_up(name: str, variables: Variables) -> Any:
    if name not in variables:
        raise LookupError(f"'{name}' is undefined")
    return variables[name]


def _condition(text: str) -> Value:
    """`not scaled and source is defined`; of a name also `role == "bias"`; `letters[2:]`: more than two."""
    parts = [_test(part.strip()) for part in text.split(" and ")]
    return lambda variables: all(part(variables) for part in parts)


def _test(text: str) -> Value:
    found = _CONDITION.fullmatch(text)
    if found is None or found[2] in ("not", "or") or found[2].isdigit():
        raise NoPhrase
    negated, name, start, defined, wanted = found.groups()

    def holds(variables: Variables) -> bool:
        if defined:
            return (name in variables) != bool(negated)
        value = _looked_up(name, variables)
        if start:
            value = value[int(start) :]
        elif wanted:
            value = value == wanted
        return bool(value) != bool(negated)

    return holds
