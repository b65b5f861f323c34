"""The characters that stand for the names of surface trees, for plain text and for MathML."""

from ..reading.vocabulary import GREEK

_CHARACTERS = "αβγδεζηθικλμνξοπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ"
_NAMES = {
    "partial": "∂", "nabla": "∇", "ell": "ℓ", "infty": "∞", "top": "⊤", "bot": "⊥", "varepsilon": "ε",
    "epsilon": "ϵ", "varphi": "φ", "phi": "ϕ", "vartheta": "ϑ", "hbar": "ℏ", "forall": "∀", "exists": "∃",
    "emptyset": "∅", "dagger": "†", "one": "1", "degree": "°", "star": "⋆", "triangle": "△", "square": "□",
    "cdot": "·", "times": "×", "*": "∗", "odot": "⊙", "circ": "∘", "bullet": "•", "otimes": "⊗",
    "oplus": "⊕", "oslash": "⊘", "@": "@", "/": "/", "pm": "±", "mp": "∓",
    "=": "=", ":=": "≔", "=:": "≕", "equiv": "≡", "le": "≤", "ge": "≥", "ne": "≠", "ll": "≪", "gg": "≫",
    "approx": "≈", "sim": "∼", "propto": "∝", "in": "∈", "notin": "∉", "ni": "∋", "subset": "⊂",
    "leftarrow": "←", "to": "→", "mapsto": "↦", "implies": "⇒", "impliedby": "⇐", "iff": "⇔", "mid": "∣",
    "colon": ":", "sum": "∑", "prod": "∏", "int": "∫", "union": "⋃", "hat": "^", "tilde": "~", "bar": "¯",
    "vec": "→", "dot": "˙", "ddot": "¨", "overline": "¯", "widehat": "^", "widetilde": "~", "-": "−",
}  # fmt: skip
GLYPHS = {**dict(zip(GREEK.split(), _CHARACTERS, strict=True)), **_NAMES}


def glyph(name: str) -> str:
    """The character of a name, else the name.

    >>> glyph("sigma"), glyph("softmax")
    ('σ', 'softmax')
    """
    return GLYPHS.get(name, name)
