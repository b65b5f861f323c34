"""What a check says about a line: a status, the evidence it rests on, and a detail for the reader."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self

from ..errors import DeriveError

PROVED = "proved"
CHECKED = "checked"
DEFINITION = "definition"
STATEMENT = "statement"
REFUTED = "refuted"
UNDECIDED = "undecided"
STATUSES = (PROVED, CHECKED, DEFINITION, STATEMENT, REFUTED, UNDECIDED)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One answer: `what` was checked, its status and evidence, a detail, and where it stands."""

    what: str
    status: str
    evidence: dict[str, Any] = field(default_factory=dict)
    detail: str = ""
    where: str = ""

    @property
    def good(self) -> bool:
        """Whether a reader may rely on the line: proved, or nothing to prove."""
        return self.status in (PROVED, DEFINITION, STATEMENT)


class Report(tuple[Verdict, ...]):
    """One verdict per displayed line, in document order; `gradients` holds the global checks.

    stated: what a written derivation says beside its lines, such as numbers.

    >>> Report([Verdict("a = a", PROVED), Verdict("a := 1", DEFINITION)], [Verdict("dW1", CHECKED)])
    2 lines: 1 proved, 1 definition; 0 of 1 gradients agree with the forward pass
    """

    gradients: tuple[Verdict, ...]
    stated: tuple[Verdict, ...]

    def __new__(
        cls, lines: Iterable[Verdict], gradients: Iterable[Verdict] = (), stated: Iterable[Verdict] = ()
    ) -> Self:
        report = super().__new__(cls, lines)
        report.gradients, report.stated = tuple(gradients), tuple(stated)
        return report

    def __repr__(self) -> str:
        counts = Counter(verdict.status for verdict in self)
        lines = ", ".join(f"{count} {status}" for status, count in counts.items())
        whole = sum(verdict.good for verdict in self.gradients)
        agreeing = f"{whole} of {len(self.gradients)} gradients agree with the forward pass"
        return f"{len(self)} lines: {lines}; {agreeing}"

    @property
    def good(self) -> bool:
        """Whether everything can be relied on."""
        return not self.failures

    @property
    def failures(self) -> tuple[Verdict, ...]:
        """The lines, gradients and statements that cannot be relied on, in order."""
        return tuple(v for v in (*self, *self.gradients, *self.stated) if not v.good)


# what arithmetic on a strange record may raise; a line where it does is undecided
FAULTS = (ArithmeticError, ValueError, TypeError, LookupError, MemoryError, RecursionError)


class Undecided(DeriveError):
    """A line cannot be evaluated; the message says why. Never leaves `check`."""
