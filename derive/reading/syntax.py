"""The surface tree of a formula, and the Pratt parser that walks its rules: no meaning is decided here."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from .scanner import Token
from .unreadable import MAX_NESTING, Unreadable


class Node(NamedTuple):
    """One construct of the page: kind, text, parts in order, and its span `start:stop` in the source.

    number run name word text note   leaves: a numeral, letters in a row (`Wx`), a symbol, a roman word, prose
    script     base, below, above (`none` where missing); text: one prime per prime
    group      items in delimiters; text: both delimiters, as in `()`
    font accent                      one part; text: which
    fraction binomial root           numerator and denominator; the body (and the degree)
    sum        body, below, above; text: sum prod int …
    under over body and what stands below or above; text: brace or set
    grid       rows of cells; text: the environment
    juxt       factors side by side
    product    factors and the operators between them (kind `op`), flat
    add        terms; those after a minus are `neg`
    chain      sides and the relations between them (kind `rel`), flat; a side may be `none`
    list rows formula                several expressions
    """

    kind: str
    text: str
    parts: tuple["Node", ...]
    start: int
    stop: int


Key = tuple[str, str, tuple["Key", ...]]


def key(node: Node) -> Key:
    """A node without its position: equal for formulas that look the same."""
    return node.kind, node.text, tuple(key(part) for part in node.parts)


def none(position: int) -> Node:
    """The empty node."""
    return Node("none", "", (), position, position)


Prefix = Callable[["Parser", Token], Node]
Infix = Callable[["Parser", Node, Token], Node]


class Parser:
    """A cursor over tokens and two tables of rules: by the token before an operand, and after one."""

    def __init__(
        self,
        tokens: list[Token],
        prefix: Mapping[str, Prefix],
        infix: Mapping[str, tuple[int, Infix]],
        factors: frozenset[str],
        plain: bool = False,
    ) -> None:
        stop = tokens[-1].stop if tokens else 0
        self.tokens = [*tokens, Token("end of formula", "", stop, stop)]
        self.prefix, self.infix, self.factors, self.plain = prefix, infix, factors, plain
        self.position = 0
        self.depth = 0
        self.bars: list[str] = []  # the delimiters we are inside of, innermost last
        self.in_script = 0

    def peek(self) -> Token:
        """The token ahead."""
        return self.tokens[self.position]

    def next(self) -> Token:
        """The token ahead, taken."""
        token = self.tokens[self.position]
        self.position += 1
        return token

    def accept(self, kind: str) -> bool:
        """Take the token ahead if it is of this kind."""
        if self.tokens[self.position].kind == kind:
            self.position += 1
            return True
        return False

    def expect(self, kind: str, what: str) -> Token:
        """Take the token ahead, which must be of this kind."""
        token = self.tokens[self.position]
        if token.kind != kind:
            raise self.error(f"{what} is missing before", token)
        self.position += 1
        return token

    def error(self, reason: str, token: Token) -> Unreadable:
        """What cannot be read, at a token."""
        return Unreadable(reason, token.text or token.kind, token.start, token.stop)

    def starts_operand(self) -> bool:
        """Whether the token ahead begins another factor."""
        kind = self.tokens[self.position].kind
        return kind in self.factors and not (kind == "bar" and self.closes_bar())

    def closes_bar(self) -> bool:
        """Whether a bar ahead closes the innermost open one."""
        return bool(self.bars) and self.bars[-1] == self.tokens[self.position].text

    def operand(self) -> Node:
        """One operand: the rule of the token ahead."""
        token = self.tokens[self.position]
        rule = self.prefix.get(token.kind)
        if rule is None:
            raise self.error("an operand is missing before", token)
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise self.error(f"a formula is nested deeper than {MAX_NESTING}", token)
        self.position += 1
        node = rule(self, token)
        self.depth -= 1
        return node

    def expression(self, floor: int = 0) -> Node:
        """An expression whose operators all bind tighter than `floor`."""
        left = self.operand()
        infix = self.infix
        while True:
            token = self.tokens[self.position]
            rule = infix.get(token.kind)
            if rule is None or rule[0] <= floor:
                return left
            before = self.position
            left = rule[1](self, left, token)
            if self.position == before:  # the rule declined
                return left

    def argument(self) -> Node:
        """What a command or a script applies to: a braced group, or the next single token."""
        token = self.tokens[self.position]
        if token.kind in ("run", "num") and len(token.text) > 1 and not self.plain:
            rest = token._replace(text=token.text[1:], start=token.start + 1)
            if rest.text.isdigit():
                rest = rest._replace(kind="num")
            self.tokens[self.position] = rest
            kind = "number" if token.kind == "num" else "run"
            return Node(kind, token.text[0], (), token.start, token.start + 1)
        if token.kind in ("op", "sign", "rel"):
            self.position += 1
            return Node("name", token.text, (), token.start, token.stop)
        return self.operand()
