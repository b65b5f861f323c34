"""One name for what a document writes in two ways: entries of a matrix, layers of functions, targets."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from typing import Any

from .conventions import COUNTS, MATRIX
from .listings import entries_of, extents, listed
from .phrases import Loose
from .sampled import bounded, by_sample, picked
from .statements import Link, Said, sides, terms
from .terms import Key, derivatives, renamed, symbol_of, variables

TARGETS = frozenset({"target", "label", "desired", "expected"})  # words that say what is aimed at


def one_spelling(said: Said) -> None:
    """Give one name to everything that the document writes in two ways."""
    _folded(said)
    _listed(said)
    _aimed(said)
    _layered(said)
    _matrices(said)
    respell(said, bounded)
    keys = by_sample(said)
    if keys:
        respell(said, partial(picked, keys=keys))


def respell(said: Said, change: Callable[[Any], Any]) -> None:
    """Change every term, and those that are read later."""
    for side in sides(said):
        side.term = change(side.term)
    said.spellings.append(change)


def respelled(said: Said, term: Loose) -> Loose:
    """A term that is read later, with the document's one name for each thing."""
    for change in said.spellings:
        term = change(term)
    return term


def _listed(said: Said) -> None:
    """`Z = [z_11 z_12; …]`: what is listed are the entries of Z, from here on."""
    keys = {key for term in terms(said) for key in variables(term)}
    if not any(_listing(link) for link in said.links):
        return
    names: dict[Key, Key] = {}
    for term in terms(said):  # others are written alike
        for key, _ in extents(term):
            capital = ("var", str(key[1]).upper(), *key[2:])
            if key != capital and capital in keys:
                names.setdefault(key, capital)
    done: set[int] = set()
    for link in said.links:
        whole, key = _listing(link) or ((), ())
        if key:
            names[key] = whole
        for side in (link.left, link.right):
            if id(side) not in done:
                done.add(id(side))
                for old, new in names.items():
                    side.term = entries_of(side.term, old, new)


def _listing(link: Link) -> tuple[Key, Key] | None:
    """The matrix and the letter of its entries, where a link lists them, or their derivatives."""
    left, right = link.left.term, link.right.term
    if not left or not right or left[0] not in ("var", "d"):
        return None
    whole, key = symbol_of(left[2] if left[0] == "d" else left), listed(right)
    return (whole, key) if whole and key and str(key[1]).lower() == str(whole[1]).lower() else None


def _folded(said: Said) -> None:
    """`w_ij` is an entry of W, where w never stands alone and W does."""
    alone: set[str] = set()
    entries: set[str] = set()
    for term in terms(said):
        _forms(term, alone, entries)
    folds = {base for base in entries - alone if len(base) == 1 and base.upper() in alone - entries}
    if not folds:
        return
    respell(said, lambda term: _renamed(term, folds))


def _forms(term: Any, alone: set[str], entries: set[str]) -> None:
    if not isinstance(term, tuple) or not term:
        return
    if term[0] in ("at", "smp") and isinstance(term[1], tuple) and term[1][0] == "var":
        entries.add(term[1][1])
        return
    if term[0] == "var":
        alone.add(term[1])
        return
    for part in term:
        _forms(part, alone, entries)


def _renamed(term: Any, folds: set[str]) -> Any:
    if not isinstance(term, tuple) or not term:
        return term
    if term[0] == "var":
        return ("var", term[1].upper(), *term[2:]) if term[1] in folds else term
    return tuple(_renamed(part, folds) for part in term)


# ---- targets


def _aimed(said: Said) -> None:
    """`(d - out)^2` in the loss, `target - out` later: what a word calls the target is the loss's own."""
    every = list(terms(said))
    lost = {pair for term in every for pair in _squared(term)}
    known = {key for term in every for key in variables(term)}
    for named in sorted((key for key in known if key[1] in TARGETS), key=str):
        partners = {out for term in every for one, out in _differences(term) if one == named}
        meant = {one for one, out in lost if out in partners}
        if len(meant) == 1 and not any(one == named for one, _ in lost):
            respell(said, partial(renamed, old=named, new=next(iter(meant))))


