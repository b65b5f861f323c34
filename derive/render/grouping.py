"""Which lines of a step stand together, under one number and below which words."""

from dataclasses import dataclass, replace

from ..derivation import Line, Step
from .words import Catalogue

BESIDE = frozenset(  # short relations, set side by side
    {"data", "definition", "same_shape", "shape_rule", "matrix_of_entries", "each_entry", "numbers", "update"}
)
MOST = 12  # lines under one number
ONE_ENTRY, ALL_ENTRIES, KNOWN_ONLY = "page.one_entry", "page.all_entries", "page.known_only"
SHAPE_AND_NUMBERS, SHAPE_ALONE = "page.shape_and_numbers", "page.shape_alone"


@dataclass(frozen=True)
class Group:
    """Lines with their places in the step, from 1; the keys of the words before and after them."""

    lines: tuple[tuple[int, Line], ...]
    words: str = ""
    after: str = ""
    noted: bool = False

    @property
    def kind(self) -> str:
        """How the lines are set."""
        lines = [line for _, line in self.lines]
        if any(line.boxed for line in lines):
            return "boxed"
        if len(lines) == 1:
            return "single"
        return "beside" if all(line.rule in BESIDE for line in lines) else "aligned"


def groups(step: Step, key: str, words: Catalogue, again: bool) -> list[Group]:
    """The groups of a step: each line with its own words, or, where they were said before, together."""
    return [part for group in _groups(step, key, words, again) for part in _split(group)]


def _groups(step: Step, key: str, words: Catalogue, again: bool) -> list[Group]:
    if not again:
        return _told(step, key, words)
    if step.stage == "forward" or any(
        words.find(f"{line_key(key, step, line, words)}_note") for line in step.lines
    ):
        return _compact(step)
    return [replace(group, words="", after="") for group in _told(step, key, words)]


def line_key(key: str, step: Step, line: Line, words: Catalogue) -> str:
    """Where the words of a line are: below its rule, or below `result` if that is the rule of the step."""
    own = f"{key}.lines.{line.rule}"
    return f"{key}.lines.result" if line.rule == step.rule and words.find(own) is None else own


def _split(group: Group) -> list[Group]:
    """A group that is too long for one page in several."""
    lines = group.lines
    if len(lines) <= MOST:
        return [group]
    parts = [
        replace(group, lines=lines[k : k + MOST], words="", after="") for k in range(0, len(lines), MOST)
    ]
    return [replace(parts[0], words=group.words), *parts[1:-1], replace(parts[-1], after=group.after)]


def _told(step: Step, key: str, words: Catalogue) -> list[Group]:
    found: list[Group] = []
    last: Line | None = None
    for place, line in enumerate(step.lines, 1):
        where = line_key(key, step, line, words)
        said = bool(words[where])
        continues = (
            last is not None and not line.boxed and not last.boxed and (line.rule == last.rule or not said)
        )
        if continues:
            found[-1] = replace(found[-1], lines=(*found[-1].lines, (place, line)))
        else:
            found.append(Group(((place, line),), where if said else ""))
        if words.find(f"{where}_after") is not None:
            found[-1] = replace(found[-1], after=f"{where}_after")
        last = line
    return found


def _compact(step: Step) -> list[Group]:
    """The chain rule entry by entry; what it becomes in matrices; the result; its shape and its number."""
    numbered = [*enumerate(step.lines, 1)]
    box = next((k for k, (_, line) in enumerate(numbered) if line.boxed), None)
    if box is None:
        return [Group(tuple(numbered))]
    cut = next((k + 1 for k, (_, line) in enumerate(numbered[:box]) if line.rule == "collapse"), 0)
    counted = any(line.rule == "numbers" for line in step.lines[box:])
    parts = [
        Group(tuple(numbered[:cut]), ONE_ENTRY, noted=True),
        Group(tuple(numbered[cut:box]), ALL_ENTRIES if cut else "", noted=True),
        Group((numbered[box],), KNOWN_ONLY if step.lines[box].rule == "substitute" else ""),
        Group(tuple(numbered[box + 1 :]), SHAPE_AND_NUMBERS if counted else SHAPE_ALONE),
    ]
    return [part for part in parts if part.lines]
