r"""A gradient by any of its names: W1, dW1, dL/dW1, ∂L/∂W1, or the TeX that the document prints."""

import re
from collections.abc import Iterable

from ..errors import DeriveError, unknown
from ..notation import Notation, shown

_PREFIXES = ("", "d", "dL/d", "∂L/∂", "∂")
# what makes no difference to a formula's meaning, or stands for the same thing
_SAME = (
    (re.compile(r"\\(?:displaystyle|left|right|mathcal|mathbf|boldsymbol|[,;!: ()])|[\s${}]"), ""),
    (re.compile(r"\\[dt]frac"), r"\\frac"),
)
# a gradient in TeX as others write it, spaces and braces left out, and the variable in it
_TYPED = re.compile(
    r"(?:\\frac(?:\\partial|d|\\mathrmd)[A-Z](?:\\partial|d|\\mathrmd)|(?:\\partial|[d∂])[A-Z]/(?:\\partial|[d∂])|d|)"
    r"([A-Za-z]\w*)(?:[_^]?[\[(]?(\d+)[\])]?)?|\\nabla_([A-Za-z])[_^]?[\[(]?(\d+)[\])]?[A-Z]"
)


def gradient_named(name: str, variables: Iterable[str], notation: Notation) -> str:
    r"""The variable of a gradient's name; raises DeriveError, with a likely one, for a name of none.

    >>> gradient_named(r"$\frac{\partial L}{\partial W^{[1]}}$", ["W1"], Notation())
    'W1'
    """
    known = list(variables)
    for prefix in _PREFIXES:
        if name.startswith(prefix) and name.removeprefix(prefix) in known:
            return name.removeprefix(prefix)
    wanted = _bare(name)
    for printer in (notation, Notation(shapes=notation.shapes, sizes=notation.sizes)):
        for variable in known:
            forms = {variable, "d" + variable, shown(variable, notation.shapes)}
            if wanted in {_bare(printer.latex(form)) for form in forms}:
                return variable
    typed = _typed(wanted)
    if typed in known:
        return typed
    raise DeriveError(unknown("gradient", name, ["dL/d" + variable for variable in known]))


def _typed(tex: str) -> str:
    r"""The variable of a gradient in a notation that need not be the document's, as in `dW_1`, `\nabla_{W_1} L`.

    >>> _typed(r"\frac\partialL\partialW_1"), _typed(r"\nabla_W^[1]L"), _typed("sW1")
    ('W1', 'W1', 'sW1')
    """
    found = _TYPED.fullmatch(tex)
    return "" if found is None else "".join(part for part in found.groups() if part)


def _bare(tex: str) -> str:
    for pattern, same in _SAME:
        tex = pattern.sub(same, tex)
    return tex
