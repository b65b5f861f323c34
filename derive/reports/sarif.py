"""Reports as SARIF 2.1.0, the format that code scanning services and editors take."""

import json
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from ..judging.findings import NOT_UNDERSTOOD, REFUTED, UNDECIDED, FileFindings, Finding, Findings, Note
from .patch import edits_of
from .places import stretch
from .plain import claim
from .text import details
from .words import Words

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {REFUTED: "error", UNDECIDED: "note", NOT_UNDERSTOOD: "note"}


def as_sarif(found: Findings, words: Words, verbose: bool = False) -> str:
    """One run with a result for each refutation and note; with `verbose` for what was not judged too."""
    results = [_result(file, entry, words) for file in found.files for entry in file.equations]
    results = [one for one in results if one["level"] == "error" or (verbose and one["level"] == "note")]
    results += [_note(file, note, words) for file in found.files for note in file.notes]
    named = dict.fromkeys(one["ruleId"] for one in results)
    rules = [{"id": name, "shortDescription": {"text": words.kind(name)}} for name in named]
    errors = [_error(file) for file in found.files if file.error]
    run = {
        "tool": {"driver": {"name": "derive", "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": not errors, "toolExecutionNotifications": errors}],
        "results": results,
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)


def _result(file: FileFindings, entry: Finding, words: Words) -> dict[str, Any]:
    what = words.kind(entry.kind) if entry.kind else words.message(entry.message)
    text = "\n".join(
        [f"{claim(entry.latex)}: {what or words.say(entry.verdict)}", *details(entry, words, file)]
    )
    fixes = _fixes(file, entry, words)
    return {
        "ruleId": entry.kind or entry.verdict,
        "level": LEVELS.get(entry.verdict, "none"),
        "message": {"text": text},
        "locations": [_location(file, entry)],
        **({"fixes": fixes} if fixes else {}),
    }


def _note(file: FileFindings, note: Note, words: Words) -> dict[str, Any]:
    return {
        "ruleId": "note",
        "level": "note",
        "message": {"text": words.message(note.text)},
        "locations": [_location(file, note)],
    }


def _error(file: FileFindings) -> dict[str, Any]:
    place = {"physicalLocation": {"artifactLocation": {"uri": uri(file.path)}}}
    return {"level": "error", "message": {"text": file.error}, "locations": [place]}


def _location(file: FileFindings, entry: Finding | Note) -> dict[str, Any]:
    """A place in a file; a cell of a notebook is named, its lines are no lines of the file."""
    artifact = {"artifactLocation": {"uri": uri(entry.place or file.path)}}
    if entry.cell is not None:
        name = f"cell {entry.cell}, line {entry.line}"
        return {"physicalLocation": artifact, "logicalLocations": [{"name": name}]}
    region = {"startLine": entry.line, "startColumn": entry.column}
    where = stretch(file, entry) if isinstance(entry, Finding) else None
    if where is not None:
        region |= _end(where.page.place(where.stop))
    return {"physicalLocation": {**artifact, "region": region}}


def _end(place: tuple[int, int]) -> dict[str, int]:
    return {"endLine": place[0], "endColumn": place[1]}


def _fixes(file: FileFindings, entry: Finding, words: Words) -> list[dict[str, Any]]:
    """The correction as a replacement of a stretch of the file."""
    if entry.cell is not None:
        return []
    replacements = []
    for edit in edits_of(file, [entry]):
        line, column = edit.page.place(edit.start)
        region = {"startLine": line, "startColumn": column, **_end(edit.page.place(edit.stop))}
        replacements.append({"deletedRegion": region, "insertedContent": {"text": edit.text}})
    if not replacements:
        return []
    change = {"artifactLocation": {"uri": uri(entry.place or file.path)}, "replacements": replacements}
    return [{"description": {"text": words.say("fix")}, "artifactChanges": [change]}]


def uri(path: str) -> str:
    """A path as a URI, relative where the path is.

    >>> uri("my posts/a#1.md")
    'my%20posts/a%231.md'
    """
    pure = PurePath(path)
    return pure.as_uri() if pure.is_absolute() else quote(pure.as_posix())
