"""A network's derivation: indexable by variable, checkable, numbers and documents on demand."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from numpy import array2string, asarray

from .. import code
from ..algebra import Matrix, letter, pull, scale, term
from ..backward import known
from ..checks import Progress, Report, check
from ..derivation import Step
from ..errors import DeriveError, unknown
from ..evaluation import nested
from ..lesson import lesson
from ..lesson.conventions import transposed
from ..network import Document, Model
from ..notation import Notation, Style, formula, gradient_of, shown
from ..notation.names import split
from ..publish import WHOLE, Snippet, check_cells, gradient_named, notebook
from ..render import FORMATS, PLACES, Wording, labels, render
from ..shapes import show
from .document import numbers, to_json
from .origin import origin_comments
from .pictures import Pictures, chosen, links, prefix
from .report import refuse


@dataclass(frozen=True)
class Gradient:
    """One gradient of a derivation, dL/d`of`, as its style has it: transposed, times N, or as it is.

    value: in letter sizes and in what the forward pass knows, by SymPy; number: in the example; latex: the
    formula that the style's source would print, from the upstream gradient; known: the TeX of the value.
    """

    of: str
    value: Matrix
    shape: tuple[str | int, ...]
    number: Any
    latex: str
    known: str

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex}$"


class Derivation:
    """What `Network.derive` gives; `d["W1"]` is a gradient, `for name in d` its variables, the last first."""

    def __init__(
        self,
        model: Model,
        digits: int,
        style: Style,
        symbols: Mapping[str, str],
        document: Document | None = None,
        origin: str = "",
    ) -> None:
        self.model = model
        self.document = document or Document()
        self.origin = origin
        self.record, self.setting = lesson(
            model,
            digits,
            scale_errors=style.errors == "scaled",
            numerator=style.layout == "numerator",
            layer_by_layer=style.recursion == "layer",
        )
        self.notation = Notation.of(self.record, style, symbols, labels())
        self._report: Report | None = None

    @cached_property
    def _known(self) -> Mapping[str, Matrix]:
        return known(self.setting.gradients, self.model.graph.shapes)

    def __iter__(self) -> Iterator[str]:
        return iter(self.setting.gradients)

    def __getitem__(self, name: str) -> Gradient:
        """The gradient by a variable: "W1", "dW1" and "dL/dW1" are the same."""
        of = variable(name, self.setting.gradients)
        name, value = shown(of, self.record.shapes), self._known[of]
        changes, _ = split(name)  # what the style did to the gradient: m, times N; t, transposed
        if "m" in changes:
            value = pull(scale(letter("N"), value))
        said = term(value)
        if "t" in changes:
            value, said = value.T, transposed(said, {})
        number = nested(self.setting.example.values[name])
        formulas = self._formulas[of], self.notation.latex(("eq", name, said))
        return Gradient(of, value, self.record.shapes[name], number, *formulas)

    @cached_property
    def _formulas(self) -> dict[str, str]:
        """The TeX of each gradient's formula, as the style's source prints it."""
        found = {}
        for step in self.record.steps:
            line = formula(step, self.notation.style) if step.stage == "backward" else None
            if line is not None:
                found[step.of] = self.notation.latex(line.expression)
        return found

    def check(self, progress: Progress | None = None) -> Report:
        """Every line proved, and every gradient against the forward equations; done once, then remembered.

        `progress` is called with the lines done, the lines in all, and the place of the last one.
        """
        if self._report is None:
            self._report = check(self.record, progress)
        return self._report

    def evaluate(self) -> dict[str, Any]:
        """The example's numbers: forward values, loss, gradients, one update and the loss after it."""
        return numbers(self.setting)

    def rows(self, digits: int = 4) -> Iterator[tuple[str, str, str]]:
        """Name, shape and value of every number, as text: forward values, then gradients, then the update."""
        values, shapes = self.setting.example.values, self.record.shapes
        for each in values:
            of = gradient_of(each)
            name = shown(of, shapes) if of and each == "d" + of else each
            if name in shapes and not (of and each != "d" + of):  # a gradient once, as the document shows it
                yield self.notation.plain(name), show(shapes[name]), _numbers(values[name], digits)

    def code(self, inputs: bool = False) -> str:
        """A NumPy module that computes the loss and the gradients."""
        return code.module(self.model, self.setting.gradients, inputs=inputs)

    def to_json(self) -> dict[str, Any]:
        """Everything as JSON-like data; every line with its TeX, verdict and evidence."""
        return to_json(self.record, self.setting, self.check(), self.notation)

    def render(
        self,
        format: str = "md",
        *,
        language: str | None = None,
        figures: Iterable[str] | None = None,
        assets: str | None = None,
        stem: str = "",
        **options: Any,
    ) -> str:
        """The document in a format: tex, md, html, json, …; options as in `derive build`.

        figures: names of pictures, or all, or none; assets: where the pictures lie that a format links to,
        without it such a document has none; `pictures` gives their files.

        Raises NotProved if a line is not proved.
        """
        refuse(self.check())
        if format == "json":
            return json.dumps(self.to_json(), ensure_ascii=False, indent=1) + "\n"
        if format not in FORMATS:
            raise DeriveError(unknown("format", format, [*FORMATS, "json"]))
        if options.get("only"):
            options["only"] = variable(options["only"], self.setting.gradients)
        wording = self.wording(language)
        shown: tuple[str, ...] = ()
        if not (links(format) and assets is None):
            shown = self._pictured(format, figures, options)
        text = render(
            self.record,
            self.check(),
            format=format,
            notation=self._notation(wording.language),
            language=wording,
            figures=self._pictures.of(format, shown, wording, stem, prefix(assets or "")),
            stem=stem,
            stages=self.document.stages,
            front=self.document.front_matter,
            remarks=self.model.notes,
            **options,
        )
        text += origin_comments(self.origin, format)
        if format != "ipynb":
            return text
        return notebook(text, check_cells(self.record, self.code(), self._values()))

    def _notation(self, language: str) -> Notation:
        """The notation with the words of a language below its braces."""
        words = labels(language)
        return self.notation if words == self.notation.words else replace(self.notation, words=words)

    def remarks(self, language: str | None = None) -> list[str]:
        """What there is to say of the network itself, as plain text: such as that softmax is taken twice."""
        words = self.wording(language).catalogue
        return [words[f"remarks.{key}"].replace("*", "") for key in self.model.notes]

    def wording(self, language: str | None = None) -> Wording:
        """The words of the document: of a language, else of the spec's, in the spec's register."""
        of = self.document
        told = language or of.language or "en"
        register = of.register if told in ("ko", of.language) else "plain"
        return Wording(told, register, of.readings, of.glossary)

    def pictures(
        self,
        formats: Iterable[str],
        *,
        language: str | None = None,
        figures: Iterable[str] | None = None,
        stem: str = "",
        **options: Any,
    ) -> dict[str, str]:
        """The files of pictures that the documents in these formats link to, SVG by the file's name."""
        linking = [name for name in formats if links(name)]
        names = self._pictured(linking[0], figures, options) if linking else ()
        return self._pictures.files(names, self.wording(language), stem)

    def _pictured(
        self, format: str, figures: Iterable[str] | None, options: Mapping[str, Any]
    ) -> tuple[str, ...]:
        """The names of the pictures in a document; those of the stages that it tells."""
        if options.get("only") or options.get("detail", "full") != "full":
            return ()
        asked = self.document.figures if figures is None else figures
        return tuple(name for name in chosen(format, asked) if PLACES[name] in self.document.stages)

    @cached_property
    def _pictures(self) -> Pictures:
        return Pictures(self.setting, self.notation, self.model.steps)

    def snippet(
        self,
        what: str,
        format: str = "md",
        *,
        lines: str = "final",
        numbers: bool = False,
        inline: bool = False,
        language: str | None = None,
    ) -> str:
        """A gradient by any of its names, `forward`, `notation` or `numbers`, as a piece to be pasted.

        lines: final, the result, or all; numbers: of the example too; inline: to stand in a line of text.

        Raises NotProved if one of its lines is not proved.
        """
        named = what if what in WHOLE else gradient_named(what, self.setting.gradients, self.notation)
        found = self._snippets(format, language, lines, numbers)
        self._refuse(found.needs(named))
        return found.inline(named) if inline else found.of(named)

    def picture(
        self, name: str, format: str = "md", *, language: str | None = None, stem: str = "", assets: str = ""
    ) -> tuple[str, dict[str, str]]:
        """One picture with its caption, as a piece to be pasted, and the file it links to, if it does.

        assets: what stands before the file's name in the link. Raises DeriveError for a picture there is not.
        """
        if name not in PLACES:
            raise DeriveError(unknown("figure", name, PLACES))
        wording = self.wording(language)
        (one,) = self._pictures.of(format, [name], wording, stem, prefix(assets))
        files = self._pictures.files([name], wording, stem) if links(format) else {}
        return self._snippets(format, language).picture(one), files

    def _snippets(
        self, format: str, language: str | None, lines: str = "final", numbers: bool = False
    ) -> Snippet:
        wording = self.wording(language)
        notation = self._notation(wording.language)
        return Snippet(self.record, notation, format, lines, numbers, wording)

    def _refuse(self, steps: tuple[Step, ...]) -> None:
        """Refuses a line of these steps that is not proved; the others only where these rest on them."""
        if self._report is None and (not steps or check(replace(self.record, steps=steps)).good):
            return
        refuse(self.check())

    def _values(self) -> dict[str, Any]:
        """The numbers that a notebook checks, as nested lists."""
        names = ["L", "L_new", *("d" + name for name in self.record.parameters)]
        return {name: nested(self.setting.example.values[name]) for name in names}

    def _repr_latex_(self) -> str:
        backward = (step for step in self.record.steps if step.stage == "backward")
        lines = [formula(step, self.notation.style) for step in backward]
        return f"$\\displaystyle {self.notation.aligned([line.expression for line in lines if line])}$"

    def _repr_markdown_(self) -> str:
        return self.render("md", detail="brief")


def _numbers(value: Any, digits: int) -> str:
    """A matrix as text: rounded to so many places, or, where that would leave only zeros, as many digits.

    >>> print(_numbers([[0.5, -2e-17]], 4), _numbers([[3e-7]], 4))
    [[0.5 0. ]] [[3.e-07]]
    """
    array = asarray(value)
    large = bool(abs(array).max() >= 10.0**-digits)
    array = array.round(digits) + 0.0 if large else array  # + 0.0: a rounded -2e-17 is not -0
    return array2string(array, precision=digits, suppress_small=large)


def variable(name: str, known_names: Mapping[str, Any]) -> str:
    """The variable of a gradient's name: W1, dW1, dL/dW1 or ∂L/∂W1.

    >>> variable("dL/dW1", {"W1": None})
    'W1'
    """
    for candidate in (name, name.removeprefix("d"), name.removeprefix("dL/d"), name.removeprefix("∂L/∂")):
        if candidate in known_names:
            return candidate
    raise DeriveError(unknown("gradient", name, ["dL/d" + known_name for known_name in known_names]))
