"""The network with L layers as a user holds it: its page, its JSON, and the check of both."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from ..checks import Progress, Report, Verdict
from ..derivation import Derivation, Line, Step, dump
from ..errors import DeriveError, SpecError, unknown
from ..expression import Term, to_json
from ..layers import Activation, Linear
from ..lesson.depth import DEPTH, LAYER, Induction, induction
from ..network import Spec, made, read_line, read_spec, toml
from ..notation import Notation, Style, parse_style, style_table
from ..publish import notebook
from ..render import FORMATS, render
from .induction import conventions, prove
from .network import style_settings
from .origin import DEEP, origin_comments
from .report import refuse

SCHEMA = 1
LOSS = {"L": r"\mathcal{L}"}  # beside L, the number of layers, the loss needs another letter
DEFINITIONS = frozenset({"scaled", "numerator"})


class Depth:
    """BP1–BP4 for layer ℓ of a network with L layers of one activation, proved by induction.

    activation, loss: under PyTorch's names, as objects or as text; style, symbols: as for a Network.

    >>> print(Depth("Tanh", "MSELoss", style=["nielsen"]).statement["BP2"])
    \\delta^{\\ell} = ((w^{\\ell+1})^{T} \\delta^{\\ell+1}) \\odot \\tanh'(z^{\\ell})
    """

    def __init__(
        self,
        activation: Any = "Sigmoid",
        loss: Any = "BCELoss",
        *,
        title: str = "",
        style: Iterable[str] | Mapping[str, Any] = (),
        symbols: Mapping[str, str] | None = None,
    ) -> None:
        (layers, self.loss), problems = made([activation], loss)
        if problems:
            raise SpecError(problems, "depth L")
        self.activation = _only(layers)
        self.style: Style = parse_style(style)
        self.induction = induction(self.activation, self.loss, title, conventions(self.style))
        self.page, self.places = _page(self.induction)
        self.origin = DEEP + toml(
            {
                "": {"title": title} if title else {},
                "network": {"layers": [str(self.activation)], "loss": str(self.loss)},
                "style": style_table(self.style),
                "symbols": symbols or {},
            }
        )
        letters = {} if "L" in self.style.symbols else LOSS
        letters = {**letters, DEPTH: "L", LAYER: r"\ell", **(symbols or {})}
        self.notation = Notation.of(self.page, self.style, _occurring(letters, self.page))

    @classmethod
    def from_spec(cls, text: str, source: str = "spec", style: Sequence[str] = ()) -> "Depth":
        """The activation, loss and conventions of a spec in TOML; sizes and numbers make no difference."""
        return cls._of(read_spec(text, source), style)

    @classmethod
    def from_line(cls, net: str, loss: str, style: Sequence[str] = ()) -> "Depth":
        """The activation of one line, `Tanh` or `Linear(2, 3) Tanh Linear(3, 1)`."""
        return cls._of(read_line(net, loss), style)

    @classmethod
    def _of(cls, spec: Spec, style: Sequence[str]) -> "Depth":
        activation = _only([layer for layer in spec.layers if not isinstance(layer, Linear)])
        settings = [*style_settings(spec.style), *style]
        return cls(activation, spec.loss, title=spec.title, style=settings, symbols=spec.symbols)

    @cached_property
    def statement(self) -> dict[str, str]:
        """BP1–BP4 as TeX, by name."""
        found = self.induction.statement()
        return {name: self.notation.latex(expression) for name, expression in found.items()}

    @cached_property
    def _report(self) -> Report:
        return prove(self.induction.parts, self.induction.statement())

    def check(self, progress: Progress | None = None) -> Report:
        """Every line of the parts proved anew; BP1–BP4 by induction, from the lines that state them."""
        return self._report

    def to_json(self) -> dict[str, Any]:
        """The parts and the statement as JSON-like data, every line with its TeX, verdict and evidence."""
        verdicts = {verdict.where: verdict for verdict in self.check()}
        head: dict[str, Any] = {"generator": "derive build", "schema": SCHEMA, "depth": "L"}
        head |= {"title": self.induction.title, "activation": str(self.activation), "loss": str(self.loss)}
        if changes := self.style.changes():
            head["style"] = changes
        head["symbols"] = {**self.style.symbols, **self.notation.symbols}
        head["statement"] = [
            {
                "name": name,
                "latex": self.statement[name],
                "verdict": verdicts[name].status,
                "evidence": verdicts[name].evidence,
                "expression": to_json(expression),
            }
            for name, expression in self.induction.statement().items()
        ]
        return {**head, "parts": {name: self._part(name, verdicts) for name in self.induction.parts}}

    def _part(self, name: str, verdicts: Mapping[str, Verdict]) -> dict[str, Any]:
        part = self.induction.parts[name]
        annotations = {}
        for place, line in part.walk():
            found = verdicts[f"{name}/{place}"]
            annotations[place] = {
                "latex": self.notation.latex(line.expression),
                "verdict": found.status,
                "evidence": dict(found.evidence),
            }
        latex = {e.name: self.notation.latex(("define", e.name, e.expression)) for e in part.equations}
        return {**dump(part, annotations, latex), "values": part.data}

    def render(self, format: str = "md", **options: Any) -> str:
        """The document in a format, as for a Derivation. Raises NotProved if a line is not proved."""
        refuse(self.check())
        if format == "json":
            return json.dumps(self.to_json(), ensure_ascii=False, indent=1) + "\n"
        if format not in FORMATS:
            raise DeriveError(unknown("format", format, [*FORMATS, "json"]))
        verdicts = {verdict.where: verdict for verdict in self.check()}
        shown = [verdicts[self.places[place]] for place, _ in self.page.walk()]
        text = render(self.page, shown, format=format, notation=self.notation, **options)
        text += origin_comments(self.origin, format)
        return notebook(text, {}) if format == "ipynb" else text

    def remarks(self, language: str | None = None) -> list[str]:
        """What there is to say of the network itself, as for a Derivation: nothing."""
        return []

    def _repr_markdown_(self) -> str:
        return self.render("md", detail="brief")


def _only(layers: Iterable[Any]) -> Activation:
    """The one activation; raises DeriveError for several, or for another layer."""
    found = {str(layer): layer for layer in layers}
    if len(found) != 1 or not all(isinstance(layer, Activation) for layer in found.values()):
        raise DeriveError(f"depth L takes one activation for all layers, not {', '.join(found) or 'none'}")
    return next(iter(found.values()))


def _occurring(letters: Mapping[str, str], page: Derivation) -> dict[str, str]:
    """The letters without those of sizes that a page does not have."""
    return {name: tex for name, tex in letters.items() if name not in (DEPTH, LAYER) or name in page.sizes}


# the page: one record with the steps of all parts


def _page(found: Induction) -> tuple[Derivation, dict[str, str]]:
    """The parts as one derivation to be read, and for each of its lines the line of a part that it is."""
    base, step, bound = found.parts["base"], found.parts["step"], found.parts.get("bound")
    places: dict[str, str] = {}
    told = [
        *_taken(found, "step", "forward", places),
        *_taken(found, "base", "loss", places),
        *_definitions(found, places),
        _statement(found, places),
        *_taken(found, "base", "backward", places),
        *_taken(found, "step", "backward", places),
        *_taken(found, "path", "vanishing", places),
        *_taken(found, "bound", "vanishing", places),
    ]
    page = Derivation(
        found.title,
        (*step.inputs[:1], *base.inputs),
        (*step.parameters, *base.parameters),
        bound.sizes if bound else {DEPTH: 5, LAYER: 2},
        {name: shape for part in found.parts.values() for name, shape in part.shapes.items()},
        (*(e for e in step.equations if e.shape), *base.equations),
        tuple(told),
        {},
        1.0,
        {**base.functions, **step.functions},
        base.assumptions,
    )
    return page, places


def _taken(found: Induction, name: str, stage: str, places: dict[str, str]) -> list[Step]:
    """The steps of a stage of a part, but for definitions."""
    steps = found.parts[name].steps if name in found.parts else ()
    taken = [step for step in steps if step.stage == stage and step.rule not in DEFINITIONS]
    for step in taken:
        places.update({place: f"{name}/{place}" for place, _ in step.walk()})
    return taken


def _definitions(found: Induction, places: dict[str, str]) -> list[Step]:
    """What the parts define, each once, in one step."""
    lines: dict[Term, Line] = {}
    rule = ""
    for name, part in found.parts.items():
        for step in part.steps:
            for number, line in enumerate(step.lines if step.rule in DEFINITIONS else (), 1):
                rule = step.rule
                if line.expression not in lines:
                    lines[line.expression] = line
                    places[f"{rule}/{len(lines)}"] = f"{name}/{rule}/{number}"
    return [Step("L", rule, rule, (), tuple(lines.values()))] if lines else []


def _statement(found: Induction, places: dict[str, str]) -> Step:
    """BP1–BP4 themselves."""
    said = found.statement()
    places.update({f"induction/{number}": name for number, name in enumerate(said, 1)})
    lines = tuple(Line(expression, name, boxed=True) for name, expression in said.items())
    return Step("L", "induction", "induction", (), lines)
