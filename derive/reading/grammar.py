"""The grammar: a rule per idiom, in two tables, by the token before an operand and the token after one."""

from collections.abc import Mapping
from types import MappingProxyType

from . import operands as before
from . import operators as after
from .macros import Macro, expand
from .syntax import Infix, Node, Parser, Prefix
from .tokens import tokenize

_NO_MACROS: Mapping[str, Macro] = MappingProxyType({})
PREFIX: dict[str, Prefix] = {
    "num": before.leaf,
    "run": before.leaf,
    "name": before.leaf,
    "word": before.leaf,
    "text": before.leaf,
    "note": before.leaf,
    "dots": before.leaf,
    "lbrace": before.brace,
    "open": before.group,
    "bar": before.bars,
    "frac": before.fraction,
    "binom": before.fraction,
    "sqrt": before.root,
    "accent": before.accent,
    "font": before.font,
    "switch": before.switch,
    "big": before.big,
    "underbrace": before.brace_over_or_under,
    "overbrace": before.brace_over_or_under,
    "underset": before.set,
    "overset": before.set,
    "substack": before.substack,
    "begin": before.environment,
    "sign": before.sign,
    "op": before.operator_alone,
    "rel": before.relation_first,
    "prime": after.primes,
    "sub": before.script_first,
    "sup": before.script_first,
}
FACTORS = frozenset(PREFIX) - {"sign", "op", "rel", "prime", "sub", "sup", "note"}  # what may follow a factor
INFIX: dict[str, tuple[int, Infix]] = {
    "over": (after.OVER, after.over),
    "choose": (after.OVER, after.over),
    "rel": (after.RELATION, after.relation),
    "sign": (after.SIGN, after.terms),
    "op": (after.OPERATOR, after.operators),
    **dict.fromkeys(FACTORS, (after.JUXT, after.juxt)),
    "bar": (after.JUXT, after.bar),
    "sub": (after.SCRIPT, after.scripts),
    "sup": (after.SCRIPT, after.scripts),
    "prime": (after.SCRIPT, after.scripts),
    "transposed": (after.SCRIPT, after.scripts),
    "row": (after.LAYOUT, after.layout),
    "amp": (after.LAYOUT, after.layout),
    "sep": (after.LAYOUT, after.separator),
}


def parse(latex: str, macros: Mapping[str, Macro] = _NO_MACROS, plain: bool = False) -> Node:
    r"""The surface tree of a formula: a `formula` whose parts are its statements, in order.

    `plain` reads `W_mn` as one subscript, as text outside TeX means it.

    >>> [p.kind for p in parse(r"a &= b + c \\ &= d, \quad e \in S").parts]
    ['chain', 'chain']

    Raises Unreadable, with the position and the token, for anything the grammar does not have.
    """
    tokens = tokenize(latex, macros)
    if macros:
        tokens = expand(tokens, macros)
    parser = Parser(tokens, PREFIX, INFIX, FACTORS, plain)
    parts = before.statements(parser)
    if parser.peek().kind != "end of formula":
        raise parser.error("nothing opens what closes here", parser.peek())
    # lines in a box are lines
    lines = [line for part in parts for line in (part.parts if part.kind == "rows" else (part,))]
    return Node("formula", "", tuple(lines), 0, len(latex))
