"""What a check of a document found: data only, in the shape of the JSON report."""

from dataclasses import dataclass, field
from typing import Any

from ..reading.document import Document
from ..reading.page import Formula

VERIFIED, REFUTED, UNDECIDED, NOT_UNDERSTOOD = "verified", "refuted", "undecided", "not_understood"
DEFINITION, UPDATE, STATEMENT, FORMAL = "definition", "update", "statement", "formal"
RECORDED = (
    "line", "column", "cell", "latex", "network", "verdict", "kind", "message", "fix", "counterexample",
    "holds_if", "evidence", "follows_from",
)  # fmt: skip
VERDICTS = (VERIFIED, REFUTED, UNDECIDED, NOT_UNDERSTOOD, DEFINITION, UPDATE, STATEMENT, FORMAL)


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on one link of one equation; line and column are those of the link in the source.

    equation, start    which formula of the document, and where in its latex the link begins
    edit               the correction as `latex[first:last] = text` of that formula
    place              the file that holds the link, where it is not the document's own: one that it inputs
    gradient           the variable whose gradient the link states, as `W2`
    follows_from       which other entry of the report this one is wrong because of
    """

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
    start: int = 0
    edit: tuple[int, int, str] | None = None
    place: str = ""
    gradient: str = ""

    def record(self) -> dict[str, Any]:
        """The entry of the JSON report."""
        found = {name: getattr(self, name) for name in RECORDED}
        return {**found, "holds_if": list(self.holds_if), **({"path": self.place} if self.place else {})}


@dataclass(frozen=True, slots=True)
class Note:
    """Something worth saying that is no verdict."""

    line: int
    text: str
    column: int = 1
    cell: int | None = None
    place: str = ""

    def record(self) -> dict[str, Any]:
        """The entry of the JSON report."""
        found = {"line": self.line, "column": self.column, "cell": self.cell, "text": self.text}
        return {**found, **({"path": self.place} if self.place else {})}


@dataclass(frozen=True, slots=True)
class FileFindings:
    """Everything found in one document; `error` says why nothing was, if it could not be read."""

    path: str
    networks: tuple[dict[str, Any], ...] = ()
    equations: tuple[Finding, ...] = ()
    notes: tuple[Note, ...] = ()
    error: str = ""
    document: Document | None = field(default=None, compare=False, repr=False)  # for excerpts and patches
    formulas: tuple[Formula, ...] = field(default=(), compare=False, repr=False)

    def record(self) -> dict[str, Any]:
        """The entry of the JSON report."""
        found = {
            "path": self.path,
            "networks": list(self.networks),
            "equations": [finding.record() for finding in self.equations],
            "notes": [note.record() for note in self.notes],
        }
        return {**found, **({"error": self.error} if self.error else {})}


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything found, one entry per document; `found["summary"]` and the like are its JSON."""

    files: tuple[FileFindings, ...]
    schema: int = 1

    @property
    def summary(self) -> dict[str, int]:
        """How many links there are of each verdict."""
        all_of_them = [finding.verdict for file in self.files for finding in file.equations]
        return {verdict: all_of_them.count(verdict) for verdict in VERDICTS}

    def keys(self) -> tuple[str, ...]:
        """The keys of the JSON."""
        return ("schema", "files", "summary")

    def __getitem__(self, key: str) -> Any:
        return self.to_json()[key]

    def to_json(self) -> dict[str, Any]:
        """Plain data, as `derive check --format json` prints it."""
        return {
            "schema": self.schema,
            "files": [file.record() for file in self.files],
            "summary": self.summary,
        }
