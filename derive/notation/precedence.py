"""How tightly things hold together, and what is done about it: brackets, dots, room for a superscript."""

from . import glyphs
from .boxes import Accent, Box, Fence, Fraction, Leaf, Product, Row, Script, Symbol, Under

# how tightly a box holds together; a place in a formula asks for a least level, brackets give the highest
SUM, MINUS, ENTRYWISE, PRODUCT, PREFIX, GRADIENT, FACTOR, BASE = range(8)
Placed = tuple[Box, int]


def bracket(box: Box) -> Box:
    """Brackets; a brace below goes around them."""
    return Under(bracket(box.body), box.notes) if isinstance(box, Under) else Fence(box)


def under(placed: Placed, note: Box) -> Placed:
    """A brace below with its note; a shape and a word share one brace, the shape on top."""
    box, level = placed
    said = box.notes if isinstance(box, Under) else ()
    if isinstance(box, Under) and len(said) == 1 and isinstance(said[0], Leaf) != isinstance(note, Leaf):
        notes = (note, *said) if isinstance(said[0], Leaf) else (*said, note)
        return Under(box.body, notes), min(level, FACTOR)
    return Under(box, (note,)), min(level, FACTOR)


def call(function: Box, argument: Box) -> Box:
    """A function and its argument."""
    return Row((function, glyphs.APPLY, Fence(argument, call=True)))


def signed(text: str) -> Placed:
    """A number as it is written; `1.2e-5` is 1.2 × 10^{-5}."""
    digits, _, exponent = text.lstrip("-").lower().partition("e")
    box: Box = glyphs.number(digits)
    level = BASE
    if exponent:
        power = signed(str(int(exponent)))[0]
        box, level = Row((box, glyphs.TIMES, Script(glyphs.number("10"), None, power))), PRODUCT
    return (Row((glyphs.SIGN, box)), MINUS) if text[0] == "-" else (box, level)


def symbol_level(symbol: Symbol) -> int:
    """A symbol with scripts takes no further ones without brackets; ∇_W L is no factor before another."""
    face = symbol.face
    if isinstance(face, Row) and isinstance(face.items[0], Script) and face.items[0].base is glyphs.DEL:
        return GRADIENT
    return FACTOR if isinstance(face, Script | Fraction | Row) else BASE


def has_room(box: Box) -> bool:
    """Whether a superscript may be set on a box as it is."""
    if isinstance(box, Symbol):
        return isinstance(box.face, Leaf | Accent) or has_room(box.face)
    return isinstance(box, Script) and box.sup is None


def needs_dot(before: Box, box: Box) -> bool:
    """A dot where two numbers, or a number and a numeric fraction, would run into one, and before a minus."""
    if isinstance(box, Fence):
        return _is_negative(box.body) and (_is_digits(before) or isinstance(before, Fence))
    return _starts_with_digit(box) and (not isinstance(box, Fraction) or _is_digits(before))


def _is_negative(box: Box) -> bool:
    """Whether a box is a number with a minus."""
    return (
        isinstance(box, Row)
        and len(box.items) == 2
        and box.items[0] is glyphs.SIGN
        and _is_digits(box.items[1])
    )


def _starts_with_digit(box: Box) -> bool:
    if isinstance(box, Script | Product | Row | Fraction | Under):
        return _starts_with_digit(box[0][0] if isinstance(box, Product | Row) else box[0])
    return _is_digits(box)


def _is_digits(box: Box) -> bool:
    return isinstance(box, Leaf) and box.tex[:1].isdigit()
