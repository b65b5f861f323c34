"""The sections of a document: notation, forward, loss, backward, optimization, vanishing gradients."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from ..checks import Verdict
from ..derivation import Derivation, Line, Step
from ..expression import symbols
from ..lemmas import LEMMAS
from ..lesson.example import plain
from ..notation import formula, gradient_of
from .context import cell
from .escapes import safe
from .grouping import MOST, Group
from .prose import Prose
from .story import Story, anchor
from .symbols import Symbols
from .view import Block, Page, Record, Ref, Result, Results, Row, Section

APART = ("data", "loss_after", "comparison", "flat", "symmetry")  # not among the formulas of a short page
EXAMPLES = {"scaled": "Z", "numerator": "W"}  # whose definition stands for those of all gradients


class Document:
    """One derivation as a page, in the words and formulas of one format."""

    def __init__(
        self, derivation: Derivation, verdicts: Sequence[Verdict], prose: Prose, ledger: bool = False,
        remarks: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self.derivation, self.prose, self.remarks = derivation, prose, remarks
        self.story = Story(derivation, verdicts, prose)
        self.symbols = Symbols(derivation, self.story.context, prose)
        self.marked, self.ledger = bool(verdicts) and prose.setter.format.marks != "none", ledger

    def full(self) -> Page:
        """Everything, explained."""
        made = {
            "notation": self._notation,
            "forward": self._plain,
            "loss": self._plain,
            "backward": self._backward,
            "optimization": self._optimization,
            "vanishing": self._plain,
        }
        sections = [make(stage) for stage, make in made.items() if f"section {stage}" in self.story.refs]
        found = ["lead_results"] if "results" in self.story.refs else []
        lead = ["lead", *found] if self.symbols.counted else ["depth_lead"]
        keys = [*lead, *(["lead_checked"] if self.marked else [])]
        return self._page(keys, sections, self._records() if self.ledger else ())

    def only(self, gradient: str) -> Page:
        """One gradient alone."""
        step = next(s for s in self.derivation.steps if s.name == gradient and s.stage == "backward")
        here = (step, *step.substeps)
        self.story.refs = {one.name: Ref(anchor(one.name), "") for one in here}  # nothing else to link to
        section = Section("backward", anchor("backward"), "", safe(""), (), parts=(self.story.part(step),))
        return self._page(["only_lead"], [section])

    def brief(self, gradient: str | None = None) -> Page:
        """One line for each quantity, with its rule; or that of one gradient alone."""
        if gradient:
            steps = [step for step in self.story.staged("backward") if step.name == gradient]
            return self._page(["only_lead"], [self._told_briefly("backward", steps)])
        sections = []
        for stage in ("forward", "loss", "backward", "optimization"):
            steps = [step for step in self.story.staged(stage) if step.rule not in APART]
            if any(step.rule == "induction" for step in steps):
                steps = [step for step in steps if not step.shape and step.rule != "hypothesis"]
            if not steps:
                continue
            sections.append(self._told_briefly(stage, steps))
        return self._page(["brief_lead"], sections)

    def _told_briefly(self, stage: str, steps: Sequence[Step]) -> Section:
        return replace(self._section(stage, text=()), number="", blocks=self._one_liners(stage, steps))

    def _page(
        self, keys: Sequence[str], sections: Sequence[Section], records: tuple[Record, ...] = ()
    ) -> Page:
        variables = self._variables()
        said = (*(f"page.{key}" for key in keys), *(f"remarks.{key}" for key in self.remarks))
        text = [one for key in said for one in self.prose.paragraphs(key, **variables)]
        language = self.prose.catalogue.language
        return Page(
            self.derivation.title, language, tuple(text), tuple(sections), self.symbols.tips(), records
        )

    # sections

    def _variables(self) -> dict[str, Any]:
        first = self.derivation.parameters[0]
        shape = self.derivation.shapes[first]
        refs, gradient = self.story.refs, self.story.context.gradient(first)
        walk = [step for step in self.story.staged("backward") if step.shape]
        found: dict[str, Any] = {
            **self.story.context.always,
            "data": self.derivation.inputs[0],
            "parameter": first,
            "parameter_gradient": gradient,
            "cell": cell(first, shape),
            **self.symbols.vectors(),
            "cell_gradient": cell("d" + first, shape),  # an entry, transposed or not
            "rate": "eta",
            "rate_value": plain(self.derivation.learning_rate),
            "order": [self.story.context.gradient(step.of) for step in walk],
            "ledger": self.ledger,
            "marks": self.prose.setter.format.marks,
            "mark": safe(self.prose.setter.format.mark),
        }
        return found | ({"results": refs["results"]} if "results" in refs else {})

    def _section(self, stage: str, **fields: Any) -> Section:
        ref = self.story.refs[f"section {stage}"]
        variables = self._variables()
        fields.setdefault("text", self.prose.paragraphs(f"sections.{stage}.text", **variables))
        title = self.prose.say(f"sections.{stage}.title", **variables)
        return Section(stage, ref.anchor, ref.number, title, **fields)

    def _notation(self, stage: str) -> Section:
        notes: list[Markup] = []
        for names, number in self.symbols.equal() if self.symbols.counted else ():
            notes += self.prose.paragraphs("sections.notation.equal", letters=names, number=number)
        if self.symbols.has_single():
            notes += self.prose.paragraphs("sections.notation.ones", number=1)
        return self._section(
            stage,
            symbols=self.symbols.entries(self.story.refs.get("symmetry")),
            counted=self.symbols.counted,
            signs=self.symbols.signs(),
            notes=tuple(notes),
        )

    def _plain(self, stage: str) -> Section:
        parts = tuple(self.story.part(step) for step in self.story.staged(stage))
        return self._section(stage, parts=parts)

    def _backward(self, stage: str) -> Section:
        parts = tuple(self.story.part(step) for step in self.story.staged(stage))
        if not self.symbols.counted:  # the equations to carry home are stated at the head
            return self._section(stage, parts=parts)
        ref, variables = self.story.refs["results"], self._variables()
        results = Results(
            ref.anchor,
            ref.number,
            self.prose.say("sections.results.title", **variables),
            self.prose.paragraphs("sections.results.text", **variables),
            tuple(self._result(step) for step in self.story.staged(stage) if step.shape),
        )
        return self._section(stage, parts=parts, results=results)

    def _result(self, step: Step) -> Result:
        boxed = next(line for line in step.lines if line.boxed)
        said = formula(step, self.prose.setter.notation.style) or boxed
        first = said if said is not boxed else self._upstream_form(step) or boxed
        setter, key = self.prose.setter, self.story.key(step)
        terms = [first.expression, boxed.expression] if first is not boxed else [boxed.expression]
        rows = setter.cells(terms)
        return Result(
            rows[0].left,
            rows[0].right if first is not boxed else safe(""),
            rows[-1].right,
            self.prose.filters["dims"](self.story.variables(step)["gradient_shape"]),
            self.prose.say(f"{key}.short", **self.story.variables(step)),
            self.story.refs[step.name],
        )

    def _upstream_form(self, step: Step) -> Line | None:
        """The first line that says the whole gradient by its upstream gradient."""
        variables = self.story.variables(step)
        for line in step.lines:
            match line.expression:
                case ("eq", left, right) if left == variables["gradient"] and not line.boxed:
                    if variables.get("upstream") in symbols(right):
                        return line
        return None

    def _optimization(self, stage: str) -> Section:
        """All update rules side by side, then each parameter after the step, then the loss."""
        blocks: list[Block] = []
        steps = [step for step in self.story.staged(stage) if step.rule == "update"]
        others = [step for step in self.story.staged(stage) if step.rule != "update"]
        if steps:
            first, *others_together = self._together(stage, steps, "update")
            blocks += [replace(first, text=self._said("rule")), *others_together]
        for step in steps:
            lines = tuple((k, line) for k, line in enumerate(step.lines, 1) if line.rule != "update")
            said = self._said("numbers") if step is steps[0] else ()
            blocks.append(self.story.block(Group(lines), self.story.key(step), said, step, step.name))
        return self._section(
            stage, blocks=tuple(blocks), parts=tuple(self.story.part(step) for step in others)
        )

    def _said(self, key: str) -> tuple[Markup, ...]:
        return self.prose.paragraphs(f"sections.optimization.{key}", **self._variables())

    def _together(self, stage: str, steps: Sequence[Step], rule: str) -> list[Block]:
        """The line of one rule of each step, side by side."""
        found = []
        for start in range(0, len(steps), MOST):
            ref = self.story.numbered(f"{stage}-{rule}-{start + 1}")
            rows = [
                row
                for step in steps[start : start + MOST]
                for k, line in enumerate(step.lines, 1)
                if line.rule == rule
                for row in self.story.rows(
                    [(f"{step.name}/{k}", line)], self.story.key(step), step, ref, "beside"
                )
            ]
            groups = tuple(tuple(rows[k : k + 2]) for k in range(0, len(rows), 2))
            found.append(Block("beside", (), groups, ref.number, ref.anchor))
        return found

    def _one_liners(self, stage: str, steps: Sequence[Step]) -> tuple[Block, ...]:
        """One line of each step, its result, with the rule beside it."""
        found = []
        lines = [(step, line) for step in steps for line in self._carried(step)]
        for start in range(0, len(lines), MOST):
            ref = self.story.numbered(f"{stage}-lines-{start + 1}")
            rows = [self._one_line(step, line, ref) for step, line in lines[start : start + MOST]]
            found.append(Block("aligned", (), tuple((row,) for row in rows), ref.number, ref.anchor))
        return tuple(found)

    def _carried(self, step: Step) -> tuple[Line, ...]:
        """A gradient in the form that the style's source prints; a statement whole; one definition."""
        if step.rule == "induction":
            return step.lines
        if step.rule in EXAMPLES:
            wanted = (line for line in step.lines if _defined(line).startswith(EXAMPLES[step.rule]))
            return (next(wanted, step.lines[0]),)
        said = formula(step, self.prose.setter.notation.style) if step.stage == "backward" else None
        return (said or next((line for line in step.lines if line.boxed), step.lines[0]),)

    def _one_line(self, step: Step, line: Line, ref: Ref) -> Row:
        place = step.lines.index(line) + 1
        key = self.story.key(step)
        (row,) = self.story.rows([(f"{step.name}/{place}", line)], key, step, ref, "aligned")
        return replace(row, note=self._rule(step, line))

    def _rule(self, step: Step, line: Line) -> Markup:
        """The rule beside a line: that of its step, or where the step is by a lemma, of the line itself."""
        if step.rule == "induction":
            return self.prose.say(f"line_rules.{line.rule}")
        if step.rule in LEMMAS and line.rule != step.rule:
            return self.prose.say(f"{step.stage}.{line.rule}.rule", **self.story.variables(step))
        return self.prose.say(f"{self.story.key(step)}.rule", **self.story.variables(step))

    def _records(self) -> tuple[Record, ...]:
        return tuple(Record(Ref(ref.anchor, f"({ref.number})"), mark) for ref, mark in self.story.shown)


def _defined(line: Line) -> str:
    """The variable whose gradient a line defines under another name."""
    return gradient_of(str(line.expression[1])) if isinstance(line.expression, tuple) else ""
