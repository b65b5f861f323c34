"""The table of signs: each with its face in LaTeX, MathML, plain text and ASCII."""

from html import escape
from unicodedata import lookup
from unicodedata import name as unicode_name

from .boxes import Box, Fence, Leaf, Row, Script

# α … ω; TeX has no ς and writes ο as o
GREEK_LETTERS = tuple(
    unicode_name(chr(code)).split()[-1].replace("LAMDA", "LAMBDA").lower()
    for code in range(0x3B1, 0x3CA)
    if chr(code) not in "ςο"
)
# TeX has no command for the capitals that look Latin
GREEK_CAPITALS = ("Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega")
_TEX_GREEK = {"epsilon": "varepsilon", "phi": "varphi"}


def letter(character: str) -> Leaf:
    """A Latin letter, set in italics."""
    return Leaf(character, f"<mi>{character}</mi>", character, character)


def number(text: str) -> Leaf:
    """A number without a sign."""
    return Leaf(text, f"<mn>{text}</mn>", text, text)


def upright(name: str) -> Leaf:
    """A word in upright letters, any text made safe."""
    safe = name.isascii() and name.isalnum()
    tex = rf"\mathrm{{{name}}}" if safe else rf"\text{{{escape_tex(name)}}}"
    variant = ' mathvariant="normal"' if len(name) == 1 else ""
    return Leaf(tex, f"<mi{variant}>{escape(name)}</mi>" if safe else mtext(name), name, name)


def mtext(words: str) -> str:
    """Words in MathML."""
    return f"<mtext>{escape(words)}</mtext>"


def words(text: str) -> Leaf:
    """Words inside a formula."""
    return Leaf(rf"\text{{{escape_tex(text)}}}", mtext(text), text, text)


_TEX_TEXT = str.maketrans(
    {
        "\\": r"\textbackslash ",
        "{": r"\{",
        "}": r"\}",
        "$": r"\$",
        "&": r"\&",
        "#": r"\#",
        "%": r"\%",
        "_": r"\_",
        "^": r"\textasciicircum ",
        "~": r"\textasciitilde ",
        "\n": " ",
        "\t": " ",
    }
)


def escape_tex(text: str) -> str:
    r"""Text as it stands inside `\text{…}`; control characters are dropped.

    >>> escape_tex("50% of $x_1$")
    '50\\% of \\$x\\_1\\$'
    """
    shown = (c for c in text if c.isprintable() or c in "\n\t")
    return "".join(shown).translate(_TEX_TEXT)


def _greek() -> dict[str, Leaf]:
    """Greek letters by the name of their TeX command."""
    found = {}
    for name in GREEK_LETTERS:
        unicode = lookup(f"GREEK SMALL LETTER {'LAMDA' if name == 'lambda' else name.upper()}")
        command = _TEX_GREEK.get(name, name)
        found[command] = Leaf(f"\\{command}", f"<mi>{unicode}</mi>", unicode, name)
    for name in GREEK_CAPITALS:
        unicode = lookup(f"GREEK CAPITAL LETTER {'LAMDA' if name == 'Lambda' else name.upper()}")
        found[name] = Leaf(f"\\{name}", f'<mi mathvariant="normal">{unicode}</mi>', unicode, name)
    for name, unicode in {"epsilon": "ϵ", "phi": "ϕ", "vartheta": "ϑ", "varrho": "ϱ", "ell": "ℓ"}.items():
        found[name] = Leaf(f"\\{name}", f"<mi>{unicode}</mi>", unicode, name)
    return found


GREEK = _greek()
# names of symbols spelled in Greek: `gamma1`, `eta`, `eps`
GREEK_NAMES: dict[str, Leaf] = {
    **{name: GREEK[_TEX_GREEK.get(name, name)] for name in GREEK_LETTERS},
    **{name: GREEK[name] for name in GREEK_CAPITALS},
    "eps": GREEK["varepsilon"],
}


def _infix(tex: str, sign: str, ascii: str) -> Leaf:
    return Leaf(f" {tex} ", f"<mo>{escape(sign)}</mo>", f" {sign} ", f" {ascii} ")


