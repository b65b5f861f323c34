"""The names of a document: which letters on the page, with which scripts, are which symbols."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..shapes import Shape
from .scripts import Parts, Sign, sign

Look = tuple[Sign, tuple[Sign, ...], tuple[Sign, ...], int]  # letter, below, above, primes


@dataclass(frozen=True, slots=True)
class Names:
    """What every sign of a document means: data that the resolver looks up, and nothing else.

    looks       letter, scripts and primes -> symbol
    entries     the same with the letters of entries (`w` for W) -> symbol
    functions   the same -> function of one variable
    spoken      a word without case and underscores -> function: `LeakyReLU`, `leaky_relu`
    gradients   (how it is written: partial, nabla or d; variable) -> gradient
    """

    shapes: Mapping[str, Shape]
    sizes: Mapping[str, int]
    looks: Mapping[Look, str]
    entries: Mapping[Look, str]
    functions: Mapping[Look, str]
    spoken: Mapping[str, str]
    gradients: Mapping[tuple[str, str], str]
    rows: bool = True  # samples in rows: a softmax that names no axis goes along the rows
    transposes: frozenset[str] = frozenset({"top", "T", "'"})
    hadamard: str = "odot"
    loss: str = "L"
    words: Mapping[str, str] = field(default_factory=dict)
    whole: frozenset[str] = frozenset()  # rows of letters that are one name

    def shape(self, name: str) -> Shape:
        """The letter shape of a symbol; a gradient has that of its variable."""
        found = self.shapes.get(name)
        return self.shapes.get(name[1:], ()) if found is None and name[:1] == "d" else found or ()

    def function(self, found: Parts) -> str | None:
        """The function that a sign or a word means, whatever its primes."""
        name = self.functions.get(look(found, primes=0))
        if name is None and found.base.kind in ("word", "text") and not (found.slots or found.above):
            name = self.spoken.get(spoken(found.base.text))
        return name


def spoken(word: str) -> str:
    """A word as it is said: without case, underscores and blanks."""
    return word.lower().replace("_", "").replace(" ", "")


def look(found: Parts, slots: int | None = None, above: int | None = None, primes: int | None = None) -> Look:
    """What to look a symbol up by: its letter with the first few of its scripts."""
    return (
        sign(found.base),
        tuple(sign(n) for n in found.slots[:slots]),
        tuple(sign(n) for n in found.above[:above]),
        found.primes if primes is None else primes,
    )
