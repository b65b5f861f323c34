"""What the form of a term says about its sign: a square is not negative, an exponential is positive."""

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

from ..expression import Term, strip
from .rational import decimal

POSITIVE = 2
NOT_NEGATIVE = 1
UNKNOWN = 0

_FUNCTIONS = {
    "exp": POSITIVE, "sigmoid": POSITIVE, "sigmoid'": POSITIVE, "softplus": POSITIVE, "softplus'": POSITIVE,
    "phi": POSITIVE, "Phi": POSITIVE, "abs": NOT_NEGATIVE, "relu": NOT_NEGATIVE, "relu'": NOT_NEGATIVE,
    "step": NOT_NEGATIVE, "sqrt": NOT_NEGATIVE, "square": NOT_NEGATIVE,
}  # fmt: skip


class Signs:
    """The least that is known of the signs of terms, under the assumptions of a step."""

    def __init__(self, assumptions: Iterable[Term] = ()) -> None:
        self.known: dict[Term, int] = {}
        for assumption in map(strip, assumptions):
            if isinstance(assumption, tuple) and assumption[0] in ("lt", "le"):
                self._note(assumption[1:], POSITIVE if assumption[0] == "lt" else NOT_NEGATIVE)

    def _note(self, parts: tuple[Term, ...], sign: int) -> None:
        for left, right in pairwise(parts):
            self.known[right if left == 0 else ("add", right, ("neg", left))] = sign

    def of(self, term: Term) -> int:
        """POSITIVE, NOT_NEGATIVE or UNKNOWN."""
        found = self.known.get(term, UNKNOWN)
        if isinstance(term, int):
            return POSITIVE if term > 0 else NOT_NEGATIVE if term == 0 else UNKNOWN
        if not isinstance(term, tuple):
            return found
        rule = _RULES.get(term[0])
        return max(found, rule(self, term)) if rule else found


def _least(signs: Signs, term: Any) -> int:
    return min(signs.of(arg) for arg in term[1:])


def _add(signs: Signs, term: Any) -> int:
    parts = [signs.of(arg) for arg in term[1:]]
    return max(parts) if min(parts) >= NOT_NEGATIVE else UNKNOWN


def _product(signs: Signs, term: Any) -> int:
    rest = list(term[1:])
    squares = []
    for factor in term[1:]:
        if rest.count(factor) > 1:
            rest.remove(factor)
            rest.remove(factor)
            squares.append(POSITIVE if signs.of(factor) == POSITIVE else NOT_NEGATIVE)
    return min([*squares, *map(signs.of, rest)])


def _quotient(signs: Signs, term: Any) -> int:
    return signs.of(term[1]) if signs.of(term[2]) == POSITIVE else UNKNOWN


def _power(signs: Signs, term: Any) -> int:
    base = signs.of(term[1])
    even = isinstance(term[2], int) and term[2] % 2 == 0 and term[2] >= 0
    return max(base, NOT_NEGATIVE) if even else base


def _decimal(signs: Signs, term: Any) -> int:
    number = decimal(term[1])
    return POSITIVE if number > 0 else NOT_NEGATIVE if number == 0 else UNKNOWN


_RULES: dict[str, Callable[[Signs, Any], int]] = {
    "add": _add,
    "mul": _product,
    "hadamard": _product,
    "div": _quotient,
    "hdiv": _quotient,
    "pow": _power,
    "hpow": _power,
    "decimal": _decimal,
    "apply": lambda signs, term: _FUNCTIONS.get(term[1], UNKNOWN),
    "softmax": lambda signs, term: POSITIVE,
    "ones": lambda signs, term: POSITIVE,
    "sum": lambda signs, term: signs.of(term[1]),
    "entry": lambda signs, term: signs.of(term[1]),
    "transpose": lambda signs, term: signs.of(term[1]),
    "matmul": lambda signs, term: min(NOT_NEGATIVE, _least(signs, term)),
}
