"""The rules of the page, one per idiom, in two tables: what a token means before an operand, and after one."""

from collections.abc import Mapping

from .macros import Macro, expand
from .syntax import Infix, Node, Parser, Prefix, none
from .tokens import Token, tokenize

OVER, RELATION, SIGN, OPERATOR, JUXT, SCRIPT, LAYOUT = 5, 10, 20, 30, 40, 60, 100
LEAVES = {"num": "number", "run": "run", "name": "name", "word": "word", "text": "text", "note": "note", "dots": "dots"}
ENDS = frozenset({"end of formula", "rbrace", "close", "end", "amp", "row", "sep"})


def parse(latex: str, macros: Mapping[str, Macro] = {}, plain: bool = False) -> Node:  # noqa: B006 (never written)
    r"""The surface tree of a formula: a `formula` whose parts are its statements, in order.

    `plain` reads `W_mn` as one subscript, as text outside TeX means it.

    >>> [p.kind for p in parse(r"a &= b + c \\ &= d, \quad e \in S").parts]
    ['chain', 'chain']

    Raises Unreadable, with the position and the token, for anything the grammar does not have.
    """
    tokens = tokenize(latex, macros)
    if macros:
        tokens = expand(tokens, macros)
    parser = Parser(tokens, PREFIX, INFIX, plain)
    parts = _statements(parser)
    if parser.peek().kind != "end of formula":
        raise parser.error("nothing opens what closes here", parser.peek())
    return Node("formula", "", tuple(parts), 0, len(latex))


def _statements(parser: Parser) -> list[Node]:
    """Statements between separators, up to what closes the group we are in."""
    parts: list[Node] = []
    while True:
        kind = parser.peek().kind
        if kind in ("sep", "row", "amp"):
            parser.position += 1
        elif kind in ENDS:
            return parts
        elif kind in ("note", "text") and parser.tokens[parser.position + 1].kind not in _CARRIES_ON:
            token = parser.next()
            parts.append(Node("note", token.text, (), token.start, token.stop))
        else:
            parts.append(parser.expression())
            if parser.peek().kind not in ENDS and parser.peek().kind != "note":
                raise parser.error("the formula does not go on like this", parser.peek())


# ---- before an operand


def _leaf(parser: Parser, token: Token) -> Node:
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


def _group(parser: Parser, token: Token) -> Node:
    """`( … )`, `[ … ]`, `\\left\\{ … \\right.`: items between delimiters, which need not be of one kind."""
    parts = _items(parser, ")")
    closer = parser.expect("close", "a closing delimiter")
    return Node("group", token.text + closer.text, tuple(parts), token.start, closer.stop)


def _bars(parser: Parser, token: Token) -> Node:
    """`|x|` and `‖x‖`."""
    parts = _items(parser, token.text)
    closer = parser.expect("bar", "a closing bar")
    return Node("group", token.text + closer.text, tuple(parts), token.start, closer.stop)


def _brace(parser: Parser, token: Token) -> Node:
    """`{…}`: invisible; its content stands for itself."""
    parts = _items(parser, "}")
    closer = parser.expect("rbrace", "a closing brace")
    if len(parts) == 1:
        kind, text, inner, _, _ = parts[0]
        return Node(kind, text, inner, token.start, closer.stop)
    return Node("list" if parts else "none", "", tuple(parts), token.start, closer.stop)


def _sign(parser: Parser, token: Token) -> Node:
    """A sign before a term: `-x`; alone it is a mark, as in `w^+`."""
    if parser.peek().kind in ENDS:
        return Node("name", token.text, (), token.start, token.stop)
    body = parser.expression(SIGN)
    if token.text == "+":
        return body
    return Node("neg" if token.text == "-" else "sign", token.text, (body,), token.start, body.stop)


def _operator_alone(parser: Parser, token: Token) -> Node:
    """An operator without operands: a blank, as in `f(\\cdot)`, or a mark in a script, as in `A^{\\odot 2}`."""
    if not parser.in_script and parser.peek().kind not in ENDS:
        raise parser.error("an operand is missing before", token)
    return Node("name", token.text, (), token.start, token.stop)


