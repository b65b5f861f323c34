r"""A drawing as TikZ: the same places, the formulas in LaTeX; needs tikz and amsmath, and no TikZ library."""

from collections.abc import Callable, Iterable
from typing import Any

from .drawing import Box, Circle, Drawing, Path, Point, Text, head, number, shortened

UNIT = 0.6  # points for a pixel: a figure of the usual width fits the text of an article
SIZES = ((15.5, r"\small"), (13.5, r"\footnotesize"), (0.0, r"\scriptsize"))
# on white paper only
COLOURS = {
    "ink": (0, 0, 0),
    "soft": (90, 90, 90),
    "line": (215, 215, 215),
    "value": (29, 90, 148),
    "gradient": (168, 58, 34),
    "parameter": (31, 107, 71),
    "third": (122, 74, 0),
}
_SYMBOLS = (r"\mathbb", r"\mathfrak", r"\varnothing")


def tikz(drawing: Drawing) -> str:
    """A `tikzpicture`, made smaller where it would be wider or taller than the page allows."""
    body = "\n".join(_WRITE[type(mark)](mark) for mark in drawing.marks)
    return document(body)


def document(body: str) -> str:
    """The picture around its marks, and what it needs, as a comment."""
    needs = ["tikz", "amsmath", *(["amssymb"] if any(sign in body for sign in _SYMBOLS) else [])]
    colours = "".join(
        f",\n  {name}/.style={{color={{rgb,255:red,{r};green,{g};blue,{b}}}}}"
        for name, (r, g, b) in COLOURS.items()
    )
    return (
        f"% needs \\usepackage{{{','.join(needs)}}}\n"
        "\\begingroup\\setlength{\\arraycolsep}{2.5pt}\\renewcommand{\\arraystretch}{0.9}%\n"
        "\\resizebox{!}{\\ifdim\\height>0.85\\textheight 0.85\\textheight\\else\\height\\fi}{%\n"
        "\\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%\n"
        f"\\begin{{tikzpicture}}[x={UNIT}pt,y=-{UNIT}pt,line cap=round,line join=round,"
        f"every node/.style={{inner sep=0pt,outer sep=0pt}}{colours}]\n"
        f"{body}\n\\end{{tikzpicture}}}}}}\\endgroup\n"
    )


def point(x: float, y: float) -> str:
    """A coordinate, to a tenth of a pixel."""
    return f"({number(x)},{number(y)})"


def _line(points: Iterable[Point], curved: bool) -> str:
    first, *rest = [point(x, y) for x, y in points]
    if not curved:
        return " -- ".join([first, *rest])
    curves = [f"{a} and {b} .. {c}" for a, b, c in zip(rest[::3], rest[1::3], rest[2::3], strict=True)]
    return " .. controls ".join([first, *curves])


def _path(path: Path) -> str:
    points = shortened(path) if path.arrow else path.points
    if path.fill:
        return f"\\fill[{path.role},fill opacity={path.fill:g}] {_line(points, path.curved)} -- cycle;"
    words = zip(("on", "off") * len(path.dash), path.dash, strict=False)
    dashes = "".join(f" {word} {length * UNIT:.1f}pt" for word, length in words)
    dashes = f",dash pattern={dashes.strip()}" if dashes else ""
    drawn = f"\\draw[{path.role},line width={path.width * UNIT:.2f}pt{dashes}] {_line(points, path.curved)};"
    if path.arrow:
        drawn += f"\\fill[{path.role}] {_line(head(path), False)} -- cycle;"
    return drawn + (f"% {path.edge}" if path.edge else "")


def _box(box: Box) -> str:
    corner = point(box.x + box.width, box.y + box.height)
    radius = f"rounded corners={box.radius * UNIT:.1f}pt"
    return (
        f"\\draw[{box.role},fill=white,line width=0.8pt,{radius}] {point(box.x, box.y)} rectangle {corner};"
    )


def _circle(circle: Circle) -> str:
    kind = f"\\fill[{circle.role}]" if circle.solid else f"\\draw[{circle.role},fill=white,line width=0.8pt]"
    return f"{kind} {point(circle.x, circle.y)} circle[radius={circle.radius * UNIT:.1f}pt];"


def text(mark: Text) -> str:
    """A block of text as a node, on its baseline if it has one."""
    block = mark.block
    size = next(command for least, command in SIZES if block.size >= least)
    base = block.base
    place = point(mark.x, mark.y + (base or 0))
    anchor = "center" if base is None else "base"
    return f"\\node[{mark.role},anchor={anchor},font={size}] at {place} {{{block.tex}}};"


_WRITE: dict[type, Callable[[Any], str]] = {Path: _path, Box: _box, Circle: _circle, Text: text}
