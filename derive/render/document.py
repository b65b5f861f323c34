"""The sections of a document: notation, forward, loss, backward, optimization, vanishing gradients."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from ..checks import Verdict
from ..derivation import Derivation, Line, Step
from ..expression import Term
from ..lesson.example import plain
from .context import cell
from .escapes import safe
from .grouping import Group
from .prose import Prose
from .story import Story, anchor
from .symbols import Symbols
from .view import Block, Page, Record, Ref, Result, Results, Section

REPEATED = frozenset({"shapes", "shape_rule", "numbers", "chain", "local", "collapse", "simplify", "loss_entry"})


class Document:
    """One derivation as a page, in the words and formulas of one format."""

    def __init__(self, derivation: Derivation, verdicts: Sequence[Verdict], prose: Prose) -> None:
        self.derivation, self.prose = derivation, prose
        self.story = Story(derivation, verdicts, prose)
        self.symbols = Symbols(derivation, self.story.context, prose)
        self.marked = bool(verdicts)

    def full(self, ledger: bool = False) -> Page:
        """Everything, explained."""
        made = {"notation": self._notation, "forward": self._plain, "loss": self._plain, "backward": self._backward,
                "optimization": self._optimization, "vanishing": self._plain}  # fmt: skip
        sections = [make(stage) for stage, make in made.items() if f"section {stage}" in self.story.refs]
        records = self._records() if ledger else ()
        return Page(self.derivation.title, self.prose.catalogue.language, self._lead("page.lead"), tuple(sections),
                    self.symbols.tips(), records, self.marked)  # fmt: skip

    def only(self, gradient: str) -> Page:
        """One gradient alone."""
        step = next(step for step in self.derivation.steps if step.name == gradient and step.stage == "backward")
        section = Section("backward", safe("backward"), "", safe(""), (), parts=(self.story.part(step),))
        lead = self.prose.paragraphs("page.only_lead", **self._variables())
        return Page(self.derivation.title, self.prose.catalogue.language, lead, (section,), self.symbols.tips(), (),
                    self.marked)  # fmt: skip

    def brief(self) -> Page:
        """One line for each quantity, with its rule."""
        sections = []
        for stage in ("forward", "loss", "backward", "optimization"):
            blocks = [self._one_line(step) for step in self.story.staged(stage) if step.rule != "data"]
            sections.append(self._section(stage, text=(), blocks=tuple(blocks)))
        lead = self.prose.paragraphs("page.brief_lead", **self._variables())
        return Page(self.derivation.title, self.prose.catalogue.language, lead, tuple(sections), self.symbols.tips(),
                    (), self.marked)  # fmt: skip

    # sections

    def _variables(self) -> dict[str, Any]:
        first = self.derivation.parameters[0]
        shape = self.derivation.shapes[first]
        refs = self.story.refs
        found: dict[str, Any] = {
            **self.story.context.always,
            "data": self.derivation.inputs[0],
            "parameter": first,
            "parameter_gradient": "d" + first,
            "cell": cell(first, shape),
            "cell_gradient": cell("d" + first, shape),
            "rate": "eta",
            "rate_value": plain(self.derivation.learning_rate),
            "count": len(self.story.staged("backward")),
            "marks": self.prose.setter.format.marks,
            "mark": safe(self.prose.setter.format.mark),
        }
        return found | ({"results": refs["results"]} if "results" in refs else {})

    def _lead(self, key: str) -> tuple[Markup, ...]:
        keys = [key, "page.lead_results", *(["page.lead_checked"] if self.marked else [])]
        return tuple(text for each in keys for text in self.prose.paragraphs(each, **self._variables()))

    def _section(self, stage: str, **fields: Any) -> Section:
        ref = self.story.refs[f"section {stage}"]
        variables = self._variables()
        fields.setdefault("text", self.prose.paragraphs(f"sections.{stage}.text", **variables))
        title = self.prose.say(f"sections.{stage}.title", **variables)
        return Section(stage, ref.anchor, ref.number, title, **fields)

    def _notation(self, stage: str) -> Section:
        notes: list[Markup] = []
        for names, number in self.symbols.equal():
            key = "equal_two" if len(names) == 2 else "equal"
            notes += self.prose.paragraphs(f"sections.notation.{key}", letters=names, number=number)
        if self.symbols.has_single():
            notes += self.prose.paragraphs("sections.notation.ones", number=1)
        return self._section(stage, symbols=self.symbols.entries(), signs=self.symbols.signs(), notes=tuple(notes))

    def _plain(self, stage: str) -> Section:
        parts = tuple(self.story.part(step) for step in self.story.staged(stage))
        return self._section(stage, parts=parts)

    def _backward(self, stage: str) -> Section:
        parts = tuple(self.story.part(step) for step in self.story.staged(stage))
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
        whole = [line for line in step.lines if _left(line) == step.name and line.rule not in REPEATED]
        boxed = next(line for line in step.lines if line.boxed)
        first = whole[0] if whole else boxed
        setter, key = self.prose.setter, self.story.key(step)
        rows = setter.rows([first.expression, boxed.expression])
        return Result(
            rows[0].left,
            rows[0].right if first is not boxed else safe(""),
            rows[1].right,
            self.prose.filters["dims"](step.shape),
            self.prose.say(f"{key}.short", **self.story.variables(step)),
            self.story.refs[step.name],
        )

    def _optimization(self, stage: str) -> Section:
        """All update rules side by side, then each parameter after the step, then the loss."""
        blocks: list[Block] = []
        steps = [step for step in self.story.staged(stage) if step.rule == "update"]
        others = [step for step in self.story.staged(stage) if step.rule != "update"]
        if steps:
            blocks.append(self._together(stage, steps, "update"))
        for step in steps:
            lines = tuple((k, line) for k, line in enumerate(step.lines, 1) if line.rule != "update")
            blocks.append(self.story.block(Group(lines), self.story.key(step), (), step, step.name))
        return self._section(stage, blocks=tuple(blocks), parts=tuple(self.story.part(step) for step in others))

    def _together(self, stage: str, steps: Sequence[Step], rule: str) -> Block:
        """The line of one rule of each step, side by side."""
        picked = [(step, k, line) for step in steps for k, line in enumerate(step.lines, 1) if line.rule == rule]
        ref = self.story.numbered(f"{stage}-{rule}")
        rows = [
            row
            for step, k, line in picked
            for row in self.story.rows([(f"{step.name}/{k}", line)], self.story.key(step), ref, False, "beside")
        ]
        return Block("beside", (), tuple(tuple(rows[k : k + 2]) for k in range(0, len(rows), 2)), ref.number, ref.anchor)

    def _one_line(self, step: Step) -> Block:
        boxed = [(k, line) for k, line in enumerate(step.lines, 1) if line.boxed]
        picked = boxed[0] if boxed else (1, step.lines[0])
        key = self.story.key(step)
        rule = self.prose.say(f"{key}.rule", **self.story.variables(step))
        block = self.story.block(Group((picked,)), key, (rule,), step, step.name)
        return Block("single", block.text, block.groups, block.number, anchor(step.name))

    def _records(self) -> tuple[Record, ...]:
        text = self.prose.setter.format.text
        return tuple(Record(Ref(ref.anchor, f"({ref.number})"), safe(text(where)), mark) for where, ref, mark in self.story.shown)


def _left(line: Line) -> Term:
    return line.expression[1] if isinstance(line.expression, tuple) else ""
