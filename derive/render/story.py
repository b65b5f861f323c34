"""The document told in order: sections, steps, blocks, with every number and every word in place."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from ..checks import Verdict
from ..derivation import Derivation, Line, Step
from ..expression import Term
from .context import Context, formula_of, is_elementwise, steps
from .escapes import safe
from .evidence import mark
from .grouping import Group, groups, line_key
from .prose import Prose
from .view import Block, Fact, Mark, Part, Ref, Row

STAGES = ("notation", "forward", "loss", "backward", "optimization", "vanishing")


def anchor(name: str) -> Markup:
    """A step's name as the end of an address: `dZ2_jacobian` is `dZ2-jacobian`; safe in every format.

    >>> anchor("dZ2_jacobian")
    Markup('dZ2-jacobian')
    """
    return safe(re.sub(r"[^A-Za-z0-9]+", "-", name))


def outline(derivation: Derivation) -> dict[str, Ref]:
    """The numbers of sections and steps, by stage and by the step's name."""
    found: dict[str, Ref] = {}
    named = {step.name for step in steps(derivation)}
    present = {step.stage for step in derivation.steps} | {"notation"}
    for number, stage in enumerate((stage for stage in STAGES if stage in present), 1):
        found[f"section {stage}"] = Ref(anchor(f"{stage} section" if stage in named else stage), str(number))
        listed = [step for step in derivation.steps if step.stage == stage and step.rule != "update"]
        for place, step in enumerate(listed, 1):
            found[step.name] = Ref(anchor(step.name), f"{number}.{place}")
            for inner in step.substeps:
                found[inner.name] = Ref(anchor(inner.name), f"{number}.{place}")
        if stage == "backward":
            found["results"] = Ref(anchor("results"), f"{number}.{len(listed) + 1}")
    return found


def _unnumbered(derivation: Derivation) -> dict[str, Ref]:
    """The update of a parameter has no heading of its own."""
    return {step.name: Ref(anchor(step.name), "") for step in derivation.steps if step.rule == "update"}


