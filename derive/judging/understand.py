"""From a document's statements to its definitions, its loss, its functions, and the readings left open."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from .activations import functions, layered_functions
from .claims import EQUAL, Link, Said, is_definition, is_update, terms
from .conventions import Reading
from .given import own_terms
from .implied import implied
from .layers import Definition, layer_letters, shifted
from .lifting import of_every_sample, of_one_sample, unsigned, without_list
from .phrases import Loose
from .readings import WEIGHTS, readings
from .terms import Key, contains, derivatives, has_gradient, named_gradient, renamed, symbol_of, variables

LOSSES = frozenset(
    {
        "L",
        "J",
        "C",
        "E",
        "loss",
        "Loss",
        "ell",
        "xi",
        "cost",
        "Cost",
        "l",
        "error",
        "R",
        "MSE",
        "CE",
        "Err",
        "cal",
    }
)
ERRORS = frozenset({"delta", "Delta"})
_CONVOLUTION = r"convolution|합성곱|卷积|畳み込み|свёртк|свертк"
_LOSS_NAMES = {
    "bce": r"binary cross.?entropy|log loss|이진 교차|이진 크로스|\bbce\b|логистическ",
    "ce": r"cross.?entropy|교차 ?엔트로피|크로스 ?엔트로피|交叉熵|交差エントロピー"
    r"|кросс-энтроп|перекр[её]стн",
    "mse": r"mean.?squared|squared error|평균 ?제곱|\bmse\b|均方|平均二乗|quadratic cost|среднеквадрат",
}


@dataclass
class Understood:
    """What the document gives, before any reading is chosen."""

    definitions: list[Definition] = field(default_factory=list)
    candidates: dict[Key, list[Definition]] = field(default_factory=dict)
    spare: dict[int, Definition] = field(default_factory=dict)  # link -> a second definition of a symbol
    defining: set[int] = field(default_factory=set)  # links that are definitions
    losses: frozenset[str] = frozenset()
    loss: Key = ()
    functions: dict[str, str] = field(default_factory=dict)
    named_losses: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    counts: bool = False
    gives_loss: bool = False
    opaque_loss: bool = False  # what is given says no more than on what the loss depends
    layered: frozenset[str] = frozenset()  # functions that every layer has one of its own of
    letters: frozenset[Key] = frozenset()  # every symbol that occurs
    text: str = ""  # the words around
    several: bool = False  # more than one loss is given
    stated: tuple[int, ...] = ()  # the links that give one


def understand(said: Said, prose: str = "", skip: int = 0) -> Understood:
    """The definitions, loss, functions and open readings of a document.

    skip    how many of its equations, at the beginning, are given from elsewhere
    """
    found = Understood()
    every = list(terms(said))
    text = " ".join([prose, *said.notes])
    found.text = text
    found.losses, found.loss = stated_loss(said, *losses(every))
    found.letters = frozenset(key for term in every for key in variables(term))
    found.functions = functions(said, text)
    if re.search(_CONVOLUTION, text, re.IGNORECASE) or any("rot180" in str(term) for term in every):
        found.functions["*"] = "convolution"
    found.named_losses = tuple(n for n, p in _LOSS_NAMES.items() if re.search(p, text, re.IGNORECASE))
    _define(said, found)
    _imply(said, found)
    _insides(found)
    layered = {key[1] for term in every for key in variables(term) if key[2] is not None}
    found.definitions = [_layered(definition, layered) for definition in found.definitions]
    found.stated = tuple(k for k, link in enumerate(said.links) if states_loss(found, link))
    rights = [said.links[k].right.term for k in found.stated]
    found.several = len({str(right) for right in rights}) > 1
    rights = rights or [d.right for d in found.definitions if d.key == found.loss]
    found.gives_loss = bool(rights)
    found.opaque_loss = not any(right is None or _explicit(right) for right in rights)
    found.layered = layered_functions(every)
    own = own_terms(said, skip) if skip else every
    found.readings, found.counts = readings(said, found.definitions, found.losses, every, own)
    return found


def _explicit(term: Any) -> bool:
    """Whether a formula of a loss says how it is computed."""
    return any(contains(term, op) for op in ("pow", "norm")) or "'log'" in str(term) or "'ln'" in str(term)


def states_loss(found: Understood, link: Link) -> bool:
    """Whether a link begins to say what the loss is."""
    key = symbol_of(link.left.term) if link.left.term else ()
    return key == found.loss and link.first is link.left and link.relation in EQUAL and not is_update(link)


def losses(every: Iterable[Loose]) -> tuple[frozenset[str], Key]:
    """The names of what is differentiated but never differentiated by, and the most frequent of them."""
    above: Counter[Key] = Counter()
    below: set[str] = set()
    by: dict[str, set[Key]] = {}
    for term in every:
        for of, variable in derivatives(term):
            key = symbol_of(of) if of else ()
            if key:
                above[key] += 1
                by.setdefault(key[1], set()).add(symbol_of(variable))
            if symbol_of(variable):
                below.add(symbol_of(variable)[1])
    names = {key[1] for key in above if key[1] in LOSSES or (key[1] not in below and len(by[key[1]]) > 2)}
    plain = Counter({key: n for key, n in above.items() if key[1] in names})
    return frozenset(names), plain.most_common(1)[0][0] if plain else ("var", "L", None, "")


def stated_loss(said: Said, names: frozenset[str], loss: Key) -> tuple[frozenset[str], Key]:
    """In a document that writes `dZ` and differentiates nothing by name: the one loss that it gives."""
    if names:
        return names, loss
    given = {
        symbol_of(link.left.term)
        for link in said.links
        if is_definition(link) and link.left.term and link.right.term and _explicit(link.right.term)
    }
    found = {key for key in given if key[1] in LOSSES and key[2] is None}
    (key,) = found if len(found) == 1 else (loss,)
    return (frozenset({str(key[1])}), key) if found else (names, loss)


def _chained(found: Understood, number: int, link: Link) -> None:
    """`Z = (cannot be used) = WA + b`: every later side of a chain may define its first side."""
    if link.first is None or link.first is link.left:
        return
    whole = replace(link, left=link.first)
    left, right = whole.left.term, whole.right.term
    if not is_definition(whole) or left is None or right is None:
        return
    if not has_gradient(right) and not symbol_of(right):
        left, right = of_every_sample(left, right)
        made = shifted(Definition(_lossless(found, left), right, number))
        found.candidates.setdefault(made.key, []).append(made)


def _layered(definition: Definition, layered: set[str]) -> Definition:
    """`Z^l = A^{l-1} W + b`, where W^l is written elsewhere: the weights are those of the layer."""
    layer = definition.key[2]
    if layer is None:
        return definition
    right = definition.right
    for key in set(variables(right)):
        if key[2] is None and key[1] in WEIGHTS and key[1] in layered:
            right = renamed(right, key, ("var", key[1], layer, key[3]))
    return Definition(definition.left, right, definition.place)


def _inside(definition: Definition) -> Definition | None:
    """`x = f(Wx + b)`: what goes into the activation gets a name of its own, for δ to refer to."""
    right = definition.right
    if right[0] != "call" or len(right[4]) != 1 or right[4][0][0] not in ("add", "prod") or right[3]:
        return None
    if (
        contains(right, "grid")
        or definition.left[0] != "var"
        or definition.key[1] in LOSSES
        or right[1] in ("sum", "mean", "log", "exp")
    ):
        return None
    return Definition(
        ("var", "net of " + definition.key[1], *definition.key[2:]), right[4][0], -1 - definition.place
    )


def _insides(found: Understood) -> None:
    """What goes into an activation is called by the document's own name for it, if it has one."""
    for net in [d for d in found.definitions if str(d.key[1]).startswith("net of ")]:
        outer = ("var", str(net.key[1])[7:], *net.key[2:])
        names = [
            d.key for d in found.definitions if d is not net and unsigned(d.right) == unsigned(net.right)
        ]
        calls = {d.right[1] for d in found.definitions if d.right[0] == "call" and net.key in d.right[4]}
        names += [
            symbol_of(d.right[4][0])
            for d in found.candidates.get(outer, [])
            if d.right[0] == "call"
            and d.right[1] in calls
            and len(d.right[4]) == 1
            and d.right[4][0][0] == "var"
        ]
        own = next((name for name in names if name and name != net.key and name != outer), ())
        if not own:
            continue
        defined = any(d.key == own for d in found.definitions)
        kept = [d for d in found.definitions if d is not net or not defined]
        found.definitions = [_called(d, net.key, own) for d in kept]
        found.candidates = {
            own if key == net.key else key: [_called(d, net.key, own) for d in many]
            for key, many in found.candidates.items()
        }
        found.spare = {number: _called(d, net.key, own) for number, d in found.spare.items()}


