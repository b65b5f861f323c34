"""What a Python user holds: a Network, its Derivation, and the Report of its checks."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from . import code, derivation, network
from .algebra import Matrix, term
from .backward import known
from .checks import Report, check
from .errors import DeriveError, NotProved, SpecError, unknown
from .evaluation import nested
from .layers import LAYERS, LOSSES
from .lemmas import LEMMAS
from .lesson import Setting, lesson
from .notation import Notation, Style
from .primitives import PRIMITIVES
from .render import FORMATS, render, rules

DIGITS = 12  # significant digits of the numbers in the JSON, the same on every machine


@dataclass(frozen=True)
class Gradient:
    """One gradient of a derivation, dL/d`of`."""

    of: str
    value: Matrix
    shape: tuple[str | int, ...]
    number: Any
    latex: str

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex}$"


class Derivation:
    """A network's derivation: indexable by variable, checkable, numbers and documents on demand."""

    def __init__(self, model: network.Model, digits: int = 4, style: Style | None = None) -> None:
        self.model = model
        self.record, self.setting = lesson(model, digits)
        self.notation = Notation(style or Style(), shapes=self.record.shapes, sizes=self.record.sizes)

    @cached_property
    def _known(self) -> Mapping[str, Matrix]:
        return known(self.setting.gradients, self.model.graph.shapes)

    def __iter__(self) -> Iterator[str]:
        return iter(self.setting.gradients)

    def __getitem__(self, name: str) -> Gradient:
        """The gradient by a variable: "W1", "dW1" and "dL/dW1" are the same."""
        of = variable(name, self.setting.gradients)
        latex = self.notation.latex(("eq", "d" + of, term(self._known[of])))
        number = nested(self.setting.example.values["d" + of])
        return Gradient(of, self._known[of], self.record.shapes[of], number, latex)

    @cached_property
    def _report(self) -> Report:
        return check(self.record)

    def check(self) -> Report:
        """Every line proved anew, and every gradient against the forward equations."""
        return self._report

    def evaluate(self) -> dict[str, Any]:
        """The example's numbers: forward values, loss, gradients, one update and the loss after it."""
        return numbers(self.setting)

    def code(self, inputs: bool = False) -> str:
        """A NumPy module that computes the loss and the gradients."""
        return code.module(self.model, self.setting.gradients, inputs=inputs)

    def to_json(self) -> dict[str, Any]:
        """Everything as JSON-like data; every line with its TeX, verdict and evidence."""
        annotations = {
            place: {
                "latex": self.notation.latex(line.expression),
                "verdict": v.status,
                "evidence": dict(v.evidence),
            }
            for (place, line), v in zip(self.record.walk(), self.check(), strict=True)
        }
        latex = {e.name: self.notation.latex(("define", e.name, e.expression)) for e in self.record.equations}
        data = derivation.dump(self.record, annotations, latex)
        head = {key: data.pop(key) for key in ("schema", "title", "inputs", "parameters")}
        return {"generator": "derive build", **head, **_rounded(numbers(self.setting), self.record), **data}

    def render(self, format: str = "md", **options: Any) -> str:
        """The document in a format: tex, md, html or json; options as in `derive build`.

        Raises NotProved if a line is not proved.
        """
        refuse(self.check())
        if format == "json":
            return json.dumps(self.to_json(), ensure_ascii=False, indent=1) + "\n"
        if format not in FORMATS:
            raise DeriveError(unknown("format", format, [*FORMATS, "json"]))
        if options.get("only"):
            options["only"] = variable(options["only"], self.setting.gradients)
        return render(self.record, self.check(), format=format, notation=self.notation, **options)

    def _repr_latex_(self) -> str:
        rows = [("eq", "d" + name, term(self.setting.gradients[name].value)) for name in self]
        return "$\\displaystyle " + self.notation.aligned(rows) + "$"

    def _repr_markdown_(self) -> str:
        return self.render("md", detail="brief")