def _relation_first(parser: Parser, token: Token) -> Node:
    """`= b`: a chain whose first side stands elsewhere."""
    parser.position -= 1
    return _relation(parser, none(token.start), token)


def _fraction(parser: Parser, token: Token) -> Node:
    above = parser.argument()
    below = parser.argument()
    kind = "binomial" if token.kind == "binom" else "fraction"
    return Node(kind, "", (above, below), token.start, below.stop)


def _root(parser: Parser, token: Token) -> Node:
    degree: tuple[Node, ...] = ()
    if parser.peek().text == "[":
        degree = (parser.argument(),)
    body = parser.argument()
    return Node("root", "", (body, *degree), token.start, body.stop)


def _big(parser: Parser, token: Token) -> Node:
    """`\\sum_{i=1}^{n} a_i b_i`: takes the product that follows."""
    below = above = none(token.stop)
    stop = token.stop
    while True:
        if parser.accept("sub"):
            below = _script_argument(parser)
            stop = below.stop
        elif parser.accept("sup"):
            above = _script_argument(parser)
            stop = above.stop
        else:
            break
    body = none(stop)
    if parser.starts_operand() or parser.peek().kind == "sign":
        body = parser.expression(SIGN)
        stop = body.stop
    return Node("sum", token.text, (body, below, above), token.start, stop)


def _accent(parser: Parser, token: Token) -> Node:
    body = parser.argument()
    return Node("accent", token.text, (body,), token.start, body.stop)


def _font(parser: Parser, token: Token) -> Node:
    """`\\mathbf{x}`; roman letters in a row are one word; boxes and the like vanish."""
    if token.text == "roman" and parser.accept("lbrace"):
        word = _roman(parser, token)
        if word:
            return word
        parser.position -= 1
    body = parser.argument()
    if token.text == "wrap":
        return body
    return Node("font", token.text, (body,), token.start, body.stop)


def _switch(parser: Parser, token: Token) -> Node:
    """`{\\bf x}`, `{\\rm net}`: a font up to the end of the group."""
    if token.text == "roman":
        word = _roman(parser, token)
        if word:
            parser.position -= 1
            return word
    body = parser.expression(JUXT)
    return Node("font", token.text, (body,), token.start, body.stop)


def _roman(parser: Parser, token: Token) -> Node | None:
    """Letters and digits up to the closing brace, as one word; None if there is anything else, or one letter."""
    start = at = parser.position
    while parser.tokens[at].kind in ("run", "num", "sign", "word"):
        at += 1
    text = " ".join(t.text for t in parser.tokens[start:at])
    if parser.tokens[at].kind != "rbrace" or len(text) < 2 or not text[0].isalpha():
        return None
    parser.position = at + 1
    return Node("word", text, (), token.start, parser.tokens[at].stop)


def _brace_over_or_under(parser: Parser, token: Token) -> Node:
    """`\\underbrace{A}_{label}`."""
    body = parser.argument()
    if not parser.accept("sub" if token.kind == "underbrace" else "sup"):
        return body
    label = _script_argument(parser)
    return Node(token.kind[:-5], "brace", (body, label), token.start, label.stop)


def _set(parser: Parser, token: Token) -> Node:
    """`\\underset{label}{A}`."""
    label = _script_argument(parser)
    body = parser.argument()
    return Node(token.kind[:-3], "set", (body, label), token.start, body.stop)


def _substack(parser: Parser, token: Token) -> Node:
    parser.expect("lbrace", "a brace")
    parts = _items(parser, "}")
    closer = parser.expect("rbrace", "a closing brace")
    return Node("list", "", tuple(parts), token.start, closer.stop)


def _environment(parser: Parser, token: Token) -> Node:
    """A matrix, cases or array; or lines inside a group."""
    grid = token.text[-6:] == "matrix" or token.text[-5:] in ("cases", "array")
    rows = _rows(parser) if grid else _lines(parser)
    closer = parser.expect("end", f"\\end{{{token.text}}}")
    if closer.text != token.text:
        raise parser.error(f"\\end{{{token.text}}} is missing before", closer)
    return Node("grid" if grid else "rows", token.text, tuple(rows), token.start, closer.stop)


