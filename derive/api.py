"""What a Python user holds: a Network, its Derivation, and the Report of its checks."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from . import code, derivation, network
from .algebra import Matrix, term
from .backward import known
from .checks import check, directional
from .checks.verdict import Verdict
from .errors import DeriveError, NotProved, SpecError, unknown
from .evaluation import nested
from .expression import Term
from .lesson import Setting, lesson
from .notation import Notation, Style
from .render import FORMATS, render

DIGITS = 12  # significant digits of the numbers in the JSON, the same on every machine
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Report:
    """The verdicts of a derivation: one per displayed line, one per gradient for the whole of it."""

    verdicts: tuple[Verdict, ...]
    gradients: tuple[Verdict, ...]

    def __iter__(self) -> Iterator[Verdict]:
        yield from self.verdicts
        yield from self.gradients

    def __len__(self) -> int:
        return len(self.verdicts) + len(self.gradients)

    @property
    def failed(self) -> tuple[Verdict, ...]:
        """Every verdict that is neither proved nor a definition or a statement."""
        return tuple(v for v in self if v.status not in ("proved", "definition", "statement"))

    @property
    def ok(self) -> bool:
        """Whether every line holds."""
        return not self.failed

    def raise_if_failed(self) -> None:
        """Raises NotProved, naming the lines."""
        if self.failed:
            lines = [f"{v.where}: {v.status}: {v.what}" + (f": {v.detail}" if v.detail else "") for v in self.failed]
            raise NotProved("not proved, so nothing is written:\n" + "\n".join(lines))

    def __str__(self) -> str:
        counts: dict[str, int] = {}
        for verdict in self.verdicts:
            counts[verdict.status] = counts.get(verdict.status, 0) + 1
        lines = ", ".join(f"{count} {status}" for status, count in counts.items())
        whole = sum(v.status == "proved" for v in self.gradients)
        return f"{len(self.verdicts)} lines: {lines}; {whole} of {len(self.gradients)} gradients agree with the forward pass"


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
        return Report(tuple(check(self.record)), tuple(directional(self.record)))

    def check(self) -> Report:
        """Every line proved anew, and every gradient against the forward equations."""
        return self._report

    def evaluate(self) -> dict[str, Any]:
        """The example's numbers: forward values, the loss, the gradients, one update and the loss after it."""
        return numbers(self.setting)

    def code(self, inputs: bool = False) -> str:
        """A NumPy module that computes the loss and the gradients."""
        return code.module(self.model, self.setting.gradients, inputs=inputs)

    def to_json(self) -> dict[str, Any]:
        """Everything as JSON-like data; every line with its TeX, verdict and evidence."""
        annotations = {
            place: {"latex": self.notation.latex(line.expression), "verdict": v.status, "evidence": dict(v.evidence)}
            for (place, line), v in zip(self.record.walk(), self.check().verdicts, strict=True)
        }
        latex = {e.name: self.notation.latex(("define", e.name, e.expression)) for e in self.record.equations}
        data = derivation.dump(self.record, annotations, latex)
        head = {key: data.pop(key) for key in ("schema", "title", "inputs", "parameters")}
        return {**head, **_rounded(numbers(self.setting), self.record), **data}

    def render(self, format: str = "md", **options: Any) -> str:  # noqa: A002
        """The document in a format: tex, md, html or json; options as in `derive build`.

        Raises NotProved if a line is not proved.
        """
        self.check().raise_if_failed()
        if format == "json":
            return json.dumps(self.to_json(), ensure_ascii=False, indent=1) + "\n"
        if format not in FORMATS:
            raise DeriveError(unknown("format", format, [*FORMATS, "json"]))
        if options.get("only"):
            options["only"] = variable(options["only"], self.setting.gradients)
        return render(self.record, self.check().verdicts, format=format, notation=self.notation, **options)

    def _repr_latex_(self) -> str:
        rows = [("eq", "d" + name, term(self.setting.gradients[name].value)) for name in self]
        return "$\\displaystyle " + self.notation.aligned(rows) + "$"

    def _repr_markdown_(self) -> str:
        return self.render("md", detail="brief")


class Network:
    """Layers and a loss under PyTorch's names, with an example.

    layers: `[Linear(2, 3), Sigmoid(), …]` or their text; N: samples; data X, Y and parameters W1, b1, …: nested
    lists, samples in rows, W as in Z = X W + b; what is not given gets small deterministic numbers.

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
        """The two-layer sigmoid network with binary cross-entropy that `derive build` takes without a spec."""
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
        "values": {name: nested(value) for name, value in found.items() if name in graph.shapes and name != "L"},
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
    record = derivation.load(data)
    return Report(tuple(check(record)), tuple(directional(record)))


def read_text(path: Path) -> str:
    """A file's text; raises DeriveError for one that is missing, unreadable or not UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise DeriveError(f"no file {path}") from None
    except UnicodeDecodeError as error:
        raise DeriveError(f"{path} is not UTF-8: byte {error.start} is {error.object[error.start]:#04x}") from None
    except OSError as error:
        raise DeriveError(f"cannot read {path}: {error.strerror}") from None


__all__ = ["Derivation", "Gradient", "Network", "Report", "Term", "check_derivation", "read_text", "variable"]
