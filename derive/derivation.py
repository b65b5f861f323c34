"""What a derivation is: data only, and its JSON both ways (schema 1)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .errors import ExpressionError
from .expression import Term, from_json, to_json

SCHEMA = 1
Shape = tuple[str | int, ...]
Numbers = Any  # nested lists of floats, or one float
MAX_STEPS = 100_000


@dataclass(frozen=True, slots=True)
class Line:
    """One displayed relation and the rule that led to it."""

    expression: Term
    rule: str
    boxed: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """The successive forms of one quantity: `of` is the variable, `name` the identifier and anchor."""

    of: str
    name: str
    rule: str
    shape: Shape
    lines: tuple[Line, ...]
    substeps: tuple["Step", ...] = ()
    assumptions: tuple[Term, ...] = ()
    stage: str = "backward"

    def walk(self, path: str = "") -> Iterator[tuple[str, Line]]:
        """Every line with its place, `dW2/3` or `dW2/dW2_entries/1`, in the order of the document."""
        here = f"{path}{self.name}"
        for number, line in enumerate(self.lines, 1):
            yield f"{here}/{number}", line
        for step in self.substeps:
            yield from step.walk(f"{here}/")


@dataclass(frozen=True, slots=True)
class Formula:
    """One forward equation as data: `name = expression`."""

    name: str
    shape: Shape
    expression: Term
    rule: str
    args: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Descent:
    """Further steps of gradient descent: how many were asked for, and the loss after some, in decimals.

    The last one is the last before the loss grows without end, if it does.
    """

    steps: int
    losses: tuple[tuple[int, Term], ...]


@dataclass(frozen=True, slots=True)
class Derivation:
    """A network's derivation: the forward equations, the example, and every step in order.

    functions: those of one variable beyond the built-in ones, as `("lambda", "z", body)`;
    assumptions: equations between data that lemmas rest on, such as targets that sum to one;
    descent: what more than one step of gradient descent does, where that was asked for.
    """

    title: str
    inputs: tuple[str, ...]
    parameters: tuple[str, ...]
    sizes: dict[str, int]
    shapes: dict[str, Shape]
    equations: tuple[Formula, ...]
    steps: tuple[Step, ...]
    data: dict[str, Numbers]
    learning_rate: float
    functions: dict[str, Term] = field(default_factory=dict)
    assumptions: tuple[Term, ...] = ()
    descent: Descent | None = None

    def walk(self) -> Iterator[tuple[str, Line]]:
        """Every line with its place, in the order of the document."""
        for step in self.steps:
            yield from step.walk()


Annotations = Mapping[str, Mapping[str, Any]]


def dump(derivation: Derivation, annotations: Annotations, latex: Mapping[str, str]) -> dict[str, Any]:
    """The derivation as JSON-like data.

    annotations: for a line's place what else stands beside it (latex, verdict, evidence);
    latex: the TeX of each forward equation by name.
    """
    return {
        "schema": SCHEMA,
        "title": derivation.title,
        "inputs": list(derivation.inputs),
        "parameters": list(derivation.parameters),
        "sizes": derivation.sizes,
        "shapes": {name: list(shape) for name, shape in derivation.shapes.items()},
        "functions": {name: to_json(body) for name, body in derivation.functions.items()},
        "assumptions": [to_json(assumption) for assumption in derivation.assumptions],
        "learning_rate": derivation.learning_rate,
        **({"descent": _dump_descent(derivation.descent)} if derivation.descent else {}),
        "equations": [
            {
                "name": e.name,
                "latex": latex.get(e.name, ""),
                "shape": list(e.shape),
                "expression": to_json(e.expression),
                "rule": e.rule,
                "args": list(e.args),
            }
            for e in derivation.equations
        ],
        "steps": [_dump_step(step, annotations, "") for step in derivation.steps],
    }


def _dump_descent(descent: Descent) -> dict[str, Any]:
    losses = [[step, to_json(value)] for step, value in descent.losses]
    return {"steps": descent.steps, "losses": losses}


def _dump_step(step: Step, annotations: Annotations, path: str) -> dict[str, Any]:
    here = f"{path}{step.name}"
    return {
        "of": step.of,
        "name": step.name,
        "rule": step.rule,
        "stage": step.stage,
        "shape": list(step.shape),
        "assumptions": [to_json(assumption) for assumption in step.assumptions],
        "lines": [
            {
                **annotations.get(f"{here}/{number}", {}),
                "rule": line.rule,
                "expression": to_json(line.expression),
                **({"boxed": True} if line.boxed else {}),
            }
            for number, line in enumerate(step.lines, 1)
        ],
        "substeps": [_dump_step(inner, annotations, f"{here}/") for inner in step.substeps],
    }


def load(data: Any) -> Derivation:
    """The derivation in JSON-like data; raises ExpressionError saying what is not as it should be."""
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise ExpressionError(f"not a derivation: the schema is {SCHEMA}, found {_schema(data)}")
    try:
        values = data["values"]
        names = [*data["inputs"], *data["parameters"]]
        return Derivation(
            str(data["title"]),
            tuple(map(str, data["inputs"])),
            tuple(map(str, data["parameters"])),
            {str(k): _natural(v) for k, v in data["sizes"].items()},
            {str(k): _shape(v) for k, v in data["shapes"].items()},
            tuple(_load_formula(e) for e in data["equations"]),
            tuple(_load_step(s) for s in data["steps"]),
            {name: values[name] for name in names},
            float(data["learning_rate"]),
            {str(k): _load_function(v) for k, v in data.get("functions", {}).items()},
            tuple(from_json(assumption) for assumption in data.get("assumptions", [])),
            _load_descent(data["descent"]) if "descent" in data else None,
        )
    except KeyError as error:
        raise ExpressionError(f"not a derivation: {error} is missing") from None
    except (TypeError, ValueError, AttributeError, RecursionError) as error:
        raise ExpressionError(f"not a derivation: {error}") from None


def _schema(data: Any) -> str:
    return repr(data.get("schema", "none")) if isinstance(data, dict) else type(data).__name__


def _natural(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(f"a size is a whole number from 1, not {value!r}")
    return value


def _shape(value: Any) -> Shape:
    if (
        not isinstance(value, list)
        or len(value) not in (0, 2)
        or not all(isinstance(d, str | int) for d in value)
    ):
        raise ValueError(f"a shape is [] or [rows, columns], not {value!r:.60}")
    return tuple(value)


def _load_function(data: Any) -> Term:
    name, variable, body = data
    if name != "lambda":
        raise ValueError(f"a function is ['lambda', variable, body], not {data!r:.60}")
    return ("lambda", str(variable), from_json(body))


def _load_formula(data: Mapping[str, Any]) -> Formula:
    return Formula(
        str(data["name"]),
        _shape(data["shape"]),
        from_json(data["expression"]),
        str(data["rule"]),
        tuple(data["args"]),
    )


def _load_descent(data: Mapping[str, Any]) -> Descent:
    losses = tuple((_natural(step), from_json(value)) for step, value in data["losses"])
    return Descent(_natural(data["steps"]), losses)


def _load_step(data: Mapping[str, Any]) -> Step:
    return Step(
        str(data["of"]),
        str(data["name"]),
        str(data["rule"]),
        _shape(data["shape"]),
        tuple(
            Line(from_json(line["expression"]), str(line["rule"]), bool(line.get("boxed", False)))
            for line in data["lines"]
        ),
        tuple(_load_step(inner) for inner in data["substeps"]),
        tuple(from_json(assumption) for assumption in data["assumptions"]),
        str(data["stage"]),
    )
