"""Terms and shapes as plain text, for messages."""

from typing import Any

from ..derivation import Shape
from ..expression import Term
from .verdict import FAULTS


def written(shape: Shape) -> str:
    """A shape for a message: `(N, n1)`, or `a scalar`."""
    return "(" + ", ".join(map(str, shape)) + ")" if shape else "a scalar"


_INFIX = {
    "eq": "=", "define": ":=", "approx": "≈", "update": "←", "lt": "<", "le": "≤", "ne": "≠", "add": "+",
    "matmul": "@", "hadamard": "⊙", "mul": "·", "div": "/", "hdiv": "⊘", "pow": "^", "hpow": "^⊙",
}  # fmt: skip
_RELATIONS = frozenset(("eq", "define", "approx", "update", "lt", "le", "ne"))


def text(term: Any, room: int = 160) -> str:
    """A term for a message, in one line that is not too long."""
    try:
        found = _text(term)
    except FAULTS:  # not a term at all
        found = repr(term)
    return found if len(found) <= room else found[: room - 1] + "…"


def _text(term: Any) -> str:
    if not isinstance(term, tuple) or not term:
        return str(term)
    op, *args = term
    if op in ("decimal", "labelled", "shaped"):
        return _text(args[0])
    if op == "matrix":
        return "[" + "; ".join(", ".join(map(_text, row)) for row in args[0]) + "]"
    if op == "neg":
        return f"-{_text(args[0])}"
    if op in _INFIX:
        inner = f" {_INFIX[op]} ".join(map(_text, args)).replace("+ -", "- ")
        return inner if op in _RELATIONS else f"({inner})"
    if op == "transpose":
        return f"{_text(args[0])}ᵀ"
    if op == "entry":
        return f"{_text(args[0])}[{', '.join(map(str, args[1:]))}]"
    if op == "apply":
        return f"{args[0]}({_text(args[1])})"
    return f"{op}({', '.join(map(_text, args))})"


def bare(term: Term) -> Term:
    """A term without the shape or the word below it."""
    while isinstance(term, tuple) and term[0] in ("shaped", "labelled"):
        term = term[1]
    return term
