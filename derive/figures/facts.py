"""What the words of a figure speak of: the numbers in it, by the names that the catalogue uses."""

from collections.abc import Callable, Mapping
from typing import Any

from ..errors import DeriveError, unknown
from ..expression import Term
from ..lesson import Setting
from ..lesson.descent import Entry, losses
from ..notation import Notation
from .experiments import DEPTH, STEPS, gradient_sizes, steepest
from .stages import stages

Facts = dict[str, Any]


def facts(
    name: str,
    setting: Setting,
    notation: Notation,
    *,
    steps: int = STEPS,
    entries: tuple[Entry, Entry] | None = None,
) -> Facts:
    """The variables of a figure's title, caption and alt text: text and numbers; `…_term` are expressions.

    Raises DeriveError for a figure there is not.
    """
    if name not in _FACTS:
        raise DeriveError(unknown("figure", name, _FACTS))
    found = _FACTS[name](setting, steps, entries or steepest(setting))
    terms = {key: value for key, value in found.items() if key.endswith("_term")}
    return {**found, **{key.removesuffix("_term"): notation.plain(term) for key, term in terms.items()}}


def _network(setting: Setting, steps: int, entries: tuple[Entry, Entry]) -> Facts:
    columns = stages(setting.model.graph).columns
    features = 1 if setting.shapes[columns[0].source][0] == "N" else 0
    widths = [setting.lengths(column.name)[features] for column in columns]
    loss = setting.model.graph.equations[-1].out
    return {
        "widths": widths,
        "loss_term": loss,
        "sample_term": "i",
        "in_columns": features == 0,
    }


def _graph(setting: Setting, steps: int, entries: tuple[Entry, Entry]) -> Facts:
    graph = setting.model.graph
    return {
        "nodes": len(graph.equations),
        "parameters": len(graph.parameters),
        "splits": any(len(graph.consumers(name)) > 1 for name in graph.shapes),
        "first_term": graph.equations[0].out,
        "loss_term": graph.equations[-1].out,
        "loss_gradient_term": "d" + graph.equations[-1].out,
    }


def _depth(setting: Setting, steps: int, entries: tuple[Entry, Entry]) -> Facts:
    found: Facts = {"depth": DEPTH}
    for name in ("Sigmoid", "Tanh", "ReLU"):
        sizes = gradient_sizes(name)
        found[f"{name.lower()}_first_term"] = scientific(sizes[0])
        found[f"{name.lower()}_last_term"] = scientific(sizes[-1])
    return found


def scientific(value: float) -> Term:
    """A number with two digits and a power of ten.

    >>> scientific(4.71e-34)
    ('mul', ('decimal', '4.7'), ('pow', 10, ('neg', 34)))
    """
    digits, _, power = f"{value:.1e}".partition("e")
    exponent = int(power)
    return ("mul", ("decimal", digits), ("pow", 10, exponent if exponent >= 0 else ("neg", -exponent)))


def _training(setting: Setting, steps: int, entries: tuple[Entry, Entry]) -> Facts:
    return _ends(setting, losses(setting, steps), steps)


def _surface(setting: Setting, steps: int, entries: tuple[Entry, Entry]) -> Facts:
    terms = [entry.term(setting.shapes) for entry in entries]
    ends = _ends(setting, losses(setting, steps, entries), steps)
    return {**ends, "first_term": terms[0], "second_term": terms[1]}


def _ends(setting: Setting, found: list[float], steps: int) -> Facts:
    """The loss before and after; diverged: whether it would go on to grow without end."""
    loss = setting.model.graph.equations[-1].out
    rate = f"{setting.model.learning_rate:g}"
    return {
        "steps": len(found) - 1,
        "diverged": len(found) - 1 < steps,
        "fell": found[-1] < found[0],
        "start": _short(found[0]),
        "end": _short(found[-1]),
        "rate": rate,
        "loss_term": loss,
    }


def _short(value: float) -> str:
    """A number with three digits, or whole.

    >>> _short(0.67562), _short(2179.9)
    ('0.676', '2180')
    """
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _none(setting: Setting, steps: int, entries: tuple[Entry, Entry]) -> Facts:
    return {}


_FACTS: Mapping[str, Callable[[Setting, int, tuple[Entry, Entry]], Facts]] = {
    "network": _network,
    "graph": _graph,
    "activations": _none,
    "losses": _none,
    "depth": _depth,
    "surface": _surface,
    "training": _training,
}