PLUS, MINUS = _infix("+", "+", "+"), _infix("-", "−", "-")
SIGN = Leaf("-", '<mo form="prefix">−</mo>', "-", "-")
DOT = Leaf(r"\cdot", "<mo>⋅</mo>", "·", "*")
ODOT, CIRC = _infix(r"\odot", "⊙", ".*"), _infix(r"\circ", "∘", ".*")
OSLASH = _infix(r"\oslash", "⊘", "./")
EQUALS = _infix("=", "=", "=")
TIGHT_EQUALS = Leaf("=", '<mo lspace="0.1em" rspace="0.1em">=</mo>', "=", "=")
POWER_ODOT = {
    ODOT: Leaf(r"\odot ", '<mo lspace="0" rspace="0">⊙</mo>', "⊙", ".*"),
    CIRC: Leaf(r"\circ ", '<mo lspace="0" rspace="0">∘</mo>', "∘", ".*"),
}
SPACE = Leaf(" ", "", " ", " ")
APPLY = Leaf("", "<mo>&#x2061;</mo>", "", "")
TIMES = Leaf(r"\times ", '<mo lspace="0.1em" rspace="0.1em">×</mo>', "×", " x ")
COMMA = Leaf(", ", '<mo separator="true">,</mo>', ", ", ", ")
TIGHT_COMMA = Leaf(",", '<mo lspace="0" rspace="0.1em">,</mo>', ",", ",")
PARTIAL = Leaf(r"\partial ", '<mi mathvariant="normal">∂</mi>', "∂", "d")
PARTIAL_ALONE = Leaf(r"\partial", '<mi mathvariant="normal">∂</mi>', "∂", "d")
PARTIAL_OF = Leaf(r"\partial\, ", '<mi mathvariant="normal">∂</mi><mspace width="0.17em"/>', "∂", "d")
DEL = Leaf(r"\nabla", '<mi mathvariant="normal">∇</mi>', "∇", "grad")
DIFFERENTIAL = letter("d")
DELTA = GREEK["delta"]
EULER = letter("e")
IDENTITY = letter("I")
ONE = Leaf(r"\mathbf{1}", "<mn>𝟏</mn>", "1", "1")
ZERO = Leaf(r"\mathbf{0}", "<mn>𝟎</mn>", "0", "0")
REALS = Leaf(r"\mathbb{R}", "<mi>ℝ</mi>", "ℝ", "R")
NEW = upright("new")
TRANSPOSES = {
    "top": Leaf(r"\top", '<mo lspace="0" rspace="0">⊤</mo>', "ᵀ", "^T"),
    "T": Leaf("T", "<mi>T</mi>", "ᵀ", "^T"),
    "prime": Leaf(r"\prime", '<mo lspace="0" rspace="0">′</mo>', "ᵀ", "^T"),
}
HADAMARDS = {"odot": ODOT, "circ": CIRC}
BINARY = (PLUS, MINUS, ODOT, CIRC, OSLASH)
DOTS = {
    "cells": Leaf(r"\cdots", "<mo>⋯</mo>", "…", "..."),
    "rows": Leaf(r"\vdots", "<mo>⋮</mo>", "…", "..."),
    "both": Leaf(r"\ddots", "<mo>⋱</mo>", "…", "..."),
    "list": Leaf(r"\dots", "<mo>…</mo>", "…", "..."),
}
RELATIONS = {
    "eq": EQUALS,
    "define": _infix(r"\mathrel{:=}", "≔", ":="),
    "approx": _infix(r"\approx", "≈", "~="),
    "shape": _infix(r"\in", "∈", "in"),
    "update": _infix(r"\leftarrow", "←", "<-"),
    "ne": _infix(r"\ne", "≠", "!="),
    "lt": _infix("<", "<", "<"),
    "le": _infix(r"\le", "≤", "<="),
}


def _function(tex: str, name: str, text: str = "") -> Leaf:
    return Leaf(tex, f"<mi>{text or name}</mi>", text or name, name)


# functions of one variable; any other name is set upright as it is
FUNCTIONS: dict[str, Leaf] = {
    "sigmoid": _function(r"\sigma", "sigmoid", "σ"),
    "tanh": _function(r"\tanh", "tanh"),
    "exp": _function(r"\exp", "exp"),
    "log": _function(r"\log", "log"),
    "sin": _function(r"\sin", "sin"),
    "cos": _function(r"\cos", "cos"),
    "relu": Leaf(r"\mathrm{ReLU}", "<mi>ReLU</mi>", "ReLU", "relu"),
    "Phi": GREEK["Phi"],
    "phi": GREEK["varphi"],
}
ACTIVATION = letter("g")
_LAYERS = {"leaky_relu": "LeakyReLU", "elu": "ELU", "silu": "SiLU", "gelu": "GELU", "gelu_tanh": "GELUtanh"}


def function_sign(name: str) -> Leaf:
    """The sign of a function of one variable: its own, or its name; `elu2` is a second one of a kind."""
    base = name.rstrip("0123456789")
    return FUNCTIONS.get(name) or upright(_LAYERS.get(base, base) + name[len(base) :])


DIAG = Leaf(r"\mathop{\mathrm{diag}}", "<mi>diag</mi>", "diag", "diag")
VEC = upright("vec")


def primed(function: Box, primes: int) -> Box:
    """A function's derivative, once for each prime."""
    if not primes:
        return function
    mark = Leaf("'" * primes, '<mo lspace="0" rspace="0">′</mo>' * primes, "'" * primes, "'" * primes)
    raised = isinstance(function, Script) and function.sup is not None
    return Row((Fence(function) if raised else function, mark))


def prime_marks(primes: int) -> Leaf:
    """Primes that stand in a superscript, after what is there already."""
    mark = TRANSPOSES["prime"]
    return Leaf(mark.tex * primes, mark.mathml * primes, "'" * primes, "'" * primes)