def _lines(parser: Parser) -> list[Node]:
    parser.bars.append("lines")
    parts = _statements(parser)
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
            parts.append(parser.expression())
    if len(parts) == 1:
        return parts[0]
    start = parser.peek().start
    return Node("list", "", tuple(parts), parts[0].start, parts[-1].stop) if parts else none(start)


def _primes(parser: Parser, token: Token) -> Node:
    """Primes without a base, as in `^{\\prime}`."""
    text, stop = token.text, token.stop
    while parser.peek().kind == "prime":
        following = parser.next()
        text, stop = text + following.text, following.stop
    return Node("name", text, (), token.start, stop)


def _script_first(parser: Parser, token: Token) -> Node:
    """`{}^T`, `_i`: a script without a base."""
    parser.position -= 1
    return _scripts(parser, none(token.start), token)


# ---- after an operand


def _scripts(parser: Parser, base: Node, token: Token) -> Node:
    """`x_i^{2}'`: sub- and superscripts and primes in any order; a second one of a kind wraps the first."""
    start = base.start
    below = above = empty = none(token.start)
    primes, stop = "", base.stop
    while True:
        token = parser.peek()
        kind = token.kind
        if kind == "sub" or kind == "sup":
            parser.position += 1
            script = _script_argument(parser)
            stop = script.stop
            if kind == "sub":
                if below is not empty:
                    base, below, above, primes = Node("script", primes, (base, below, above), start, stop), empty, empty, ""
                below = script
            elif script.kind == "name" and script.text[:1] == "'":
                primes += script.text
            else:
                if above is not empty:
                    base, below, above, primes = Node("script", primes, (base, below, above), start, stop), empty, empty, ""
                above = script
        elif kind == "prime":
            parser.position += 1
            primes, stop = primes + token.text, token.stop
        elif kind == "transposed":
            parser.position += 1
            base = Node("script", primes, (base, below, above), start, stop) if primes or stop != base.stop else base
            stop = token.stop
            base, below, above, primes = _transposed(base, token), empty, empty, ""
        else:
            break
    if below is empty and above is empty and not primes:
        return base
    return Node("script", primes, (base, below, above), start, stop)


def _transposed(base: Node, token: Token) -> Node:
    top = Node("name", "top", (), token.start, token.stop)
    return Node("script", "", (base, none(token.start), top), base.start, token.stop)


def _script_argument(parser: Parser) -> Node:
    parser.in_script += 1
    if parser.peek().kind == "prime":
        node = _primes(parser, parser.next())
    else:
        node = parser.argument()
    parser.in_script -= 1
    return node


def _juxt(parser: Parser, left: Node, token: Token) -> Node:
    """`A B c`: factors side by side."""
    parts = [left]
    while parser.starts_operand():
        parts.append(parser.expression(JUXT))
    if len(parts) == 1:
        return left
    return Node("juxt", "", tuple(parts), left.start, parts[-1].stop)


def _operators(parser: Parser, left: Node, token: Token) -> Node:
    """`A \\odot B \\cdot c / d`: flat, the operators in between."""
    parts = [left]
    while token.kind == "op":
        parser.position += 1
        parts.append(Node("op", token.text, (), token.start, token.stop))
        following = parser.peek()
        if following.kind == "sign":
            parser.position += 1
            body = parser.expression(OPERATOR)
            text = following.text
            parts.append(Node("neg" if text == "-" else "sign", text, (body,), following.start, body.stop))
        else:
            parts.append(parser.expression(OPERATOR))
        token = parser.peek()
    return Node("product", "", tuple(parts), left.start, parts[-1].stop)


def _terms(parser: Parser, left: Node, token: Token) -> Node:
    """`a + b - c`: terms, those after a minus in `neg`."""
    parts = [left]
    while token.kind == "sign":
        parser.position += 1
        if parser.peek().kind in ENDS:  # a mark, as in `0^+`
            raise parser.error("an operand is missing after", token)
        body = parser.expression(SIGN)
        if token.text != "+":
            body = Node("neg" if token.text == "-" else "sign", token.text, (body,), token.start, body.stop)
        parts.append(body)
        token = parser.peek()
    return Node("add", "", tuple(parts), left.start, parts[-1].stop)


