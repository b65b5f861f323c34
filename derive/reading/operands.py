"""What a token means before an operand: letters, groups, fractions, big operators, fonts, environments."""

from .operators import ENDS, JUXT, SIGN, relation, script_argument, scripts, signed
from .scanner import Token
from .syntax import Node, Parser, none

LEAVES = {kind: kind for kind in ("run", "name", "word", "text", "note", "dots")} | {"num": "number"}
_CARRIES_ON = frozenset({"rel", "op", "sub", "sup", "prime", "over"})


def statements(parser: Parser) -> list[Node]:
    """Statements between separators, up to what closes the group we are in."""
    parts: list[Node] = []
    while True:
        kind = parser.peek().kind
        if kind in ("sep", "row", "amp"):
            parser.position += 1
        elif kind in ENDS:
            return parts
        elif _stands_alone(parser):
            parts.append(_prose(parser))
        else:
            parts.append(parser.expression())
            if parser.peek().kind not in ENDS and parser.peek().kind != "note":
                raise parser.error("the formula does not go on like this", parser.peek())


def _stands_alone(parser: Parser) -> bool:
    """Whether words ahead are prose beside a formula, no part of one."""
    words, following = parser.tokens[parser.position : parser.position + 2]
    if words.kind == "text":
        called = following.kind == "open" and following.start == words.stop
        return not called and following.kind not in _CARRIES_ON and following.kind != "sign"
    return words.kind == "note" and following.kind not in _CARRIES_ON


def _prose(parser: Parser) -> Node:
    token = parser.next()
    return Node("note", token.text, (), token.start, token.stop)


def leaf(parser: Parser, token: Token) -> Node:
    """A single token."""
    return Node(LEAVES[token.kind], token.text, (), token.start, token.stop)


def _items(parser: Parser, closer: str) -> list[Node]:
    """What stands between two delimiters: expressions between commas."""
    parser.bars.append(closer)
    parts: list[Node] = []
    while True:
        kind = parser.peek().kind
        if kind in ("sep", "row", "amp"):
            parser.position += 1
        elif kind in ENDS or (kind == "bar" and parser.closes_bar()):
            parser.bars.pop()
            return parts
        else:
            parts.append(parser.expression())


def group(parser: Parser, token: Token) -> Node:
    """`( … )`, `[ … ]`, `\\left\\{ … \\right.`: items between delimiters, which need not be of one kind."""
    parts = _items(parser, ")")
    closer = parser.expect("close", "a closing delimiter")
    return Node("group", token.text + closer.text, tuple(parts), token.start, closer.stop)


def bars(parser: Parser, token: Token) -> Node:
    """`|x|` and `‖x‖`."""
    parts = _items(parser, token.text)
    closer = parser.expect("bar", "a closing bar")
    return Node("group", token.text + closer.text, tuple(parts), token.start, closer.stop)


def brace(parser: Parser, token: Token) -> Node:
    """`{…}`: invisible; its content stands for itself."""
    parts = _items(parser, "}")
    closer = parser.expect("rbrace", "a closing brace")
    if len(parts) == 1:
        kind, text, inner, _, _ = parts[0]
        return Node(kind, text, inner, token.start, closer.stop)
    return Node("list" if parts else "none", "", tuple(parts), token.start, closer.stop)


def sign(parser: Parser, token: Token) -> Node:
    """A sign before a term: `-x`; alone it is a mark, as in `w^+`."""
    if parser.peek().kind in ENDS:
        return Node("name", token.text, (), token.start, token.stop)
    return signed(token, parser.expression(SIGN))


def operator_alone(parser: Parser, token: Token) -> Node:
    r"""An operator without operands: a blank, as in `f(\cdot)`; in a script, as in `A^{\odot 2}`."""
    if not parser.in_script and parser.peek().kind not in ENDS:
        raise parser.error("an operand is missing before", token)
    mark = Node("name", token.text, (), token.start, token.stop)
    if parser.peek().kind != "sign":
        return mark
    power = parser.expression(SIGN)
    return Node("juxt", "", (mark, power), token.start, power.stop)


def relation_first(parser: Parser, token: Token) -> Node:
    """`= b`: a chain whose first side stands elsewhere."""
    if parser.position > 1 and parser.tokens[parser.position - 2].kind in ("sign", "op"):
        raise parser.error("an operand is missing before", token)
    parser.position -= 1
    return relation(parser, none(token.start), token)


def fraction(parser: Parser, token: Token) -> Node:
    """`\\frac{a}{b}`, `\\binom{n}{k}`."""
    above = parser.argument()
    below = parser.argument()
    kind = "binomial" if token.kind == "binom" else "fraction"
    return Node(kind, "", (above, below), token.start, below.stop)


def root(parser: Parser, token: Token) -> Node:
    """`\\sqrt[n]{a}`."""
    degree: tuple[Node, ...] = ()
    if parser.peek().text == "[":
        degree = (parser.argument(),)
    body = parser.argument()
    return Node("root", "", (body, *degree), token.start, body.stop)


