"""MathML to spans: a formula as runs of characters with their size and height, for one line of text."""

from collections.abc import Callable, Iterable
from typing import NamedTuple
from unicodedata import combining, east_asian_width
from xml.etree import ElementTree as ET

THIN, SPACE = "\u2009", "\u00a0"
SCRIPT, RAISED, LOWERED = 0.72, 0.42, 0.24  # size and shift of scripts, in em
# the narrowest font by the width assumed: a subscript steps back no further, or it meets its base
TIGHT = 0.86
ACCENTS = {"ˆ": "\u0302", "¯": "\u0304", "˜": "\u0303", "→": "\u20d7", "˙": "\u0307"}
_INFIX = frozenset("+−=×⊙∘⊘≈∈←<≤≠")
_INVISIBLE = {"\u2061": "", "\u2062": THIN}
# widths in em: at least those of Times and of Latin Modern
_WIDTHS = {
    **dict.fromkeys("0123456789", 0.51),
    **dict.fromkeys(".,:;ijlt'′|" + THIN, 0.3),
    **dict.fromkeys("()[]f-" + SPACE + " ", 0.36),
    **dict.fromkeys("rsI", 0.42),
    **dict.fromkeys("mwM", 0.87),
    "W": 1.0,
    **dict.fromkeys("⋯⋱…", 1.05),
    "⋮": 0.3,
    **dict.fromkeys("−+=×∂∇⊤", 0.62),
    **dict.fromkeys("⊙∘⊘√", 0.8),
}


class Span(NamedTuple):
    """A run of characters in one size: `size` of the line's own, `rise` and `back` in its em."""

    text: str
    size: float = 1.0
    rise: float = 0.0
    face: str = ""  # i: italic, b: bold
    back: float = 0.0  # how far to step back before it, for a subscript under a superscript


def width(spans: Iterable[Span]) -> float:
    """The width of spans in em."""
    at = end = 0.0
    for span in spans:
        at += span.size * sum(map(_advance, span.text)) - span.back
        end = max(end, at)
    return end


def _advance(character: str) -> float:
    if combining(character):
        return 0.0
    if character in _WIDTHS:
        return _WIDTHS[character]
    if east_asian_width(character) in "WF":
        return 1.0
    return 0.75 if character.isupper() else 0.54


def parse(mathml: str) -> ET.Element:
    """The tree of a formula, from where it is more than one thing in a row."""
    element = ET.fromstring(mathml)
    while element.tag in ("math", "mrow") and len(element) == 1:
        element = element[0]
    return element


def set_spans(element: ET.Element, size: float = 1.0, rise: float = 0.0) -> list[Span]:
    """The spans of a formula; what has two dimensions is said in a line, a fraction with a slash."""
    return _SET.get(element.tag, _children)(element, size, rise)


def _children(element: ET.Element, size: float, rise: float) -> list[Span]:
    return [span for child in element for span in set_spans(child, size, rise)]


def _identifier(element: ET.Element, size: float, rise: float) -> list[Span]:
    text = element.text or ""
    italic = len(text) == 1 and element.get("mathvariant") != "normal" and ord(text) < 0x1D400
    return [Span(text, size, rise, "i" if italic else "")]


def _number(element: ET.Element, size: float, rise: float) -> list[Span]:
    text = element.text or ""
    bold = {"𝟏": "1", "𝟎": "0"}.get(text)
    return [Span(bold or text, size, rise, "b" if bold else "")]


def _operator(element: ET.Element, size: float, rise: float) -> list[Span]:
    text = element.text or ""
    if text in _INVISIBLE:
        text = _INVISIBLE[text]
    elif text in _INFIX and "lspace" not in element.attrib and "form" not in element.attrib:
        text = f"{SPACE}{text}{SPACE}"
    elif element.get("separator"):
        text += THIN
    return [Span(text, size, rise)] if text else []


def _script(element: ET.Element, size: float, rise: float) -> list[Span]:
    base, *scripts = element
    spans = set_spans(base, size, rise)
    small = size * SCRIPT
    raised = element.tag != "msub"
    above = set_spans(scripts[-1], small, rise + RAISED * size) if raised else []
    below = set_spans(scripts[0], small, rise - LOWERED * size) if element.tag != "msup" else []
    if above and below:
        back, room = TIGHT * width(above), width(below)
        below[0] = below[0]._replace(back=back)
        if room < back:  # what follows starts after the longer of the two
            below.append(Span(THIN, (back - room) / _WIDTHS[THIN], rise))
    return [*spans, *above, *below]


def _fraction(element: ET.Element, size: float, rise: float) -> list[Span]:
    return [*set_spans(element[0], size, rise), Span("/", size, rise), *set_spans(element[1], size, rise)]


def _root(element: ET.Element, size: float, rise: float) -> list[Span]:
    return [Span("√(", size, rise), *_children(element, size, rise), Span(")", size, rise)]


def _accent(element: ET.Element, size: float, rise: float) -> list[Span]:
    body, *rest = set_spans(element[0], size, rise)
    mark = ACCENTS.get(element[1].text or "", "")
    return [body._replace(text=body.text + mark), *rest]


_SET: dict[str, Callable[[ET.Element, float, float], list[Span]]] = {
    "mi": _identifier,
    "mtext": lambda e, size, rise: [Span(e.text or "", size, rise)],
    "mn": _number,
    "mo": _operator,
    "mspace": lambda e, size, rise: [Span(THIN, size, rise)],
    "msub": _script,
    "msup": _script,
    "msubsup": _script,
    "mfrac": _fraction,
    "msqrt": _root,
    "mover": _accent,
    "munder": lambda e, size, rise: set_spans(e[0], size, rise),
}
