"""Reports as workflow commands of GitHub Actions, which show each finding beside its line."""

from collections.abc import Iterator

from ..judging.findings import NOT_UNDERSTOOD, REFUTED, UNDECIDED, FileFindings, Finding, Findings, Note
from .places import stretch
from .plain import claim
from .text import closing, conditional, details
from .words import Words

LEVELS = {REFUTED: "error", UNDECIDED: "warning", NOT_UNDERSTOOD: "warning"}


def as_github(found: Findings, words: Words, verbose: bool = False) -> str:
    """`::error file=post.md,line=42,col=7,title=…::…`, a line for each refutation and note."""
    lines = [line for file in found.files for line in _file(file, words, verbose)]
    return "\n".join([*lines, command("notice", {}, closing(found, words))])


def _file(file: FileFindings, words: Words, verbose: bool) -> Iterator[str]:
    if file.error:
        yield command("error", {"file": file.path, "title": words.say("error")}, file.error)
    for entry in file.equations:
        if entry.verdict == REFUTED or (verbose and entry.verdict in LEVELS):
            yield _finding(file, entry, words)
        elif conditional(entry):
            conditions = "; ".join(map(words.message, entry.holds_if))
            text = words.say("holds", conditions=conditions)
            yield command("notice", _place(file, entry, words.say("note")), text)
    for note in file.notes:
        yield command("notice", _place(file, note, words.say("note")), words.message(note.text))


def _finding(file: FileFindings, entry: Finding, words: Words) -> str:
    kind = f" [{entry.kind}]" if entry.kind else ""
    title = f"{words.say(entry.verdict)}{kind} {claim(entry.latex)}"
    what = words.kind(entry.kind) if entry.kind else words.message(entry.message)
    text = "\n".join([what, *details(entry, words, file)])
    return command(LEVELS[entry.verdict], _place(file, entry, title), text)


def _place(file: FileFindings, entry: Finding | Note, title: str) -> dict[str, str]:
    """Where an annotation is shown; the lines of a notebook's cell are no lines of its file."""
    where = {"file": entry.place or file.path}
    if entry.cell is not None:
        return {**where, "title": f"{title} (cell {entry.cell}, line {entry.line})"}
    where |= {"line": str(entry.line), "col": str(entry.column)}
    if isinstance(entry, Finding) and (found := stretch(file, entry)) is not None:
        line, column = found.page.place(max(found.start, found.stop - 1))
        where["endLine"] = str(line)
        if line == entry.line:
            where["endColumn"] = str(column + 1)
    return {**where, "title": title}


def command(level: str, properties: dict[str, str], text: str) -> str:
    """A workflow command, escaped as the runner unescapes it.

    >>> command("error", {"file": "a,b.md"}, "50%")
    '::error file=a%2Cb.md::50%25'
    """
    told = ",".join(f"{key}={_escaped(value, ':,')}" for key, value in properties.items())
    return f"::{level}{' ' + told if told else ''}::{_escaped(text, '')}"


def _escaped(text: str, more: str) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    for character in more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text
