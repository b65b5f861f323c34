"""Templates filled in: those of a format, those of the format it is like, and before them a user's own.

A user's folder is built as `templates/` is: `mine/html/style.css` stands in for `templates/html/style.css`. A
template there may extend the one that it stands in for, `<% extends "derive/document.html" %>`, and override
its blocks. Where a user has templates, all of them run in Jinja's sandbox.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from jinja2 import BaseLoader, Environment, FileSystemLoader, TemplateError, TemplateNotFound
from jinja2.exceptions import SecurityError

from ..errors import DeriveError
from .escapes import safe, yaml
from .formats import Format
from .places import templates
from .prose import Prose, environment

OURS = "derive/"  # before the name of a template: not the user's
_OF_TEMPLATES = frozenset({"__jinja_template__", "__jinja_exception__"})  # in the globals of their code
FAULTS = (TemplateError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


class Folders(BaseLoader):
    """Templates by name, the user's before ours."""

    def __init__(self, own: list[Path], ours: list[Path]) -> None:
        self._all = FileSystemLoader([*own, *ours])
        self._ours = FileSystemLoader(ours)

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """The text of a template and its file."""
        loader = self._ours if template.startswith(OURS) else self._all
        try:
            return loader.get_source(environment, template.removeprefix(OURS))
        except UnicodeDecodeError as error:
            raise DeriveError(f"the template {template} is not UTF-8: byte {error.start}") from None


def fill(prose: Prose, template: str, overrides: Path | None = None, **variables: Any) -> str:
    """A template of a format filled in; raises DeriveError with file, line and reason where that fails."""
    form = prose.setter.format
    own = own_folders(overrides, form) if overrides else []
    environ = environment(
        form.text,
        {**prose.filters, "yaml": lambda value: safe(yaml(value))},
        ours=not own,
        loader=Folders(own, [templates() / name for name in form.folders]),
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words: Mapping[str, Any] = {"word": lambda key, **more: prose.say(f"page.{key}", **more)}
    try:
        found = environ.get_template(f"{template}.{form.extension}")
        text = found.render(form=prose.form, **variables, **words)
    except FAULTS as error:
        raise DeriveError(f"{_where(error, form)}: {_what(error)}") from None
    return re.sub(r"\n{3,}", "\n\n", text.strip()) + "\n"


def own_folders(folder: Path, form: Format) -> list[Path]:
    """The folders of a user's templates for a format; raises DeriveError where there is no such folder."""
    if not folder.is_dir():
        raise DeriveError(f"no folder {folder} with templates")
    return [folder / name for name in form.folders if (folder / name).is_dir()]


def _what(error: Exception) -> str:
    """What is wrong, in a line."""
    if isinstance(error, SecurityError):
        return f"a template may not do this: {error}"
    if isinstance(error, TemplateNotFound):
        return f"there is no template {error.name}"
    if isinstance(error, TemplateError):
        return str(error)
    return f"{type(error).__name__}: {error}"


def _where(error: Exception, form: Format) -> str:
    """The file and line that an error comes from: of a template, else of the format."""
    name, line = getattr(error, "filename", None), getattr(error, "lineno", None)
    if name is None or line is None:
        name, line = _last(error.__traceback__)
    place = f"templates/{form.name}" if name is None else _short(Path(name))
    return f"{place}, line {line}" if line else place


def _last(trace: TracebackType | None) -> tuple[str | None, int | None]:
    """The last place of a traceback that lies in a template; Jinja maps its code to the template's lines."""
    found: tuple[str | None, int | None] = (None, None)
    while trace is not None:
        if _OF_TEMPLATES & trace.tb_frame.f_globals.keys():
            found = trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next
    return found


def _short(place: Path) -> str:
    """A template of ours by its place in the project, a user's as it was given."""
    ours = templates()
    return f"templates/{place.relative_to(ours)}" if place.is_relative_to(ours) else str(place)
