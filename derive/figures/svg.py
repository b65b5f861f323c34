"""A drawing as SVG: text stays text, colours follow the page or the reader's light or dark setting."""

from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from .drawing import Box, Circle, Drawing, Path, Point, Text, head, number, shortened
from .spans import Span
from .typeset import Block, Row, Stroke

# role: its colour on light and on dark paper; a page that defines --ink, --soft and --paper is followed
PALETTE = {
    "ink": ("var(--ink,#20221f)", "var(--ink,#e3e5df)"),
    "soft": ("var(--soft,#5d625c)", "var(--soft,#a3a9a1)"),
    "line": ("var(--line,#d9dbd3)", "var(--line,#393d3e)"),
    "paper": ("var(--paper,#fdfdfa)", "var(--paper,#16181a)"),
    "value": ("#1d5a94", "#86b8ea"),
    "gradient": ("#a83a22", "#f2a08c"),
    "parameter": ("#1f6b47", "#86cfa8"),
    "third": ("#7a4a00", "#d9b16a"),
}
_SERIF = "'STIX Two Text','Times New Roman','Liberation Serif',Cambria,Times,serif"
_SANS = "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Noto Sans CJK KR',sans-serif"


def style() -> str:
    """The style sheet of every figure; it is the same in all, so that several can stand in one page."""

    def colours(which: int) -> str:
        return ";".join(f"--f-{role}:{pair[which]}" for role, pair in PALETTE.items())

    roles = "".join(f".derive-figure .{r}{{color:var(--f-{r})}}" for r in PALETTE if r != "paper")
    return (
        f".derive-figure{{{colours(0)};color:var(--f-ink);max-width:100%;height:auto}}"
        f"@media(prefers-color-scheme:dark){{.derive-figure{{{colours(1)}}}}}"
        f"{roles}"
        f".derive-figure text{{fill:currentColor;font-family:{_SERIF}}}"
        f".derive-figure .w{{font-family:{_SANS}}}"
        ".derive-figure .i{font-style:italic}.derive-figure .b{font-weight:bold}"
        ".derive-figure .p{fill:none;stroke:currentColor}"
        ".derive-figure .o{fill:var(--f-paper);stroke:currentColor}"
        ".derive-figure .s{fill:currentColor;stroke:none}"
    )


def svg(drawing: Drawing, title: str, description: str) -> str:
    """One self-contained `<svg>` element that may stand in a page or alone in a file."""
    body = "\n".join(_WRITE[type(mark)](mark) for mark in drawing.marks)
    return document(drawing.name, drawing.width, drawing.height, title, description, body)


def document(name: str, width: float, height: float, title: str, description: str, body: str) -> str:
    """The element around the marks of a figure."""
    w, h = number(width), number(height)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="derive-figure" data-figure="{name}" role="img"'
        f' viewBox="0 0 {w} {h}" width="{w}" height="{h}">\n'
        f"<title>{plain(title)}</title>\n<desc>{plain(description)}</desc>\n"
        f"<style>{style()}</style>\n{body}\n</svg>\n"
    )


def plain(text: str) -> str:
    """Text inside an element, on one line."""
    return escape(" ".join("".join(c for c in text if c.isprintable() or c.isspace()).split()))


def _points(points: Iterable[Point]) -> str:
    return " ".join(f"{number(x)} {number(y)}" for x, y in points)


def _d(points: tuple[Point, ...], curved: bool) -> str:
    letter = "C" if curved else "L"
    return f"M{_points(points[:1])}{letter}{_points(points[1:])}"


def _path(path: Path) -> str:
    points = shortened(path) if path.arrow else path.points
    dashes = f' stroke-dasharray="{" ".join(map(number, path.dash))}"' if path.dash else ""
    if path.fill:
        return f'<path class="s {path.role}" d="{_d(points, path.curved)}Z" fill-opacity="{path.fill:g}"/>'
    edge = f' data-edge="{escape(path.edge)}"' if path.edge else ""
    line = f'<path class="p" d="{_d(points, path.curved)}" stroke-width="{number(path.width)}"{dashes}/>'
    if path.arrow:
        line += f'<path class="s" d="M{_points(head(path))}Z"/>'
    return f'<g class="{path.role}"{edge}>{line}</g>'


def _box(box: Box) -> str:
    place = (
        f'x="{number(box.x)}" y="{number(box.y)}" width="{number(box.width)}" height="{number(box.height)}"'
    )
    return f'<rect class="o {box.role}" {place} rx="{number(box.radius)}" stroke-width="1.3"/>'


def _circle(circle: Circle) -> str:
    kind = "s" if circle.solid else "o"
    place = f'cx="{number(circle.x)}" cy="{number(circle.y)}" r="{number(circle.radius)}"'
    return f'<circle class="{kind} {circle.role}" {place} stroke-width="1.3"/>'


def text(mark: Text) -> str:
    """A block of text: an element for each of its rows."""
    block = mark.block
    rows = "".join(_row(row, mark, block) for row in block.rows)
    return f'<g class="{mark.role}">{rows}{"".join(_stroke(s, mark) for s in block.strokes)}</g>'


def _row(row: Row, mark: Text, block: Block) -> str:
    anchor = "" if row.anchor == "start" else f' text-anchor="{row.anchor}"'
    kind = ' class="w"' if block.words else ""
    place = f'x="{number(mark.x + row.x)}" y="{number(mark.y + row.y)}"'
    return (
        f'<text{kind} {place} font-size="{number(block.size)}"{anchor}>{_spans(row.spans, block.size)}</text>'
    )


def _spans(spans: tuple[Span, ...], size: float) -> str:
    parts, rise = [], 0.0
    for span in spans:
        moves = ""
        if span.rise != rise:
            moves += f' dy="{number((rise - span.rise) * size)}"'
        if span.back:
            moves += f' dx="{number(-span.back * size)}"'
        if span.size != 1:
            moves += f' font-size="{number(span.size * size)}"'
        if span.face:
            moves += f' class="{span.face}"'
        rise = span.rise
        shown = escape(span.text)
        parts.append(f"<tspan{moves}>{shown}</tspan>" if moves else shown)
    return "".join(parts)


def _stroke(stroke: Stroke, mark: Text) -> str:
    points = tuple((x + mark.x, y + mark.y) for x, y in stroke.points)
    return f'<path class="p" d="{_d(points, stroke.curved)}" stroke-width="1"/>'


_WRITE: dict[type, Callable[[Any], str]] = {Path: _path, Box: _box, Circle: _circle, Text: text}
