"""Reads `Linear(2, 3, bias=False)`: a name with plain arguments. Nothing is evaluated."""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import DeriveError, unknown
from ..layers import REFUSED

_TOKEN = re.compile(
    r"\s*(?:([A-Za-z_]\w*)|([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|('[^'\n]*'|\"[^\"\n]*\")|(\S))"
)
_CONSTANTS = {
    "True": True,
    "true": True,
    "False": False,
    "false": False,
    "None": None,
    "nan": math.nan,
    "inf": math.inf,
}
MAX_LENGTH = 10_000
MAX_DEPTH = 32
MAX_DIGITS = 30


@dataclass(frozen=True, slots=True)
class Call:
    """A name and its arguments as written; an argument may be a call itself."""

    name: str
    args: tuple[Any, ...] = ()
    kwargs: tuple[tuple[str, Any], ...] = ()

    def make(self, kind: str, table: Mapping[str, Callable[..., Any]]) -> Any:
        """The object that `table` makes of this call, arguments that are calls made first.

        Raises DeriveError for an unknown name or arguments that do not fit.
        """
        if self.name not in table:
            refused = REFUSED.get(self.name) if kind == "layer" else None
            raise DeriveError(
                f"{self.name} is not derived: {refused}" if refused else unknown(kind, self.name, table)
            )
        args = [a.make(kind, table) if isinstance(a, Call) else a for a in self.args]
        try:
            return table[self.name](*args, **dict(self.kwargs))
        except TypeError as error:
            reason = re.sub(r"^\S*?(?:__init__|layer)?\(\) ?", "", str(error)).replace(f"{self.name}.", "")
            raise DeriveError(f"{self}: {reason}") from None

    def __str__(self) -> str:
        inside = [_text(a) for a in self.args] + [f"{k}={_text(v)}" for k, v in self.kwargs]
        return f"{self.name}({', '.join(inside)})"


def _text(value: Any) -> str:
    return repr(value) if isinstance(value, str) else str(value)


class _Reader:
    def __init__(self, text: str) -> None:
        if len(text) > MAX_LENGTH:
            raise DeriveError(f"{text[:30]!r}… is longer than {MAX_LENGTH} characters")
        self.text = text
        self.tokens = [m for m in _TOKEN.finditer(text) if m.group().strip()]
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at].group().strip() if self.at < len(self.tokens) else ""

    def take(self, wanted: str = "") -> "re.Match[str]":
        if self.at >= len(self.tokens) or (wanted and self.peek() != wanted):
            raise self.error(f"'{wanted}'" if wanted else "more")
        self.at += 1
        return self.tokens[self.at - 1]

    def error(self, wanted: str) -> DeriveError:
        came = f"'{self.peek()}'" if self.peek() else "the end"
        return DeriveError(
            f"{self.text[:60]!r}: expected {wanted}, found {came}; write a call such as Linear(2, 3)"
        )

    def call(self, depth: int = 0) -> Call:
        if depth > MAX_DEPTH:
            raise DeriveError(f"{self.text[:30]!r}…: nested deeper than {MAX_DEPTH}")
        name = self.take().group(1)
        if not name:
            self.at -= 1
            raise self.error("a name")
        args: list[Any] = []
        kwargs: list[tuple[str, Any]] = []
        if name == "Sequential" and self.peek() == "(":
            self.take("(")
            args.extend(self.calls(until=")", depth=depth + 1))
            self.take(")")
        elif self.peek() == "(":
            self.take("(")
            while self.peek() != ")":
                self._argument(args, kwargs, depth)
                if self.peek() != ")":
                    self.take(",")
            self.take(")")
        return Call(name, tuple(args), tuple(kwargs))

    def calls(self, until: str, depth: int = 0) -> Iterator[Call]:
        while self.peek() != until:
            yield self.call(depth)
            if self.peek() == ",":
                self.take(",")

    def _argument(self, args: list[Any], kwargs: list[tuple[str, Any]], depth: int) -> None:
        following = self.tokens[self.at + 1].group().strip() if self.at + 1 < len(self.tokens) else ""
        if following == "=":
            key = self.take().group(1)
            if not key or key in dict(kwargs):
                self.at -= 1
                raise self.error("a name that is not given yet")
            self.take("=")
            kwargs.append((key, self._value(depth)))
        elif kwargs:
            raise self.error("name=value")
        else:
            args.append(self._value(depth))

    def _value(self, depth: int) -> Any:
        token = self.take()
        name, number, text, _ = token.groups()
        if depth > MAX_DEPTH or len(number or "") > MAX_DIGITS:
            raise DeriveError(f"{self.text[:30]!r}…: a number too long, or nested deeper than {MAX_DEPTH}")
        if number:
            return float(number) if re.search(r"[.eE]", number) else int(number)
        if text:
            return text[1:-1]
        if name in _CONSTANTS:
            return _CONSTANTS[name]
        if token.group().strip() == "(":  # torch writes LayerNorm((3,))
            values = [self._value(depth + 1)]
            while self.peek() == ",":
                self.take(",")
                if self.peek() != ")":
                    values.append(self._value(depth + 1))
            self.take(")")
            return values[0] if len(values) == 1 else tuple(values)
        self.at -= 1
        return self.call(depth + 1)


def read_calls(text: str) -> tuple[Call, ...]:
    """Calls one after the other, commas between them or not.

    >>> [str(call) for call in read_calls("Linear(2, 3) Tanh, Linear(3, 1)")]
    ['Linear(2, 3)', 'Tanh()', 'Linear(3, 1)']
    """
    reader = _Reader(text)
    return tuple(reader.calls(until=""))


def read_call(text: str) -> Call:
    """One call, the whole text.

    >>> read_call("Linear(2, 3, bias=False)")
    Call(name='Linear', args=(2, 3), kwargs=(('bias', False),))
    >>> read_call("Sigmoid")
    Call(name='Sigmoid', args=(), kwargs=())
    """
    reader = _Reader(text)
    call = reader.call()
    if reader.peek():
        raise reader.error("the end")
    return call
