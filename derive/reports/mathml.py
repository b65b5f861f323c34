"""Anyone's formula as MathML: a rule for each kind of node of the surface tree."""

from collections.abc import Callable, Mapping
from html import escape

from ..reading.grammar import parse
from ..reading.macros import Macro
from ..reading.syntax import Node
from ..reading.unreadable import Unreadable
from .glyphs import glyph

_VARIANTS = {"bold": "font-weight: bold", "roman": "font-style: normal", "sans": "font-family: sans-serif"}
_TALL = ("<mfrac", "<munder", "<mtable", "<msqrt")  # what brackets around it must grow with
_DOUBLE = dict(zip("CHNPQRZ1", "ℂℍℕℙℚℝℤ𝟙", strict=True))


def formula(latex: str, macros: Mapping[str, Macro] | None = None, display: bool = True) -> str:
    """A `<math>` element; what cannot be read is shown as its source."""
    try:
        rows = [emit(part) for part in parse(latex, macros or {}).parts]
    except (Unreadable, RecursionError):
        return f"<code>{escape(latex)}</code>"
    body = rows[0] if len(rows) == 1 else _lines(rows)
    kind = ' display="block"' if display else ""
    return f"<math{kind}>{body}</math>"


def _lines(rows: list[str]) -> str:
    cells = "".join(f'<mtr><mtd style="text-align: left">{row}</mtd></mtr>' for row in rows)
    return f'<mtable displaystyle="true">{cells}</mtable>'


def emit(node: Node) -> str:
    """The MathML of a surface tree, without the `<math>` around it."""
    rule = RULES.get(node.kind)
    return rule(node) if rule else _row(node)


def _row(node: Node) -> str:
    return f"<mrow>{''.join(map(emit, node.parts))}</mrow>"


def _juxt(node: Node) -> str:
    """Factors side by side; a thin space after the name of a function."""
    found = ""
    for k, part in enumerate(node.parts):
        found += emit(part)
        if part.kind == "word" and k + 1 < len(node.parts) and node.parts[k + 1].kind != "group":
            found += '<mspace width="0.17em"/>'
    return f"<mrow>{found}</mrow>"


def _operator(text: str, more: str = "") -> str:
    return f"<mo{more}>{escape(text)}</mo>"


def _run(node: Node) -> str:
    letters = [f"<mi>{escape(letter)}</mi>" for letter in node.text]
    return letters[0] if len(letters) == 1 else f"<mrow>{''.join(letters)}</mrow>"


def _name(node: Node) -> str:
    text = glyph(node.text)
    return _operator(text, ' form="prefix"') if text in "∂∇" else f"<mi>{escape(text)}</mi>"


def _word(node: Node) -> str:
    if node.kind in ("note", "text"):
        return f"<mtext>{escape(node.text)}</mtext>"
    return f'<mi mathvariant="normal">{escape(glyph(node.text))}</mi>'


def _script(node: Node) -> str:
    base, below, above = node.parts
    raised = emit(above) if above.kind != "none" else ""
    lowered = emit(below) if below.kind != "none" else ""
    primes = f"<mo>{'′' * len(node.text)}</mo>" if node.text else ""
    if primes and not raised:  # the glyph is a raised one already
        return f"<mrow>{f'<msub>{emit(base)}{lowered}</msub>' if lowered else emit(base)}{primes}</mrow>"
    raised = f"<mrow>{primes}{raised}</mrow>" if primes else raised
    if raised and lowered:
        return f"<msubsup>{emit(base)}{lowered}{raised}</msubsup>"
    if raised or lowered:
        tag = "msup" if raised else "msub"
        return f"<{tag}>{emit(base)}{raised or lowered}</{tag}>"
    return emit(base)


def _group(node: Node) -> str:
    half = len(node.text) // 2
    left, right = node.text[:half].strip("."), node.text[half:].strip(".")
    body = _operator(",").join(map(emit, node.parts))
    flat = "" if any(tag in body for tag in _TALL) else ' stretchy="false"'
    before = _operator(left.replace("||", "‖"), f' form="prefix"{flat}') if left else ""
    after = _operator(right.replace("||", "‖"), f' form="postfix"{flat}') if right else ""
    return f"<mrow>{before}{body}{after}</mrow>"


