"""The state of one pass over a formula: source, position, the tokens so far."""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from .unreadable import MAX_TOKENS, Unreadable

_BRACES = re.compile(r"[{}]|\\.", re.DOTALL)
_BLANK = re.compile(r"\s*")


class Token(NamedTuple):
    """One token: its kind (see vocabulary), its name or text, and its span in the source."""

    kind: str
    text: str
    start: int
    stop: int


Tokenize = Callable[[str, Mapping[str, object]], list[Token]]


class Scanner:
    """A position in a source, the tokens before it, and how many braces and delimiters are open there."""

    def __init__(self, source: str, macros: Mapping[str, object], tokenize: Tokenize) -> None:
        self.source, self.macros, self.tokenize = source, macros, tokenize
        self.position = 0
        self.tokens: list[Token] = []
        self.depth = 0
        self.boxed = False  # whether a relation or operator may stand in a box of its own

    def emit(self, kind: str, text: str, start: int, stop: int | None = None) -> None:
        """A token that ends here, unless said otherwise."""
        if kind in ("lbrace", "open", "begin"):
            self.depth += 1
        elif kind in ("rbrace", "close", "end"):
            self.depth -= 1
        self.tokens.append(Token(kind, text, start, self.position if stop is None else stop))
        if len(self.tokens) > MAX_TOKENS:
            raise Unreadable(f"a formula has more than {MAX_TOKENS} tokens", "", start, start)

    def emit_inside(self, start: int, stop: int) -> None:
        """The tokens of a part of the source, in place."""
        for kind, text, first, last in self.tokenize(self.source[start:stop], self.macros):
            self.emit(kind, text, first + start, last + start)

    def blank(self, position: int) -> int:
        """Where the next character that is no blank stands."""
        match = _BLANK.match(self.source, position)
        return match.end() if match else position

    def group(self) -> tuple[int, int] | None:
        """Take a braced group that stands here: where its inside starts and stops; None if there is none."""
        start = self.blank(self.position)
        if not self.source.startswith("{", start):
            return None
        depth = 0
        for match in _BRACES.finditer(self.source, start):
            mark = match.group()
            depth += (mark == "{") - (mark == "}")
            if not depth:
                self.position = match.end()
                return start + 1, match.start()
        raise Unreadable("a brace is never closed", "{", start, start + 1)

    def skip(self, pattern: "re.Pattern[str]") -> bool:
        """Pass what a pattern matches here."""
        match = pattern.match(self.source, self.position)
        if match:
            self.position = match.end()
        return match is not None
