"""Products of indexed entries under sums: the words of which index forms are made."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from .shape import Dim

# ("entry", name, row, column), ("size", letter), ("delta", i, j), ("apply", f, form), ("inverse", form)
Factor = tuple[Any, ...]
TERMS = 64  # a form with more products is left to the field


class Unfit(Exception):
    """A term that has no index form here; the field decides."""


@dataclass(frozen=True, slots=True)
class Monomial:
    """coefficient times the sum over the bound indices of the product of factor^exponent."""

    coefficient: Fraction
    bounds: dict[str, Dim]
    factors: dict[Factor, int]


Form = list[Monomial]


def renamed(factor: Factor, names: Mapping[str, str]) -> Factor:
    """A factor with some of its indices renamed, also inside of functions."""
    head = factor[0]
    if head == "entry":
        return (head, factor[1], names.get(factor[2], factor[2]), names.get(factor[3], factor[3]))
    if head == "delta":
        return (head, *sorted(names.get(index, index) for index in factor[1:]))
    if head == "apply":
        return (head, factor[1], _within(factor[2], names))
    return (head, _within(factor[1], names)) if head == "inverse" else factor


def _within(form: Any, names: Mapping[str, str]) -> Any:
    """Names change inside a canonical form; its own bound indices ~0, ~1, … are not among them."""
    return tuple((bounds, tuple((renamed(f, names), n) for f, n in factors), c) for bounds, factors, c in form)


def settled(m: Monomial) -> Form:
    """A monomial with its deltas used up: each bound index in one gives way; what is left of a sum is its size."""
    bounds, factors, coefficient = dict(m.bounds), m.factors, m.coefficient
    while True:
        found = next((f for f in factors if f[0] == "delta" and (f[1] in bounds or f[2] in bounds)), None)
        if found is None:
            break
        old, new = (found[1], found[2]) if found[1] in bounds else (found[2], found[1])
        del bounds[old]
        factors = _merged((renamed(f, {old: new}), n) for f, n in factors.items() if f != found)
    for f in list(factors):
        if f[0] == "delta" and f[1] == f[2]:
            factors = {other: n for other, n in factors.items() if other != f}
        elif f[0] == "delta" and f[1].isdigit() and f[2].isdigit():
            return []
    used = indices(factors)
    for letter in [letter for letter in bounds if letter not in used]:
        bound = bounds.pop(letter)
        if isinstance(bound, int):
            coefficient *= bound
        else:
            factors = _merged([*factors.items(), (("size", bound), 1)])
    return [Monomial(coefficient, bounds, factors)]


def _merged(pairs: Iterable[tuple[Factor, int]]) -> dict[Factor, int]:
    found: dict[Factor, int] = {}
    for factor, n in pairs:
        total = found.get(factor, 0) + n
        if factor[0] == "delta":
            total = 1
        if total:
            found[factor] = total
        else:
            del found[factor]
    return found


def indices(factors: Iterable[Factor]) -> set[str]:
    """The indices that factors use, also inside of functions."""
    found: set[str] = set()
    for factor in factors:
        if factor[0] == "entry":
            found.update(factor[2:])
        elif factor[0] == "delta":
            found.update(factor[1:])
        elif factor[0] in ("apply", "inverse"):
            for _, inner, _ in factor[-1]:
                found |= indices(f for f, _ in inner)
    return found


def multiply(forms: Sequence[Form], fresh: Callable[[], str]) -> Form:
    """The product of forms, multiplied out; bound indices of the factors are kept apart."""
    count = 1
    for form in forms:
        count *= len(form)
    if count > TERMS:
        raise Unfit("too many products")
    return [part for parts in product(*forms) for part in _joined(parts, fresh)]


def _joined(parts: Sequence[Monomial], fresh: Callable[[], str]) -> Form:
    coefficient, bounds = Fraction(1), dict[str, Dim]()
    pairs: list[tuple[Factor, int]] = []
    for m in parts:
        names = {letter: fresh() for letter in m.bounds}
        coefficient *= m.coefficient
        bounds |= {names[letter]: bound for letter, bound in m.bounds.items()}
        pairs += [(renamed(f, names), n) for f, n in m.factors.items()] if names else m.factors.items()
    return settled(Monomial(coefficient, bounds, _merged(pairs)))
