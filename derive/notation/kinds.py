"""Which expressions are matrices: by the table of shapes, and without an entry there by the name."""

from collections.abc import Callable, Mapping

from ..expression import Term
from ..shapes import Shape
from .names import LOSS, gradient_of

_SCALARS = frozenset({"entry", "delta", "partial", "decimal", "pow"})
_SCALAR_NAMES = frozenset({LOSS, f"{LOSS}_new", "eta", "z"})


def is_matrix(term: Term, shapes: Mapping[str, Shape], is_size: Callable[[str], bool]) -> bool:
    """Whether a term is a matrix; of a name without a shape, its letter decides.

    >>> is_matrix(("mul", "eta", "W1"), {}, lambda name: False)
    True
    """
    if isinstance(term, str):
        return _is_matrix_name(term, shapes, is_size)
    if not isinstance(term, tuple) or term[0] in _SCALARS:
        return False
    if term[0] in ("add", "neg", "div", "sum", "shaped", "labelled"):
        asked = term[1:] if term[0] == "add" else term[1:2]
        return any(is_matrix(arg, shapes, is_size) for arg in asked)
    return is_matrix(term[-1], shapes, is_size) if term[0] in ("mul", "apply") else True


def _is_matrix_name(name: str, shapes: Mapping[str, Shape], is_size: Callable[[str], bool]) -> bool:
    name = gradient_of(name) or name
    if name in shapes:
        return shapes[name] != ()
    if name in _SCALAR_NAMES or is_size(name):
        return False
    return name[:1].isupper() or name[-1:].isdigit() or name.endswith("_new")
