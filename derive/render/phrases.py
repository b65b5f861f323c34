"""Words with their gaps and simple decisions, filled in without a template engine, which is slow to start.

Catalogues mostly consist of phrases: text, gaps such as `<< name | filter("argument") >>`, and decisions,
`<% if not name and other is defined %> … <% elif … %> … <% else %> … <% endif %>`. What else Jinja has
is left to it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Variables = Mapping[str, Any]
Piece = Callable[[Variables], str]
Value = Callable[[Variables], Any]

_TAG = re.compile(r"(<<.*?>>|<%.*?%>|<#.*?#>)", re.DOTALL)
_NAME = re.compile(r"(\w+)(?:\[(\d+)\])?")
_LITERAL = re.compile(r"\((?:(\d+)|\"(\w+)\")\)")
_FILTER = re.compile(r"(\w+)(?:\((?:\"([^\"]*)\"|'([^']*)')\))?")
_CONDITION = re.compile(r"(not )?(\w+)(?:\[(\d+):\]|( is defined)| == \"(\w+)\")?")


class NoPhrase(Exception):
    """The words need a template engine."""


def phrase(source: str, put: Callable[[str], str], filters: Mapping[str, Callable[..., Any]],
           shown: Callable[[Any], str]) -> Piece | None:  # fmt: skip
    """What fills in a phrase; None for words that are more than one.

    put: makes text safe, piece after piece; shown: makes a value safe.
    """
    reader = _Reader(_TAG.split(source), put, filters, shown)
    try:
        pieces, end = reader.body()
    except NoPhrase:
        return None
    return _joined(pieces) if not end else None


def _joined(pieces: Sequence[Piece]) -> Piece:
    return lambda variables: "".join([piece(variables) for piece in pieces])


class _Reader:
    def __init__(
        self,
        tokens: Sequence[str],
        put: Callable[[str], str],
        filters: Mapping[str, Callable[..., Any]],
        shown: Callable[[Any], str],
    ) -> None:
        self._tokens = iter(enumerate(tokens))
        self._put, self._filters, self._shown = put, filters, shown

    def body(self) -> tuple[list[Piece], str]:
        """Pieces up to the end, or up to a tag that ends a branch, which is given back."""
        pieces: list[Piece] = []
        for place, token in self._tokens:
            if place % 2 == 0:
                pieces.append(_constant(self._put(token)))
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

        def fill(variables: Variables) -> str:
            found = value(variables)
            for call, arguments in calls:
                found = call(found, *arguments)
            return self._shown(found)

        return fill

    def _filter(self, text: str) -> tuple[Callable[..., Any], tuple[str, ...]]:
        found = _FILTER.fullmatch(text)
        if not found or found[1] not in self._filters:
            raise NoPhrase
        argument = found[2] if found[2] is not None else found[3]
        return self._filters[found[1]], () if argument is None else (argument,)


def _constant(text: str) -> Piece:
    return lambda variables: text


def _chosen(branches: Sequence[tuple[Value, Piece]]) -> Piece:
    def fill(variables: Variables) -> str:
        return next((piece(variables) for holds, piece in branches if holds(variables)), "")

    return fill


def _value(text: str) -> Value:
    literal = _LITERAL.fullmatch(text)
    if literal:
        constant: Any = int(literal[1]) if literal[1] else literal[2]
        return lambda variables: constant
    found = _NAME.fullmatch(text)
    if not found or text.isdigit():
        raise NoPhrase
    name, index = found[1], found[2]
    if index is None:
        return lambda variables: _looked_up(name, variables)
    place = int(index)
    return lambda variables: _looked_up(name, variables)[place]


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
