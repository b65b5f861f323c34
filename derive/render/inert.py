r"""LaTeX rewritten so that Markdown has nothing to eat in it, and reaches the formula engine as it is.

Every rule is for one token of TeX: a command, a character, or a group of text, which is left alone. What each
converter does to plain TeX, and why these forms survive all of them, is in PUBLISHING.
"""

import re

_TOKEN = re.compile(  # what is left alone, then what is rewritten
    r"""\\text\{[^{}]*\} | \\[A-Za-z]+ | \\.
      | '+ | \.\.\. | --+ | \]\( | \{\{+ | \{% | [|*<>~_] | \s+""",
    re.VERBOSE | re.DOTALL,
)
_COMMANDS = {
    "\\\\": r"\cr ",
    r"\{": r"\lbrace ",
    r"\}": r"\rbrace ",
    r"\|": r"\Vert ",
    r"\,": r"\thinspace ",
    r"\;": r"\mkern5mu ",
    r"\:": r"\mkern4mu ",
    r"\!": r"\mkern-3mu ",
}
_SIGNS = {
    "|": r"\vert ",
    "*": r"\ast ",
    "<": r"\lt ",
    ">": r"\gt ",
    "~": r"\ ",
    "_": "_ ",
    "](": "]{}(",
    "...": r"\ldots ",
    "{%": "{ %",
}
_BARS = {"|": r"\vert ", r"\|": r"\Vert "}


def inert(tex: str) -> str:
    r"""The same formula in the inert form.

    >>> inert(r"a_{ij}' \\ \{x\}")
    'a_ {ij}^{\\prime} \\cr \\lbrace x\\rbrace '
    """
    return re.sub(r" {2,}", " ", _TOKEN.sub(_rewritten, tex))


def barless(tex: str) -> str:
    r"""The same formula without the bar, for Markdown that leaves all of a formula alone but in a table.

    >>> barless(r"|x| \le \|y\| \text{a|b}")
    '\\vert x\\vert  \\le \\Vert y\\Vert  \\text{a|b}'
    """
    return _TOKEN.sub(lambda found: _BARS.get(found[0], found[0]), tex)


def _rewritten(found: re.Match[str]) -> str:
    token = found[0]
    if token[0] == "\\":
        return _COMMANDS.get(token, token)
    if token[0] == "'":
        return "^{" + r"\prime" * len(token) + "}"
    if token.isspace():
        return " "
    if set(token) <= {"-"} or set(token) <= {"{"}:
        return " ".join(token)
    return _SIGNS.get(token, token)
