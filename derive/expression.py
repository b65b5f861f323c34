"""The expression language: nested tuples (nested arrays in JSON) that every room speaks.

A string is a symbol or an index, an integer is itself, a tuple is an operation `(op, arg, ...)`.
The table `OPERATORS` is the whole language; the README prints it.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .errors import ExpressionError, shown

Term = str | int | tuple[Any, ...]

MAX_DEPTH = 64
INDICES = frozenset("ijklrspqtuv")

# operator -> (least and most number of arguments, what it means); None: any number.
OPERATORS: dict[str, tuple[int, int | None, str]] = {
    "add": (2, None, "sum of terms of one shape"),
    "neg": (1, 1, "minus"),
    "mul": (2, None, "product of scalars; the last factor may be a matrix"),
    "div": (2, 2, "quotient by a scalar"),
    "pow": (2, 2, "power of a scalar"),
    "matmul": (2, None, "matrix product"),
    "transpose": (1, 1, "transpose"),
    "hadamard": (2, None, "elementwise product"),
    "hdiv": (2, 2, "elementwise quotient"),
    "hpow": (2, 2, "elementwise power"),
    "ones": (2, 2, "all-ones matrix of a shape"),
    "zeros": (2, 2, "zero matrix of a shape"),
    "eye": (1, 1, "identity matrix"),
    "diag": (1, None, "diagonal matrix with these scalars"),
    "apply": (2, 2, "a function of one variable, elementwise on a matrix; f' is its derivative"),
    "softmax": (2, 2, "softmax along an axis (1: each row sums to one)"),
    "logsoftmax": (2, 2, "logarithm of softmax along an axis"),
    "entry": (2, 3, "entry of a matrix, counted from 1; one index for a vector"),
    "sum": (3, 3, "sum of a body over an index from 1 to a bound"),
    "delta": (2, 2, "Kronecker delta"),
    "partial": (2, 2, "local derivative of one entry by another, through the forward equations"),
    "jacobian": (2, 2, "Jacobian of the rows of one matrix, stacked, by the rows of another"),
    "matrix": (1, 1, "matrix written out, a list of rows"),
    "decimal": (1, 1, "a number in decimals, as text"),
    "shaped": (3, 3, "an expression with its shape said below it"),
    "labelled": (2, 2, "an expression with a word below it"),
    "eq": (2, 2, "both sides are equal"),
    "define": (2, 2, "the left side is defined as the right side"),
    "approx": (2, 2, "the right side is the left side, rounded to the digits shown"),
    "shape": (3, 3, "the expression has this shape"),
    "update": (2, 2, "the variable takes the new value"),
    "lt": (2, None, "strictly increasing chain, entrywise"),
    "le": (2, None, "increasing chain, entrywise"),
    "ne": (2, 2, "different, entrywise"),
}
RELATIONS = frozenset({"eq", "define", "approx", "shape", "update", "lt", "le", "ne"})
# positions of a term's arguments that are not expressions themselves
_OPAQUE = {
    "apply": (1,),
    "decimal": (1,),
    "labelled": (2,),
    "jacobian": (),
    "softmax": (2,),
    "logsoftmax": (2,),
}


def from_json(data: Any, depth: int = 0) -> Term:
    """Nested arrays to nested tuples, every operator, arity and depth checked.

    >>> from_json(["matmul", ["transpose", "A1"], "dZ2"])
    ('matmul', ('transpose', 'A1'), 'dZ2')

    Raises ExpressionError for anything that is not an expression.
    """
    if depth > MAX_DEPTH:
        raise ExpressionError(f"an expression is nested deeper than {MAX_DEPTH}")
    if isinstance(data, str) or (isinstance(data, int) and not isinstance(data, bool)):
        return data
    if not isinstance(data, list | tuple) or not data:
        raise ExpressionError(f"an expression is a name, an integer or [operator, …], not {shown(data)}")
    op, *args = data
    if not isinstance(op, str) or op not in OPERATORS:
        raise ExpressionError(f"no operator {shown(op)}; there are {', '.join(OPERATORS)}")
    least, most, _ = OPERATORS[op]
    if len(args) < least or (most is not None and len(args) > most):
        raise ExpressionError(
            f"{op} takes {least}{'' if most == least else ' or more'} arguments, got {len(args)}"
        )
    if op == "matrix":
        return (op, _rows(args[0], depth))
    opaque = _OPAQUE.get(op, ())
    if any(not isinstance(args[k - 1], str | int) for k in opaque):
        raise ExpressionError(f"{op} takes plain text or a number at argument {opaque}, got {shown(args)}")
    return (op, *(from_json(arg, depth + 1) for arg in args))


def _rows(rows: Any, depth: int) -> tuple[tuple[Term, ...], ...]:
    if (
        not isinstance(rows, list | tuple)
        or not all(isinstance(r, list | tuple) and r for r in rows)
        or not rows
    ):
        raise ExpressionError("matrix takes a list of rows, each a list of scalars")
    if len({len(row) for row in rows}) != 1:
        raise ExpressionError("the rows of a matrix have one length")
    return tuple(tuple(from_json(cell, depth + 1) for cell in row) for row in rows)


def to_json(term: Term) -> Any:
    """Nested tuples to nested lists."""
    return [to_json(part) for part in term] if isinstance(term, tuple) else term


def children(term: Term) -> tuple[Term, ...]:
    """The arguments of a term that are expressions themselves, in order."""
    if not isinstance(term, tuple):
        return ()
    if term[0] == "matrix":
        return tuple(cell for row in term[1] for cell in row)
    opaque = _OPAQUE.get(term[0])
    if opaque is None:
        return term[1:]
    return tuple(arg for k, arg in enumerate(term[1:], 1) if k not in opaque)


def rebuild(term: Term, function: Callable[[Term], Term]) -> Term:
    """The same operation with `function` applied to each child."""
    if not isinstance(term, tuple):
        return term
    if term[0] == "matrix":
        return ("matrix", tuple(tuple(function(cell) for cell in row) for row in term[1]))
    opaque = _OPAQUE.get(term[0])
    if opaque is None:
        return (term[0], *map(function, term[1:]))
    return (term[0], *(arg if k in opaque else function(arg) for k, arg in enumerate(term[1:], 1)))


def walk(term: Term) -> Iterator[Term]:
    """Every subterm, the term itself first."""
    waiting = [term]
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, tuple):
            waiting.extend(reversed(children(part)))


def symbols(term: Term) -> frozenset[str]:
    """Every name in a term: symbols, sizes and indices alike.

    >>> sorted(symbols(("matmul", ("transpose", "A1"), "dZ2")))
    ['A1', 'dZ2']
    """
    found: set[str] = set()
    waiting = [term]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            found.add(part)
        elif isinstance(part, tuple):
            waiting.extend(children(part))
    return frozenset(found)


def substitute(term: Term, values: Mapping[str, Term]) -> Term:
    """Names replaced by terms, everywhere at once.

    >>> substitute(("matmul", "X", "W1"), {"W1": ("transpose", "V")})
    ('matmul', 'X', ('transpose', 'V'))
    """
    if isinstance(term, str):
        return values.get(term, term)
    return rebuild(term, lambda part: substitute(part, values))


def size(term: Term) -> int:
    """The number of operations and names in a term."""
    return 1 + sum(map(size, children(term)))


def strip(term: Term) -> Term:
    """A term without what only the eye needs: shapes and words below it."""
    if isinstance(term, tuple) and term[0] in ("shaped", "labelled"):
        return strip(term[1])
    return rebuild(term, strip)
