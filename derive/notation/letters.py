r"""The user's own letters: a small, closed grammar of TeX for one symbol, read into boxes.

    symbol = atom, then any of: _{script} ^{script} '
    atom   = letter | \greek | \hat{atom} | \mathbf{letters} | {symbol}

Nothing else is taken, so that nothing a spec says can become a command in a document.
"""

import re
from unicodedata import lookup
from unicodedata import name as unicode_name

from ..errors import DeriveError
from .boxes import Accent, Box, Leaf, Row, Script
from .glyphs import GREEK, letter, number, upright

ACCENTS = {"hat": "ˆ", "bar": "¯", "tilde": "˜", "vec": "→", "dot": "˙", "widehat": "ˆ", "widetilde": "˜"}
FONTS = {
    "mathbf": "BOLD",
    "boldsymbol": "BOLD ITALIC",
    "mathcal": "SCRIPT",
    "mathbb": "DOUBLE-STRUCK",
    "mathfrak": "FRAKTUR",
    "mathrm": "",
    "text": "",
}
_SIGNS = {
    "*": Leaf(r"\ast", '<mo lspace="0" rspace="0">∗</mo>', "*", "*"),
    **{c: Leaf(c, f'<mo stretchy="false" lspace="0" rspace="0">{c}</mo>', c, c) for c in "+,()[]"},
    "-": Leaf("-", '<mo lspace="0" rspace="0">−</mo>', "-", "-"),
}
_COMMAND_SIGNS = {
    "ast": _SIGNS["*"],
    "star": Leaf(r"\star", '<mo lspace="0" rspace="0">⋆</mo>', "*", "*"),
    "dagger": Leaf(r"\dagger", '<mo lspace="0" rspace="0">†</mo>', "+", "+"),
    "prime": Leaf(r"\prime", '<mo lspace="0" rspace="0">′</mo>', "'", "'"),
}
_TOKEN = re.compile(r"\\[A-Za-z]+|[A-Za-z0-9_^{}'*+,()\[\]-]")
_DEEPEST = 8


def read_letter(tex: str, where: str) -> Box:
    r"""The boxes of one symbol.

    >>> read_letter(r'\hat{Y}', 'A2').mark
    'hat'

    Raises DeriveError, which names the symbol and the place, for anything that is not one symbol.
    """
    return _Letter(tex, where).read()


