"""Tables of measurements, and interleaved timing: what is compared is measured side by side, in turns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

from rich.console import Console
from rich.table import Table as RichTable


@dataclass(frozen=True, slots=True)
class Table:
    """What a benchmark found: a title, the names of the columns, rows of text, and the goal."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    goal: str = ""


def show(table: Table) -> None:
    """Prints a table."""
    shown = RichTable(title=table.title, title_justify="left", caption=table.goal, caption_justify="left")
    for k, column in enumerate(table.columns):
        shown.add_column(column, justify="right" if k else "left")
    for row in table.rows:
        shown.add_row(*row)
    Console(width=110).print(shown)


def interleaved(functions: Mapping[str, Callable[[], Any]], rounds: int) -> dict[str, list[float]]:
    """The times of each function, called in turns, so that a busy machine slows all of them down alike."""
    for function in functions.values():
        function()
    times: dict[str, list[float]] = {name: [] for name in functions}
    for round_ in range(rounds):
        names = list(functions)
        for name in names[round_ % len(names) :] + names[: round_ % len(names)]:
            start = perf_counter()
            functions[name]()
            times[name].append(perf_counter() - start)
    return times


def ratio(times: Mapping[str, Sequence[float]], name: str, base: str) -> float:
    """The median of the ratios of calls that were made in the same round."""
    return median(a / b for a, b in zip(times[name], times[base], strict=True))


def milliseconds(seconds: float) -> str:
    """A time as text, three digits.

    >>> milliseconds(0.0123456)
    '12.3 ms'
    """
    if seconds >= 1:
        return f"{seconds:,.1f} s"
    shown = seconds * 1e3
    return f"{shown:.0f} ms" if shown >= 100 else f"{shown:.1f} ms" if shown >= 10 else f"{shown:.2f} ms"
