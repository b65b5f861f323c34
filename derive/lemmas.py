"""Named shortcuts: a chain of primitives whose pullbacks collapse, with the condition under which they do."""

from collections.abc import Callable
from dataclasses import dataclass

from .algebra import Matrix, scale, sub
from .expression import Term


@dataclass(frozen=True, slots=True)
class Lemma:
    """Over the primitives `over`, innermost first, dL/dz is `value(out, *others)`.

    value takes the symbol of the innermost result and the other arguments of the outermost primitive;
    when gives the assumptions, as relations.
    """

    name: str
    over: tuple[str, ...]
    value: Callable[..., Matrix]
    when: Callable[[str], tuple[Term, ...]]


SIGMOID_BCE = Lemma(  # the factors A ⊙ (1 − A) of σ′ and of the loss cancel
    "sigmoid_bce",
    ("sigmoid", "bce"),
    lambda a, y: scale(1 / (a.shape[0] * a.shape[1]), sub(a, y)),
    lambda a: (("lt", 0, a, 1),),
)

LEMMAS: dict[str, Lemma] = {lemma.name: lemma for lemma in (SIGMOID_BCE,)}
