r"""Commands that are more than one token, or less: text, delimiters, environments, layout."""

import re
from collections.abc import Callable

from .scanner import Scanner, Token
from .unreadable import Unreadable
from .vocabulary import COLUMNED, GRIDS, PROSE, TRANSPARENT, WORDS

_ESCAPED = re.compile(r"\\([_%&#$])")
_CODE = re.compile(r"(?:np|numpy|torch|tf|jnp|F)\.[A-Za-z]+(?:[._][A-Za-z]+)*")
_WORD = re.compile(r"[\w\-]+")
_NAME = re.compile(r"\s*\{\s*([A-Za-z]+)\*?\s*\}")
_OPTION = re.compile(r"\s*\[[A-Za-z0-9 ]*\]")
_DEFINED = re.compile(
    r"\*?\s*(?:\{\s*\\[A-Za-z]+\s*\}|\\[A-Za-z]+)(?:\[[^\]]*\]|\#[1-9]|=|\s)*(?:\\[A-Za-z]+)?"
)
_RAISED = re.compile(r"\s*\[[^\]]*\]")  # of a rule
_STAR = re.compile(r"\*(?=\s*\{)")
_LENGTH = re.compile(r"\s*-?[0-9.]+\s*(?:em|ex|pt|px|mm|cm|in|mu|sp)\b")
_DELIMITER = re.compile(r"\\[A-Za-z]+|\\.|.", re.DOTALL)
_BOXES = frozenset({"font", "overset", "underset", "not"})
_NEGATED = {"=": "ne", "in": "notin", "equiv": "ne", "approx": "ne"}


def command(scanner: Scanner, text: str, start: int) -> None:
    """A command: of a macro, of the vocabulary, or unknown, which is an error."""
    if text[1:] in scanner.macros:
        scanner.emit("macro", text[1:], start)
        return
    if text in ("\\begin", "\\end"):
        _environment(scanner, text[1:], start)
        return
    known = WORDS.get(text)
    if known is None:
        raise Unreadable("an unknown command", text, start, scanner.position)
    kind, name = known
    rule = RULES.get(kind)
    if rule is not None:
        rule(scanner, name, start)
        return
    if kind in _BOXES:
        scanner.boxed = True
    scanner.emit(kind, name, start)


def escape(scanner: Scanner, text: str, start: int) -> None:
    r"""A backslash and one character: a space, a delimiter, `\_`; a mark of mathematics says nothing here."""
    if text[1] in "_&%#$":
        scanner.emit("name", text[1], start)
    elif not text[1].isspace() and text[1] not in "([])@":
        command(scanner, text, start)


def _dropped(scanner: Scanner, count: str, start: int) -> None:
    """Layout: the command goes, and its argument or length with it."""
    if count == "length":
        scanner.skip(_LENGTH)
    elif count == "definition":
        scanner.skip(_DEFINED)
        scanner.group()
    elif count != "0":
        scanner.skip(_STAR)
        if count == "2":
            scanner.skip(_RAISED)
        for _ in range(int(count)):
            scanner.group()


def _arrow(scanner: Scanner, name: str, start: int) -> None:
    r"""`\xrightarrow{words}`: a relation; its words are dropped."""
    scanner.skip(_OPTION)
    scanner.group()
    scanner.emit("rel", name, start)


def _text(scanner: Scanner, name: str, start: int) -> None:
    r"""`\text{...}`: one word is a name, more are a note; `\mbox{$x$}` is x."""
    inside = scanner.group()
    if inside is None:
        return
    words = scanner.source[inside[0] : inside[1]]
    stripped = words.strip()
    if len(stripped) > 2 and stripped[0] == stripped[-1] == "$" and "$" not in stripped[1:-1]:
        scanner.emit_inside(inside[0] + words.index("$") + 1, inside[0] + words.rindex("$"))
    elif stripped:
        stripped = _ESCAPED.sub(r"\1", stripped)
        if _CODE.fullmatch(stripped):
            scanner.emit("word", stripped, start)
            return
        prose = name.endswith("intertext") or not _WORD.fullmatch(stripped) or stripped.lower() in PROSE
        scanner.emit("note" if prose else "text", stripped, start)


def _sized(scanner: Scanner, side: str, start: int) -> None:
    r"""`\left ( \right .`: a delimiter that is known to open or to close; `\big |` leaves it open which."""
    match = _DELIMITER.match(scanner.source, scanner.blank(scanner.position))
    if match is None or side == "either":
        return
    text = match.group()
    kind, name = WORDS.get(text, ("", ""))
    if text in (".", "/", "<", ">"):
        name = text
    elif kind not in ("open", "close", "bar"):
        return  # no delimiter follows: the parser will say so, if it matters
    scanner.position = match.end()
    scanner.emit(side, name, start)


def _environment(scanner: Scanner, name: str, start: int) -> None:
    r"""`\begin{…} \end{…}`: those of whole formulas vanish outside every group, the others are tokens."""
    match = _NAME.match(scanner.source, scanner.position)
    environment = match.group(1) if match else ""
    if environment not in GRIDS and environment not in TRANSPARENT:
        raise Unreadable("no environment of mathematics", environment or "\\" + name, start, scanner.position)
    scanner.skip(_NAME)
    if name == "begin":
        scanner.skip(_OPTION)
        if environment in COLUMNED:
            scanner.group()
    if environment in GRIDS or scanner.depth > 0:
        scanner.emit(name, environment, start)


RULES: dict[str, Callable[[Scanner, str, int], None]] = {
    "dropped": _dropped,
    "arrow": _arrow,
    "text": _text,
    "sized": _sized,
}


def unboxed(tokens: list[Token]) -> list[Token]:
    r"""`\mathrel{:=} \stackrel{def}{=} \not=` as the one relation or operator that they are."""
    found: list[Token] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        position += 1
        if token.kind in _BOXES and (token.kind != "font" or token.text == "wrap"):
            at = _after_group(tokens, position) if token.kind in ("overset", "underset") else position
            sign, after = _boxed_sign(tokens, at)
            if sign:
                text = _NEGATED.get(sign.text, sign.text) if token.kind == "not" else sign.text
                token = Token(sign.kind, text, token.start, tokens[after - 1].stop)
                position = after
        found.append(token)
    return found


def _boxed_sign(tokens: list[Token], at: int) -> tuple[Token | None, int]:
    """A relation or operator at a position, alone or alone in braces; and the position after it."""
    ahead = tokens[at : at + 3]
    if ahead and ahead[0].kind in ("rel", "op"):
        return ahead[0], at + 1
    braced = [token.kind for token in ahead] in (["lbrace", "rel", "rbrace"], ["lbrace", "op", "rbrace"])
    return (ahead[1], at + 3) if braced else (None, at)


def _after_group(tokens: list[Token], position: int) -> int:
    """The position after the braced group or the single token that stands at `position`."""
    depth = 0
    for at in range(position, len(tokens)):
        depth += {"lbrace": 1, "rbrace": -1}.get(tokens[at].kind, 0)
        if depth <= 0:
            return at + 1
    return len(tokens)
