"""A derivation as JSON: lines with TeX, verdict and evidence, and the numbers of the example."""

from typing import Any

from ..checks import Report
from ..derivation import Derivation, dump
from ..evaluation import nested
from ..lesson import Setting
from ..notation import Notation, shown

DIGITS = 12  # significant digits of the numbers in the JSON, the same on every machine


def to_json(record: Derivation, setting: Setting, report: Report, notation: Notation) -> dict[str, Any]:
    """Everything as JSON-like data."""
    annotations = {
        place: {"latex": notation.latex(line.expression), "verdict": v.status, "evidence": dict(v.evidence)}
        for (place, line), v in zip(record.walk(), report, strict=True)
    }
    latex = {e.name: notation.latex(("define", e.name, e.expression)) for e in record.equations}
    data = dump(record, annotations, latex)
    head = {key: data.pop(key) for key in ("schema", "title", "inputs", "parameters")}
    if changes := notation.style.changes():  # they say what the numbers of the gradients are
        head["style"] = changes
    if letters := {**notation.style.symbols, **notation.symbols}:
        head["symbols"] = letters
    return {"generator": "derive build", **head, **_rounded(numbers(setting), record), **data}


def numbers(setting: Setting) -> dict[str, Any]:
    """Values, loss, gradients as the document shows them, update and the loss after it, as nested lists."""
    found = setting.example.values
    graph = setting.model.graph
    return {
        "values": {
            name: nested(value) for name, value in found.items() if name in graph.shapes and name != "L"
        },
        "loss": nested(found["L"]),
        "gradients": {name: nested(found[shown(name, found)]) for name in setting.gradients},
        "update": {name: nested(found[name + "_new"]) for name in graph.parameters},
        "loss_after": nested(found["L_new"]),
    }


def _rounded(data: dict[str, Any], record: Derivation) -> dict[str, Any]:
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
