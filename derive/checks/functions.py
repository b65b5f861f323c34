"""The functions of one variable: a few atoms, and every other one written by means of them.

An atom is known by its derivative; a function by its formula, so its derivatives need no table.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from ..expression import Term, walk
from .arithmetic import Arithmetic
from .dual import Duals
from .rational import LARGEST, closed, decimal
from .verdict import Undecided

Z = "z"
PI = "pi"
HEAVIEST = 5000  # operations of one function, its derivatives included
_E = ("apply", "exp", Z)

# atom -> its derivative at z
ATOMS: dict[str, Term] = {
    "exp": _E,
    "log": ("div", 1, Z),
    "sqrt": ("div", 1, ("mul", 2, ("apply", "sqrt", Z))),
    "step": 0,
    "sign": 0,
    "Phi": ("apply", "phi", Z),
    "sin": ("apply", "cos", Z),
    "cos": ("neg", ("apply", "sin", Z)),
}

# function -> its formula
FORMULAS: dict[str, Term] = {
    "sigmoid": ("div", 1, ("add", 1, ("apply", "exp", ("neg", Z)))),
    "tanh": ("add", 1, ("neg", ("div", 2, ("add", ("pow", _E, 2), 1)))),
    "softplus": ("apply", "log", ("add", 1, _E)),
    "logsigmoid": ("neg", ("apply", "log", ("add", 1, ("apply", "exp", ("neg", Z))))),
    "relu": ("mul", Z, ("apply", "step", Z)),
    "abs": ("mul", Z, ("apply", "sign", Z)),
    "silu": ("mul", Z, ("apply", "sigmoid", Z)),
    "gelu": ("mul", Z, ("apply", "Phi", Z)),
    "phi": (
        "div",
        ("apply", "exp", ("neg", ("div", ("mul", Z, Z), 2))),
        ("apply", "sqrt", ("mul", 2, PI)),
    ),
    "identity": Z,
    "square": ("mul", Z, Z),
}


def known(name: Any, functions: Mapping[str, Term]) -> bool:
    """Whether there is a function of this name, primes aside."""
    base = name.rstrip("'") if isinstance(name, str) else ""
    return base in ATOMS or base in FORMULAS or base in functions


def weight(name: str, functions: Mapping[str, Term], inside: tuple[str, ...] = ()) -> int:
    """The number of operations that a function takes; each derivative takes its function's three times over.

    Raises Undecided for a function defined by itself, or with too many.
    """
    base = name.rstrip("'")
    if base in inside:
        raise Undecided(f"the function {base} is defined by itself")
    total = 1
    formula = None if base in ATOMS else FORMULAS.get(base) or functions.get(base)
    for part in walk(formula) if isinstance(formula, tuple) else ():
        total += 1
        if isinstance(part, tuple) and part[0] == "apply":
            total += weight(str(part[1]), functions, (*inside, base))
        if total > HEAVIEST:
            break
    total *= int(3 ** min(len(name) - len(base), 20))
    if total > HEAVIEST:
        raise Undecided(f"the function {name[:60]} takes too many operations")
    return total


def apply(arithmetic: Arithmetic, functions: Mapping[str, Term], name: str, x: Any) -> Any:
    """f(x) elementwise; f' is the derivative by dual numbers through the formula of f."""
    if name.endswith("'"):
        dual = duals(arithmetic, 1)
        return dual.derivative(apply(dual, functions, name[:-1], dual.variable(x)))
    if name in ATOMS:
        return arithmetic.atom(name, x)
    formula = FORMULAS.get(name)
    if formula is not None:
        return body(arithmetic, functions, formula, {Z: x})
    match functions.get(name):
        case ("lambda", str(variable), formula):
            return body(arithmetic, functions, formula, {variable: x})
    raise Undecided(f"the function {name} has no formula")


def duals(arithmetic: Arithmetic, count: int) -> Duals:
    """Dual numbers with this many tangents."""
    return Duals(arithmetic, count, slope)


def slope(arithmetic: Arithmetic, name: str, x: Any) -> Any:
    """The derivative of an atom at x."""
    return body(arithmetic, {}, ATOMS[name], {Z: x})


def body(arithmetic: Arithmetic, functions: Mapping[str, Term], term: Term, values: Mapping[str, Any]) -> Any:
    """The value of a scalar formula, elementwise."""
    if isinstance(term, str):
        if term == PI and term not in values:
            return arithmetic.pi()
        if term not in values:
            raise Undecided(f"the formula of a function uses {term}, which is not its variable")
        return values[term]
    if isinstance(term, int):
        return arithmetic.number(Fraction(term))
    op, *args = term
    if op == "apply":
        return apply(arithmetic, functions, args[0], body(arithmetic, functions, args[1], values))
    if op == "decimal":
        return arithmetic.number(decimal(args[0]))
    if op == "pow":
        return power(arithmetic, body(arithmetic, functions, args[0], values), closed(args[1]))
    if op not in _FOLDS:
        raise Undecided(f"the formula of a function uses {op}, which is not an operation on scalars")
    return _FOLDS[op](arithmetic, [body(arithmetic, functions, arg, values) for arg in args])


def _add(arithmetic: Arithmetic, parts: list[Any]) -> Any:
    total = parts[0]
    for part in parts[1:]:
        total = arithmetic.add(total, part)
    return total


def _mul(arithmetic: Arithmetic, parts: list[Any]) -> Any:
    total = parts[0]
    for part in parts[1:]:
        total = arithmetic.mul(total, part)
    return total


def _neg(arithmetic: Arithmetic, parts: list[Any]) -> Any:
    return arithmetic.neg(parts[0])


def _div(arithmetic: Arithmetic, parts: list[Any]) -> Any:
    return arithmetic.mul(parts[0], arithmetic.inverse(parts[1]))


_FOLDS = {
    "add": _add, "mul": _mul, "neg": _neg, "div": _div, "hadamard": _mul, "hdiv": _div,
}  # fmt: skip
fold = _FOLDS.__getitem__


def power(arithmetic: Arithmetic, x: Any, exponent: Fraction) -> Any:
    """x to a whole or half power, by products, an inverse and a square root."""
    if exponent.denominator == 2:
        return power(arithmetic, arithmetic.atom("sqrt", x), Fraction(exponent.numerator))
    if exponent.denominator != 1 or abs(exponent) > LARGEST:
        raise Undecided(f"the exponent {exponent} is not a whole number or a half")
    if exponent < 0:
        return power(arithmetic, arithmetic.inverse(x), -exponent)
    if exponent == 0:
        return arithmetic.add(
            arithmetic.number(Fraction(1)), arithmetic.mul(arithmetic.number(Fraction(0)), x)
        )
    half = power(arithmetic, x, Fraction(int(exponent) // 2)) if exponent > 1 else None
    square = arithmetic.mul(half, half) if half is not None else None
    if square is None:
        return x
    return arithmetic.mul(square, x) if exponent % 2 else square
