"""Mathematical TeX and Unicode to tokens with source spans: one pass, no backtracking, layout dropped."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import NamedTuple

from .unreadable import MAX_TOKENS, Unreadable
from .vocabulary import (
    CHARACTERS,
    COMBINING,
    COMMENTS,
    COMMANDS,
    GRIDS,
    SUBSCRIPTS,
    SUPERSCRIPTS,
    TRANSPARENT,
)


class Token(NamedTuple):
    """One token: its kind (see vocabulary), its name or text, and its span in the source."""

    kind: str
    text: str
    start: int
    stop: int


_SUBSCRIPT, _SUPERSCRIPT = ("".join(map(re.escape, t)) for t in (SUBSCRIPTS, SUPERSCRIPTS))
_MASTER = re.compile(
    rf"""(?P<space>[ \t\r\n]+)
    |(?P<word>(?:np|numpy|torch|tf|jnp|F)\.[A-Za-z]+(?:[._][A-Za-z]+)*)
    |(?P<run>[A-Za-z]+(?:\\_[A-Za-z]+)*[0-9]*)
    |(?P<num>[0-9]+(?:\.(?!\.)[0-9]*)?(?:e[+-]?[0-9]+)?|\.[0-9]+)
    |(?P<command>\\[A-Za-z]+)
    |(?P<newline>\\\\(?:[ ]?\[[ ]*-?[0-9.]+[ ]*(?:em|ex|pt|px|mm|cm|in|mu)[ ]*\]|\*(?=[ \t\r\n]|$))?)
    |(?P<escape>\\.)
    |(?P<comment>%[^\n]*)
    |(?P<lowered>[{_SUBSCRIPT}]+)
    |(?P<raised>[{_SUPERSCRIPT}]+)
    |(?P<transposed>\.(?:T|t\(\)|transpose\(\))(?![A-Za-z]))
    |(?P<quoted>"[^"\n]*")
    |(?P<many>\.\.\.|:=|==|=:|->|=>|<=|>=|!=|\|\||\*\*)
    |(?P<dot>\.)
    |(?P<parameter>\#[1-9])
    |(?P<one>.)""",
    re.VERBOSE | re.DOTALL,
)
_OPERAND = re.compile(r"[A-Za-z0-9({∂δσ]|\\(?!quad|qquad|tag|label|text|nonumber|end|\\|[,;:! )\]])")
_BRACES = re.compile(r"[{}]|\\.", re.DOTALL)
_LENGTH = re.compile(r"\s*-?[0-9.]+\s*(?:em|ex|pt|px|mm|cm|in|mu|sp)\b(?:\s*(?:plus|minus)\s*[0-9.]+\s*(?:em|ex|pt|mu))?")
_WORD = re.compile(r"[\w\\-]+")
_BLANK = re.compile(r"\s*")
_NAME = re.compile(r"\s*\{\s*([A-Za-z]+)\*?\s*\}")
_OPTION = re.compile(r"\s*\[[A-Za-z0-9 ]*\]")


class _Scanner:
    """The state of one pass: source, position, tokens so far, the depth of open braces and delimiters."""

    def __init__(self, source: str, macros: Mapping[str, object]) -> None:
        self.source, self.macros = source, macros
        self.position = 0
        self.tokens: list[Token] = []
        self.depth = 0
        self.labelled = False  # whether some relation may stand in a box of its own

    def emit(self, kind: str, text: str, start: int, stop: int) -> None:
        self.tokens.append(Token(kind, text, start, stop))

    def group(self, position: int) -> tuple[int, int] | None:
        """The inside `start, stop` of a braced group that opens at `position`, blanks skipped."""
        start = _BLANK.match(self.source, position).end()  # type: ignore[union-attr]
        if not self.source.startswith("{", start):
            return None
        depth = 0
        for match in _BRACES.finditer(self.source, start):
            mark = match.group()
            depth += (mark == "{") - (mark == "}")
            if not depth:
                return start + 1, match.start()
        raise Unreadable("a brace is never closed", "{", start, start + 1)


def tokenize(source: str, macros: Mapping[str, object] = {}) -> list[Token]:  # noqa: B006 (never written)
    r"""The tokens of one formula; a command that `macros` defines comes out as a token of kind `macro`.

    >>> [t.text for t in tokenize(r"W^{[1]} \odot \sigma'(z_1)")]
    ['W', '^', '{', '[', '1', ']', '}', 'odot', 'sigma', "'", '(', 'z', '_', '1', ')']

    Raises Unreadable for a character or command that mathematics does not have, and beyond MAX_TOKENS.
    """
    scanner = _Scanner(source, macros)
    match_at, emit, tokens = _MASTER.match, scanner.tokens.append, scanner.tokens
    position, end = 0, len(source)
    while position < end:
        match = match_at(source, position)
        assert match is not None
        kind, stop = match.lastgroup, match.end()
        if kind in _PLAIN:
            emit(Token(kind, match.group(), position, stop))  # type: ignore[arg-type]
            position = stop
            if len(tokens) > MAX_TOKENS:
                raise Unreadable(f"a formula has more than {MAX_TOKENS} tokens", "", position, position)
        elif kind in _IGNORED:
            position = stop
        else:
            scanner.position = stop
            _RULES[kind](scanner, match.group(), position)  # type: ignore[index]
            position = scanner.position
    return _labelled_relations(tokens) if scanner.labelled else tokens


def _one(scanner: _Scanner, text: str, start: int) -> None:
    """One character, or one of the operators of several."""
    known = CHARACTERS.get(text)
    if known is not None:
        kind, name = known
        if kind == "space":
            return
        if kind in ("lbrace", "open"):
            scanner.depth += 1
        elif kind in ("rbrace", "close"):
            scanner.depth -= 1
        scanner.emit(kind, name, start, scanner.position)
        if len(scanner.tokens) > MAX_TOKENS:
            raise Unreadable(f"a formula has more than {MAX_TOKENS} tokens", "", start, start)
        return
    _foreign(scanner, text, start)


def _foreign(scanner: _Scanner, text: str, start: int) -> None:
    """A character outside the tables: an accented letter, a styled letter, a word of any script; or an error."""
    source, stop = scanner.source, scanner.position
    if text in COMBINING and scanner.tokens:
        base = scanner.tokens.pop()
        scanner.emit("accent", COMBINING[text], base.start, stop)
        scanner.tokens.append(base)
        return
    parts = unicodedata.normalize("NFD", text)
    if len(parts) == 2 and parts[1] in COMBINING and parts[0].isascii():
        scanner.emit("accent", COMBINING[parts[1]], start, stop)
        scanner.emit("run", parts[0], start, stop)
        return
    plain = unicodedata.normalize("NFKC", text)
    if plain != text and len(plain) == 1 and (plain.isascii() or plain in CHARACTERS):
        if plain.isalpha() and "BOLD" in unicodedata.name(text, ""):
            scanner.emit("font", "bold", start, stop)
        kind, name = CHARACTERS.get(plain) or (("num" if plain.isdigit() else "run"), plain)
        scanner.emit(kind, name, start, stop)
        return
    if not text.isalpha():
        raise Unreadable("no such symbol in mathematics", text, start, stop)
    while stop < len(source) and (source[stop].isalpha() or unicodedata.combining(source[stop])):
        if source[stop] in CHARACTERS or source[stop] in SUBSCRIPTS or source[stop] in SUPERSCRIPTS:
            break
        stop += 1
    scanner.position = stop
    scanner.emit("text", source[start:stop], start, stop)


def _newline(scanner: _Scanner, text: str, start: int) -> None:
    scanner.emit("row", "\\\\", start, scanner.position)


def _escape(scanner: _Scanner, text: str, start: int) -> None:
    r"""A backslash and one character: a space, a delimiter, `\_`."""
    if text[1].isspace():
        return
    if text[1] in "_&%#$":
        scanner.emit("name", text[1], start, scanner.position)
    elif text[1] not in "([])@":  # the marks of mathematics itself
        _command(scanner, text, start)


def _command(scanner: _Scanner, text: str, start: int) -> None:
    name = text[1:]
    if name in scanner.macros:
        scanner.emit("macro", name, start, scanner.position)
        return
    known = COMMANDS.get(name)
    if known is None:
        special = _SPECIAL.get(name)
        if special is None:
            raise Unreadable("an unknown command", text, start, scanner.position)
        special(scanner, name, start)
        return
    kind, of = known
    act = _ACTS.get(kind)
    if act is not None:
        act(scanner, of, start)
        return
    if kind == "open":
        scanner.depth += 1
    elif kind == "close":
        scanner.depth -= 1
    elif kind in _BOXES:
        scanner.labelled = True
    scanner.emit(kind, of, start, scanner.position)


def _arrow(scanner: _Scanner, name: str, start: int) -> None:
    r"""`\xrightarrow{words}`: a relation, its words dropped."""
    if option := _OPTION.match(scanner.source, scanner.position):
        scanner.position = option.end()
    if inside := scanner.group(scanner.position):
        scanner.position = inside[1] + 1
    scanner.emit("rel", "to" if "right" in name else "leftarrow", start, scanner.position)


def _labelled_relations(tokens: list[Token]) -> list[Token]:
    r"""`\mathrel{:=} \stackrel{def}{=} \not=` as the one relation or operator that they are."""
    found: list[Token] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        found.append(token)
        position += 1
        if token.kind not in _BOXES or (token.kind == "font" and token.text != "wrap"):
            continue
        at = _after_group(tokens, position) if token.kind in ("overset", "underset") else position
        braced = at < len(tokens) and tokens[at].kind == "lbrace"
        at += braced
        if at >= len(tokens) or tokens[at].kind not in ("rel", "op"):
            continue
        if braced and (at + 1 >= len(tokens) or tokens[at + 1].kind != "rbrace"):
            continue
        text = _NEGATED.get(tokens[at].text, tokens[at].text) if token.kind == "not" else tokens[at].text
        found[-1] = Token(tokens[at].kind, text, token.start, tokens[at + braced].stop)
        position = at + braced + 1
    return found


def _after_group(tokens: list[Token], position: int) -> int:
    """The position after the braced group or the single token that stands at `position`."""
    depth = 0
    for at in range(position, len(tokens)):
        depth += {"lbrace": 1, "rbrace": -1}.get(tokens[at].kind, 0)
        if depth <= 0:
            return at + 1
    return len(tokens)


def _dropped(scanner: _Scanner, count: str, start: int) -> None:
    """Layout: the command goes, with its first argument if it has one; a length after it goes too."""
    for _ in range(int(count)):
        inside = scanner.group(scanner.position)
        if inside:
            scanner.position = inside[1] + 1
    if count == "0" and (length := _LENGTH.match(scanner.source, scanner.position)) and _takes_length(scanner, start):
        scanner.position = length.end()


def _takes_length(scanner: _Scanner, start: int) -> bool:
    return scanner.source.startswith(("\\mk", "\\ms", "\\ke", "\\hs", "\\vs"), start)


def _text(scanner: _Scanner, name: str, start: int) -> None:
    r"""`\text{...}`: its words, as one token."""
    inside = scanner.group(scanner.position)
    if inside is None:
        return
    first, last = inside
    words = scanner.source[first:last]
    scanner.position = last + 1
    stripped = words.strip()
    if len(stripped) > 2 and stripped[0] == stripped[-1] == "$" and "$" not in stripped[1:-1]:
        _inner(scanner, first + words.index("$") + 1, first + words.rindex("$"))
    elif stripped:
        prose = name.endswith("intertext") or not _WORD.fullmatch(stripped) or stripped.lower() in COMMENTS
        scanner.emit("note" if prose else "text", stripped, start, scanner.position)


def _inner(scanner: _Scanner, start: int, stop: int) -> None:
    """Tokens of a part of the source, in place."""
    for token in tokenize(scanner.source[start:stop], scanner.macros):
        scanner.emit(token.kind, token.text, token.start + start, token.stop + start)


def _sized(scanner: _Scanner, side: str, start: int) -> None:
    r"""`\left ( \right .`: the delimiter, known to open or to close; `\big |` leaves it open."""
    match = _MASTER.match(scanner.source, _BLANK.match(scanner.source, scanner.position).end())  # type: ignore[union-attr]
    if match is None or not side:
        return
    text = match.group()
    known = COMMANDS.get(text[1:]) if text[0] == "\\" else CHARACTERS.get(text)
    if text == ".":
        name = "."
    elif text in "/<>":
        name = text
    elif known and known[0] in ("open", "close", "bar"):
        name = known[1]
    else:
        return  # what follows is no delimiter: the parser will say so, if it matters
    scanner.position = match.end()
    scanner.depth += 1 if side == "open" else -1
    scanner.emit(side, name, start, match.end())


def _begin(scanner: _Scanner, name: str, start: int) -> None:
    r"""`\begin{…} \end{…}`: the environments of whole formulas vanish outside every group, the others are tokens."""
    match = _NAME.match(scanner.source, scanner.position)
    if match is None:
        raise Unreadable(f"\\{name} takes the name of an environment", "\\" + name, start, scanner.position)
    environment = match.group(1)
    scanner.position = match.end()
    if environment not in GRIDS and environment not in TRANSPARENT:
        raise Unreadable("an environment that is no mathematics", environment, start, match.end())
    if name == "begin":
        option = _OPTION.match(scanner.source, scanner.position)
        if option:
            scanner.position = option.end()
        if environment in ("array", "darray", "subarray", "alignat", "alignedat"):
            inside = scanner.group(scanner.position)
            scanner.position = inside[1] + 1 if inside else scanner.position
    if environment in GRIDS:
        scanner.depth += 1 if name == "begin" else -1
    elif scanner.depth <= 0:
        return
    scanner.emit(name, environment, start, scanner.position)


def _transposed(scanner: _Scanner, text: str, start: int) -> None:
    """`.T` of NumPy, if a name stands right before it."""
    before = scanner.tokens[-1] if scanner.tokens else None
    if before and before.stop == start and before.kind in ("run", "word", "close", "name", "text", "rbrace", "prime"):
        scanner.emit("transposed", "T", start, scanner.position)
    else:
        scanner.position = start + 1
        _dot(scanner, ".", start)


def _dot(scanner: _Scanner, text: str, start: int) -> None:
    """A full stop ends a sentence and means nothing; between two operands without a space it multiplies."""
    before = scanner.tokens[-1] if scanner.tokens else None
    if before and before.stop == start and _OPERAND.match(scanner.source, start + 1):
        scanner.emit("op", ".", start, start + 1)
    else:
        scanner.emit("sep", ".", start, start + 1)


def _script(table: Mapping[str, str], kind: str) -> Callable[[_Scanner, str, int], None]:
    """Unicode sub- and superscripts: a braced script."""

    def rule(scanner: _Scanner, text: str, start: int) -> None:
        stop = scanner.position
        inner = tokenize("".join(table[c] for c in text))
        if len(inner) == 1 and inner[0].kind == "prime":
            scanner.emit("prime", "'", start, stop)
            return
        scanner.emit(kind, kind, start, start)
        scanner.emit("lbrace", "{", start, start)
        for token in inner:
            scanner.emit(token.kind, token.text, start + token.start, start + token.stop)
        scanner.emit("rbrace", "}", stop, stop)

    return rule


def _quoted(scanner: _Scanner, text: str, start: int) -> None:
    scanner.emit("text", text[1:-1], start, scanner.position)


_BOXES = frozenset({"font", "overset", "underset", "not"})
_NEGATED = {"=": "ne", "in": "notin", "equiv": "ne", "approx": "ne"}
_PLAIN = frozenset({"run", "num", "word", "parameter"})
_IGNORED = frozenset({"space", "comment"})
_RULES: dict[str, Callable[[_Scanner, str, int], None]] = {
    "one": _one,
    "many": _one,
    "command": _command,
    "newline": _newline,
    "escape": _escape,
    "dot": _dot,
    "lowered": _script(SUBSCRIPTS, "sub"),
    "raised": _script(SUPERSCRIPTS, "sup"),
    "transposed": _transposed,
    "quoted": _quoted,
}
_ACTS: dict[str, Callable[[_Scanner, str, int], None]] = {
    "dropped": _dropped,
    "text": _text,
    "sized": _sized,
    "arrow": _arrow,
    "space": lambda scanner, text, start: None,
}
_SPECIAL: dict[str, Callable[[_Scanner, str, int], None]] = {"begin": _begin, "end": _begin}
