"""What a check of documents found, as a user holds it: data, a report in any format, pages, a patch."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from typing import Any

from ..judging import FileFindings, Findings
from ..reports import FORMATS, LINES, WHOLE, Piece, as_page, as_patch, closing, unmet, words_of


class Checked:
    """The findings for one or more documents.

    `found["summary"]`, `found["files"]` and `dict(found)` are the JSON of `derive check --format json`;
    `print(found)` shows the report, and a notebook the annotated page.

    findings: the same as records with attributes; language: of the report, en or ko.
    """

    def __init__(self, findings: Findings, language: str = "en") -> None:
        self.findings = findings
        self.words = words_of(language)

    @property
    def files(self) -> tuple[FileFindings, ...]:
        """The documents, with what was found in each."""
        return self.findings.files

    @property
    def summary(self) -> dict[str, int]:
        """How many links there are of each verdict."""
        return self.findings.summary

    def keys(self) -> tuple[str, ...]:
        """The keys of the JSON."""
        return self.findings.keys()

    def __getitem__(self, key: str) -> Any:
        return self.findings[key]

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return self.findings.to_json()

    def report(self, format: str = "full", verbose: bool = False) -> str:
        """The report in one of the formats of `derive check`; html for the first document only."""
        if format == "html":
            return as_page(self.files[0], self.words)
        if format in WHOLE:
            return WHOLE[format](self.findings, self.words, verbose)
        return "\n".join("".join(text for text, _ in line) for line in self.lines(format, verbose))

    def lines(self, format: str = "full", verbose: bool = False) -> Iterator[list[Piece]]:
        """The lines of a report for people, each in pieces with their styles on a terminal."""
        return LINES[format](self.findings, self.words, verbose)

    def page(self, file: FileFindings) -> str:
        """The annotated page of a document."""
        return as_page(file, self.words)

    def patch(self) -> str:
        """The corrections as a patch of the files, for `patch -p0`."""
        return as_patch(self.findings)

    def closing(self) -> str:
        """The report in one line."""
        return closing(self.findings, self.words)

    def unmet(self, gradients: Sequence[str]) -> list[str]:
        """What is missing of the gradients that each document was expected to state, as `W1`."""
        files = [file for file in self.files if not file.error]
        found = [one for file in files for one in unmet(file, gradients)]
        return [f"{one.path}: {self.words.say(one.why, gradient=one.gradient)}" for one in found]

    def without_fixes(self) -> "Checked":
        """The same without the corrections, for exercises."""
        files = [
            replace(file, equations=tuple(replace(one, fix="", edit=None) for one in file.equations))
            for file in self.files
        ]
        return Checked(replace(self.findings, files=tuple(files)), self.words.language)

    def __str__(self) -> str:
        return self.report()

    def __repr__(self) -> str:
        return f"<{self.closing()}>"

    def _repr_html_(self) -> str:
        pages = (escape(self.page(file)) for file in self.files)
        style = "width: 100%; height: 32em; border: 1px solid #ccc"
        return "".join(f'<iframe srcdoc="{page}" style="{style}" sandbox></iframe>' for page in pages)


__all__ = ["FORMATS", "Checked"]