class Network:
    """Layers and a loss under PyTorch's names, with an example.

    layers: `[Linear(2, 3), Sigmoid(), …]` or their text; N: samples; data X, Y and parameters W1, b1, …:
    nested lists, samples in rows, W as in Z = X W + b; what is not given gets small deterministic numbers.

    >>> import derive
    >>> net = derive.Network([derive.Linear(2, 3), derive.Sigmoid()], loss=derive.BCELoss())
    >>> net.derive()["W1"].value
    1/(N*n1)*(X.T*(A1 - Y))

    Raises SpecError with every problem found.
    """

    def __init__(
        self,
        layers: Sequence[Any],
        loss: Any,
        *,
        N: int | None = None,
        X: Any = None,
        Y: Any = None,
        parameters: Mapping[str, Any] | None = None,
        learning_rate: float = 1.0,
        title: str = "",
    ) -> None:
        data = {name: value for name, value in (("X", X), ("Y", Y)) if value is not None}
        made, problems = network.made(layers, loss)
        if problems:
            raise SpecError(problems, "network")
        spec = network.Spec(*made, title, N, learning_rate, data, dict(parameters or {}))
        self.model = network.build(spec, "network")

    @classmethod
    def from_spec(cls, text: str, source: str = "spec") -> "Network":
        """The network of a spec in TOML; see `derive init` for one with comments."""
        made = cls.__new__(cls)
        made.model = network.build(network.read_spec(text, source), source)
        return made

    @classmethod
    def seed(cls) -> "Network":
        """The two-layer sigmoid network with binary cross-entropy, the network without a spec."""
        return cls.from_spec(network.SEED, "the seed network")

    def derive(self, digits: int = 4, style: Style | None = None) -> Derivation:
        """The derivation of every gradient, decimals shown with so many digits."""
        return Derivation(self.model, digits, style)


def variable(name: str, known_names: Mapping[str, Any]) -> str:
    """The variable of a gradient's name: W1, dW1, dL/dW1 or ∂L/∂W1.

    >>> variable("dL/dW1", {"W1": None})
    'W1'
    """
    for candidate in (name, name.removeprefix("d"), name.removeprefix("dL/d"), name.removeprefix("∂L/∂")):
        if candidate in known_names:
            return candidate
    raise DeriveError(unknown("gradient", name, ["dL/d" + known_name for known_name in known_names]))


def numbers(setting: Setting) -> dict[str, Any]:
    """Values, loss, gradients, update and the loss after it, as nested lists."""
    found = setting.example.values
    graph = setting.model.graph
    return {
        "values": {
            name: nested(value) for name, value in found.items() if name in graph.shapes and name != "L"
        },
        "loss": nested(found["L"]),
        "gradients": {name: nested(found["d" + name]) for name in setting.gradients},
        "update": {name: nested(found[name + "_new"]) for name in graph.parameters},
        "loss_after": nested(found["L_new"]),
    }


def _rounded(data: dict[str, Any], record: derivation.Derivation) -> dict[str, Any]:
    """Numbers to 12 digits; what was given stays as it was given."""
    rounded: dict[str, Any] = _round(data)
    rounded["values"].update(record.data)
    return rounded


def _round(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}")
    if isinstance(value, dict):
        return {key: _round(inner) for key, inner in value.items()}
    return [_round(inner) for inner in value] if isinstance(value, list) else value


def check_derivation(text: str) -> Report:
    """Every line of a written derivation (`derive build --format json`) proved anew, from the text alone.

    Raises ExpressionError if the text is not a derivation.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DeriveError(f"not JSON: {error}") from None
    return check(derivation.load(data))


def summary(report: Report) -> str:
    """A report in one line: how many lines are what, how many gradients agree with the forward equations."""
    counts = Counter(verdict.status for verdict in report)
    lines = ", ".join(f"{count} {status}" for status, count in counts.items())
    whole = sum(verdict.good for verdict in report.gradients)
    gradients = f"{whole} of {len(report.gradients)} gradients agree with the forward pass"
    return f"{len(report)} lines: {lines}; {gradients}"


def refuse(report: Report) -> None:
    """Raises NotProved, naming the lines, if a line or a gradient does not hold."""
    lines = [
        f"{v.where}: {v.status}: {v.what}" + (f": {v.detail}" if v.detail else "") for v in report.failures
    ]
    if lines:
        raise NotProved("\n".join(["not every line is proved, so nothing is written", *lines]))


def vocabulary() -> dict[str, dict[str, str]]:
    """What there is: layers, losses, primitives, rules, lemmas, formats, each name with a few words."""
    primitives = {p.name: p.takes for p in PRIMITIVES.values()}
    return {
        "layers": {name: _first_line(layer) for name, layer in LAYERS.items()},
        "losses": {name: _first_line(loss) for name, loss in LOSSES.items()},
        "primitives": primitives,
        "rules": rules(),
        "lemmas": {lemma.name: " then ".join(lemma.over) for lemma in LEMMAS.values()},
        "formats": dict.fromkeys([*FORMATS, "json"], ""),
    }


def _first_line(thing: Any) -> str:
    return (thing.__doc__ or "").strip().splitlines()[0]


__all__ = [
    "Derivation",
    "Gradient",
    "Network",
    "Report",
    "check_derivation",
    "refuse",
    "summary",
    "variable",
    "vocabulary",
]
