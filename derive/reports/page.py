"""The annotated page of a document: its text as it stands, each formula set, marked, and corrected."""

from collections.abc import Iterator
from html import escape

from ..judging.findings import NOT_UNDERSTOOD, REFUTED, UNDECIDED, VERDICTS, VERIFIED, FileFindings, Finding
from ..reading.page import Formula, Page
from ..render.places import templates
from .mathml import formula
from .plain import claim, in_one_row
from .text import compact, conditional, tried
from .words import FOLDER, Words

_ORDER = (REFUTED, UNDECIDED, NOT_UNDERSTOOD, VERIFIED)  # the worst first
_SIGNS = {REFUTED: "✗", UNDECIDED: "?", NOT_UNDERSTOOD: "⁈", VERIFIED: "✓"}


def as_page(file: FileFindings, words: Words) -> str:
    """One HTML page, complete in itself."""
    title = escape(words.say("page_title", path=file.path))
    style = (templates() / FOLDER / "page.css").read_text(encoding="utf-8")
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="{words.language}"><head><meta charset="utf-8"><title>{title}</title>',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<style>{style}</style></head><body><main>",
        f"<h1>{title}</h1>",
        f'<p class="legend">{escape(words.say("legend"))}</p>',
        _summary(file, words),
        *(f'<p class="error">{escape(text)}</p>' for text in (file.error,) if text),
        _notes(file, words),
        *(_page(file, page, words) for page in (file.document.pages if file.document else ())),
        "</main></body></html>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _summary(file: FileFindings, words: Words) -> str:
    """The number of links of each verdict, with its mark."""
    listed = [finding.verdict for finding in file.equations]
    items = [
        f'<li class="{verdict}">{_mark(verdict)} {listed.count(verdict)} {escape(words.say(verdict))}</li>'
        for verdict in VERDICTS
        if verdict in listed
    ]
    return f'<ul class="summary">{"".join(items)}</ul>'


def _mark(verdict: str) -> str:
    sign = _SIGNS.get(verdict, "")
    return f'<span class="mark" aria-hidden="true">{sign}</span>' if sign else ""


def _notes(file: FileFindings, words: Words) -> str:
    items = [
        f'<li><a href="#L{note.line}">{note.line}</a> {escape(words.message(note.text))}</li>'
        for note in file.notes
    ]
    return f'<section class="notes"><ul>{"".join(items)}</ul></section>' if items else ""


def _page(file: FileFindings, page: Page, words: Words) -> str:
    """A page's text with its formulas set in their places."""
    found, at, after = [], 0, False
    for number, one in enumerate(file.formulas):
        if one.page is not page:
            continue
        start, stop = _whole(one)
        if start < at:
            continue
        found += [_prose(page.text[at:start], after, one.display), _formula(file, number, one, words)]
        at, after = stop, one.display
    found.append(_prose(page.text[at:], after, False))
    head = f"<h2>{escape(page.where)}</h2>" if page.where != file.path else ""
    return f'{head}<div class="source">{"".join(found)}</div>'


def _whole(one: Formula) -> tuple[int, int]:
    """The stretch of a formula with its delimiters."""
    start, stop = one.offset(0), one.offset(max(0, len(one.latex) - 1)) + 1
    text = one.page.text
    for mark, closer in _DELIMITERS:
        before, after = text[:start].rstrip(), text[stop:].lstrip()
        if one.delimiter == mark and before.endswith(mark) and after.startswith(closer):
            return len(before) - len(mark), len(text) - len(after) + len(closer)
    return start, stop


_DELIMITERS = (
    ("$$", "$$"), ("$`", "`$"), ("$", "$"), ("\\[", "\\]"), ("\\(", "\\)"), ("\\\\[", "\\\\]"),
    ("\\\\(", "\\\\)"), ("```math", "```"),
)  # fmt: skip


def _prose(text: str, after: bool, before: bool) -> str:
    """Text between formulas, without the empty lines beside a displayed one."""
    text = text.lstrip("\r\n") if after else text
    text = text.rstrip() if before else text
    return f"<span>{escape(text)}</span>" if text else ""


def _formula(file: FileFindings, number: int, one: Formula, words: Words) -> str:
    """A formula in its place; below it what is to be said of its links."""
    links = [finding for finding in file.equations if finding.equation == number]
    worst = next((v for v in _ORDER if any(link.verdict == v for link in links)), "")
    macros = file.document.macros if file.document else None
    line = one.place()[0]
    tag = "div" if one.display else "span"
    told = escape(words.say(worst)) if worst else ""
    set_ = formula(one.latex, macros, one.display)
    head = f'<{tag} class="formula {worst}" id="L{line}" title="{told}">{set_}{_mark(worst)}</{tag}>'
    return head + "".join(_said(file, link, words) for link in links)


def _said(file: FileFindings, link: Finding, words: Words) -> str:
    """What is said of one link: why it is refuted, or what it needs."""
    if link.verdict not in (REFUTED, UNDECIDED, NOT_UNDERSTOOD) and not conditional(link):
        return ""
    parts = [*_head(file, link, words), *_details(file, link, words)]
    return f'<aside class="{link.verdict}">{"".join(parts)}</aside>'


def _head(file: FileFindings, link: Finding, words: Words) -> Iterator[str]:
    macros = file.document.macros if file.document else None
    about = escape(claim(link.latex, macros))
    yield f"<p><strong>{escape(words.say(link.verdict))}</strong> <code>{about}</code>"
    kind = words.kind(link.kind) if link.kind else ""
    message = words.message(link.message) if link.message else ""
    conditions = "; ".join(map(words.message, link.holds_if))
    holds = words.say("holds", conditions=conditions) if conditions else ""
    told = [text for text in dict.fromkeys((kind, message, holds)) if text]
    yield f": {escape('; '.join(told))}</p>" if told else "</p>"


def _details(file: FileFindings, link: Finding, words: Words) -> Iterator[str]:
    if link.verdict != REFUTED:
        return
    macros = file.document.macros if file.document else None
    if link.fix:
        yield f'<p class="fix">{escape(words.say("fix"))}: {formula(in_one_row(link.fix), macros)}</p>'
        yield f"<pre><code>{escape(in_one_row(link.fix))}</code></pre>"
    if link.counterexample:
        shown = {**link.counterexample["values"]}
        rows = [*shown.items()]
        rows += [(words.say(key), link.counterexample[key]) for key in ("yours", "correct")]
        cells = "".join(f"<tr><th>{escape(k)}</th><td>{escape(compact(v))}</td></tr>" for k, v in rows)
        yield f"<table>{cells}</table>"
    yield from (f"<p>{escape(text)}</p>" for text in tried(link, words))
    if link.follows_from is not None:
        line = file.equations[link.follows_from].line
        yield f'<p><a href="#L{line}">{escape(words.say("follows", line=line))}</a></p>'
