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
# a gradient as others write it, spaces and braces left out, around the letter and the number of its variable
_D = r"(?:\\partial|\\mathrmd|[d∂])"
_VARIABLE = r"([A-Za-z]+)[_^]?[\[(]?(\d*)[\])]?"
_TYPED = [
    re.compile(form)
    for form in (
        rf"\\frac{_D}[A-Z]{_D}{_VARIABLE}",
        rf"{_D}[A-Z]/{_D}{_VARIABLE}",
        rf"\\nabla_{_VARIABLE}[A-Z]",
        rf"d{_VARIABLE}",
        _VARIABLE,
    )
]


def gradient_named(name: str, variables: Iterable[str], notation: Notation) -> str:
    r"""The variable of a gradient's name; raises DeriveError, with a likely one, for a name of none.

    TeX need not be in the document's notation: `dW_1`, `\frac{dL}{dW^{(1)}}` and `\nabla_{W_1} L` will do.

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
    for form in _TYPED:
        typed = form.fullmatch(wanted)
        if typed and "".join(typed.groups()) in known:
            return "".join(typed.groups())
    raise DeriveError(unknown("gradient", name, ["dL/d" + variable for variable in known]))


def _bare(tex: str) -> str:
    for pattern, same in _SAME:
        tex = pattern.sub(same, tex)
    return tex