def _font(node: Node) -> str:
    inside = node.parts[0]
    if node.text == "double" and inside.text in _DOUBLE:
        return f"<mi>{_DOUBLE[inside.text]}</mi>"
    style = _VARIANTS.get(node.text)
    return f'<mrow style="{style}">{emit(inside)}</mrow>' if style else emit(inside)


def _accent(node: Node) -> str:
    return f'<mover accent="true">{emit(node.parts[0])}{_operator(glyph(node.text))}</mover>'


def _fraction(node: Node) -> str:
    return f"<mfrac>{emit(node.parts[0])}{emit(node.parts[1])}</mfrac>"


def _binomial(node: Node) -> str:
    above, below = map(emit, node.parts[:2])
    return f'<mrow><mo>(</mo><mfrac linethickness="0">{above}{below}</mfrac><mo>)</mo></mrow>'


def _root(node: Node) -> str:
    if len(node.parts) > 1:
        return f"<mroot>{emit(node.parts[0])}{emit(node.parts[1])}</mroot>"
    return f"<msqrt>{emit(node.parts[0])}</msqrt>"


def _sum(node: Node) -> str:
    body, below, above = node.parts
    parts = [_operator(glyph(node.text), ' movablelimits="false"')]
    parts += [emit(part) for part in (below, above) if part.kind != "none"]
    kinds = (below.kind != "none", above.kind != "none")
    tag = {(True, True): "munderover", (True, False): "munder", (False, True): "mover"}.get(kinds, "mrow")
    return f"<mrow><{tag}>{''.join(parts)}</{tag}>{emit(body)}</mrow>"


def _under(node: Node) -> str:
    tag = "munder" if node.kind == "under" else "mover"
    body, label = map(emit, node.parts[:2])
    if node.text == "brace":
        brace = _operator("⏟" if tag == "munder" else "⏞", ' stretchy="true"')
        body = f"<{tag}>{body}{brace}</{tag}>"
    return f"<{tag}>{body}{label}</{tag}>"


def _grid(node: Node) -> str:
    rows = "".join(
        "<mtr>" + "".join(f"<mtd>{emit(cell)}</mtd>" for cell in row.parts) + "</mtr>" for row in node.parts
    )
    left, right = next((marks for end, marks in _FENCES.items() if node.text.startswith(end)), ("", ""))
    before = _operator(left, ' form="prefix"') if left else ""
    after = _operator(right, ' form="postfix"') if right else ""
    return f"<mrow>{before}<mtable>{rows}</mtable>{after}</mrow>"


_FENCES = {
    "pmatrix": ("(", ")"),
    "bmatrix": ("[", "]"),
    "vmatrix": ("|", "|"),
    "Vmatrix": ("‖", "‖"),
    "Bmatrix": ("{", "}"),
    "cases": ("{", ""),
}


def _add(node: Node) -> str:
    """Terms with their signs; those after a minus are negations already."""
    found = ""
    for k, part in enumerate(node.parts):
        found += ("" if part.kind == "neg" or k == 0 else _operator("+")) + _term(part, k == 0)
    return f"<mrow>{found}</mrow>"


def _term(node: Node, first: bool) -> str:
    if node.kind != "neg":
        return emit(node)
    return _operator("−", ' form="prefix"' if first else "") + emit(node.parts[0])


def _list(node: Node) -> str:
    return f"<mrow>{_operator(',').join(map(emit, node.parts))}</mrow>"


def _rows(node: Node) -> str:
    return _lines([emit(part) for part in node.parts])


RULES: dict[str, Callable[[Node], str]] = {
    "run": _run,
    "number": lambda node: f"<mn>{escape(node.text)}</mn>",
    "name": _name,
    "word": _word,
    "text": _word,
    "note": _word,
    "dots": lambda node: _operator("⋯"),
    "none": lambda node: "<mrow></mrow>",
    "op": lambda node: _operator(glyph(node.text)),
    "rel": lambda node: _operator(glyph(node.text)),
    "juxt": _juxt,
    "script": _script,
    "group": _group,
    "font": _font,
    "accent": _accent,
    "fraction": _fraction,
    "binomial": _binomial,
    "root": _root,
    "sum": _sum,
    "under": _under,
    "over": _under,
    "grid": _grid,
    "add": _add,
    "neg": lambda node: f"<mrow>{_term(node, True)}</mrow>",
    "list": _list,
    "rows": _rows,
}
