"""One gradient, the forward pass, the notation or the numbers, without a page around it, in any format."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ..derivation import Derivation, Line, Step
from ..errors import DeriveError, unknown
from ..notation import Notation
from ..render.context import Context
from ..render.escapes import safe
from ..render.filling import fill
from ..render.pictures import Picture, caption_prose, captioned
from ..render.prose import Prose
from ..render.symbols import Symbols
from ..render.view import Block, Row, Section
from ..render.wording import Wording
from ..render.writing import writer
from .notebook import notebook

WHOLE = ("forward", "notation", "numbers")  # what can be asked for beside a gradient
LINES = ("final", "all")
NUMBERS = frozenset({"data", "numbers"})
MOST = 12  # lines in one display
STAGES = ("forward", "loss", "backward")
DEFINITIONS = frozenset({"scaled", "numerator"})  # steps that say what a style's letters are


@dataclass(frozen=True)
class Snippet:
    """Pieces of one derivation in one format, `lines` of each step: final, its result, or all."""

    derivation: Derivation
    notation: Notation
    format: str = "md"
    lines: str = "final"
    numbers: bool = False
    language: str | Wording = "en"

    def of(self, what: str) -> str:
        """The piece as the format writes it; `what` is a variable, or one of WHOLE."""
        if self.lines not in LINES:
            raise DeriveError(unknown("lines", self.lines, LINES))
        if self.format == "json":
            return self._json(what)
        if self.format == "pdf":
            raise DeriveError("a snippet is text, not pdf; as LaTeX it is tex or fragment")
        prose = self._prose
        blocks: list[Block] = []
        symbols = Symbols(self.derivation, Context(self.derivation, prose.catalogue), prose)
        for kind, lines in [] if what == "notation" else self._groups(what):
            blocks += self._blocks(kind, lines)
        listed = symbols.entries() if what == "notation" else ()
        section = Section(what, safe(what), "", safe(""), (), tuple(blocks), symbols=listed)
        text = re.sub(r"\n{3,}", "\n\n", fill(prose, "snippet", section=section, stem="").strip("\n")) + "\n"
        return notebook(text, {}) if self.format == "ipynb" else text

    def picture(self, one: Picture) -> str:
        """A picture with its caption."""
        prose = self._prose
        captions = caption_prose(prose.setter.format, self.notation, Wording.of(self.language))
        figure = captioned(one, captions)
        return fill(prose, "picture", one=figure, stem="").strip("\n") + "\n"

    def needs(self, what: str) -> tuple[Step, ...]:
        """The steps whose lines a piece shows, with what defines their letters."""
        steps = self.derivation.steps
        defining = tuple(step for step in steps if step.rule in DEFINITIONS)
        if what == "notation":
            return ()
        if what in WHOLE:
            return tuple(replace(step, substeps=()) for step in steps if step.stage in STAGES)
        return (*defining, replace(self._step(what), substeps=()))

    def inline(self, what: str) -> str:
        """The result of a gradient, to stand in a line of text."""
        if what in WHOLE:
            raise DeriveError(f"{what} takes more than one line; put the marks on lines of their own")
        prose = self._prose
        return str(prose.setter.inline(_boxed(self._step(what)).expression))

    @cached_property
    def _prose(self) -> Prose:
        return writer(self.format, self.notation, self.language)

    def _step(self, of: str) -> Step:
        return next(s for s in self.derivation.steps if s.stage == "backward" and s.of == of)

    def _groups(self, what: str) -> list[tuple[str, list[Line]]]:
        """The lines that were asked for, those of each display, and how it is set."""
        steps = self.derivation.steps
        if what == "forward":
            forward = [step for step in steps if step.stage in ("forward", "loss") and step.rule != "data"]
            chosen = [_result(step) for step in forward if step.of in self._names()]
            numbers = [line for step in forward for line in step.lines if line.rule == "numbers"]
            return [("aligned", chosen), *([("beside", numbers)] if self.numbers else [])]
        if what == "numbers":
            stages = (("forward", "loss"), ("backward",))
            staged = [[line for s in steps if s.stage in some for line in s.lines] for some in stages]
            return [("beside", [line for line in lines if line.rule in NUMBERS]) for lines in staged]
        step = self._step(what)
        numbers = [line for line in step.lines if line.rule in NUMBERS] if self.numbers else []
        if self.lines == "final":
            return [("boxed", [_boxed(step)]), ("aligned", numbers)]
        box = step.lines.index(_boxed(step))
        shapes = [line for line in step.lines[box + 1 :] if line.rule not in NUMBERS]
        return [
            ("aligned", list(step.lines[:box])),
            ("boxed", [step.lines[box]]),
            ("aligned", shapes),
            ("aligned", numbers),
        ]

    def _names(self) -> frozenset[str]:
        return frozenset(formula.name for formula in self.derivation.equations)

    def _blocks(self, kind: str, lines: Sequence[Line]) -> list[Block]:
        setter = self._prose.setter
        found = []
        for start in range(0, len(lines), MOST):
            terms = [line.expression for line in lines[start : start + MOST]]
            formulas = [setter.rows([t])[0] for t in terms] if kind == "beside" else setter.rows(terms)
            rows = [Row(*formula, safe(""), None) for formula in formulas]
            per = 2 if kind == "beside" else 1
            groups = tuple(tuple(rows[k : k + per]) for k in range(0, len(rows), per))
            found.append(Block("single" if kind == "aligned" and len(rows) == 1 else kind, (), groups))
        return found

    def _json(self, what: str) -> str:
        if what == "notation":
            data: object = {name: self.notation.latex(name) for name in self.derivation.shapes}
            return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
        lines = [line for _, group in self._groups(what) for line in group]
        data = [
            {
                "rule": line.rule,
                "latex": self.notation.latex(line.expression),
                "plain": self.notation.plain(line.expression),
            }
            for line in lines
        ]
        return json.dumps({"of": what, "lines": data}, ensure_ascii=False, indent=1) + "\n"


def _boxed(step: Step) -> Line:
    return next(line for line in step.lines if line.boxed)


def _result(step: Step) -> Line:
    """What a forward step defines."""
    return next((line for line in step.lines if line.boxed), step.lines[0])
