"""Numbers that are written out: decimals, and the value of a term of numbers and sizes only."""

import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache, reduce
from math import prod

from ..expression import Term
from .verdict import Undecided

LARGEST = 1000  # the largest exponent that is multiplied out
LONGEST = 100_000  # bits of the longest number
_DECIMAL = re.compile(r"[+-]?\d{1,60}(\.\d{0,60})?([eE][+-]?\d{1,3})?")


@lru_cache(4096)  # a number shown is looked at in several arithmetics
def decimal(text: str) -> Fraction:
    """The number that a text of digits stands for.

    >>> decimal("-0.25")
    Fraction(-1, 4)
    """
    if not _DECIMAL.fullmatch(text):
        raise Undecided(f"{text!r:.60} is not a number in decimals")
    return Fraction(text)


def closed(term: Term, sizes: Mapping[str, int] | None = None) -> Fraction:
    """The value of a term of numbers and sizes only. Raises Undecided for any other.

    >>> closed(("div", 1, "N"), {"N": 2})
    Fraction(1, 2)
    """
    if isinstance(term, int):
        return Fraction(term)
    if isinstance(term, str):
        if sizes is None or term not in sizes:
            raise Undecided(f"{term} is not a number")
        return Fraction(sizes[term])
    op, *args = term
    return decimal(args[0]) if op == "decimal" else combined(op, [closed(arg, sizes) for arg in args])


def combined(op: str, values: Sequence[Fraction]) -> Fraction:
    """An operation on numbers."""
    if op not in _OPERATIONS or not values:
        raise Undecided(f"{op} is not an operation on numbers")
    return _OPERATIONS[op](values)


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator != 1 or abs(exponent) > LARGEST:
        raise Undecided(f"the exponent {exponent} is not a whole number")
    if abs(exponent) * max(base.numerator.bit_length(), base.denominator.bit_length()) > LONGEST:
        raise Undecided("a number too long to be written out")
    if not base and exponent < 0:
        raise Undecided("a division by zero")
    return Fraction(base ** int(exponent))


def _quotient(top: Fraction, bottom: Fraction) -> Fraction:
    if not bottom:
        raise Undecided("a division by zero")
    return top / bottom


_OPERATIONS: dict[str, Callable[[Sequence[Fraction]], Fraction]] = {
    "add": lambda values: sum(values, Fraction(0)),
    "neg": lambda values: -values[0],
    "mul": lambda values: prod(values, start=Fraction(1)),
    "div": lambda values: reduce(_quotient, values),
    "pow": lambda values: reduce(_power, values),
}
