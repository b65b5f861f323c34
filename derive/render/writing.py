"""A derivation and its verdicts to text: words from a catalogue, formulas from a notation, templates."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, TemplateError
from markupsafe import Markup

from ..checks import Verdict
from ..derivation import Derivation
from ..errors import DeriveError, unknown
from ..notation import Notation
from .document import Document
from .escapes import safe
from .formats import Format, read_format
from .places import templates
from .prose import Prose, environment
from .typeset import Typesetter
from .view import Page
from .words import catalogue

DETAILS = ("full", "brief")


def render(
    derivation: Derivation,
    verdicts: Sequence[Verdict],
    *,
    format: str,
    notation: Notation,
    language: str = "en",
    detail: str = "full",
    only: str | None = None,
    ledger: bool = False,
    figures: Mapping[str, str] | None = None,
) -> str:
    """The document of a derivation in a format.

    verdicts  one for each line, in the order of `derivation.walk()`, or none at all
    detail    full, or brief: one line for each quantity
    only      one gradient, by its name or its variable's
    ledger    append how each line was checked
    figures   pictures in the format's own language, by the key of the section they stand in

    Raises DeriveError for a format, language or gradient there is not, and for words that are missing.
    """
    form = read_format(format)
    prose = Prose(catalogue(language), Typesetter(form, notation))
    document = Document(derivation, verdicts, prose, ledger)
    if only:
        page = document.only(_gradient(derivation, only))
    elif detail == "brief":
        page = document.brief()
    elif detail == "full":
        page = document.full()
    else:
        raise DeriveError(unknown("detail", detail, DETAILS))
    pictures = {name: safe(text) for name, text in (figures or {}).items()}
    return _fill(form, prose, page, pictures)


def _gradient(derivation: Derivation, name: str) -> str:
    """The step of a gradient, named as the variable or as the gradient itself."""
    known = [step.name for step in derivation.steps if step.stage == "backward"]
    for candidate in (name, "d" + name):
        if candidate in known:
            return candidate
    raise DeriveError(unknown("gradient", name, known))


def _fill(form: Format, prose: Prose, page: Page, figures: Mapping[str, Markup]) -> str:
    folder: Path = templates() / form.name
    environ = environment(
        form.text,
        prose.filters,
        loader=FileSystemLoader(folder),
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words: dict[str, Any] = {"word": lambda key, **more: prose.say(f"page.{key}", **more)}
    try:
        text = environ.get_template(f"document.{form.extension}").render(page=page, figures=figures, **words)
    except TemplateError as error:
        where = f"{getattr(error, 'name', None) or form.name}, line {getattr(error, 'lineno', '?')}"
        raise DeriveError(f"templates/{form.name}: {where}: {error}") from None
    return re.sub(r"\n{3,}", "\n\n", text.strip()) + "\n"