def _relation(parser: Parser, left: Node, token: Token) -> Node:
    """`a = b \\le c`: sides and relations, flat; a side may be missing."""
    parts = [left]
    while token.kind == "rel" or (token.kind == "bar" and not parser.closes_bar()):
        parser.position += 1
        text = token.text if token.kind == "rel" else "mid"
        parts.append(Node("rel", text, (), token.start, token.stop))
        following = parser.peek()
        if following.kind in ENDS or following.kind == "rel" or (following.kind == "bar" and parser.closes_bar()):
            _layout(parser, left, following)
            parts.append(none(token.stop))
        else:
            parts.append(parser.expression(RELATION))
        token = parser.peek()
    return Node("chain", "", tuple(parts), left.start, parts[-1].stop)


def _over(parser: Parser, left: Node, token: Token) -> Node:
    """`{a \\over b}`."""
    parser.position += 1
    below = parser.expression(OVER)
    kind = "binomial" if token.text == "choose" else "fraction"
    return Node(kind, "", (left, below), left.start, below.stop)


def _bar(parser: Parser, left: Node, token: Token) -> Node:
    """A bar after an operand: closes, opens `|x|`, or means "given"."""
    if parser.bars and parser.bars[-1] == "|" and token.text == "||":
        middle = token.start + 1
        halves = [Token("bar", "|", token.start, middle), Token("bar", "|", middle, token.stop)]
        parser.tokens[parser.position : parser.position + 1] = halves
        return left
    if parser.closes_bar():
        return left
    if _has_partner(parser, token.text):
        return _juxt(parser, left, token)
    return _relation(parser, left, token)


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


def _layout(parser: Parser, left: Node, token: Token) -> Node:
    """A line break or `&` before an operator: the expression goes on. In a cell it never does."""
    inside = parser.bars[-1] if parser.bars else "lines"
    if inside == "grid":
        return left
    at = parser.position
    while parser.tokens[at].kind in ("row", "amp") or parser.tokens[at].text == "quad":
        at += 1
    following = parser.tokens[at]
    if inside == "lines":
        if following.kind not in ("rel", "op", "sign"):
            return left
        if following.text == "-" and token.kind == "row" and _relation_in_line(parser, at):
            return left
    elif token.text == "quad" and following.kind not in ("rel", "op", "sign"):
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


def _separator(parser: Parser, left: Node, token: Token) -> Node:
    """Wide space before an operator means nothing; a comma ends the expression."""
    return _layout(parser, left, token) if token.text == "quad" else left


PREFIX: dict[str, Prefix] = {
    "num": _leaf,
    "run": _leaf,
    "name": _leaf,
    "word": _leaf,
    "text": _leaf,
    "note": _leaf,
    "dots": _leaf,
    "lbrace": _brace,
    "open": _group,
    "bar": _bars,
    "frac": _fraction,
    "binom": _fraction,
    "sqrt": _root,
    "accent": _accent,
    "font": _font,
    "switch": _switch,
    "big": _big,
    "underbrace": _brace_over_or_under,
    "overbrace": _brace_over_or_under,
    "underset": _set,
    "overset": _set,
    "substack": _substack,
    "begin": _environment,
    "sign": _sign,
    "op": _operator_alone,
    "rel": _relation_first,
    "prime": _primes,
    "sub": _script_first,
    "sup": _script_first,
}
_NO_FACTOR = frozenset({"sign", "op", "rel", "prime", "sub", "sup", "note", "bar"})
INFIX: dict[str, tuple[int, Infix]] = {
    "over": (OVER, _over),
    "rel": (RELATION, _relation),
    "sign": (SIGN, _terms),
    "op": (OPERATOR, _operators),
    **{kind: (JUXT, _juxt) for kind in PREFIX if kind not in _NO_FACTOR},
    "bar": (JUXT, _bar),
    "sub": (SCRIPT, _scripts),
    "sup": (SCRIPT, _scripts),
    "prime": (SCRIPT, _scripts),
    "transposed": (SCRIPT, _scripts),
    "row": (LAYOUT, _layout),
    "amp": (LAYOUT, _layout),
    "sep": (LAYOUT, _separator),
}
_CARRIES_ON = frozenset({"rel", "op", "sub", "sup", "prime", "over"})
