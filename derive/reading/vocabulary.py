"""The words of mathematical TeX and Unicode: tables from a command or character to (kind of token, its name)."""

GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi "
    "chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
).split()
VARIANTS = {
    "varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi", "varrho": "rho", "varsigma": "sigma",
    "varpi": "pi", "upphi": "phi", "triangledown": "nabla", "vartriangle": "triangle", "intercal": "top",
}  # fmt: skip
NAMES = (
    "ell partial nabla infty hbar top bot perp emptyset varnothing forall exists triangle square dagger star Re Im "
    "imath jmath wp aleph angle diamond bigtriangleup degree checkmark complement"
).split()
FUNCTIONS = (
    "log ln lg exp sin cos tan sinh cosh tanh coth arcsin arccos arctan max min sup inf lim limsup liminf arg det "
    "dim gcd ker deg Pr argmin argmax softmax"
).split()
BIG = {
    "sum": "sum", "prod": "prod", "int": "int", "iint": "int", "oint": "int", "coprod": "coprod",
    "bigcup": "cup", "bigcap": "cap", "bigoplus": "oplus",
}  # fmt: skip
RELATIONS = {
    "=": "=", ":=": ":=", "==": "=", "\\coloneqq": ":=", "\\coloneq": ":=", "\\triangleq": ":=", "\\defeq": ":=",
    "\\doteq": ":=", "\\equiv": "equiv", "≡": "equiv", "≔": ":=", "≜": ":=", "=:": "=:", "\\eqqcolon": "=:",
    "<": "<", ">": ">", "\\lt": "<", "\\gt": ">", "\\le": "le", "\\leq": "le", "\\leqslant": "le", "≤": "le",
    "<=": "le", "\\ge": "ge", "\\geq": "ge", "\\geqslant": "ge", "≥": "ge", ">=": "ge", "\\ne": "ne", "\\neq": "ne",
    "≠": "ne", "!=": "ne", "\\ll": "ll", "\\gg": "gg", "≪": "ll", "≫": "gg",
    "\\approx": "approx", "≈": "approx", "\\simeq": "approx", "\\cong": "approx", "≃": "approx", "\\sim": "sim",
    "∼": "sim", "\\propto": "propto", "∝": "propto", "\\in": "in", "∈": "in", "\\notin": "notin", "∉": "notin",
    "\\ni": "ni", "\\subset": "subset", "\\subseteq": "subset", "⊂": "subset", "⊆": "subset",
    "\\leftarrow": "leftarrow", "\\gets": "leftarrow", "←": "leftarrow", "\\longleftarrow": "leftarrow",
    "\\to": "to", "\\rightarrow": "to", "\\longrightarrow": "to", "→": "to", "->": "to", "\\mapsto": "mapsto",
    "\\longmapsto": "mapsto", "↦": "mapsto", "\\implies": "implies", "\\Rightarrow": "implies", "⇒": "implies",
    "\\Longrightarrow": "implies", "=>": "implies", "\\rightsquigarrow": "implies", "\\leadsto": "implies",
    "\\Leftarrow": "impliedby", "\\impliedby": "impliedby", "⇐": "impliedby", "\\iff": "iff", "⇔": "iff",
    "\\Leftrightarrow": "iff", "\\Longleftrightarrow": "iff", "\\leftrightarrow": "iff", "↔": "iff",
    "\\rightleftharpoons": "iff", "\\mid": "mid", "\\colon": "colon", ":": "colon", "∶": "colon",
    "\\therefore": "implies", "∴": "implies", "\\because": "impliedby", "∵": "impliedby", "\\vdash": "implies",
}  # fmt: skip
OPERATORS = {
    "\\cdot": "cdot", "·": "cdot", "⋅": "cdot", "∙": "cdot", "\\cdotp": "cdot", "\\centerdot": "cdot",
    "\\times": "times", "×": "times", "*": "*", "\\ast": "*", "∗": "*", "＊": "*",
    "\\odot": "odot", "⊙": "odot", "\\bigodot": "odot", "⨀": "odot", "\\circ": "circ", "∘": "circ", "◦": "circ",
    "○": "circ", "\\bigcirc": "circ", "\\bullet": "bullet", "•": "bullet", "\\otimes": "otimes", "⊗": "otimes",
    "\\bigotimes": "otimes", "\\oslash": "oslash", "⊘": "oslash", "\\div": "/", "÷": "/", "/": "/", "∕": "/", "@": "@",
    "\\star": "star", "⋆": "star", "★": "star", "**": "**", "\\wedge": "wedge", "\\cup": "cup", "\\cap": "cap",
    "\\oplus": "oplus", "⊕": "oplus", "\\setminus": "setminus", "\\land": "wedge", "\\lor": "vee", "\\vee": "vee",
    "\\bmod": "mod", "\\diamond": "diamond", "\\ominus": "ominus", "⊖": "ominus",
}  # fmt: skip
SIGNS = {
    "+": "+", "-": "-", "−": "-", "–": "-", "‐": "-", "‑": "-", "＋": "+", "－": "-", "—": "-",
    "\\pm": "pm", "±": "pm", "\\mp": "mp",
}  # fmt: skip
FONTS = {
    "mathbf": "bold", "boldsymbol": "bold", "bm": "bold", "pmb": "bold", "mathbfit": "bold", "symbf": "bold",
    "symbfit": "bold", "boldmath": "bold", "mathbb": "double", "mathds": "double", "mathbbm": "double",
    "Bbb": "double", "mathcal": "script", "mathscr": "script", "mathfrak": "fraktur", "mathit": "italic",
    "mathnormal": "italic", "mathrm": "roman", "mathsf": "roman", "mathtt": "roman", "operatorname": "roman",
    "mathop": "wrap", "mathbin": "wrap", "mathrel": "wrap", "mathord": "wrap", "mathinner": "wrap", "boxed": "wrap",
    "fbox": "wrap", "framebox": "wrap", "underline": "wrap", "overline": "bar", "cancel": "wrap", "bcancel": "wrap",
    "colorbox": "wrap", "smash": "wrap", "mathstrut": "wrap", "ensuremath": "wrap", "mathopen": "wrap",
    "mathclose": "wrap", "mathpunct": "wrap", "Aboxed": "wrap", "hl": "wrap", "mathmakebox": "wrap",
}  # fmt: skip
SWITCHES = {  # the font of the rest of the group
    "bf": "bold", "rm": "roman", "tt": "roman", "sf": "roman", "it": "italic", "cal": "script", "bfseries": "bold",
    "mit": "italic", "sc": "roman",
}  # fmt: skip
TEXTS = (
    "text textrm textbf textit textsf texttt textsc textnormal mbox hbox intertext shortintertext emph textup "
    "textmd fontsize"
).split()
ACCENTS = {
    "hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde", "widetilde": "tilde",
    "vec": "vec", "overrightarrow": "vec", "dot": "dot", "ddot": "ddot", "check": "check", "breve": "breve",
    "acute": "acute", "grave": "grave", "mathring": "ring",
}  # fmt: skip
COMBINING = {"\u0302": "hat", "\u0304": "bar", "\u0305": "bar", "\u0303": "tilde", "\u20d7": "vec", "\u0307": "dot"}
STRUCTURES = {
    "frac": "frac", "dfrac": "frac", "tfrac": "frac", "cfrac": "frac", "sfrac": "frac", "nicefrac": "frac",
    "dv": "frac", "binom": "binom", "sqrt": "sqrt", "underbrace": "underbrace", "overbrace": "overbrace",
    "underset": "underset", "overset": "overset", "stackrel": "overset", "substack": "substack",
    "underbracket": "underbrace", "overbracket": "overbrace",
    "not": "not",
}  # fmt: skip
DOTS = {
    "cdots": "cdots", "dots": "ldots", "ldots": "ldots", "hdots": "ldots", "dotsc": "ldots", "dotsb": "cdots",
    "dotsm": "cdots", "dotsi": "cdots", "dotso": "ldots", "vdots": "vdots", "ddots": "ddots", "iddots": "ddots",
    "mathellipsis": "ldots",
}  # fmt: skip
OPENERS = {
    "\\lbrace": "{", "\\{": "{", "\\lbrack": "[", "\\langle": "<", "\\lfloor": "floor", "\\lceil": "ceil",
    "\\lvert": "|", "\\lVert": "||", "⟨": "<", "⌊": "floor", "⌈": "ceil", "\\lgroup": "(",
}  # fmt: skip
CLOSERS = {
    "\\rbrace": "}", "\\}": "}", "\\rbrack": "]", "\\rangle": ">", "\\rfloor": "floor", "\\rceil": "ceil",
    "\\rvert": "|", "\\rVert": "||", "⟩": ">", "⌋": "floor", "⌉": "ceil", "\\rgroup": ")",
}  # fmt: skip
BARS = {"|": "|", "\\vert": "|", "\\|": "||", "\\Vert": "||", "‖": "||", "||": "||", "∥": "||", "\\parallel": "||"}
SIZED = (  # dropped before a delimiter
    "big Big bigg Bigg middle bigm Bigm biggm Biggm"
).split()
SIZED_OPEN = ["left", "bigl", "Bigl", "biggl", "Biggl"]
SIZED_CLOSE = ["right", "bigr", "Bigr", "biggr", "Biggr"]
DROPPED = {  # command -> how many braced arguments are dropped with it
    "label": 1, "tag": 1, "color": 1, "textcolor": 1, "hspace": 1, "vspace": 1, "require": 1, "phantom": 1,
    "hphantom": 1, "vphantom": 1, "cssId": 1, "class": 1, "style": 1, "mkern": 0, "mskip": 0, "kern": 0, "hskip": 0,
    "nonumber": 0, "notag": 0, "displaystyle": 0, "textstyle": 0, "scriptstyle": 0, "scriptscriptstyle": 0,
    "limits": 0, "nolimits": 0, "hline": 0, "thinspace": 0, "medspace": 0, "thickspace": 0, "negthinspace": 0,
    "negmedspace": 0, "tiny": 0, "small": 0, "large": 0, "Large": 0, "LARGE": 0, "huge": 0, "Huge": 0,
    "footnotesize": 0, "normalsize": 0, "scriptsize": 0, "hfill": 0, "hfil": 0, "noindent": 0, "centering": 0,
    "allowbreak": 0, "relax": 0, "strut": 0, "nobreak": 0, "space": 0, "null": 0, "qedhere": 0,
    "enskip": 0, "index": 1, "ref": 1, "eqref": 1, "cite": 1, "footnote": 1, "displaylimits": 0,
    "break": 0, "ignorespaces": 0, "protect": 0, "par": 0, "normalfont": 0, "vskip": 0, "smallskip": 0, "medskip": 0,
    "bigskip": 0,
}  # fmt: skip
SEPARATORS = {",": ",", ";": ";", "\\quad": "quad", "\\qquad": "quad", "，": ",", "；": ";", "、": ",", "。": ".",
              "\\enspace": "quad", "\\newline": "row"}  # fmt: skip
