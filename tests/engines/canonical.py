r"""One spelling for what TeX writes in two ways; it knows nothing of the rewriting it judges."""

import re

_TOKEN = re.compile(
    r"(\\text\{[^{}]*\})|(\\mkern\s*-?\d+mu)|(\\[A-Za-z]+|\\.)|('+)|(\.\.\.)|(\s+)|(.)", re.DOTALL
)
MKERN, PRIMES, SPACE = 2, 4, 6  # groups
_SAME = {
    r"\cr": r"\\",
    r"\lbrace": r"\{",
    r"\rbrace": r"\}",
    r"\vert": "|",
    r"\Vert": r"\|",
    r"\thinspace": r"\,",
    r"\mkern5mu": r"\;",
    r"\mkern4mu": r"\:",
    r"\mkern-3mu": r"\!",
    r"\ast": "*",
    r"\lt": "<",
    r"\gt": ">",
    "~": r"\ ",
    "...": r"\ldots",
}


def canonical(tex: str) -> str:
    r"""The tokens of a formula, each in its first spelling, a space between them.

    >>> canonical(r"a_ {i}^{\prime} \cr \lbrace x\rbrace ") == canonical(r"a_{i}' \\ \{x\}")
    True
    >>> canonical(r"a \\ b") == canonical(r"a \ b")
    False
    """
    tokens: list[str] = []
    for found in _TOKEN.finditer(tex):
        kind, token = found.lastindex, found[0]
        if kind == MKERN:
            token = "".join(token.split())
        if kind == PRIMES:
            tokens += ["^", "{", *[r"\prime"] * len(token), "}"]
        elif kind != SPACE:
            tokens.append(_SAME.get(token, token))
    return " ".join(tokens).replace("{ } ", "")
