"""BP1–BP4 by induction: what follows when the lines of base and step are proved; and from a file alone."""

from collections.abc import Mapping
from typing import Any

from ..checks import Report, Verdict, check
from ..derivation import Derivation, load
from ..errors import DeriveError, ExpressionError
from ..expression import Term, from_json
from ..layers import LOSSES
from ..layers.activation import ACTIVATIONS
from ..lesson.depth import Conventions, at_last, induction
from ..network.calls import read_call
from ..notation import Style, parse_style
from .stated import stated_in_parts

# what each equation rests on: BP1 speaks of the last layer, BP2 of those before it, BP3 and BP4 of all
RESTS_ON = {"BP1": ("base",), "BP2": ("step",), "BP3": ("base", "step"), "BP4": ("base", "step")}
PARTS = ("base", "step", "path", "bound")


def prove(parts: Mapping[str, Derivation], statement: Mapping[str, Term]) -> Report:
    """A verdict for each equation of the statement, then one for each line of the parts."""
    reports = {name: check(part) for name, part in parts.items()}
    lines = [_moved(verdict, name) for name, report in reports.items() for verdict in report]
    gradients = [_moved(verdict, name) for name, report in reports.items() for verdict in report.gradients]
    good = {verdict.where: verdict.good for verdict in lines}
    return Report(
        [*(_stated(name, term, parts, good) for name, term in statement.items()), *lines], gradients
    )


def _moved(verdict: Verdict, part: str) -> Verdict:
    return Verdict(verdict.what, verdict.status, verdict.evidence, verdict.detail, f"{part}/{verdict.where}")


def _stated(name: str, term: Term, parts: Mapping[str, Derivation], good: Mapping[str, bool]) -> Verdict:
    """An equation holds for all its layers if a proved line says it in each part that it rests on."""
    evidence: dict[str, Any] = {"by": "induction"}
    for part in RESTS_ON.get(name, ("base", "step")):
        wanted = at_last(term) if part == "base" else term
        place = next(
            (
                place
                for place, line in parts[part].walk()
                if line.expression == wanted and good[f"{part}/{place}"]
            ),
            None,
        )
        if place is None:
            return Verdict(name, "undecided", {}, f"no proved line of the {part} says it", name)
        evidence[part] = place
    return Verdict(name, "proved", evidence, "", name)


def check_induction(data: Mapping[str, Any]) -> Report:
    """Every line of a written depth document proved anew, and its statement by induction.

    Raises ExpressionError if the text is not such a document, or is not about the network that it names.
    """
    try:
        parts = {name: load(part) for name, part in data["parts"].items() if name in PARTS}
        statement = {str(line["name"]): from_json(line["expression"]) for line in data["statement"]}
        activation = read_call(str(data["activation"])).make("layer", ACTIVATIONS)
        loss = read_call(str(data["loss"])).make("loss", LOSSES)
        style = parse_style({**data.get("style", {})})
    except KeyError as error:
        raise ExpressionError(f"not a depth document: {error} is missing") from None
    except (AttributeError, TypeError) as error:
        raise ExpressionError(f"not a depth document: {error}") from None
    meant = induction(activation, loss, "", conventions(style)).parts
    for name, part in meant.items():
        found = parts.get(name)
        if found is None or _network(found) != _network(part):
            raise DeriveError(
                f"the {name} is not that of {activation} and {loss}: the statement proves nothing"
            )
    report = prove(parts, statement)
    return Report(report, report.gradients, stated_in_parts(parts, data, report))


def conventions(style: Style) -> Conventions:
    """What a style decides about the derivation."""
    return Conventions(style.samples, style.errors == "scaled", style.layout == "numerator")


def _network(part: Derivation) -> tuple[Any, ...]:
    """What a derivation is about: data, parameters and forward equations."""
    return part.inputs, part.parameters, part.equations, part.functions
