"""Every error a user can cause, one family: what was asked, what came, what exists."""

from collections.abc import Iterable
from difflib import get_close_matches


class DeriveError(Exception):
    """The base of the family; the command line prints it and leaves with `exit_code`."""

    exit_code = 2


class SpecError(DeriveError):
    """A spec that cannot be used; holds every problem found in it, one line each."""

    def __init__(self, problems: Iterable[str], source: str = "") -> None:
        self.problems = tuple(problems)
        head = f"{source}: " if source else ""
        super().__init__("\n".join(head + problem for problem in self.problems))


class ShapeError(DeriveError):
    """Shapes that do not fit."""


class ExpressionError(DeriveError):
    """Data that is not an expression of the language: unknown operator, wrong arguments, too deep."""


class NotProved(DeriveError):
    """A derivation holds a line that is not proved; nothing may be written."""

    exit_code = 1


class OutputError(DeriveError):
    """A place that cannot be written, or a file that is not ours to overwrite."""


def shown(value: object, longest: int = 60) -> str:
    """A value as it stands in a message: its repr, shortened; also of a number too long to be written.

    >>> shown("x" * 100)
    "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…"
    """
    try:
        text = repr(value)
    except ValueError:  # an integer beyond Python's limit of digits
        return "a number with thousands of digits"
    except RecursionError:
        return "something nested too deeply"
    return text if len(text) <= longest else text[:longest] + "…"


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """One line for an unknown name: `no layer 'Sigmoyd'; did you mean 'Sigmoid'?`

    >>> unknown("layer", "Sigmoyd", ["Linear", "Sigmoid"])
    "no layer 'Sigmoyd'; did you mean 'Sigmoid'?"
    >>> unknown("loss", "x", ["BCELoss", "MSELoss"])
    "no loss 'x'; there are BCELoss, MSELoss"
    """
    names, name = list(known), name if len(name) <= 60 else name[:60] + "…"
    lowered = {n.lower(): n for n in names}
    close = get_close_matches(name.lower(), lowered, n=1, cutoff=0.6)
    hint = f"did you mean '{lowered[close[0]]}'?" if close else "there are " + ", ".join(names)
    return f"no {kind} '{name}'; {hint}"
