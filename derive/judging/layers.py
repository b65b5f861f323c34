"""Definitions and their layers: letters of layers made numbers, general definitions made one per layer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .phrases import Loose
from .terms import Key, symbol_of, variables


@dataclass(frozen=True)
class Definition:
    """`left = right` in loose terms, layers still letters; `place` is the equation's number."""

    left: Loose  # a symbol, possibly with indices or a sample
    right: Loose
    place: int

    @property
    def key(self) -> Key:
        """The symbol that is defined."""
        return symbol_of(self.left)


def at_layers(term: Any, layers: Mapping[str, int]) -> Any:
    """A term with the letters of layers replaced by numbers."""
    if not isinstance(term, tuple) or not term:
        return term
    if term[0] == "var":
        return ("var", term[1], _layer(term[2], layers), term[3])
    if term[0] == "call":
        return (
            "call",
            term[1],
            _layer(term[2], layers),
            term[3],
            tuple(at_layers(a, layers) for a in term[4]),
        )
    return tuple(at_layers(part, layers) for part in term)


def _layer(layer: Any, layers: Mapping[str, int]) -> Any:
    if isinstance(layer, tuple) and layer[0] in layers:
        return layers[layer[0]] + layer[1]
    return layer


def layer_letters(term: Any) -> set[str]:
    """The letters of layers that a term uses."""
    if not isinstance(term, tuple) or not term:
        return set()
    if term[0] in ("var", "call"):
        own = {term[2][0]} if isinstance(term[2], tuple) else set()
        return own | (layer_letters(term[4]) if term[0] == "call" else set())
    return {letter for part in term for letter in layer_letters(part)}


def layer_numbers(term: Any) -> set[int]:
    """The numbers of layers that a term uses."""
    return {key[2] for key in variables(term) if isinstance(key[2], int)}


def last_letters(letters: set[str]) -> set[str]:
    """Capital letters that mean the last layer: L, K, and H beside h."""
    return {letter for letter in letters if letter.isupper() and (letter in ("L", "K", "H"))} & (
        {"L", "K"} | {letter.upper() for letter in letters if letter.islower()}
    )


def instantiate(definitions: Iterable[Definition], depth: int, generic: bool) -> dict[Key, Definition]:
    """Definitions with their layers as numbers: explicit ones first, then the general ones where none is."""
    found: dict[Key, Definition] = {}
    waiting: list[Definition] = []
    aliases: list[Definition] = []
    for definition in definitions:
        if symbol_of(definition.right):
            aliases.append(definition)
            continue
        letters = layer_letters((definition.left, definition.right))
        last = last_letters(letters | {"l", "L"})
        moving = letters - last - {x for x in letters if x.isupper()}
        if moving:
            waiting.append(definition)
            continue
        numbers = layer_numbers((definition.left, definition.right))
        if generic and any(n > 1 for n in numbers):
            continue
        _put(found, at_layers_of(definition, dict.fromkeys(letters & last, depth)))
    for definition in waiting:
        letters = layer_letters((definition.left, definition.right))
        for layer in range(depth + 1):
            values = {letter: depth if letter.isupper() else layer for letter in letters}
            made = at_layers_of(definition, values)
            numbers = layer_numbers((made.left, made.right))
            own = made.key[2]
            if numbers and (min(numbers) < 0 or max(numbers) > depth or own == 0):
                continue
            _put(found, made)
    for alias in aliases:
        _put_alias(found, alias, depth, generic)
    return found


def _put_alias(found: dict[Key, Definition], alias: Definition, depth: int, generic: bool) -> None:
    """`a^L = ŷ`: whichever has no definition is defined by the other."""
    letters = layer_letters((alias.left, alias.right))
    for layer in range(depth + 1) if moving(letters) else (0,):
        made = at_layers_of(alias, {x: depth if x.isupper() else layer for x in letters})
        if generic and not letters and any(n > 1 for n in layer_numbers((made.left, made.right))):
            continue
        other = found.get(symbol_of(made.right))
        if other is not None and symbol_of(other.right) == made.key:  # said before, the other way round
            continue
        if made.key in found and other is None:
            made = Definition(made.right, made.left, made.place)
        _put(found, made)


def moving(letters: set[str]) -> set[str]:
    """Letters that stand for any layer."""
    return {letter for letter in letters if letter.islower()}


def at_layers_of(definition: Definition, layers: Mapping[str, int]) -> Definition:
    """A definition at some layer."""
    return Definition(
        at_layers(definition.left, layers), at_layers(definition.right, layers), definition.place
    )


def _put(found: dict[Key, Definition], made: Definition) -> None:
    key = made.key
    if key and key not in found and key not in set(variables(made.right)):
        found[key] = made


def shifted(definition: Definition) -> Definition:
    """`z^{l+1} = W^l a^l` as `z^l = W^{l-1} a^{l-1}`."""
    layer = definition.key[2]
    if not isinstance(layer, tuple) or not layer[1] or layer[0].isupper():
        return definition
    move = {layer[0]: layer[1]}
    return Definition(_moved(definition.left, move), _moved(definition.right, move), definition.place)


def _moved(term: Any, by: Mapping[str, int]) -> Any:
    if not isinstance(term, tuple) or not term:
        return term
    if term[0] in ("var", "call") and isinstance(term[2], tuple) and term[2][0] in by:
        layer = (term[2][0], term[2][1] - by[term[2][0]])
        return (*term[:2], layer, *(_moved(part, by) for part in term[3:]))
    return tuple(_moved(part, by) for part in term)


def activated(found: dict[Key, Definition]) -> dict[Key, Definition]:
    """`A^2 = g(Z^2)` is said and A^1 is used but not defined, though Z^1 is: A^1 is some function of Z^1."""
    pairs = {}
    for key, definition in found.items():
        inside = (
            symbol_of(definition.right[4][0]) if definition.right[0] == "call" and definition.right[4] else ()
        )
        if inside and inside[2:] == key[2:] and isinstance(key[2], int):
            pairs[key[1]] = inside[1]
    used = dict.fromkeys(name for d in found.values() for name in variables(d.right))
    for key in used:
        inner = ("var", pairs.get(key[1]), *key[2:])
        if key not in found and inner in found and key not in set(variables(found[inner].right)):
            found[key] = Definition(key, ("call", "activation", None, 0, (inner,)), found[inner].place)
    return found
