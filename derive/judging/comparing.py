"""Two terms compared at one assignment of sizes, and readings compared by what they explain."""

from typing import Any

from .claims import EQUAL, Link, is_update
from .conventions import COUNTS
from .ground import Ground
from .network import Network
from .phrases import Loose
from .sizes import Misfit
from .tables import show
from .terms import Key, derivatives, symbol_of, variables
from .values import Missing, Speaker

INDICES = frozenset("ijklnrs")
TRUE, FALSE, MISSING, FORMAL = "true", "false", "missing", "formal"


def unknown(left: Loose, right: Loose, known: frozenset[Key], network: Network) -> list[str]:
    """Symbols that no definition uses."""
    keys = [key for key in dict.fromkeys(variables((left, right))) if key not in known]
    plain = ("delta", "Delta", *network.losses, *COUNTS)
    return [show(key) for key in keys if key[1] not in plain]


def compare(ground: Ground, left: Loose, right: Loose, local: bool = False) -> tuple[bool, Speaker]:
    """Whether two terms have one value, for all values of their free indices.

    If `local`, the loss is any function of the values by which the terms differentiate it.
    """
    ground.local = local
    ground.sinks = seeded(ground, left, right) if local else sinks(ground, left, right)
    speaker = Speaker(ground)
    a, b = speaker.value(left), speaker.value(right)
    if speaker.matrix(a) != speaker.matrix(b):
        if any(not plain_variables(side) for side in (left, right)):
            raise Missing("a number stands for a matrix")
        if (1, 1) not in (speaker.matrix(a), speaker.matrix(b)) or not ground.network.reading.scalars:
            raise Misfit(f"{speaker.matrix(a)} is not {speaker.matrix(b)}")
    if not plain_variables(left) or not plain_variables(right):
        speaker.doubts.add("a number may be one of an example")
    one, other = speaker.free(a), speaker.free(b)
    if (
        one != other
        and sorted(map(speaker.ranges.get, one), key=str) != sorted(map(speaker.ranges.get, other), key=str)
        and not _samples_only(ground, speaker, one ^ other)
    ):
        speaker.doubts.add("the indices of the two sides differ")
    return not ground.differs(a, b), speaker


def _samples_only(ground: Ground, speaker: Speaker, letters: set[str]) -> bool:
    """Whether letters that one side lacks count the samples of a batch whose loss is given."""
    batch = ground.sizes["N"]
    given = any(key[1] in ground.network.losses for key in ground.network.definitions)
    return given and batch > 1 and all(speaker.ranges.get(letter) == batch for letter in letters)


def plain_variables(term: Any) -> set[Key]:
    """The symbols of a term that are no counts."""
    return {key for key in variables(term) if key[1] not in COUNTS}


def targets(ground: Ground, term: Any) -> set[Key]:
    """The symbols by which a term differentiates the loss, δ's own included."""
    found = {symbol_of(by) for of, by in derivatives(term) if of is None or ground._is_loss(symbol_of(of))}
    for key in variables(term):
        if key in ground.network.gradients:
            found |= targets(ground, ground.network.gradients[key].right)
        elif key[1] in ("delta", "Delta") and key not in ground.network.definitions:
            try:
                found.add(ground.inner(key))
            except Missing:
                continue
    return found - {()}


def sinks(ground: Ground, left: Loose, right: Loose) -> frozenset[Key]:
    """The last values that an unknown loss depends on: those that the right side's variables reach."""
    last = set(ground.network.last())
    for keys in (targets(ground, right), targets(ground, left)):
        if keys:
            reached = set().union(*(ground.users(key) for key in keys)) & last
            return frozenset(reached)
    return frozenset(last)


def seeded(ground: Ground, left: Loose, right: Loose) -> frozenset[Key]:
    """The values by which the right side, or else the left, differentiates the loss."""
    below = targets(ground, right) | targets(ground, left)
    return frozenset(key for key in below if key in ground.shapes and key in ground.network.definitions)


def depends_on_loss(left: Loose, right: Loose, ground: Ground) -> bool:
    """Whether one side differentiates a loss that nothing gives, and the other does not."""
    keys = {symbol_of(of) if of else ground.loss for of, _ in derivatives((left, right))}
    named = {key for key in keys if key and key[1] in ground.network.losses} or {ground.loss}
    if all(key in ground.network.definitions for key in named):
        return False
    return bool(targets(ground, left)) != bool(targets(ground, right))


def judgeable(link: Link) -> bool:
    """Whether a link claims that two things are equal."""
    return link.relation in EQUAL and not is_update(link) and not _counting(link)


def _counting(link: Link) -> bool:
    """`i = 1`, of `i = 1, …, m`: what a letter counts."""
    left, right = link.left.term, link.right.term
    named = left is not None and left[0] == "var" and left[1] in INDICES and left[2:] == (None, "")
    return bool(named and right is not None and right[0] == "num")
