"""What the name of a symbol says: its letter and layer, and whether it is a gradient, and of what."""

import re
from collections.abc import Collection
from functools import cache
from typing import NamedTuple

from .glyphs import GREEK_NAMES

LOSS = "L"
# a layer is a number, or a letter with an offset: `W2`, and `W_l`, `Z_lp1`, `A_Lm1` for ℓ, ℓ+1, L−1
_NAME = re.compile(r"(?P<base>[A-Za-z]+)(?P<layer>\d+|_[lL](?:[pm]\d+)?)?(?P<new>_new)?")
# a gradient times the number of samples, or transposed, or both: `mdZ2`, `tdW1`, `tmdZ2`
_RENAMED = re.compile(r"(t?m?)(d.+)")
_SHOWN = ("tmd", "td", "md", "d")


class Name(NamedTuple):
    """The parts of a name: `W1_new` is W, 1, new."""

    base: str
    layer: str
    new: bool


@cache
def parts(name: str) -> Name | None:
    """The parts of a name; None for a text that is not a name.

    >>> parts("gamma1")
    Name(base='gamma', layer='1', new=False)
    """
    found = _NAME.fullmatch(name)
    return Name(found["base"], found["layer"] or "", bool(found["new"])) if found else None


@cache
def split(name: str) -> tuple[str, str]:
    """What was done to a gradient ("t" transposed, "m" times the number of samples), and its variable.

    >>> split("dW1"), split("tmdZ2"), split("delta1"), split("d1")
    (('', 'W1'), ('tm', 'Z2'), ('', ''), ('', ''))
    """
    renamed = _RENAMED.fullmatch(name)
    found = parts(renamed[2]) if renamed else None
    if not renamed or not found or found.base in GREEK_NAMES or len(found.base) == 1:
        return "", ""
    base = found.base[1:]
    known = len(base) == 1 or base in GREEK_NAMES or base[0].isupper()
    return (renamed[1], renamed[2][1:]) if known else ("", "")


def gradient_of(name: str) -> str:
    """The variable whose gradient a name is, or nothing.

    >>> gradient_of("dW1"), gradient_of("mdZ2"), gradient_of("mu1")
    ('W1', 'Z2', '')
    """
    return split(name)[1]


def shown(variable: str, names: Collection[str]) -> str:
    """The name under which a document shows a variable's gradient.

    >>> shown("Z2", {"Z2", "dZ2", "mdZ2"}), shown("W2", {"W2", "dW2"})
    ('mdZ2', 'dW2')
    """
    return next((found for mark in _SHOWN if (found := mark + variable) in names), "d" + variable)


@cache
def is_size(name: str) -> bool:
    """N and n0, n1, …, n_l are sizes wherever they stand."""
    found = parts(name)
    return name == "N" or (found is not None and found.base == "n" and bool(found.layer) and not found.new)