def big(parser: Parser, token: Token) -> Node:
    """`\\sum_{i=1}^{n} a_i b_i`: takes the product that follows."""
    below = above = none(token.stop)
    stop = token.stop
    while True:
        if parser.accept("sub"):
            below = script_argument(parser)
            stop = below.stop
        elif parser.accept("sup"):
            above = script_argument(parser)
            stop = above.stop
        else:
            break
    body = none(stop)
    if parser.starts_operand() or parser.peek().kind == "sign":
        body = parser.expression(SIGN)
        stop = body.stop
    return Node("sum", token.text, (body, below, above), token.start, stop)


def accent(parser: Parser, token: Token) -> Node:
    """`\\hat{y}`."""
    body = parser.argument()
    return Node("accent", token.text, (body,), token.start, body.stop)


def font(parser: Parser, token: Token) -> Node:
    """`\\mathbf{x}`; roman letters in a row are one word; boxes and the like vanish."""
    if token.text == "roman" and parser.accept("lbrace"):
        word = roman(parser, token)
        if word:
            return word
        parser.position -= 1
    body = parser.argument()
    if token.text == "wrap":
        return body
    return Node("font", token.text, (body,), token.start, body.stop)


def switch(parser: Parser, token: Token) -> Node:
    """`{\\bf x}`, `{\\rm net}`: a font up to the end of the group."""
    if token.text == "roman":
        word = roman(parser, token)
        if word:
            parser.position -= 1
            return word
    body = parser.expression(JUXT)
    return Node("font", token.text, (body,), token.start, body.stop)


def roman(parser: Parser, token: Token) -> Node | None:
    """Letters and digits up to the closing brace, as one word; None for anything else, or a single letter."""
    start = at = parser.position
    while parser.tokens[at].kind in ("run", "num", "sign", "word"):
        at += 1
    text = " ".join(t.text for t in parser.tokens[start:at])
    if parser.tokens[at].kind != "rbrace" or len(text) < 2 or not text[0].isalpha():
        return None
    parser.position = at + 1
    return Node("word", text, (), token.start, parser.tokens[at].stop)


def brace_over_or_under(parser: Parser, token: Token) -> Node:
    """`\\underbrace{A}_{label}`."""
    body = parser.argument()
    if not parser.accept("sub" if token.kind == "underbrace" else "sup"):
        return body
    label = script_argument(parser)
    return Node(token.kind[:-5], "brace", (body, label), token.start, label.stop)


def set(parser: Parser, token: Token) -> Node:
    """`\\underset{label}{A}`."""
    label = script_argument(parser)
    body = parser.argument()
    return Node(token.kind[:-3], "set", (body, label), token.start, body.stop)


def substack(parser: Parser, token: Token) -> Node:
    """`\\substack{a \\\\ b}`: one below the other."""
    parser.expect("lbrace", "a brace")
    parts = _items(parser, "grid")
    closer = parser.expect("rbrace", "a closing brace")
    return Node("list", "", tuple(parts), token.start, closer.stop)


def environment(parser: Parser, token: Token) -> Node:
    """A matrix, cases or array; or lines inside a group."""
    grid = token.text[-6:] == "matrix" or token.text[-5:] in ("cases", "array")
    rows = _rows(parser) if grid else _lines(parser)
    closer = parser.expect("end", f"\\end{{{token.text}}}")
    if closer.text != token.text:
        raise parser.error(f"\\end{{{token.text}}} is missing before", closer)
    return Node("grid" if grid else "rows", token.text, tuple(rows), token.start, closer.stop)


def _lines(parser: Parser) -> list[Node]:
    parser.bars.append("lines")
    parts = statements(parser)
    parser.bars.pop()
    return parts


def _rows(parser: Parser) -> list[Node]:
    """Rows of cells; an empty last row is none."""
    parser.bars.append("grid")
    rows: list[Node] = []
    cells: list[Node] = []
    start = parser.peek().start
    while True:
        cells.append(_cell(parser))
        token = parser.peek()
        if token.kind == "amp":
            parser.position += 1
            continue
        if token.kind == "row" or len(cells) > 1 or cells[0].kind != "none":
            rows.append(Node("row", "", tuple(cells), start, token.start))
        if token.kind != "row":
            parser.bars.pop()
            return rows
        parser.position += 1
        cells, start = [], token.stop


def _cell(parser: Parser) -> Node:
    parts: list[Node] = []
    while parser.peek().kind not in ("amp", "row", "end", "end of formula", "rbrace", "close"):
        if not parser.accept("sep"):
            is_note = parser.peek().kind == "note" and _stands_alone(parser)
            parts.append(_prose(parser) if is_note else parser.expression())
    if len(parts) == 1:
        return parts[0]
    start = parser.peek().start
    return Node("list", "", tuple(parts), parts[0].start, parts[-1].stop) if parts else none(start)


def script_first(parser: Parser, token: Token) -> Node:
    """`{}^T`, `_i`: a script without a base."""
    parser.position -= 1
    return scripts(parser, none(token.start), token)
