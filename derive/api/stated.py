"""What a written derivation states beside its expressions: numbers, TeX and verdicts. Are they theirs?"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..checks import Report, Verdict
from ..checks.stated import stated as stated_numbers
from ..checks.verdict import FAULTS, REFUTED, UNDECIDED
from ..derivation import Derivation
from ..errors import DeriveError
from ..expression import from_json, strip
from ..notation import parse_style, shown
from ..reading import Reader, normal

Placed = tuple[str, Mapping[str, Any]]  # what a JSON object holds, and where it stands


def stated(record: Derivation, data: Mapping[str, Any], report: Report) -> tuple[Verdict, ...]:
    """A verdict for each number beside the lines, and for each line's TeX and verdict that does not hold."""
    numbers = stated_numbers(record, dict(_numbers(record, data)))
    lines = list(_lines(data["steps"]))
    return (*numbers, *_texts(reader(data, record), [*lines, *_equations(data)]), *_verdicts(lines, report))


def stated_in_parts(
    records: Mapping[str, Derivation], data: Mapping[str, Any], report: Report
) -> tuple[Verdict, ...]:
    """The same of a depth document: its statement, and the lines of its parts."""
    lines = [(str(line["name"]), line) for line in data["statement"]]
    equations = []
    for name in records:
        part = data["parts"][name]
        lines += [(f"{name}/{place}", line) for place, line in _lines(part["steps"])]
        equations += [(f"{name}/{place}", line) for place, line in _equations(part)]
    found = _texts(reader(data, *records.values()), [*lines, *equations])
    return (*found, *_verdicts(lines, report))


def reader(data: Mapping[str, Any], *records: Derivation) -> Reader:
    """The reader of what is written about these derivations, in the style and letters that the data name."""
    merged = replace(
        records[0],
        shapes={name: shape for record in records for name, shape in record.shapes.items()},
        sizes={name: size for record in records for name, size in record.sizes.items()},
        equations=tuple(equation for record in records for equation in record.equations),
        functions={name: body for record in records for name, body in record.functions.items()},
    )
    return Reader.of(merged, parse_style({**data.get("style", {})}), data.get("symbols", {}))


def _numbers(record: Derivation, data: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, Any]]]:
    """Place, symbol and value of every number that is not given."""
    for name, value in data["values"].items():
        if name not in record.data:
            yield f"values/{name}", (name, value)
    for name, value in data.get("gradients", {}).items():
        yield f"gradients/{name}", (shown(name, record.shapes), value)
    for name, value in data.get("update", {}).items():
        yield f"update/{name}", (f"{name}_new", value)
    for key, symbol in (("loss", "L"), ("loss_after", "L_new")):
        if key in data:
            yield key, (symbol, data[key])


def _texts(reader: Reader, lines: Iterable[Placed]) -> Iterator[Verdict]:
    """A verdict for each TeX that does not say its expression, read by the reader of our documents."""
    for place, line in lines:
        if "latex" not in line:
            continue
        latex, expression = str(line["latex"]), from_json(line["expression"])
        try:
            if normal(strip(reader.read(latex))) == normal(strip(expression)):
                continue
            status, detail = REFUTED, "the TeX says something else than the expression"
        except (DeriveError, *FAULTS) as error:
            status, detail = UNDECIDED, f"the TeX cannot be read: {error}"[:200]
        yield Verdict(latex, status, {"by": "reading"}, detail, place)


def _verdicts(lines: Iterable[Placed], report: Report) -> Iterator[Verdict]:
    """A verdict for each line whose stated one is another than the one it deserves."""
    for (place, line), found in zip(lines, report, strict=True):
        said = line.get("verdict", found.status)
        if said != found.status and found.good:
            yield Verdict(found.what, REFUTED, {}, f"stated as {said!r:.40}, but it is {found.status}", place)


def _equations(data: Mapping[str, Any]) -> Iterator[Placed]:
    for formula in data["equations"]:
        definition = ["define", formula["name"], formula["expression"]]
        yield f"equations/{formula['name']}", {**formula, "expression": definition}


def _lines(steps: Any, path: str = "") -> Iterator[Placed]:
    """Every line of the steps with its place, in the order of the document."""
    for step in steps:
        here = f"{path}{step['name']}"
        for number, line in enumerate(step["lines"], 1):
            yield f"{here}/{number}", line
        yield from _lines(step.get("substeps", ()), f"{here}/")
