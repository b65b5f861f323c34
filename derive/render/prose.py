"""The words of a format: small Jinja strings from the catalogue, made safe, with emphasis and mathematics."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from jinja2 import StrictUndefined, TemplateError
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from ..derivation import Shape
from ..errors import DeriveError
from ..expression import Term
from .escapes import Escape, safe
from .typeset import Typesetter
from .view import Ref
from .words import Catalogue

DELIMITERS = {
    "block_start_string": "<%",
    "block_end_string": "%>",
    "variable_start_string": "<<",
    "variable_end_string": ">>",
    "comment_start_string": "<#",
    "comment_end_string": "#>",
}
Filters = Mapping[str, Callable[..., Any]]


def environment(escape: Escape, filters: Filters, **options: Any) -> ImmutableSandboxedEnvironment:
    """A sandbox with our delimiters, in which every value that is not yet safe is made safe.

    Jinja's own escaping is on, so that macros and includes give safe text; no value reaches it unsafe.
    """

    def finalize(value: Any) -> Any:
        if isinstance(value, StrictUndefined | Markup):
            return value
        return safe(escape(str(value)))

    made = ImmutableSandboxedEnvironment(
        **DELIMITERS,
        undefined=StrictUndefined,
        finalize=finalize,
        autoescape=True,
        **options,
    )
    made.filters.update(filters)
    return made


class Emphasis(Extension):
    """Text outside of the delimiters made safe; `*…*` and `**…**` become the format's emphasis."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The tokens of a string, its text in the format's own language."""
        form = self.environment.form  # type: ignore[attr-defined]
        open_marks: dict[str, bool] = {"*": False, "**": False}
        pairs = {"*": form.emphasis, "**": form.strong}
        for token in stream:
            if token.type != "data":
                yield token
                continue
            parts = re.split(r"(\*\*?)", token.value)
            for k, part in enumerate(parts):
                if k % 2:
                    open_marks[part] = not open_marks[part]
                    parts[k] = pairs[part][0 if open_marks[part] else 1]
                else:
                    parts[k] = "\n".join(form.text(line) for line in part.split("\n"))
            yield Token(token.lineno, "data", "".join(parts))


class Prose:
    """Says things: a key of the catalogue and variables in, safe text out."""

    def __init__(self, catalogue: Catalogue, setter: Typesetter) -> None:
        self.catalogue, self.setter = catalogue, setter
        form = setter.format
        self.filters: Filters = {
            "math": setter.inline,
            "dims": self._dims,
            "numbers": self._numbers,
            "listing": self._listing,
            "ref": self.link,
            "capitalize_first": lambda text: text[:1].upper() + text[1:],
        }
        self._environment = environment(form.text, self.filters, extensions=[Emphasis])
        self._environment.form = form  # type: ignore[attr-defined]

    def say(self, key: str, **variables: Any) -> Markup:
        """One line of text; raises DeriveError naming the key if a word or a variable is missing."""
        return self._render(key, self.catalogue[key], variables)

    def paragraphs(self, key: str, **variables: Any) -> tuple[Markup, ...]:
        """Text in paragraphs, none if the catalogue has none."""
        text = self._render(key, self.catalogue[key], variables)
        return tuple(safe(" ".join(part.split())) for part in re.split(r"\n\s*\n", text) if part.strip())

    def _render(self, key: str, source: str, variables: Mapping[str, Any]) -> Markup:
        try:
            return safe(self._environment.from_string(source).render(variables).strip())
        except TemplateError as error:
            raise DeriveError(f"words {self.catalogue.language}, {key}: {error}") from None

    def link(self, ref: Ref) -> Markup:
        """A link to a step or an equation, by its number."""
        before, after = (side.replace("{anchor}", ref.anchor) for side in self.setter.format.link)
        return safe(before + self.setter.format.text(ref.number) + after)

    def _dims(self, shape: Shape) -> Markup:
        if not shape:
            return self.say("page.exact")
        return safe("\u00a0×\u00a0".join(self.setter.inline(d) for d in shape))

    def _numbers(self, shape: Sequence[int]) -> Markup:
        return safe("\u00a0×\u00a0".join(map(str, shape)))

    def _listing(self, terms: Sequence[Term]) -> Markup:
        parts = [self.setter.inline(term) for term in terms]
        if len(parts) < 2:
            return safe("".join(parts))
        return safe(f"{', '.join(parts[:-1])} {self.say('page.and')} {parts[-1]}")