def _called(definition: Definition, old: Key, new: Key) -> Definition:
    """A definition with one symbol in place of another, on both sides."""
    if old not in (definition.left, *variables(definition.right)):
        return definition
    left, right = renamed(definition.left, old, new), renamed(definition.right, old, new)
    return Definition(left, right, definition.place)


def _lossless(found: Understood, left: Loose) -> Loose:
    """The loss of one sample is called by the loss's name."""
    key = symbol_of(left)
    return key if key[1] in found.losses else left


def _define(said: Said, found: Understood) -> None:
    """The first equation with a symbol on its left defines it; matrices go before entries."""
    taken: dict[Key, int] = {}
    aliases: list[tuple[int, Link]] = []
    for number, link in enumerate(said.links):
        _chained(found, number, link)
        link = without_list(link)
        if not is_definition(link):
            continue
        assert link.left.term and link.right.term
        if symbol_of(link.right.term):
            aliases.append((number, link))
            continue
        left, right = of_every_sample(link.left.term, link.right.term)
        right = of_one_sample(found.losses, left, right)
        definition = shifted(Definition(_lossless(found, left), right, number))
        key = definition.key
        named = bool(named_gradient(link.right.term)[1])
        if key[1] in ERRORS and not named:
            continue
        if has_gradient(link.right.term) and not named:
            continue
        inner = _inside(definition)
        if inner is not None and inner.key not in taken and inner.key not in found.candidates:
            taken[inner.key] = len(found.definitions)
            found.definitions.append(inner)
            right = (*definition.right[:4], (inner.key,))
            definition = Definition(definition.left, right, definition.place)
        found.candidates.setdefault(key, []).append(definition)
        if key not in taken:
            taken[key] = len(found.definitions)
            found.definitions.append(definition)
            found.defining.add(number)
        else:
            first = found.definitions[taken[key]]
            if first.left[0] == "at" and link.left.term[0] == "var" and not has_gradient(link.right.term):
                found.definitions[taken[key]] = definition
                found.defining.add(number)
                found.defining.discard(first.place)
                found.spare[first.place] = first
            else:
                found.spare[number] = definition
    for number, link in aliases:
        _alias(found, taken, number, link)


def _imply(said: Said, found: Understood) -> None:
    """Definitions in other words, of what nothing else defines."""
    taken = {definition.key for definition in found.definitions} | found.candidates.keys()
    for definition in implied(said):
        if definition.key not in taken and definition.key[1] not in ERRORS:
            taken.add(definition.key)
            found.definitions.append(definition)
            found.defining.add(definition.place)


def _alias(found: Understood, taken: dict[Key, int], number: int, link: Link) -> None:
    """`A^L = ŷ`: whichever is not defined yet is defined by the other."""
    left, right = link.left.term, link.right.term
    assert left and right
    left, right = of_every_sample(left, right)
    one, other = symbol_of(left), symbol_of(right)
    if one == other or not one or not other:
        return
    if one in taken and other not in taken and right[0] in ("var", "at", "smp"):
        left, right, one = right, left, other
    if one not in taken:
        taken[one] = len(found.definitions)
        found.definitions.append(Definition(left, right, number))
        found.defining.add(number)


__all__ = ["Understood", "layer_letters", "understand"]
