"""The words of a format: small Jinja strings from the catalogue, made safe, with emphasis and mathematics."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from jinja2 import Environment, StrictUndefined, TemplateError
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from ..derivation import Shape
from ..errors import DeriveError
from ..expression import Term
from . import korean
from .escapes import Escape, safe
from .formats import Format
from .phrases import phrase
from .typeset import Typesetter
from .view import Ref
from .words import Catalogue

DELIMITERS: Mapping[str, Any] = {
    "block_start_string": "<%",
    "block_end_string": "%>",
    "variable_start_string": "<<",
    "variable_end_string": ">>",
    "comment_start_string": "<#",
    "comment_end_string": "#>",
}
_CLOSED = re.compile(
    r"\(?<math\b(?:(?!</math>).)*</math>[^\s<]+", re.DOTALL
)  # a formula, and what touches it
Filters = Mapping[str, Callable[..., Any]]


def environment(escape: Escape, filters: Filters, ours: bool = False, **options: Any) -> Environment:
    """Jinja with our delimiters, in which every value that is not yet safe is made safe.

    Jinja's own escaping is on, so that macros and includes give safe text; no value reaches it unsafe.
    ours: whether all templates are the project's own; any other runs in a sandbox, which takes its time.
    """

    def finalize(value: Any) -> Any:
        if isinstance(value, StrictUndefined | Markup):
            return value
        return safe(escape(str(value)))

    kind = Environment if ours else ImmutableSandboxedEnvironment
    made = kind(
        **DELIMITERS,
        undefined=StrictUndefined,
        finalize=finalize,
        autoescape=True,
        optimized=False,  # there are no constants to be folded
        **options,
    )
    made.filters.update(filters)
    return made


class Pieces:
    """Text in a format's own language, piece after piece.

    `*…*` and `**…**` become its emphasis, also where they begin in one piece and end in another.
    """

    def __init__(self, form: Format) -> None:
        self._text, self._pairs = form.text, {"*": form.emphasis, "**": form.strong}
        self._open = {"*": False, "**": False}

    def put(self, piece: str) -> str:
        """One piece of text made safe."""
        parts = re.split(r"(\*\*?)", piece)
        for k, part in enumerate(parts):
            if k % 2:
                self._open[part] = not self._open[part]
                parts[k] = self._pairs[part][0 if self._open[part] else 1]
            else:
                parts[k] = "\n".join(map(self._text, part.split("\n")))
        return "".join(parts)


class Emphasis(Extension):
    """A template string whose text, outside of the delimiters, is made safe."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The tokens of a string, its text in the format's own language."""
        pieces = Pieces(self.environment.form)  # type: ignore[attr-defined]
        for token in stream:
            yield Token(token.lineno, "data", pieces.put(token.value)) if token.type == "data" else token


class Prose:
    """Says things: a key of the catalogue and variables in, safe text out."""

    def __init__(
        self,
        catalogue: Catalogue,
        setter: Typesetter,
        readings: Mapping[str, str] = korean.READINGS,
        home: str = "words",
    ) -> None:
        self.catalogue, self.setter, self.home = catalogue, setter, home
        form = setter.format
        self.filters: Filters = {
            "math": setter.inline,
            "dims": self._dims,
            "numbers": self._numbers,
            "listing": self._listing,
            "ref": self.link,
            "capitalize_first": lambda text: text[:1].upper() + text[1:],
        }
        if catalogue.language == "ko":
            both = catalogue.find("page.and") or ""
            self.filters = korean.filters(self.filters, setter, both, readings)
            form = korean.emphasised(form)
        self.form = form
        self._ready: dict[str, Callable[[Mapping[str, Any]], str]] = {}
        self._fixed: dict[str, Markup] = {}  # words without variables, said

    def say(self, key: str, **variables: Any) -> Markup:
        """One line of text; raises DeriveError naming the key if a word or a variable is missing."""
        if not variables and key in self._fixed:
            return self._fixed[key]
        try:
            if key not in self._ready:
                self._ready[key] = self._prepared(self.catalogue[key])
            said = safe(self._joined(self._ready[key](variables).strip()))
            return said if variables else self._fixed.setdefault(key, said)
        except (TemplateError, LookupError) as error:
            where = f"templates/{self.home}/{self.catalogue.language}.toml"
            raise DeriveError(f"{where}: {key}: {error}") from None

    def _joined(self, text: str) -> str:
        """Text in which no line ends between a formula and the comma after it; browsers would break there."""
        if self.setter.format.math != "mathml" or "</math>" not in text:
            return text
        before, after = self.setter.format.together
        return _CLOSED.sub(lambda found: f"{before}{found[0]}{after}", text)

    def _prepared(self, source: str) -> Callable[[Mapping[str, Any]], str]:
        """A string ready to be filled in; most are phrases, which need no template engine."""
        ready = phrase(source, Pieces(self.form).put, self.filters, self._shown)
        return ready or self._engine.from_string(source).render

    @cached_property
    def _engine(self) -> Environment:
        """Jinja in its sandbox, for words that are no phrase."""
        made = environment(self.form.text, self.filters, extensions=[Emphasis])
        made.form = self.form  # type: ignore[attr-defined]
        return made

    def _shown(self, value: Any) -> str:
        return str(value) if isinstance(value, Markup) else self.setter.format.text(str(value))

    def paragraphs(self, key: str, **variables: Any) -> tuple[Markup, ...]:
        """Text in paragraphs, none if the catalogue has none."""
        text = self.say(key, **variables)
        return tuple(safe(" ".join(part.split())) for part in re.split(r"\n\s*\n", text) if part.strip())

    def link(self, ref: Ref) -> Markup:
        """A link to a step or an equation, by its number."""
        form = self.setter.format
        if form.cite and ref.number.startswith("("):
            return safe(form.cite.replace("{anchor}", ref.anchor))
        before, after = (side.replace("{anchor}", ref.anchor) for side in form.link)
        return safe(before + self.setter.format.text(ref.number) + after)

    def _dims(self, shape: Shape) -> Markup:
        if not shape:
            return self.say("page.scalar")
        before, after = self.setter.format.together
        return safe(before + "\u00a0×\u00a0".join(self.setter.inline(d) for d in shape) + after)

    def _numbers(self, shape: Sequence[int]) -> Markup:
        return safe("\u00a0×\u00a0".join(map(str, shape)))

    def _listing(self, terms: Sequence[Term]) -> Markup:
        parts = [self.setter.inline(term) for term in terms]
        if len(parts) < 2:
            return safe("".join(parts))
        return safe(f"{', '.join(parts[:-1])} {self.say('page.and')} {parts[-1]}")
