"""Products of indexed entries under sums: the words of which index forms are made."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import permutations
from typing import Any, NamedTuple

from .node import Dim

# ("entry", name, row, column), ("size", letter), ("delta", i, j), ("apply", f, form), ("inverse", form)
Factor = tuple[Any, ...]
Canonical = tuple[tuple[Any, ...], ...]
BOUND = 4  # indices of one product that are put in order by trying all orders
TERMS = 64  # a form with more products is left to the field


_FUNCTIONS = ("apply", "inverse")


class Unfit(Exception):
    """A term that has no index form here; the field decides."""


class Monomial(NamedTuple):
    """coefficient times the sum over the bound indices of the product of factor^exponent."""

    coefficient: int | Fraction
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
    return tuple(
        (bounds, tuple((renamed(f, names), n) for f, n in factors), c) for bounds, factors, c in form
    )


ONE: Form = [Monomial(1, {}, {})]


def settled(m: Monomial) -> Form:
    """A monomial with its deltas used up; a sum over an index that is left in nothing is its size."""
    deltas = [f for f in m.factors if f[0] == "delta"]
    if not deltas and not m.bounds:
        return [m]
    bounds, factors, coefficient = dict(m.bounds), m.factors, m.coefficient
    while deltas:
        _, a, b = deltas[0]
        if a == b or a in bounds or b in bounds:
            old, new = (a, b) if a in bounds else (b, a)
            if a != b:
                del bounds[old]
            rest = {f: n for f, n in factors.items() if f != deltas[0]}
            factors = {}
            for f, n in rest.items():
                _put(factors, renamed(f, {old: new}), n)
            deltas = [f for f in factors if f[0] == "delta"]
        elif a.isdigit() and b.isdigit():
            return []
        else:
            deltas = deltas[1:]
    used = indices(factors)
    for letter in [letter for letter in bounds if letter not in used]:
        bound = bounds.pop(letter)
        if isinstance(bound, int):
            coefficient *= bound
        else:
            factors = dict(factors)
            _put(factors, ("size", bound), 1)
    return [Monomial(coefficient, bounds, factors)]


def _put(factors: dict[Factor, int], factor: Factor, n: int) -> None:
    """One more factor^n in a product."""
    total = factors.get(factor, 0) + n
    if factor[0] == "delta":
        total = 1
    if total:
        factors[factor] = total
    else:
        del factors[factor]


def indices(factors: Iterable[Factor]) -> set[str]:
    """The indices that factors use, also inside of functions."""
    found: set[str] = set()
    for factor in factors:
        if factor[0] == "entry":
            found.update(factor[2:])
        elif factor[0] == "delta":
            found.update(factor[1:])
        elif factor[0] in _FUNCTIONS:
            for _, inner, _ in factor[-1]:
                found |= indices(f for f, _ in inner)
    return found


def multiply(forms: Sequence[Form], fresh: Callable[[], str]) -> Form:
    """The product of forms, multiplied out; bound indices of the factors are kept apart."""
    found = ONE
    for form in forms:
        if len(found) * len(form) > TERMS:
            raise Unfit("too many products")
        found = [part for a in found for b in form for part in _joined(a, b, fresh)]
    return found


def _joined(a: Monomial, b: Monomial, fresh: Callable[[], str]) -> Form:
    if not a.factors and not a.bounds and a.coefficient == 1:
        return [b]
    bounds, factors = a.bounds, dict(a.factors)
    names = {letter: fresh() for letter in b.bounds} if bounds else {}
    for f, n in b.factors.items():
        _put(factors, renamed(f, names) if names else f, n)
    bounds = {**bounds, **{names.get(letter, letter): bound for letter, bound in b.bounds.items()}}
    return settled(Monomial(a.coefficient * b.coefficient, bounds, factors))


def canonical(form: Form, mark: str = "#") -> Canonical:
    """The one way of writing a form: (bounds, factors, coefficient) in order, zeros left out."""
    found: dict[Any, int | Fraction] = {}
    for m in form:
        key = _ordered(m, mark)
        found[key] = found.get(key, 0) + m.coefficient
    return tuple(sorted(((*key, c) for key, c in found.items() if c), key=repr))


def nested(form: Form) -> Canonical:
    """A form in order for the inside of a function; sums inside of sums inside are left to the field."""
    found = canonical(form, "~")
    inner = [factor[-1] for _, factors, _ in found for factor, _ in factors if factor[0] in _FUNCTIONS]
    if any(bounds for bounds, _, _ in found) and any(map(_summed, inner)):
        raise Unfit("sums inside of sums inside of functions")
    return found


def _summed(form: Canonical) -> bool:
    """Whether a sum stands in a form, however deep."""
    inner = (factor[-1] for _, factors, _ in form for factor, _ in factors if factor[0] in _FUNCTIONS)
    return any(bounds for bounds, _, _ in form) or any(map(_summed, inner))


def _ordered(m: Monomial, mark: str) -> tuple[Any, ...]:
    """Bound indices named 0, 1, … such that the product comes first in order."""
    if len(m.bounds) > BOUND:
        raise Unfit("too many bound indices")
    best: tuple[str, tuple[Any, ...]] | None = None
    for order in permutations(sorted(m.bounds, key=lambda x: (str(m.bounds[x]), x))):
        names = {letter: f"{mark}{place}" for place, letter in enumerate(order)}
        bounds = tuple(str(m.bounds[letter]) for letter in order)
        if best is not None and list(bounds) != sorted(bounds):
            continue
        factors = tuple(sorted(((renamed(f, names), n) for f, n in m.factors.items()), key=repr))
        key = (bounds, factors)
        if best is None or repr(key) < best[0]:
            best = (repr(key), key)
    assert best is not None
    return best[1]