def _squared(term: Any) -> Iterator[tuple[Key, Key]]:
    """The pairs of which a square takes the difference, both ways round."""
    if not isinstance(term, tuple) or not term:
        return
    if term[0] == "pow" and term[2] == ("num", Fraction(2)):
        for one, other in _differences(term[1]):
            yield one, other
            yield other, one
    for part in term:
        yield from _squared(part)


def _differences(term: Any) -> Iterator[tuple[Key, Key]]:
    """The pairs of symbols that are subtracted, the first one less the second, or the other way round."""
    if not isinstance(term, tuple) or not term:
        return
    if term[0] == "add" and len(term) == 3:
        one, other = ((part[1] if part[0] == "neg" else part) for part in term[1:])
        if symbol_of(one) and symbol_of(other) and (term[1][0] == "neg") != (term[2][0] == "neg"):
            yield symbol_of(one), symbol_of(other)
            yield symbol_of(other), symbol_of(one)
    for part in term:
        yield from _differences(part)


# ---- functions with layers


def _layered(said: Said) -> None:
    """`y_j^l = f_l(u_j^l)`, and `f(u^l)` for all entries: that f is the one of its layer."""
    every = list(terms(said))
    general = {name for term in every for name, layer, inside in _calls(term) if _matching(layer, inside)}
    if general:
        respell(said, lambda term: _with_layers(term, general))


def _calls(term: Any) -> Iterator[tuple[str, Any, Any]]:
    """Each function of one symbol: its name, its layer, the symbol's layer."""
    if not isinstance(term, tuple) or not term:
        return
    if term[0] == "call" and len(term) == 5 and len(term[4]) == 1 and symbol_of(term[4][0]):
        yield term[1], term[2], symbol_of(term[4][0])[2]
    for part in term:
        yield from _calls(part)


def _matching(layer: Any, inside: Any) -> bool:
    """`f_l(u^l)`: a function of any layer, applied in that layer."""
    return isinstance(layer, tuple) and layer[0].islower() and layer == inside


def _with_layers(term: Any, names: set[str]) -> Any:
    if not isinstance(term, tuple) or not term:
        return term
    if term[0] == "call" and len(term) == 5 and term[1] in names and term[2] is None and len(term[4]) == 1:
        inside: Loose = symbol_of(term[4][0])
        layer = inside[2] if inside else None
        return (*term[:2], layer, term[3], tuple(_with_layers(part, names) for part in term[4]))
    return tuple(_with_layers(part, names) for part in term)


# ---- letters that usually count the samples


def _matrices(said: Said) -> None:
    """`B` is how many samples there are, unless it is transposed, differentiated by, or in some space."""
    plain = {("var", base, None, "") for base in COUNTS if len(base) == 1}
    found = {key for term in terms(said) for key in _turned(term)} & plain
    found |= {key for term in terms(said) for _, by in derivatives(term) if (key := symbol_of(by))} & plain
    for link in said.links:
        left, right = link.left.term, link.right.term
        if left in plain and (link.relation == "in" or (right and link.first is link.left and _large(right))):
            found.add(left)
    for key in sorted(found, key=str):
        respell(said, partial(renamed, old=key, new=("var", f"{MATRIX}{key[1]}", *key[2:])))


def _turned(term: Any) -> Iterator[Key]:
    """The symbols that are transposed."""
    if isinstance(term, tuple) and term:
        if term[0] == "T" and symbol_of(term[1]):
            yield symbol_of(term[1])
        for part in term:
            yield from _turned(part)


def _large(term: Loose) -> bool:
    """`B = A C`, `B = X W + c`: a product of matrices, by their letters."""
    parts = term[1:] if term[0] == "add" else (term,)
    products = [part for part in parts if part[0] == "prod" and not {"/", "times"} & set(part[2])]
    return any(len([factor for factor in part[1] if _capital(factor)]) > 1 for part in products)


def _capital(factor: Loose) -> bool:
    key = symbol_of(factor)
    return bool(key) and str(key[1]).isupper() and key[1] not in COUNTS
