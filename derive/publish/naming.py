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
    raise DeriveError(unknown("gradient", name, ["dL/d" + variable for variable in known]))


def _bare(tex: str) -> str:
    for pattern, same in _SAME:
        tex = pattern.sub(same, tex)
    return tex
