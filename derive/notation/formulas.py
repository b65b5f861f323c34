"""The formula of a gradient that a style's source would print: which line of its step that is."""

from ..derivation import Line, Step
from ..lemmas import LEMMAS
from .names import gradient_of
from .style import Style

LAYER = "layer"  # the line that says dZ of a layer by that of the next
# lines of a step that repeat its formula, or say something else of the gradient
_REPEATED = frozenset({"shapes", "substitute", "reuse"})


def formula(step: Step, style: Style) -> Line | None:
    """The line that says a gradient by its upstream gradient, as the style's source does; None without one.

    A lemma is used where the style does (`output`), and a layer's dZ is said by the next layer's where it is
    so in the style (`recursion`); else it is the first line with the whole gradient on its left.
    """
    whole = [line for line in step.lines if _left(line) == step.of]
    for line in whole:
        if (line.rule in LEMMAS and style.output == "lemma") or line.rule == LAYER:
            return line
    plain = [line for line in whole if line.rule not in _REPEATED and line.rule not in LEMMAS]
    return next(iter(plain or whole), None)


def _left(line: Line) -> str:
    """The variable whose whole gradient an equation gives."""
    match line.expression:
        case ("eq", str(name), _):
            return gradient_of(name)
    return ""
