"""Reports to be read in a terminal: like a compiler's, in full or one line each."""

from collections.abc import Iterator
from typing import Any

from ..judging.findings import (
    DEFINITION,
    FORMAL,
    NOT_UNDERSTOOD,
    REFUTED,
    STATEMENT,
    UNDECIDED,
    UPDATE,
    VERIFIED,
    FileFindings,
    Finding,
    Findings,
    Note,
)
from .columns import columns, visible, wrapped
from .places import excerpt, label
from .plain import claim, in_one_row
from .words import Words

Piece = tuple[str, str]  # a text, and how it is shown where there are colours
STYLES = {
    VERIFIED: "green",
    REFUTED: "bold red",
    UNDECIDED: "yellow",
    NOT_UNDERSTOOD: "magenta",
    "note": "cyan",
    "error": "bold red",
}
NAMED_BY_MESSAGE = ("", "shape", "contradiction")  # kinds of which the message says more
INDENT = "      = "


def full(found: Findings, words: Words, verbose: bool = False) -> Iterator[list[Piece]]:
    """The lines of the report: refutations and notes, with `verbose` everything; then one honest line."""
    for file in found.files:
        for entry in _entries(file, verbose):
            yield from _long(file, entry, words)
    yield from _last(found, words)


def concise(found: Findings, words: Words, verbose: bool = False) -> Iterator[list[Piece]]:
    """The report in one line for each finding."""
    for file in found.files:
        for entry in _entries(file, verbose):
            yield _head(file, entry, words)
    yield from _last(found, words)


def _last(found: Findings, words: Words) -> Iterator[list[Piece]]:
    """The closing line; nothing where no file could be read, which is said elsewhere."""
    if any(not file.error for file in found.files):
        yield [(closing(found, words), "")]


def _entries(file: FileFindings, verbose: bool) -> list[Finding | Note]:
    """What is shown of a file, in the order of its lines."""
    shown: list[Finding | Note] = [f for f in file.equations if verbose or f.verdict == REFUTED]
    shown += [note for note in file.notes if note not in shown]
    if not verbose:
        shown += [f for f in file.equations if conditional(f)]
    return sorted(shown, key=lambda entry: (entry.place, entry.cell or 0, entry.line, entry.column))


def conditional(finding: Finding) -> bool:
    """Whether a line holds under some readings of its document only."""
    return bool(finding.verdict == VERIFIED and finding.holds_if and "assuming" not in finding.evidence)


def _head(file: FileFindings, entry: Finding | Note, words: Words) -> list[Piece]:
    """`post.md:42:7: refuted [missing-mean] dL/dW2: 1/N is missing`."""
    place = (visible(f"{label(file, entry)}: "), "bold")
    if isinstance(entry, Note):
        return [place, (words.say("note"), STYLES["note"]), ("", ""), (": " + words.message(entry.text), "")]
    verdict = (words.say(entry.verdict), STYLES.get(entry.verdict, ""))
    kind = f" [{entry.kind}]" if entry.kind else ""
    about = f" {claim(entry.latex, file.document.macros if file.document else None)}"
    return [place, verdict, (kind + about, ""), (_because(entry, words), "")]


def _because(entry: Finding, words: Words) -> str:
    """What follows the name of a claim, with a colon before it."""
    if entry.verdict == REFUTED:
        what = words.kind(entry.kind) if entry.kind not in NAMED_BY_MESSAGE else ""
        return ": " + (what or words.message(entry.message))
    conditions = "; ".join(words.message(condition) for condition in entry.holds_if)
    if conditions:
        return ": " + words.say("holds", conditions=conditions)
    return ": " + words.message(entry.message) if entry.message else ""


def _long(file: FileFindings, entry: Finding | Note, words: Words) -> Iterator[list[Piece]]:
    """A finding with its excerpt, numbers and correction."""
    head = _head(file, entry, words)
    yield from _folded(head)
    if isinstance(entry, Note) or entry.verdict in (DEFINITION, UPDATE, STATEMENT, FORMAL):
        return
    if entry.verdict == VERIFIED and not entry.holds_if:
        return
    lines = excerpt(file, entry)
    yield from ([(line, "")] for line in lines[:1])
    yield from ([(line, STYLES.get(entry.verdict, ""))] for line in lines[1:])
    if entry.verdict == REFUTED:
        for text in details(entry, words, file):
            yield from ([(line, "")] for line in wrapped(INDENT + visible(text), 0, " " * len(INDENT)))


def details(entry: Finding, words: Words, file: FileFindings | None = None) -> Iterator[str]:
    """What stands below a refuted line: correction, numbers or shapes, readings, the earlier mistake."""
    if entry.fix:
        yield f"{words.say('fix')}: {in_one_row(entry.fix)}"
    if entry.counterexample:
        numbers = entry.counterexample
        given = ", ".join(f"{name} = {compact(value)}" for name, value in numbers["values"].items())
        yield (
            f"{words.say('with')} {given}: {words.say('yours')} {compact(numbers['yours'])},"
            f" {words.say('correct')} {compact(numbers['correct'])}"
        )
    elif entry.kind not in NAMED_BY_MESSAGE and entry.message:  # such as both shapes
        yield words.message(entry.message)
    yield from tried(entry, words)
    if entry.follows_from is not None and file is not None:
        yield words.say("follows", line=file.equations[entry.follows_from].line)


def tried(entry: Finding, words: Words) -> Iterator[str]:
    """The readings under which a line was looked at, where there are several."""
    readings = entry.evidence.get("readings", [])
    if len(readings) > 1:
        told = " / ".join(", ".join(map(words.message, reading)) for reading in readings)
        yield words.say("readings", readings=told)


def compact(value: Any) -> str:
    """Nested lists of numbers without needless zeros: `[[1, 0.5]]`; one number alone."""
    if isinstance(value, list):
        if len(value) == 1 and isinstance(value[0], list) and len(value[0]) == 1:
            return compact(value[0][0])
        return "[" + ", ".join(map(compact, value)) + "]"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _folded(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """A line that fits, its last piece going on below; place, verdict and claim stay on one line."""
    *before, (text, style) = pieces
    used = sum(columns(piece) for piece, _ in before)
    first, *more = wrapped(visible(text), used, "    ")
    yield [*before, (first, style)]
    yield from ([(line, style)] for line in more)


def closing(found: Findings, words: Words) -> str:
    """One honest line: `judged 14 of 31 equations: 12 hold, 2 refuted; 3 not understood`."""
    count = found.summary
    total = sum(count.values()) - count[STATEMENT]
    if not total:
        return words.say("nothing")
    judged = count[VERIFIED] + count[REFUTED]
    rest = [
        words.say("rest", count=count[verdict], what=words.say(verdict))
        for verdict in (UNDECIDED, NOT_UNDERSTOOD, DEFINITION, UPDATE, FORMAL)
        if count[verdict]
    ]
    counts = words.say("counts", verified=count[VERIFIED], refuted=count[REFUTED])
    where = " " + words.say("files", count=len(found.files)) if len(found.files) > 1 else ""
    line = words.say("judged", judged=judged, total=total) + where + f": {counts}"
    return "; ".join([line, ", ".join(rest)] if rest else [line])
