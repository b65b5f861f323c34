"""Reports for programs: JSON, and CSV with a row for each file."""

import csv
import io
import json

from ..judging.findings import VERDICTS, Findings
from .words import Words

COLUMNS = ("path", *VERDICTS, "notes", "error")


def as_json(found: Findings, words: Words, verbose: bool = False) -> str:
    """The report as JSON, schema 1: every link that was judged, whatever `verbose` says."""
    return json.dumps(found.to_json(), ensure_ascii=False, indent=1)


def as_csv(found: Findings, words: Words, verbose: bool = False) -> str:
    """A row for each file: how many links there are of each verdict."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for file in found.files:
        verdicts = [finding.verdict for finding in file.equations]
        counts = [verdicts.count(verdict) for verdict in VERDICTS]
        writer.writerow([_cell(file.path), *counts, len(file.notes), _cell(file.error)])
    return out.getvalue().rstrip("\n")


def _cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t") else text
