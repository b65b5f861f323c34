"""What a token means after an operand: scripts, products, sums, relations, line breaks."""

from .scanner import Token
from .syntax import Node, Parser, none

OVER, RELATION, SIGN, OPERATOR, JUXT, SCRIPT, LAYOUT = 5, 10, 20, 30, 40, 60, 100  # how tight they bind
ENDS = frozenset({"end of formula", "rbrace", "close", "end", "amp", "row", "sep"})
_MAX_DOUBLES = 8
_SCRIPTS = frozenset({"sub", "sup", "prime", "transposed"})


def primes(parser: Parser, token: Token) -> Node:
    """Primes without a base, as in `^{\\prime}`."""
    text, stop = token.text, token.stop
    while parser.peek().kind == "prime":
        following = parser.next()
        text, stop = text + following.text, following.stop
    return Node("name", text, (), token.start, stop)


def scripts(parser: Parser, base: Node, token: Token) -> Node:
    """`x_i^{2}'`: scripts and primes in any order; a second one of a kind is put on the whole."""
    below = above = None
    marks, stop, doubles = "", base.stop, 0
    while token.kind in _SCRIPTS:
        parser.position += 1
        kind, script = _script(parser, token)
        if (kind == "sub" and below) or (kind == "sup" and above):
            base = _scripted(base, below, above, marks, stop)
            below, above, marks, doubles = None, None, "", doubles + 1
            if doubles > _MAX_DOUBLES:
                raise parser.error("too many scripts, at", token)
        if kind == "sub":
            below = script
        elif kind == "sup":
            above = script
        else:
            marks += script.text
        stop = script.stop
        token = parser.peek()
    return _scripted(base, below, above, marks, stop)


def _script(parser: Parser, token: Token) -> tuple[str, Node]:
    """One script: where it goes, and what it is; `^{\\prime}` is a prime, `.T` a superscript."""
    if token.kind == "prime":
        return "prime", Node("name", token.text, (), token.start, token.stop)
    if token.kind == "transposed":
        return "sup", Node("name", "top", (), token.start, token.stop)
    script = script_argument(parser)
    if token.kind == "sup" and script.kind == "name" and script.text[:1] == "'":
        return "prime", script
    return token.kind, script


def _scripted(base: Node, below: Node | None, above: Node | None, marks: str, stop: int) -> Node:
    if not (below or above or marks):
        return base
    empty = none(base.stop)
    return Node("script", marks, (base, below or empty, above or empty), base.start, stop)


def script_argument(parser: Parser) -> Node:
    """What stands in a script, where operators and signs may stand alone."""
    parser.in_script += 1
    is_prime = parser.peek().kind == "prime"
    node = primes(parser, parser.next()) if is_prime else parser.argument()
    parser.in_script -= 1
    return node


def juxt(parser: Parser, left: Node, token: Token) -> Node:
    """`A B c`: factors side by side; an empty `{}` is none."""
    parts = [left]
    while parser.starts_operand():
        parts.append(parser.expression(JUXT))
    shown = [part for part in parts if part.kind != "none"]
    if len(shown) < 2:
        return shown[0] if shown else left
    return Node("juxt", "", tuple(shown), shown[0].start, shown[-1].stop)


def operators(parser: Parser, left: Node, token: Token) -> Node:
    """`A \\odot B \\cdot c / d`: flat, the operators in between."""
    parts = [left]
    while token.kind == "op":
        parser.position += 1
        parts.append(Node("op", token.text, (), token.start, token.stop))
        following = parser.peek()
        if following.kind == "sign":
            parser.position += 1
            parts.append(signed(following, parser.expression(OPERATOR)))
        else:
            parts.append(parser.expression(OPERATOR))
        token = parser.peek()
    return Node("product", "", tuple(parts), left.start, parts[-1].stop)


def terms(parser: Parser, left: Node, token: Token) -> Node:
    """`a + b - c`: terms, those after a minus in `neg`."""
    parts = [left]
    while token.kind == "sign":
        parser.position += 1
        if parser.peek().kind in ENDS:
            raise parser.error("an operand is missing after", token)
        parts.append(signed(token, parser.expression(SIGN)))
        token = parser.peek()
    return Node("add", "", tuple(parts), left.start, parts[-1].stop)


