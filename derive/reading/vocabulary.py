r"""The words of mathematical TeX and Unicode: from a command or character to its kind of token and its name.

A table says, for each name, the commands (with their backslash) and characters that mean it.
"""

from collections.abc import Mapping

Table = dict[str, tuple[str, str]]


def _inverted(table: Mapping[str, str]) -> dict[str, str]:
    return {word: name for name, words in table.items() for word in words.split()}


def _commands(words: str) -> dict[str, str]:
    return {"\\" + word: word for word in words.split()}


GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau"
    " upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
)
_GREEK_CHARACTERS = "αβγδεζηθικλμνξοπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ"
NAMES = {
    **_commands(GREEK),
    **_commands(
        "varepsilon vartheta varphi varrho varsigma varpi ell partial nabla infty hbar top bot emptyset"
        " forall exists triangle square dagger Re Im imath jmath wp aleph angle degree checkmark lnot perp"
    ),
    **dict(zip(_GREEK_CHARACTERS, GREEK.split(), strict=True)),
    **_inverted(
        {
            "nabla": r"∇ \triangledown \bigtriangledown",
            "triangle": r"△ \vartriangle \bigtriangleup",
            "Delta": "∆",
            "Omega": "Ω",
            "epsilon": "ϵ",
            "vartheta": "ϑ",
            "varphi": "ϕ",
            "varrho": "ϱ",
            "varsigma": "ς",
            "mu": "µ",
            "sigma": r"\upsigma",
            "delta": r"\updelta",
            "partial": "∂",
            "ell": "ℓ",
            "infty": "∞",
            "top": r"⊤ ┬ \intercal",
            "bot": "⊥",
            "emptyset": r"∅ \varnothing",
            "forall": "∀",
            "exists": "∃",
            "dagger": "†",
            "degree": "°",
            "one": "𝟏 𝟙",
            "?": "?",
            "!": "!",
            "#": "#",
            "%": "%",
        }
    ),
}
FUNCTIONS = _commands(
    "log ln lg exp sin cos tan sinh cosh tanh coth arcsin arccos arctan max min sup inf lim limsup liminf arg"
    " det dim gcd ker deg Pr argmin argmax softmax"
)
BIG = _inverted(
    {
        "sum": r"\sum ∑ Σ",
        "prod": r"\prod ∏ \coprod",
        "int": r"\int \iint \oint ∫",
        "union": r"\bigcup \bigcap \bigoplus",
    }
)
RELATIONS = _inverted(
    {
        "=": "= ==",
        ":=": r":= \coloneqq \coloneq \triangleq \defeq \doteq ≔ ≜",
        "=:": r"=: \eqqcolon",
        "equiv": r"\equiv ≡",
        "<": r"< \lt",
        ">": r"> \gt",
        "le": r"\le \leq \leqslant ≤ <=",
        "ge": r"\ge \geq \geqslant ≥ >=",
        "ne": r"\ne \neq ≠ !=",
        "ll": r"\ll ≪",
        "gg": r"\gg ≫",
        "approx": r"\approx ≈ \simeq \cong ≃",
        "sim": r"\sim ∼",
        "propto": r"\propto ∝",
        "in": r"\in ∈",
        "notin": r"\notin ∉",
        "ni": r"\ni",
        "subset": r"\subset \subseteq ⊂ ⊆",
        "leftarrow": r"\leftarrow \gets ← \longleftarrow",
        "to": r"\to \rightarrow \longrightarrow → ->",
        "mapsto": r"\mapsto \longmapsto ↦",
        "implies": r"\implies \Rightarrow \Longrightarrow \rightsquigarrow \leadsto \therefore \vdash ⇒ => ∴",
        "impliedby": r"\Leftarrow \impliedby \because ⇐ ∵",
        "iff": r"\iff \Leftrightarrow \Longleftrightarrow \leftrightarrow \rightleftharpoons ⇔ ↔",
        "mid": r"\mid",
        "colon": r"\colon : ∶",
    }
)
OPERATORS = _inverted(
    {
        "cdot": r"\cdot · ⋅ ∙ \cdotp \centerdot",
        "times": r"\times ×",
        "*": r"* \ast ∗ ＊",
        "odot": r"\odot ⊙ \bigodot ⨀",
        "circ": r"\circ ∘ ◦ ○ \bigcirc",
        "bullet": r"\bullet •",
        "otimes": r"\otimes ⊗ \bigotimes",
        "oslash": r"\oslash ⊘",
        "oplus": r"\oplus ⊕",
        "ominus": r"\ominus ⊖",
        "/": r"/ \div ÷ ∕",
        "@": "@",
        "star": r"\star ⋆ ★",
        "**": "**",
        "wedge": r"\wedge \land",
        "vee": r"\vee \lor",
        "union": r"\cup",
        "intersection": r"\cap",
        "setminus": r"\setminus",
        "mod": r"\bmod",
        "diamond": r"\diamond",
    }
)
SIGNS = _inverted({"+": "+ ＋", "-": "- − – — ‐ ‑ －", "pm": r"\pm ±", "mp": r"\mp"})
FONTS = _inverted(
    {
        "bold": r"\mathbf \boldsymbol \bm \pmb \mathbfit \symbf \symbfit \boldmath",
        "double": r"\mathbb \mathds \mathbbm \Bbb",
        "script": r"\mathcal \mathscr",
        "fraktur": r"\mathfrak",
        "italic": r"\mathit \mathnormal",
        "roman": r"\mathrm \mathsf \mathtt \operatorname",
        # boxes and classes: they vanish
        "wrap": r"\mathop \mathbin \mathrel \mathord \mathinner \mathopen \mathclose \mathpunct"
        r" \boxed \fbox \framebox \underline \cancel \bcancel \colorbox \smash \ensuremath \Aboxed",
    }
)
SWITCHES = _inverted(  # the font of the rest of the group
    {"bold": r"\bf \bfseries", "roman": r"\rm \tt \sf \sc", "italic": r"\it \mit", "script": r"\cal"}
)
TEXTS = _commands(
    "text textrm textbf textit textsf texttt textsc textnormal mbox hbox intertext shortintertext emph textup"
    " textmd"
)
ACCENTS = _inverted(
    {
        "hat": r"\hat \widehat",
        "bar": r"\bar \overline",
        "tilde": r"\tilde \widetilde",
        "vec": r"\vec \overrightarrow",
        "dot": r"\dot",
        "ddot": r"\ddot",
        "check": r"\check",
        "breve": r"\breve",
        "acute": r"\acute",
        "grave": r"\grave",
        "ring": r"\mathring",
    }
)
COMBINING = {
    "\u0302": "hat",
    "\u0304": "bar",
    "\u0305": "bar",
    "\u0303": "tilde",
    "\u20d7": "vec",
    "\u0307": "dot",
}
STRUCTURES = _inverted(
    {
        "frac": r"\frac \dfrac \tfrac \cfrac \sfrac \nicefrac",
        "binom": r"\binom \dbinom \tbinom",
        "sqrt": r"\sqrt √",
        "underbrace": r"\underbrace \underbracket",
        "overbrace": r"\overbrace \overbracket",
        "underset": r"\underset",
        "overset": r"\overset \stackrel",
        "substack": r"\substack",
        "not": r"\not",
        "over": r"\over \atop",
        "choose": r"\choose",
    }
)
DOTS = _inverted(
    {
        "cdots": r"\cdots \dotsb \dotsm \dotsi ⋯",
        "ldots": r"\dots \ldots \hdots \dotsc \dotso \mathellipsis … ... ..",
        "vdots": r"\vdots ⋮",
        "ddots": r"\ddots \iddots ⋱",
    }
)
OPENERS = _inverted(
    {"(": r"( （ \lgroup", "[": r"[ \lbrack", "{": r"\{ \lbrace", "<": r"\langle ⟨", "|": r"\lvert",
     "||": r"\lVert", "floor": r"\lfloor ⌊", "ceil": r"\lceil ⌈"}
)  # fmt: skip
CLOSERS = _inverted(
    {")": r") ） \rgroup", "]": r"] \rbrack", "}": r"\} \rbrace", ">": r"\rangle ⟩", "|": r"\rvert",
     "||": r"\rVert", "floor": r"\rfloor ⌋", "ceil": r"\rceil ⌉"}
)  # fmt: skip
BARS = _inverted({"|": r"| \vert", "||": r"\| \Vert ‖ || ∥ \parallel"})
PRIMES = _inverted({"'": "' ′ ’ ‘ \\prime", "''": "″"})
SEPARATORS = _inverted(
    {",": ", ， 、", ";": "; ；", ".": "。", "quad": r"\quad \qquad \enspace", "row": r"\newline"}
)
ROWS = {"\\cr": "\\\\"}
ARROWS = _inverted({"to": r"\xrightarrow \xRightarrow", "leftarrow": r"\xleftarrow"})
SIZES = _inverted(  # before a delimiter
    {
        "open": r"\left \bigl \Bigl \biggl \Biggl",
        "close": r"\right \bigr \Bigr \biggr \Biggr",
        "either": r"\big \Big \bigg \Bigg \middle \bigm \Bigm \biggm \Biggm",
    }
)
DROPPED = _inverted(  # layout, by how many braced arguments go with it
    {
        "1": r"\label \tag \color \textcolor \hspace \vspace \require \phantom \hphantom \vphantom \cssId"
        r" \class \style \ref \eqref \cite \index \footnote \fontsize",
        "0": r"\nonumber \notag \displaystyle \textstyle \scriptstyle \scriptscriptstyle \limits \nolimits"
        r" \toprule \midrule \bottomrule \addlinespace"
        r" \hline \thinspace \medspace \thickspace \negthinspace \negmedspace \tiny \small \large \Large"
        r" \LARGE \huge \Huge \footnotesize \normalsize \scriptsize \hfill \hfil \noindent \centering"
        r" \allowbreak \relax \strut \mathstrut \nobreak \space \null \qedhere \enskip \displaylimits"
        r" \break \ignorespaces \protect \par \normalfont \smallskip \medskip \bigskip \, \; \: \! \> \/ \-",
        "2": r"\rule \setlength \addtolength \setcounter",
        "definition": r"\newcommand \renewcommand \providecommand \def \gdef \DeclareMathOperator \let",
        "length": r"\mkern \mskip \kern \hskip \vskip",
    }
)
SPACES = dict.fromkeys("~\u00a0\u200b\ufeff\u2009\u202f\u3000`$", "")
TRANSPARENT = frozenset(  # environments whose rows are lines of the formula itself
    _commands(
        "align aligned split gather gathered equation eqnarray multline multlined flalign alignat alignedat"
        " math displaymath dmath"
    ).values()
)
GRIDS = frozenset(
    _commands(
        "matrix pmatrix bmatrix vmatrix Vmatrix Bmatrix smallmatrix array cases rcases dcases subarray darray"
    ).values()
)
COLUMNED = frozenset({"array", "darray", "subarray", "alignat", "alignedat"})  # take their columns in braces
SUBSCRIPTS = dict(
    zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜᵢᵣᵤᵥⱼᵦᵧᵨᵩᵪ", "0123456789+-=()aeoxhklmnpstiruvjβγρφχ", strict=True)
)
SUPERSCRIPTS = dict(
    zip(
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵅᵝᵞᵟᶿᵠᵡᐟ",
        "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWαβγδθφχ'",
        strict=True,
    )
)
PROSE = frozenset(  # a word that is no name, when it stands beside a formula
    _commands(
        "where if for and or with otherwise since because as then so thus hence when else let such that is"
        " are from by using given we have to the a an of in"
    ).values()
)

_KINDS: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("name", NAMES),
    ("word", FUNCTIONS),
    ("big", BIG),
    ("rel", RELATIONS),
    ("op", OPERATORS),
    ("sign", SIGNS),
    ("font", FONTS),
    ("switch", SWITCHES),
    ("text", TEXTS),
    ("accent", ACCENTS),
    ("dots", DOTS),
    ("open", OPENERS),
    ("close", CLOSERS),
    ("bar", BARS),
    ("prime", PRIMES),
    ("sep", SEPARATORS),
    ("row", ROWS),
    ("arrow", ARROWS),
    ("sized", SIZES),
    ("dropped", DROPPED),
    ("space", SPACES),
)
WORDS: Table = {word: (kind, name) for kind, table in _KINDS for word, name in table.items()}
WORDS |= {word: (name, name) for word, name in STRUCTURES.items()}
WORDS |= {"{": ("lbrace", "{"), "}": ("rbrace", "}"), "_": ("sub", "_"), "^": ("sup", "^"), "&": ("amp", "&")}
