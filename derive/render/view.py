"""What a template sees: the document in the order of reading, every word said and every formula set."""

from dataclasses import dataclass

from markupsafe import Markup

Text = tuple[Markup, ...]  # paragraphs
NOTHING = Markup("")
COLUMN = 180  # points that there are in any column


@dataclass(frozen=True, slots=True)
class Ref:
    """Something to link to: its anchor, and the number it goes by."""

    anchor: Markup
    number: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said about a displayed line: its rule, its verdict, the evidence, and where it holds."""

    rule: Markup
    status: Markup
    evidence: Markup
    good: bool
    conditions: Markup = NOTHING


@dataclass(frozen=True, slots=True)
class Row:
    """One displayed relation. note: a few words beside it; left is empty where the row above has the same.

    width: how many points it takes in one line, where that matters.
    """

    left: Markup
    relation: Markup
    right: Markup
    whole: Markup
    tex: Markup
    width: float
    note: Markup
    mark: Mark | None


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that stand together under one number, with the text before and after them.

    kind: aligned (one below the other, signs aligned), beside (side by side, in groups), single, boxed;
    label: its anchor, or, of the result of a step, the step's.
    """

    kind: str
    text: Text
    groups: tuple[tuple[Row, ...], ...]
    number: str = ""
    anchor: Markup = NOTHING
    after: Text = ()
    label: Markup = NOTHING

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows."""
        return tuple(row for group in self.groups for row in group)

    @property
    def marked(self) -> bool:
        """Whether every row can be relied on."""
        return all(row.mark is not None and row.mark.good for row in self.rows)

    @property
    def wide(self) -> bool:
        """Whether it may take more than a narrow column: a row does, has a note or a neighbour."""
        several = any(len(group) > 1 for group in self.groups)
        return self.noted or several or any(row.width > COLUMN for row in self.rows)

    @property
    def noted(self) -> bool:
        """Whether a row has a note."""
        return any(row.note for row in self.rows)


Marks = tuple[tuple[str, int, Mark], ...]


def marks(blocks: tuple[Block, ...]) -> Marks:
    """What is said about each line: the number of its block, its place in it, the mark."""
    return tuple(
        (block.number, place if len(block.rows) > 1 else 0, row.mark)
        for block in blocks
        for place, row in enumerate(block.rows, 1)
        if row.mark
    )


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry of the list at the head of a gradient: what is wanted, known, used."""

    name: Markup
    text: Markup


@dataclass(frozen=True, slots=True)
class Part:
    """One step: its title, what is known, its text, its lines. folded: said before, so it may be closed."""

    name: str
    anchor: Markup
    number: str
    title: Markup
    text: Text
    facts: tuple[Fact, ...]
    blocks: tuple[Block, ...]
    parts: tuple["Part", ...]
    conditions: Markup
    folded: bool = False

    @property
    def marks(self) -> Marks:
        """What is said about each line."""
        return marks(self.blocks)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the table of symbols: how it looks, what it means, its shape, and its size or value here."""

    symbol: Markup
    meaning: Markup
    shape: Markup
    size: Markup


@dataclass(frozen=True, slots=True)
class Result:
    """One gradient to carry home: from the upstream gradient, and from what is known."""

    symbol: Markup
    upstream: Markup
    known: Markup
    shape: Markup
    rule: Markup
    ref: Ref


@dataclass(frozen=True, slots=True)
class Tip:
    """What a symbol shows when pointed at."""

    name: str
    symbol: Markup
    meaning: Markup
    shape: Markup
    value: Markup


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the document; counted: whether the symbols have sizes and values in an example."""

    key: str
    anchor: Markup
    number: str
    title: Markup
    text: Text
    blocks: tuple[Block, ...] = ()
    parts: tuple[Part, ...] = ()
    symbols: tuple[Entry, ...] = ()
    counted: bool = True
    signs: tuple[Entry, ...] = ()
    notes: Text = ()
    results: "Results | None" = None

    @property
    def marks(self) -> Marks:
        """What is said about each line that stands in the section itself, outside its parts."""
        return marks(self.blocks)


@dataclass(frozen=True, slots=True)
class Results:
    """The table of what to carry home, a part of a section."""

    anchor: Markup
    number: str
    title: Markup
    text: Text
    rows: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture: drawn in the format's own language or lying at `source`, its words beside it.

    alt: what it shows, in the format's text; spoken: the same as plain text, to be put in quotes.
    """

    name: str
    anchor: Markup
    number: str
    drawn: Markup
    source: Markup
    title: Markup
    alt: Markup
    spoken: str
    caption: Markup


@dataclass(frozen=True, slots=True)
class Record:
    """One row of the ledger."""

    ref: Ref
    mark: Mark


@dataclass(frozen=True, slots=True)
class Page:
    """The whole document."""

    title: str
    language: str
    text: Text
    sections: tuple[Section, ...]
    tips: tuple[Tip, ...] = ()
    ledger: tuple[Record, ...] = ()

    @property
    def contents(self) -> bool:
        """Whether there is enough to need a table of contents."""
        return any(section.number for section in self.sections)
