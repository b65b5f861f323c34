"""Mathematical TeX and Unicode to tokens with source spans: one pass, no backtracking, layout dropped."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from types import MappingProxyType

from .commands import command, escape, unboxed
from .scanner import Scanner, Token
from .unreadable import MAX_TOKENS, Unreadable
from .vocabulary import COMBINING, SUBSCRIPTS, SUPERSCRIPTS, WORDS

__all__ = ["Token", "tokenize"]

_NO_MACROS: Mapping[str, object] = MappingProxyType({})
_LOWERED, _RAISED = ("".join(map(re.escape, table)) for table in (SUBSCRIPTS, SUPERSCRIPTS))
_AFTER = r"\s*(?:\Z|\\(?:\\|end|q?quad|tag|label|text))"  # behind a full stop: 2 is the number in `x^2.`
_MASTER = re.compile(
    rf"""(?P<space>[ \t\r\n]+)
    |(?P<word>(?:np|numpy|torch|tf|jnp|F)\.[A-Za-z]+(?:[._][A-Za-z]+)*)
    |(?P<joined>[A-Za-z][A-Za-z0-9]*(?:\\_[A-Za-z0-9]+)+)
    |(?P<tail>_(?=[a-z]{{3}})[A-Za-z]+(?:_[A-Za-z]+)*)
    |(?P<run>[A-Za-z]+[0-9]*)
    |(?P<num>[0-9]+(?:\.(?!\.|{_AFTER})[0-9]*)?(?:e[+-]?[0-9]+)?|\.[0-9]+)
    |(?P<command>\\[A-Za-z]+)
    |(?P<newline>\\\\(?:[ ]?\[[ ]*-?[0-9.]+[ ]*(?:em|ex|pt|px|mm|cm|in|mu)[ ]*\]|\*(?=[ \t\r\n]|$))?)
    |(?P<escape>\\.)
    |(?P<comment>%[^\n]*)
    |(?P<lowered>[{_LOWERED}]+)
    |(?P<raised>[{_RAISED}]+)
    |(?P<transposed>\.(?:T|t\(\)|transpose\(\))(?![A-Za-z]))
    |(?P<quoted>"[^"\n]*")
    |(?P<many>\.\.\.?|:=|==|=:|->|=>|<=|>=|!=|\|\||\*\*)
    |(?P<dot>\.)
    |(?P<parameter>\#[1-9])
    |(?P<one>.)""",
    re.VERBOSE | re.DOTALL,
)
_OPERAND = re.compile(r"[A-Za-z0-9({∂δσ]|\\(?!quad|qquad|tag|label|text|nonumber|end|\\|[,;:! )\]])")
_NAMES = frozenset({"run", "word", "close", "name", "text", "rbrace", "prime"})  # what `.T` may follow


def tokenize(source: str, macros: Mapping[str, object] = _NO_MACROS) -> list[Token]:
    r"""The tokens of one formula; a command that `macros` defines comes out as a token of kind `macro`.

    >>> [t.text for t in tokenize(r"W^{[1]} \odot \sigma'(z_1)")]
    ['W', '^', '{', '[', '1', ']', '}', 'odot', 'sigma', "'", '(', 'z', '_', '1', ')']

    Raises Unreadable for a character or command that mathematics does not have, and beyond MAX_TOKENS.
    """
    scanner = Scanner(source, macros, tokenize)
    match_at, tokens = _MASTER.match, scanner.tokens
    position, end = 0, len(source)
    while position < end:
        match = match_at(source, position)
        if match is None or match.lastgroup is None:
            raise Unreadable("no such symbol in mathematics", source[position], position, position + 1)
        kind, stop = match.lastgroup, match.end()
        if kind in _PLAIN:
            tokens.append(Token(kind, match.group(), position, stop))
            position = stop
            if len(tokens) > MAX_TOKENS:
                raise Unreadable(f"a formula has more than {MAX_TOKENS} tokens", "", position, position)
        elif kind in _IGNORED:
            position = stop
        else:
            scanner.position = stop
            RULES[kind](scanner, match.group(), position)
            position = scanner.position
    return unboxed(tokens) if scanner.boxed else tokens


def _character(scanner: Scanner, text: str, start: int) -> None:
    """One character, or one of the signs of several."""
    known = WORDS.get(text)
    if known is None:
        _foreign(scanner, text, start)
    elif known[0] != "space":
        scanner.emit(known[0], known[1], start)


def _foreign(scanner: Scanner, text: str, start: int) -> None:
    """A character outside the tables: accented or styled letters, words of any script; or an error."""
    if text in COMBINING and scanner.tokens:
        base = scanner.tokens.pop()
        scanner.emit("accent", COMBINING[text], base.start)
        scanner.tokens.append(base)
    elif not (_accented(scanner, text, start) or _styled(scanner, text, start)):
        if not text.isalpha():
            raise Unreadable("no such symbol in mathematics", text, start, scanner.position)
        source = scanner.source
        while scanner.position < len(source) and _is_foreign_letter(source[scanner.position]):
            scanner.position += 1
        scanner.emit("text", source[start : scanner.position], start)


def _accented(scanner: Scanner, text: str, start: int) -> bool:
    """`ŷ` is y with a hat."""
    plain = unicodedata.normalize("NFD", text)
    if len(plain) != 2 or not plain[0].isascii() or plain[1] not in COMBINING:
        return False
    scanner.emit("accent", COMBINING[plain[1]], start)
    scanner.emit("run", plain[0], start)
    return True


def _styled(scanner: Scanner, text: str, start: int) -> bool:
    """`𝐖`, `ℝ`, `Ｗ`: a letter of a font."""
    plain = unicodedata.normalize("NFKC", text)
    if plain == text or len(plain) != 1 or not (plain.isascii() or plain in WORDS):
        return False
    name = unicodedata.name(text, "")
    if plain.isalpha() and ("BOLD" in name or "DOUBLE-STRUCK" in name):
        scanner.emit("font", "bold" if "BOLD" in name else "double", start)
    kind, of = WORDS.get(plain) or (("num" if plain.isdigit() else "run"), plain)
    scanner.emit(kind, of, start)
    return True


def _is_foreign_letter(text: str) -> bool:
    known = text in WORDS or text in SUBSCRIPTS or text in SUPERSCRIPTS
    return not known and not text.isascii() and (text.isalpha() or unicodedata.combining(text) > 0)


def _newline(scanner: Scanner, text: str, start: int) -> None:
    scanner.emit("row", "\\\\", start)


def _transposed(scanner: Scanner, text: str, start: int) -> None:
    """`.T` of NumPy, right after a name."""
    before = scanner.tokens[-1] if scanner.tokens else None
    if before and before.stop == start and before.kind in _NAMES:
        scanner.emit("transposed", "T", start)
    else:
        scanner.position = start + 1
        _dot(scanner, ".", start)


def _dot(scanner: Scanner, text: str, start: int) -> None:
    """A full stop ends a sentence; between two operands without a space it multiplies."""
    before = scanner.tokens[-1] if scanner.tokens else None
    multiplies = before and before.stop == start and _OPERAND.match(scanner.source, start + 1)
    scanner.emit("op" if multiplies else "sep", ".", start)


def _script(table: Mapping[str, str], kind: str) -> Callable[[Scanner, str, int], None]:
    """Unicode sub- and superscripts: a braced script."""

    def rule(scanner: Scanner, text: str, start: int) -> None:
        inner = tokenize("".join(table[c] for c in text))
        if [token.kind for token in inner] == ["prime"]:
            scanner.emit("prime", "'", start)
            return
        scanner.emit(kind, kind, start, start)
        scanner.emit("lbrace", "{", start, start)
        for token in inner:
            scanner.emit(token.kind, token.text, start + token.start, start + token.stop)
        scanner.emit("rbrace", "}", scanner.position)

    return rule


def _joined(scanner: Scanner, text: str, start: int) -> None:
    r"""`batch\_size` is one word."""
    scanner.emit("word", text.replace("\\_", "_"), start)


def _tail(scanner: Scanner, text: str, start: int) -> None:
    """`a_prev` in code is a with a label; in TeX `x_in y` is x with the index i."""
    if "\\" in scanner.source or "{" in scanner.source:
        scanner.position = start + 1
        _character(scanner, "_", start)
        return
    scanner.emit("sub", "sub", start, start)
    scanner.emit("lbrace", "{", start, start)
    scanner.emit("text", text[1:], start + 1, start + len(text))
    scanner.emit("rbrace", "}", start + len(text))


def _quoted(scanner: Scanner, text: str, start: int) -> None:
    scanner.emit("text", text[1:-1], start)


_PLAIN = frozenset({"run", "num", "word", "parameter"})
_IGNORED = frozenset({"space", "comment"})
RULES: dict[str, Callable[[Scanner, str, int], None]] = {
    "one": _character,
    "many": _character,
    "command": command,
    "newline": _newline,
    "escape": escape,
    "dot": _dot,
    "lowered": _script(SUBSCRIPTS, "sub"),
    "raised": _script(SUPERSCRIPTS, "sup"),
    "transposed": _transposed,
    "joined": _joined,
    "quoted": _quoted,
    "tail": _tail,
}