SPACES = {"\\,", "\\;", "\\:", "\\!", "\\>", "\\/", "\\-", "~"}
TRANSPARENT = (  # environments whose rows are lines of the formula itself
    "align aligned split gather gathered equation eqnarray multline multlined flalign alignat alignedat math "
    "displaymath dmath"
).split()
GRIDS = "matrix pmatrix bmatrix vmatrix Vmatrix Bmatrix smallmatrix array cases rcases dcases subarray darray".split()
SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₔₕₖₗₘₙₚₛₜᵢᵣᵤᵥⱼᵦᵧᵨᵩᵪ", "0123456789+-=()aeoxəhklmnpstiruvjβγρφχ", strict=True))
SUPERSCRIPTS = dict(
    zip(
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵅᵝᵞᵟᶿᵠᵡᐟ",
        "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWαβγδθφχ'",
        strict=True,
    )
)
LETTERS = dict(  # Unicode letters with a TeX name
    zip(
        "αβγδεζηθικλμνξοπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩϵϑϕϱςµ",
        [*GREEK, "epsilon", "theta", "phi", "rho", "sigma", "mu"],
        strict=True,
    )
) | {"∂": "partial", "∇": "nabla", "ℓ": "ell", "∞": "infty", "⊤": "top", "⊥": "bot", "∅": "emptyset", "∀": "forall",
     "∃": "exists", "Ω": "Omega", "∆": "Delta", "△": "triangle", "┬": "top", "†": "dagger", "°": "degree", "𝟏": "one",
     "𝟙": "one", "ᵻ": "iota"}  # fmt: skip
