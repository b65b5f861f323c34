"""Which gradients a document was expected to state, and does not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..judging.findings import FORMAL, REFUTED, VERIFIED, FileFindings

_NAME = re.compile(r"([A-Za-zΑ-ω]+)[\^_\[\](){}]*([0-9]*|[a-zA-Z]?)[\])}]*")


@dataclass(frozen=True, slots=True)
class Unmet:
    """A gradient that a document does not state, or whose lines do not hold; `why` is a key of the words."""

    path: str
    gradient: str
    why: str


def unmet(file: FileFindings, expected: Sequence[str]) -> list[Unmet]:
    """The expected gradients, by their variables, that no verified line of a document states."""
    found = []
    for name in expected:
        verdicts = [one.verdict for one in file.equations if one.gradient and alike(one.gradient, name)]
        if VERIFIED not in verdicts:
            why = (
                "missing"
                if not verdicts
                else "refuted"
                if REFUTED in verdicts
                else "formal"
                if FORMAL in verdicts
                else "undecided"
            )
            found.append(Unmet(file.path, name, f"expected_{why}"))
    return found


def alike(stated: str, expected: str) -> bool:
    """Whether a stated gradient is the expected one: `W1` for `W_1` and `dL/dW1`, `W^l` for any `W3`.

    >>> alike("W1", "dL/dW1"), alike("W^l", "W3"), alike("W2", "W1")
    (True, True, False)
    """
    one, other = _parts(stated), _parts(expected.rpartition("/d")[2])
    return one[0] == other[0] and (one[1] == other[1] or one[1].isalpha())


def _parts(name: str) -> tuple[str, str]:
    match = _NAME.fullmatch(name)
    return (match[1], match[2]) if match else (name, "")
