"""The form in which two terms that look alike on the page are one term."""

from typing import Any

from ..expression import Term, rebuild

_FLAT = frozenset({"add", "mul", "matmul", "hadamard"})
_SIGNED = frozenset({"mul", "matmul", "hadamard"})  # a minus of one factor is a minus of the whole


def normal(term: Term) -> Term:
    """Nested sums and products flattened, signs pulled out of products, scalars out of matrix products.

    - `a + (b + c)`, `a (b c)`, `A (B C)`, `A ⊙ (B ⊙ C)` without the parentheses
    - `(-a) b`, `a (-b)`, `(-a) / b` as `-(a b)`, `-(a / b)`; `-(-a)` as `a`; a negative number as its minus
    - `(s A) B`, `(s A) ⊙ B` as `s (A B)`, `s (A ⊙ B)`
    - the transpose of an all-ones matrix as an all-ones matrix
    - of a shape and a word below one thing, the shape inside
    - `("partial", "L", v)` as the gradient of v

    >>> normal(("add", "a", ("add", "b", ("mul", ("neg", "c"), "d"))))
    ('add', 'a', 'b', ('neg', ('mul', 'c', 'd')))
    """
    term = rebuild(term, normal)
    if isinstance(term, int):
        return ("neg", -term) if term < 0 else term
    if isinstance(term, str):
        return term
    rule = _RULES.get(term[0])
    return rule(term) if rule else term


def _flat(term: Any) -> Any:
    op = term[0]
    args: list[Any] = []
    for arg in term[1:]:
        args.extend(arg[1:] if isinstance(arg, tuple) and arg[0] == op else (arg,))
    return (op, *args)


def _product(term: Any) -> Any:
    op, *args = _flat(term)
    minus = False
    scalars: list[Any] = []
    factors: list[Any] = []
    for arg in args:
        if isinstance(arg, tuple) and arg[0] == "neg":
            minus, arg = not minus, arg[1]
        if op != "mul" and isinstance(arg, tuple) and arg[0] == "mul":
            scalars.extend(arg[1:-1])
            arg = arg[-1]
        factors.append(arg)
    found = _flat((op, *factors))
    if scalars:
        found = _flat(("mul", *scalars, found))
    return ("neg", found) if minus else found


def _neg(term: Any) -> Any:
    inner = term[1]
    return inner[1] if isinstance(inner, tuple) and inner[0] == "neg" else term


def _div(term: Any) -> Any:
    op, above, below = term
    minus = False
    if isinstance(above, tuple) and above[0] == "neg":
        minus, above = not minus, above[1]
    return ("neg", (op, above, below)) if minus else (op, above, below)


def _transpose(term: Any) -> Any:
    inner = term[1]
    if isinstance(inner, tuple) and inner[0] in ("ones", "zeros"):
        return (inner[0], inner[2], inner[1])
    return term


def _decimal(term: Any) -> Any:
    text = term[1]
    return ("neg", ("decimal", text[1:])) if text.startswith("-") else term


def _partial(term: Any) -> Any:
    _, of, by = term
    if of != "L":
        return term
    return ("entry", "d" + by[1], *by[2:]) if isinstance(by, tuple) and by[0] == "entry" else "d" + str(by)


def _shaped(term: Any) -> Any:
    op, inner, *shape = term
    if isinstance(inner, tuple) and inner[0] == "labelled":
        return ("labelled", _shaped((op, inner[1], *shape)), inner[2])
    return term


_RULES = {
    "shaped": _shaped,
    "add": _flat,
    "mul": _product,
    "matmul": _product,
    "hadamard": _product,
    "neg": _neg,
    "div": _div,
    "hdiv": _div,
    "transpose": _transpose,
    "decimal": _decimal,
    "partial": _partial,
}