COMMENTS = (  # a single word that is prose, not a name, when it stands after a formula
    "where if for and or with otherwise since because as then so thus hence when else let such that is are from by "
    "using given we have to the a an of in"
).split()


def _commands() -> dict[str, tuple[str, str]]:
    table: dict[str, tuple[str, str]] = {}
    table |= {n: ("name", n) for n in (*GREEK, *NAMES)}
    table |= {n: ("name", of) for n, of in VARIANTS.items()}
    table |= {n: ("word", n) for n in FUNCTIONS}
    table |= {n: ("big", of) for n, of in BIG.items()}
    table |= {n: ("font", of) for n, of in FONTS.items()}
    table |= {n: ("switch", of) for n, of in SWITCHES.items()}
    table |= {n: ("text", n) for n in TEXTS}
    table |= {n: ("accent", of) for n, of in ACCENTS.items()}
    table |= {n: (of, n) for n, of in STRUCTURES.items()}
    table |= {n: ("dots", of) for n, of in DOTS.items()}
    table |= {n: ("sized", "") for n in SIZED}
    table |= {n: ("sized", "open") for n in SIZED_OPEN}
    table |= {n: ("sized", "close") for n in SIZED_CLOSE}
    table |= {n: ("dropped", str(count)) for n, count in DROPPED.items()}
    table |= {n: ("over", n) for n in ("over", "atop", "choose")}
    table |= {n: ("arrow", n) for n in ("xrightarrow", "xleftarrow", "xRightarrow")}
    table |= {"prime": ("prime", "'"), "cr": ("row", "\\\\"), "lnot": ("name", "lnot")}
    for kind, words in (("rel", RELATIONS), ("op", OPERATORS), ("sign", SIGNS), ("open", OPENERS), ("close", CLOSERS),
                        ("bar", BARS), ("sep", SEPARATORS)):  # fmt: skip
        table |= {n[1:]: (kind, of) for n, of in words.items() if n[0] == "\\" and len(n) > 1}
    table |= {n[1:]: ("space", "") for n in SPACES if n[0] == "\\"}
    return table