class Story:
    """Steps become parts; what was explained once is not explained again in full."""

    def __init__(
        self, derivation: Derivation, verdicts: Sequence[Verdict], prose: Prose, brief: bool = False
    ) -> None:
        self.derivation, self.prose = derivation, prose
        self.context = Context(derivation, prose.catalogue)
        self.refs = _unnumbered(derivation) | outline(derivation)
        self.blocks: dict[str, Ref] = {}
        self._seen: dict[str, Ref] = {}
        self._wide: dict[str, bool] = {}  # whether the first step of a kind sums over two indices
        self._count = 0
        self._boxed: set[str] = set()
        places = [place for place, _ in derivation.walk()]
        self.verdicts: dict[str, Verdict] = dict(zip(places, verdicts, strict=bool(verdicts)))
        self.shown: list[tuple[Ref, Mark]] = []
        self.brief = brief

    # words

    def key(self, step: Step, parent: Step | None = None) -> str:
        """Where a step's words are: below its stage, by its rule."""
        rule = step.rule
        elementwise = parent is None and is_elementwise(formula_of(self.derivation, step.of))
        if step.stage == "forward" and elementwise and self.prose.catalogue.table(f"forward.{rule}") is None:
            rule = "elementwise"
        if step.stage == "backward" and rule.startswith("matmul_"):
            rule = "matmul_weights" if step.of in self.derivation.parameters else "matmul_input"
        if parent is not None and rule == parent.rule:
            rule = f"lemma.{rule}"
        return f"{step.stage}.{rule}"

    def variables(self, step: Step, parent: Step | None = None) -> dict[str, Any]:
        """What a step's words can talk about."""
        found = self.context.of_step(step, parent)
        out = str(found.get("out", ""))
        for name, ref in (
            ("source", self.refs.get("d" + out)),
            ("forward", self.refs.get(out)),
            ("forward_entry", self.blocks.get(f"{out} entry")),
            ("slope_step", self._slope_step(found)),
            ("vanishing", self.refs.get("section vanishing")),
            ("results", self.refs.get("results")),
            ("formula", self._defined(step, parent) if parent else None),
            ("between", next((ref for key, ref in self.blocks.items() if key.endswith(" range")), None)),
        ):
            if ref is not None:
                found[name] = ref
        return found

    def _slope_step(self, variables: Mapping[str, Any]) -> Ref | None:
        """Where the slope of the function that leads on was found; softmax has a step of its own."""
        slope = variables.get("slope")
        if slope:
            return self.refs.get(str(slope[1]).rstrip("'"))
        return self.refs.get(f"{variables.get('out')}_slope")

    def _defined(self, step: Step, parent: Step) -> Ref | None:
        """The equation that says what the function of a step is."""
        explained = self.blocks.get(f"{parent.name} with_{step.of}")
        return explained or self.blocks.get(f"{parent.name} function")

    # steps

    def part(self, step: Step, parent: Step | None = None) -> Part:
        """One step, its substeps inside."""
        key = self.key(step, parent)
        variables = self.variables(step, parent)
        kind = self._kind(step, key, variables, parent)
        first = self._seen.get(kind)
        self._seen.setdefault(kind, self.refs[step.name])
        if first is not None:
            variables["first"] = first
        wide = bool(variables.get("wide"))
        variables["wider"] = wide and not self._wide.setdefault(kind, wide)
        variables["after_lemma"] = any(k.startswith("lemma") for k in self._seen)
        if step.rule in self._lemmas():
            self._seen.setdefault(f"lemma {step.rule}", self.refs[step.name])
        say = self.prose.paragraphs
        return Part(
            name=step.name,
            anchor=self.refs[step.name].anchor,
            number="" if parent else self.refs[step.name].number,
            title=self.prose.say(f"{key}.title", **variables),
            text=say(f"{key}.text" if first is None else f"{key}.again", **variables),
            facts=self._facts(step, variables) if parent is None else (),
            blocks=tuple(
                self._block(step, group, key, variables, self._path(step, parent))
                for group in groups(step, key, self.prose.catalogue, first is not None)
            ),
            parts=tuple(self.part(inner, step) for inner in step.substeps),
            conditions=self._conditions(step) if parent else safe(""),
            folded=parent is not None and first is not None,
        )

    def _kind(self, step: Step, key: str, variables: Mapping[str, Any], parent: Step | None) -> str:
        """What makes two steps so alike that the second need not be explained in full."""
        if step.rule == "function":
            return f"function {step.of}"
        role = variables.get("role", "") if parent else ""
        return f"{self.prose.catalogue.family(key)} {role}"

    def _lemmas(self) -> Mapping[str, Any]:
        return self.prose.catalogue.table("backward.lemma") or {}

    def _conditions(self, step: Step) -> Markup:
        if not step.assumptions:
            return safe("")
        return self.prose.say("page.assumptions", conditions=step.assumptions)

    def _facts(self, step: Step, variables: Mapping[str, Any]) -> tuple[Fact, ...]:
        """For a gradient: what is wanted, what is known already, which equation is used."""
        if step.stage != "backward":
            return ()
        say = self.prose.say
        beyond = variables.get("out") not in (None, self.context.loss)
        known = "page.known_text" if beyond else "page.known_text_first"
        if not step.shape:
            return ()
        found = [
            Fact(say("page.wanted"), say("page.wanted_text", **variables)),
            Fact(say("page.known"), say(known, **variables)),
        ]
        formula = formula_of(self.derivation, str(variables.get("out", "")))
        if formula is not None and formula.shape:
            equation = ("define", formula.name, formula.expression)
            found.append(Fact(say("page.used"), self.prose.setter.inline(equation)))
        if step.assumptions:
            found.append(Fact(say("page.condition"), self.prose.filters["listing"](step.assumptions)))
        return tuple(found)

    @staticmethod
    def _path(step: Step, parent: Step | None) -> str:
        return f"{parent.name}/{step.name}" if parent else step.name

    # blocks

    def _block(self, step: Step, group: Group, key: str, variables: Mapping[str, Any], path: str) -> Block:
        before, after = (
            self.prose.paragraphs(k, **variables) if k else () for k in (group.words, group.after)
        )
        return replace(self.block(group, key, before, step, path), after=after)

    def block(self, group: Group, key: str, text: tuple[Markup, ...], step: Step, path: str) -> Block:
        """A numbered block; each of its lines knows its number from now on."""
        kind = group.kind
        ref = self.numbered(f"{step.name}-{group.lines[0][0]}")
        for _, line in group.lines:
            self.blocks.setdefault(f"{step.name} {line.rule}", Ref(ref.anchor, f"({ref.number})"))
        rows = self.rows(
            [(f"{path}/{k}", line) for k, line in group.lines], key, step, ref, kind, group.noted
        )
        per = 3 if kind == "beside" and group.lines[0][1].rule == "data" else 2
        sets = (
            [rows[k : k + per] for k in range(0, len(rows), per)]
            if kind == "beside"
            else [(row,) for row in rows]
        )
        label = ref.anchor
        if kind == "boxed" and step.name not in self._boxed:
            self._boxed.add(step.name)
            label = anchor(step.name)
        return Block(kind, text, tuple(sets), ref.number, ref.anchor, label=label)

    def numbered(self, name: str) -> Ref:
        """The next number."""
        self._count += 1
        return Ref(anchor(name), str(self._count))

    def rows(
        self,
        lines: Sequence[tuple[str, Line]],
        key: str,
        step: Step,
        ref: Ref,
        kind: str,
        noted: bool = False,
    ) -> tuple[Row, ...]:
        """Lines as rows with their notes and marks."""
        terms: list[Term] = [line.expression for _, line in lines]
        setter = self.prose.setter
        formulas = [setter.rows([term])[0] for term in terms] if kind == "beside" else setter.rows(terms)
        found = []
        for (where, line), formula in zip(lines, formulas, strict=True):
            made = self._mark(where, line, key, step)
            if made is not None:
                self.shown.append((ref, made))
            found.append(Row(*formula, self._note(line, key, step) if noted else safe(""), made))
        return tuple(found)

    def _note(self, line: Line, key: str, step: Step) -> Markup:
        where = f"{line_key(key, step, line, self.prose.catalogue)}_note"
        return self.prose.say(where) if self.prose.catalogue.find(where) else safe("")

    def _mark(self, where: str, line: Line, key: str, step: Step) -> Mark | None:
        verdict = self.verdicts.get(where)
        if verdict is None:
            return None
        by_lemma = step.rule in self._lemmas() and self.key(step) == key and line.rule != step.rule
        conditions = () if by_lemma else step.assumptions
        return mark(verdict, self._rule(line, key, step), conditions, self.prose)

    def _rule(self, line: Line, key: str, step: Step) -> str:
        """Where the name of a line's rule is: its step's own, one of a line, or that of another step."""
        general = f"line_rules.{line.rule}"
        if line.rule == step.rule:
            return f"{key}.rule"
        return general if self.prose.catalogue.find(general) is not None else f"{step.stage}.{line.rule}.rule"

    # the whole

    def staged(self, stage: str) -> list[Step]:
        """The steps of a stage."""
        return [step for step in self.derivation.steps if step.stage == stage]

    def all_steps(self) -> list[Step]:
        """Every step and substep."""
        return [*steps(self.derivation)]