class _Letter:
    """A cursor over the tokens of one symbol."""

    def __init__(self, tex: str, where: str) -> None:
        self.tex, self.where = tex, where
        self.tokens = self._split()
        self.at = 0

    def _split(self) -> list[str]:
        if not isinstance(self.tex, str) or len(self.tex) > 100:
            raise self._wrong("a symbol is a short text")
        tokens, at = [], 0
        plain = "".join(_as_command(c) for c in self.tex).strip()
        while at < len(plain):
            found = _TOKEN.match(plain, at)
            if not found:
                raise self._wrong(_unknown_character(plain[at]))
            tokens.append(found.group())
            at = found.end() + len(plain[found.end() :]) - len(plain[found.end() :].lstrip(" "))
        return tokens

    def _wrong(self, why: str) -> DeriveError:
        return DeriveError(f"[symbols] {self.where} = {self.tex!r:.110}: {why}")

    def _peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _next(self) -> str:
        token = self._peek()
        if not token:
            raise self._wrong("it ends too early")
        self.at += 1
        return token

    def _expect(self, token: str) -> None:
        if self._peek() != token:
            raise self._wrong(f"{token} expected before {self._peek() or 'the end'}")
        self.at += 1

    def read(self) -> Box:
        box = self._symbol(0)
        if self._peek():
            raise self._wrong(
                rf"one letter was expected, then came {self._peek()}; a word is \mathrm{{word}}"
            )
        return box

    def _symbol(self, depth: int) -> Box:
        if depth > _DEEPEST:
            raise self._wrong("nested too deep")
        base, sub, sup = self._atom(depth), None, None
        while self._peek() in ("_", "^", "'"):
            token = self._next()
            if token == "_" and sub is None:
                sub = self._script(depth)
            elif token == "^" and sup is None:
                sup = self._script(depth)
            elif token == "'":
                sup = _COMMAND_SIGNS["prime"] if sup is None else Row((sup, _COMMAND_SIGNS["prime"]))
            else:
                raise self._wrong(f"two scripts {token}")
        return base if sub is None and sup is None else Script(base, sub, sup)

    def _atom(self, depth: int) -> Box:
        token = self._next()
        if token.isalpha():
            return letter(token)
        if token == "{":
            box = self._symbol(depth + 1)
            self._expect("}")
            return box
        command = token[1:]
        if command in GREEK:
            return GREEK[command]
        if command in ACCENTS:
            return Accent(self._argument(depth), command)
        if command in FONTS:
            return self._font(command)
        if token[0] == "\\":
            known = ", ".join(f"\\{name}" for name in (*ACCENTS, *FONTS))
            raise self._wrong(rf"no command {token}; there are the Greek letters, {known}")
        raise self._wrong(f"a letter was expected, not {token}")

    def _argument(self, depth: int) -> Box:
        return self._symbol(depth + 1) if self._peek() == "{" else self._atom(depth + 1)

    def _font(self, command: str) -> Leaf:
        if self._peek() != "{":
            return styled(self._one(self._next(), command), command)
        self._next()
        inside = ""
        while self._peek() != "}":
            inside += self._one(self._next(), command)
        self._next()
        if not inside:
            raise self._wrong(f"\\{command} of nothing")
        return styled(inside, command)

    def _one(self, token: str, command: str) -> str:
        if token.isalnum() or (command == "boldsymbol" and token[1:] in GREEK):
            return token
        raise self._wrong(f"\\{command} takes letters and digits, not {token}")

    def _script(self, depth: int) -> Box:
        if self._peek() != "{":
            return self._script_item(depth)
        self._next()
        items = []
        while self._peek() != "}":
            items.append(self._script_item(depth))
        self._next()
        if not items:
            raise self._wrong("an empty script")
        return items[0] if len(items) == 1 else Row(tuple(items))

    def _script_item(self, depth: int) -> Box:
        token = self._next()
        if token in _SIGNS:
            return _SIGNS[token]
        if token[1:] in _COMMAND_SIGNS:
            return _COMMAND_SIGNS[token[1:]]
        if token.isdigit():
            return number(token)
        self.at -= 1
        return self._atom(depth + 1)


def styled(text: str, command: str) -> Leaf:
    """Letters and digits in a font; MathML has its own characters for them."""
    if not FONTS[command]:
        return upright(text)._replace(tex=rf"\{command}{{{text}}}")
    characters = [GREEK[text[1:]].text] if text[0] == "\\" else list(text)
    faces = "".join(_face(c, FONTS[command]) for c in characters)
    tag = "mn" if text.isdigit() else "mi"
    return Leaf(rf"\{command}{{{text}}}", f"<{tag}>{faces}</{tag}>", text, text)


def _face(character: str, font: str) -> str:
    """The mathematical alphanumeric character, or the character itself where Unicode has none."""
    _, _, kind = unicode_name(character).partition(" ")
    plain = kind.replace("LETTER ", "").replace("SYMBOL", "").strip()
    for candidate in (f"MATHEMATICAL {font} {plain}", f"{font} {plain}", f"MATHEMATICAL BOLD {plain}"):
        try:
            return lookup(candidate)
        except KeyError:
            continue
    return character


def _as_command(character: str) -> str:
    """A Greek letter typed as itself is its command: pdflatex knows only that."""
    if character.isascii():
        return character
    return next((f"{leaf.tex} " for leaf in GREEK.values() if leaf.text == character), character)


def _unknown_character(character: str) -> str:
    if ord(character) < 32:
        return r"a control character; in TOML, TeX stands in single quotes: '\beta'"
    return f"{character!r} has no place in a symbol"
