"""What a check of a document found: data only, in the shape of the JSON report."""

from dataclasses import asdict, dataclass, field
from typing import Any

VERIFIED, REFUTED, UNDECIDED, NOT_UNDERSTOOD = "verified", "refuted", "undecided", "not_understood"
DEFINITION, UPDATE, STATEMENT, FORMAL = "definition", "update", "statement", "formal"
VERDICTS = (VERIFIED, REFUTED, UNDECIDED, NOT_UNDERSTOOD, DEFINITION, UPDATE, STATEMENT, FORMAL)


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on one link of one equation; line and column are those of the link in the source."""

    line: int
    column: int
    latex: str
    verdict: str
    message: str = ""
    kind: str = ""
    fix: str = ""
    counterexample: dict[str, Any] | None = None
    holds_if: tuple[str, ...] = ()
    evidence: dict[str, Any] = field(default_factory=dict)
    follows_from: int | None = None
    network: int | None = None
    cell: int | None = None
    equation: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """Something worth saying that is no verdict."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class FileFindings:
    """Everything found in one document."""

    path: str
    networks: tuple[dict[str, Any], ...] = ()
    equations: tuple[Finding, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything found, one entry per document."""

    files: tuple[FileFindings, ...]
    schema: int = 1

    @property
    def summary(self) -> dict[str, int]:
        """How many links there are of each verdict."""
        all_of_them = [finding.verdict for file in self.files for finding in file.equations]
        return {verdict: all_of_them.count(verdict) for verdict in VERDICTS}

    def to_json(self) -> dict[str, Any]:
        """Plain data, as `derive check --format json` prints it."""
        return {
            "schema": self.schema,
            "files": [asdict(file) for file in self.files],
            "summary": self.summary,
        }
