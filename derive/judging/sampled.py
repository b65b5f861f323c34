"""Indices that count samples: the bound of a mean's sum, and `x_i` where it is a whole sample, a vector."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from .conventions import COUNTS
from .phrases import Loose
from .statements import Said, terms
from .terms import Key, variables

_PLAIN = ("N", "m", "M")  # letters of a bound that a mean's sum may leave out
_WEIGHTS = frozenset({"W", "w", "b", "Theta", "theta", "V", "U", "omega", "B"})


def bounded(term: Any) -> Any:
    """A sum that is divided by a number of samples, and has no bound, with that bound.

    >>> i_of_m = bounded(("div", ("sum", ("num", 1), ("i",), None, None), ("var", "m", None, "")))
    >>> i_of_m[1][4]
    ('var', 'm', None, '')
    """
    if not isinstance(term, tuple) or not term:
        return term
    term = tuple(bounded(part) for part in term)
    if term[0] == "div" and (count := _count(term[2])):
        return ("div", _with_bound(term[1], count), *term[2:])
    if term[0] == "prod":
        counts = [count for factor in term[1] if factor[0] == "div" and (count := _count(factor[2]))]
        if len(counts) == 1:
            return ("prod", tuple(_with_bound(factor, counts[0]) for factor in term[1]), term[2])
    return term


def divided(term: Any) -> bool:
    """Whether something is divided by a number of samples."""
    if not isinstance(term, tuple) or not term:
        return False
    if term[0] == "div" and any(key[1] in COUNTS for key in variables(term[2])):
        return True
    return any(divided(part) for part in term)


def divisors(terms: Any) -> frozenset[Key]:
    """The numbers of samples by which something is divided."""
    if not isinstance(terms, tuple | list) or not terms:
        return frozenset()
    own = variables(terms[2]) if terms[0] == "div" else ()
    found = frozenset(key for key in own if key[1] in COUNTS)
    return found.union(*(divisors(part) for part in terms))


def sample_entries(term: Any, counts: frozenset[Key], letters: frozenset[str] = frozenset()) -> bool:
    r"""Whether a sum over samples takes entries of values by its index: `\sum_{i=1}^N y_{ik}`."""
    if not isinstance(term, tuple) or not term or term[0] in ("d", "dn"):
        return False
    if term[0] == "sum" and len(term) == 5 and term[4] in counts:
        layered = any(key[2] is not None for key in variables(term[1]))  # then they are a layer's entries
        letters |= frozenset() if layered else _own(term)
    if term[0] == "at" and term[2][0] in letters:
        return True
    return any(sample_entries(part, counts, letters) for part in term)


def counters(term: Any) -> Iterator[Key]:
    """What sums run up to: numbers, whatever their letters."""
    if not isinstance(term, tuple) or not term:
        return
    high = term[4] if term[0] == "sum" and len(term) == 5 else None
    if high is not None and high[0] == "var" and high[1] not in COUNTS and str(high[1]).isalpha():
        yield high
    for part in term:
        yield from counters(part)


def normalised(term: Any) -> bool:
    """A softmax written out: an exponential by a sum of exponentials."""
    if not isinstance(term, tuple) or not term:
        return False
    if term[0] == "div" and term[1][:2] == ("call", "exp") and term[2][0] == "sum":
        return bool(term[2][1][:2] == ("call", "exp"))
    return any(normalised(part) for part in term)


def _count(below: Loose) -> Key:
    """The number of samples in a denominator: `m`, `2m`; or nothing."""
    found = [key for key in variables(below) if key[1] in _PLAIN and key[2] is None and not key[3]]
    plain = below[0] == "var" or (below[0] == "prod" and all(x[0] in ("num", "var") for x in below[1]))
    return found[0] if plain and len(found) == 1 else ()


def _with_bound(term: Loose, count: Key) -> Loose:
    if term[0] == "neg":
        return ("neg", _with_bound(term[1], count))
    open_ = term[0] == "sum" and len(term[2]) == 1 and term[3] is None and term[4] is None
    return (*term[:4], count) if open_ else term


def by_sample(said: Said) -> dict[Key, frozenset[str]]:
    """The symbols whose index picks a sample, in a document in which some `x_i` is a vector."""
    every = list(terms(said))
    letters = {letter for term in every for letter in _counted(term)}
    if not any(_vector(term, letters) for term in every):
        return {}
    taken: dict[Key, set[Any]] = {}
    for term in every:
        for key, indices in _entries(term):
            taken.setdefault(key, set()).add(indices[0])
    return {
        key: frozenset(letters)
        for key, first in taken.items()
        if first <= letters and str(key[1]) not in _WEIGHTS
    }


def picked(term: Any, keys: dict[Key, frozenset[str]]) -> Any:
    """A term with the samples of these symbols picked: `x_i` as that sample, `x_{ij}` as an entry of it."""
    if not isinstance(term, tuple) or not term:
        return term
    if term[0] == "at" and term[1] in keys and term[2][0] in keys[term[1]]:
        whole = ("smp", term[1], term[2][0])
        return whole if term[2][1:] in ((), (":",)) else ("at", whole, term[2][1:])
    return tuple(picked(part, keys) for part in term)


def _counted(term: Any) -> Iterator[str]:
    """The letters of sums that run over samples."""
    if not isinstance(term, tuple) or not term:
        return
    if term[0] == "sum":
        yield from _own(term)
    for part in term:
        yield from _counted(part)


def _own(term: Loose) -> frozenset[str]:
    """The letter of a sum, if it counts samples."""
    high = term[4] if len(term) == 5 and len(term[2]) == 1 else None
    counts = high is not None and high[0] == "var" and high[1] in COUNTS and high[2] is None
    return frozenset(term[2]) if counts else frozenset()


def _entries(term: Any) -> Iterator[tuple[Key, tuple[Any, ...]]]:
    if not isinstance(term, tuple) or not term:
        return
    if term[0] == "at" and term[1][0] == "var":
        yield term[1], term[2]
        return
    for part in term:
        yield from _entries(part)


def _vector(term: Any, letters: set[str]) -> bool:
    """Whether an entry by a sample's index is used as a vector: transposed, or next to weights."""
    if not isinstance(term, tuple) or not term:
        return False
    if term[0] == "T" and _one(term[1], letters):
        return True
    if term[0] == "prod":
        for one, other in pairwise(term[1]):
            if _one(other, letters) and (_turned(one) or _weights(one)):
                return True
            if _one(one, letters) and _weights(other):
                return True
    return any(_vector(part, letters) for part in term)


def _one(term: Loose, letters: set[str]) -> bool:
    return bool(term[0] == "at" and term[1][0] == "var" and len(term[2]) == 1 and term[2][0] in letters)


def _turned(term: Loose) -> bool:
    return bool(term[0] == "T" and term[1][0] == "var")


def _weights(term: Loose) -> bool:
    """A whole matrix of weights."""
    return bool(term[0] == "var" and str(term[1]) in ("W", "Theta", "V", "U"))
