"""Named shortcuts: a chain of primitives whose pullbacks collapse, with the condition under which they do."""

from collections.abc import Callable
from dataclasses import dataclass

from .algebra import Map, Matrix, Scalar, scale, sub
from .expression import Term
from .shapes import Shape


@dataclass(frozen=True, slots=True)
class Lemma:
    """Over the primitives `over`, innermost first, dL/dz is `value(c, a, y)`.

    value: takes the loss's factor c (1 over what its mean is over), the innermost result a and the targets y;
    when: the assumption, a relation of the names of a and y and their shape;
    needs: the facts about the data that the assumption rests on.
    """

    name: str
    over: tuple[str, ...]
    value: Callable[[Scalar, Matrix, Matrix], Matrix]
    when: Callable[[str, str, Shape], Term]
    needs: frozenset[str] = frozenset()


def _inside(a: str, y: str, shape: Shape) -> Term:
    return ("lt", 0, a, 1)


def _whole(a: str, y: str, shape: Shape) -> Term:
    """The targets of every sample sum to one; samples lie along the batch letter N."""
    rows, columns = shape
    if rows == "N":
        return ("eq", ("matmul", y, ("ones", columns, 1)), ("ones", rows, 1))
    return ("eq", ("matmul", ("ones", 1, rows), y), ("ones", 1, columns))


_SUM = frozenset({"targets_sum_to_one"})

LEMMAS: dict[str, Lemma] = {
    lemma.name: lemma
    for lemma in (
        # the factors A ⊙ (1 − A) of σ′ and of the loss cancel
        Lemma("sigmoid_bce", ("sigmoid", "bce"), lambda c, a, y: scale(c, sub(a, y)), _inside),
        # softmax's own sum over the classes meets Σ y = 1
        Lemma(
            "softmax_cross_entropy",
            ("softmax", "cross_entropy"),
            lambda c, a, y: scale(c, sub(a, y)),
            _whole,
            _SUM,
        ),
        Lemma(
            "log_softmax_nll",
            ("log_softmax", "nll"),
            lambda c, a, y: scale(c, sub(Map("exp", a), y)),
            _whole,
            _SUM,
        ),
    )
}
