"""The corrections as a patch of the sources, which `patch -p0` and `git apply -p0` take."""

import difflib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..judging.findings import FileFindings, Finding, Findings
from ..reading.page import Page


@dataclass(frozen=True, slots=True)
class Edit:
    """`text` in place of a stretch of a page."""

    page: Page
    start: int
    stop: int
    text: str


def edits_of(file: FileFindings, entries: Iterable[Finding]) -> list[Edit]:
    """The edits of some findings, in order; one that would overlap an earlier one is left out."""
    found: list[Edit] = []
    for entry in entries:
        if entry.edit is None or not 0 <= entry.equation < len(file.formulas):
            continue
        formula = file.formulas[entry.equation]
        first, last, text = entry.edit
        start, stop = formula.offset(first), formula.offset(max(first, last - 1)) + 1
        if formula.page.text[start:stop] != formula.latex[first:last]:
            continue  # marks of a quotation or entities stand between
        found.append(Edit(formula.page, start, stop, text))
    found.sort(key=lambda edit: (edit.page.where, edit.page.cell or 0, edit.start))
    return [edit for k, edit in enumerate(found) if k == 0 or not _overlap(found[k - 1], edit)]


def _overlap(one: Edit, other: Edit) -> bool:
    return one.page is other.page and other.start < one.stop


def edited(page: Page, edits: Iterable[Edit]) -> str:
    """The text of a page with its edits made."""
    text = page.text
    for edit in sorted((edit for edit in edits if edit.page is page), key=lambda edit: -edit.start):
        text = text[: edit.start] + edit.text + text[edit.stop :]
    return text


def as_patch(found: Findings) -> str:
    """One patch for all files; empty where nothing is to be corrected."""
    return "".join(text for file in found.files for text in _patches(file))


def _patches(file: FileFindings) -> Iterator[str]:
    edits = edits_of(file, file.equations)
    pages = {id(edit.page): edit.page for edit in edits}
    if any(page.cell is not None for page in pages.values()):
        old = file.document.source if file.document else ""
        yield _diff(file.path, old, _notebook(old, list(pages.values()), edits))
        return
    for page in pages.values():
        mark = file.document.mark if file.document and page.where == file.path else ""
        yield _diff(page.where, mark + page.text, mark + edited(page, edits))


def _notebook(raw: str, pages: list[Page], edits: list[Edit]) -> str:
    """A notebook's JSON with edited lines: only a line that stands there once can be told from others."""
    for page in pages:
        before, after = page.text.splitlines(keepends=True), edited(page, edits).splitlines(keepends=True)
        for old, new in zip(before, after, strict=False):
            for plain in (False, True):
                coded = json.dumps(old, ensure_ascii=plain)
                if old != new and raw.count(coded) == 1:
                    raw = raw.replace(coded, json.dumps(new, ensure_ascii=plain))
                    break
    return raw


def _diff(path: str, old: str, new: str) -> str:
    name = _relative(path)
    lines = difflib.unified_diff(_lines(old), _lines(new), f"{name}", f"{name}")
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


def _lines(text: str) -> list[str]:
    """Lines with their ends; only a line feed ends one, as for `patch`."""
    found = text.split("\n")
    return [line + "\n" for line in found[:-1]] + ([found[-1]] if found[-1] else [])


def _relative(path: str) -> str:
    """A path as it is seen from the folder we are in."""
    place = Path(path)
    try:
        return place.resolve().relative_to(Path.cwd()).as_posix() if place.is_absolute() else place.as_posix()
    except ValueError:
        return place.as_posix()
