"""A derivation and its verdicts to text: words from a catalogue, formulas from a notation, templates."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, TemplateError

from ..checks import Verdict
from ..derivation import Derivation
from ..errors import DeriveError, unknown
from ..notation import Notation
from .document import Document
from .escapes import safe, yaml
from .formats import read_format
from .places import templates
from .prose import Prose, environment
from .story import anchor
from .typeset import Typesetter
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
    stem: str = "",
) -> str:
    """The document of a derivation in a format.

    verdicts  one for each line, in the order of `derivation.walk()`, or none at all
    detail    full, or brief: one line for each quantity
    only      one gradient, by its name or its variable's
    ledger    append how each line was checked
    figures   pictures in the format's own language, by the key of the section they stand in
    stem      a name for the document, for labels that must not meet those of another one

    Raises DeriveError for a format, language or gradient there is not, and for words that are missing.
    """
    prose = writer(format, notation, language, stem)
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
    return fill(prose, "document", page=page, figures=pictures, stem=stem_of(stem))


def writer(format: str, notation: Notation, language: str = "en", stem: str = "") -> Prose:
    """The words of a language and the formulas of a notation, in a format."""
    form = read_format(format)
    form = replace(form, cite=form.cite.replace("{stem}", stem_of(stem)))
    return Prose(catalogue(language), Typesetter(form, notation))


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


def fill(prose: Prose, template: str, **variables: Any) -> str:
    """A template of a format, or of the one it is like, filled in."""
    form = prose.setter.format
    folders: list[Path] = [templates() / name for name in form.folders]
    environ = environment(
        form.text,
        {**prose.filters, "yaml": lambda text: safe(yaml(text))},
        loader=FileSystemLoader(folders),
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words: dict[str, Any] = {"word": lambda key, **more: prose.say(f"page.{key}", **more)}
    try:
        found = environ.get_template(f"{template}.{form.extension}")
        text = found.render(form=form, **variables, **words)
    except TemplateError as error:
        where = f"{getattr(error, 'name', None) or form.name}, line {getattr(error, 'lineno', '?')}"
        raise DeriveError(f"templates/{form.name}: {where}: {error}") from None
    return re.sub(r"\n{3,}", "\n\n", text.strip()) + "\n"