def signed(token: Token, body: Node) -> Node:
    """A term with the sign before it; a plus says nothing."""
    if token.text == "+":
        return body
    return Node("neg" if token.text == "-" else "sign", token.text, (body,), token.start, body.stop)


def relation(parser: Parser, left: Node, token: Token) -> Node:
    """`a = b \\le c`: sides and relations, flat; a side may be missing."""
    parts = [left]
    while token.kind == "rel" or (token.kind == "bar" and not parser.closes_bar()):
        parser.position += 1
        text = token.text if token.kind == "rel" else "mid"
        parts.append(Node("rel", text, (), token.start, token.stop))
        while parser.peek().kind == "amp" and "grid" not in parser.bars[-1:]:  # eqnarray: `a &=& b`
            parser.position += 1
        if _nothing_follows(parser):
            layout(parser, left, parser.peek())
            parts.append(none(token.stop))
        else:
            parts.append(parser.expression(RELATION))
        token = parser.peek()
    return Node("chain", "", tuple(parts), left.start, parts[-1].stop)


def _nothing_follows(parser: Parser) -> bool:
    kind = parser.peek().kind
    return kind in ENDS or kind == "rel" or (kind == "bar" and parser.closes_bar())


def over(parser: Parser, left: Node, token: Token) -> Node:
    """`{a \\over b}`."""
    parser.position += 1
    below = parser.expression(OVER)
    kind = "binomial" if token.kind == "choose" else "fraction"
    return Node(kind, "", (left, below), left.start, below.stop)


def bar(parser: Parser, left: Node, token: Token) -> Node:
    """A bar after an operand: closes, opens `|x|`, or means "given"."""
    if parser.bars and parser.bars[-1] == "|" and token.text == "||":
        middle = token.start + 1
        halves = [Token("bar", "|", token.start, middle), Token("bar", "|", middle, token.stop)]
        parser.tokens[parser.position : parser.position + 1] = halves
        return left
    if parser.closes_bar():
        return left
    if _has_partner(parser, token.text):
        return juxt(parser, left, token)
    return relation(parser, left, token)


def _has_partner(parser: Parser, text: str) -> bool:
    """Whether another bar of the kind stands ahead in the same group."""
    depth = 0
    for token in parser.tokens[parser.position + 1 : parser.position + 100]:
        if token.kind in ("open", "lbrace", "begin"):
            depth += 1
        elif token.kind in ("close", "rbrace", "end"):
            depth -= 1
        if depth < 0 or (depth == 0 and token.kind in ("sep", "row", "amp")):
            return False
        if depth == 0 and token.kind == "bar" and token.text == text:
            return True
    return False


def layout(parser: Parser, left: Node, token: Token) -> Node:
    """A line break, `&` or wide space before an operator: the expression goes on. In a cell it never does."""
    inside = parser.bars[-1] if parser.bars else "lines"
    at = parser.position
    while parser.tokens[at].kind in ("row", "amp") or parser.tokens[at].text == "quad":
        at += 1
    following = parser.tokens[at]
    operator = following.kind in ("rel", "op", "sign")
    if inside == "grid" or not (operator or (inside != "lines" and token.text != "quad")):
        return left
    apart = token.kind == "row" or token.text == "quad"
    if inside == "lines" and following.text == "-" and apart and _relation_in_line(parser, at):
        return left
    parser.position = at
    return left


def _relation_in_line(parser: Parser, at: int) -> bool:
    """Whether the line that starts at a token holds a relation of its own."""
    depth = 0
    for token in parser.tokens[at:]:
        if token.kind in ("open", "lbrace", "begin"):
            depth += 1
        elif token.kind in ("close", "rbrace", "end"):
            depth -= 1
        elif depth == 0 and token.kind in ("rel", "row"):
            return token.kind == "rel"
    return False


def separator(parser: Parser, left: Node, token: Token) -> Node:
    """A comma ends the expression; wide space is layout."""
    return layout(parser, left, token) if token.text == "quad" else left
