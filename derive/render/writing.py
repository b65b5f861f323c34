"""A derivation and its verdicts to text: words from a catalogue, formulas from a notation, templates."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..checks import Verdict
from ..derivation import Derivation
from ..errors import DeriveError, unknown
from ..notation import Notation
from .document import Document
from .filling import fill
from .formats import read_format
from .pictures import Picture, placed
from .prose import Prose
from .spoken import Spoken
from .story import anchor
from .typeset import Typesetter
from .wording import Wording

DETAILS = ("full", "brief")


def render(
    derivation: Derivation,
    verdicts: Sequence[Verdict],
    *,
    format: str,
    notation: Notation,
    language: str | Wording = "en",
    detail: str = "full",
    only: str | None = None,
    ledger: bool = False,
    figures: Sequence[Picture] = (),
    stem: str = "",
    stages: Sequence[str] | None = None,
    front: Mapping[str, Any] | None = None,
    overrides: Path | None = None,
    remarks: Sequence[str] = (),
) -> str:
    """The document of a derivation in a format.

    verdicts  one for each line, in the order of `derivation.walk()`, or none at all
    detail    full, or brief: one line for each quantity
    only      one gradient, by its name or its variable's; with brief, its one line
    ledger    append how each line was checked
    figures   pictures, each in the section it belongs to; the full document has them
    stem      a name for the document, for labels that must not meet those of another one
    stages    those that are told; all without it
    front     what else stands in the front matter of a blog's post
    overrides a folder with templates of the user's own
    remarks   what there is to say of the network itself, by key

    Raises DeriveError for a format, language or gradient there is not, and for words that are missing.
    """
    wording = Wording.of(language)
    prose = writer(format, notation, wording, stem)
    derivation, verdicts = told(derivation, verdicts, stages)
    if detail not in DETAILS:
        raise DeriveError(unknown("detail", detail, DETAILS))
    document = Document(derivation, verdicts, prose, ledger, remarks)
    gradient = _gradient(derivation, only) if only else None
    if detail == "brief":
        page = document.brief(gradient)
    else:
        page = document.only(gradient) if gradient else document.full()
    sections = [section.key for section in page.sections] if detail == "full" and not only else []
    shown = placed(figures, sections, prose.setter.format, notation, wording)
    matter = {"title": page.title, **(front or {})}
    return fill(prose, "document", overrides, page=page, figures=shown, stem=stem_of(stem), front=matter)


def writer(format: str, notation: Notation, language: str | Wording = "en", stem: str = "") -> Prose:
    """The words of a language and the formulas of a notation, in a format."""
    form = read_format(format)
    form = replace(form, cite=form.cite.replace("{stem}", stem_of(stem)))
    wording = Wording.of(language)
    aloud = Spoken(wording.catalogue) if form.math == "mathml" else None
    return Prose(wording.catalogue, Typesetter(form, notation, aloud), wording.spoken)


def told(
    derivation: Derivation, verdicts: Sequence[Verdict], stages: Sequence[str] | None
) -> tuple[Derivation, Sequence[Verdict]]:
    """The derivation with the steps of some stages alone, and the verdicts of their lines."""
    if stages is None or {step.stage for step in derivation.steps} <= set(stages):
        return derivation, verdicts
    kept = tuple(step for step in derivation.steps if step.stage in stages)
    if not kept:
        raise DeriveError(f"a document of the stages {', '.join(stages) or 'none'} has nothing to tell")
    fewer = replace(derivation, steps=kept)
    places = {place for place, _ in fewer.walk()}
    by_place = zip((place for place, _ in derivation.walk()), verdicts, strict=bool(verdicts))
    return fewer, [verdict for place, verdict in by_place if place in places]


def stem_of(name: str) -> str:
    """A name as the start of a label.

    >>> print(stem_of("my net"))
    my-net
    """
    return anchor(name).strip("-") or "net"


def _gradient(derivation: Derivation, name: str) -> str:
    """The step of a gradient, named as the variable or as the gradient itself."""
    known = [step.name for step in derivation.steps if step.stage == "backward"]
    for candidate in (name, "d" + name):
        if candidate in known:
            return candidate
    raise DeriveError(unknown("gradient", name, known))