def _characters() -> dict[str, tuple[str, str]]:
    table: dict[str, tuple[str, str]] = {
        "{": ("lbrace", "{"), "}": ("rbrace", "}"), "_": ("sub", "_"), "^": ("sup", "^"), "'": ("prime", "'"),
        "′": ("prime", "'"), "’": ("prime", "'"), "‘": ("prime", "'"), "″": ("prime", "''"), "(": ("open", "("),
        ")": ("close", ")"), "[": ("open", "["), "]": ("close", "]"), "（": ("open", "("), "）": ("close", ")"),
        "&": ("amp", "&"), "√": ("sqrt", "√"), "∑": ("big", "sum"), "∏": ("big", "prod"), "∫": ("big", "int"),
        "Σ": ("big", "sum"), "…": ("dots", "ldots"), "⋯": ("dots", "cdots"), "⋮": ("dots", "vdots"), "⋱": ("dots", "ddots"),
        "...": ("dots", "ldots"), "~": ("space", ""), "\u00a0": ("space", ""), "$": ("space", ""), "?": ("name", "?"),
        "!": ("name", "!"), "\u200b": ("space", ""), "\ufeff": ("space", ""), "\u2009": ("space", ""),
        "\u3000": ("space", ""), "`": ("space", ""), "#": ("name", "#"), "%": ("name", "%"),
    }  # fmt: skip
    table = {n: ("name", of) for n, of in LETTERS.items()} | table
    for kind, words in (("rel", RELATIONS), ("op", OPERATORS), ("sign", SIGNS), ("open", OPENERS), ("close", CLOSERS),
                        ("bar", BARS), ("sep", SEPARATORS)):  # fmt: skip
        table |= {n: (kind, of) for n, of in words.items() if n[0] != "\\"}
    return table


COMMANDS = _commands()
CHARACTERS = _characters()
