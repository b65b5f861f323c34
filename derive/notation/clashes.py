"""No two symbols of a document may look alike, and none may look like a sign of ours."""

from collections.abc import Iterable, Mapping

from ..errors import DeriveError, unknown
from ..expression import INDICES
from .faces import Faces
from .glyphs import EULER, FUNCTIONS
from .latex import latex
from .names import LOSS, gradient_of, parts

_STANDARD = ("X", "Y", "Z1", "A1", "W1", "b1", "n1")


def settle(faces: Faces, symbols: Mapping[str, str], shapes: Iterable[str]) -> dict[str, str]:
    """Every symbol by its LaTeX; and the faces told which letters they must leave to others.

    Raises DeriveError where two names look alike, and for a letter given to a name that does not occur.
    """
    names = _names(faces, symbols, frozenset(shapes))
    seen = _signs(faces)
    table = {}
    for name in names:
        tex = latex(faces.symbol(name))
        if tex in seen:
            raise DeriveError(f"[symbols] {seen[tex]} and {name} would both be printed {tex}; rename one")
        seen[tex] = name
        table[tex] = name
    if faces.style.layer == "_l":
        _check_subscripts(faces, names)
    small = {name: latex(faces.small_symbol(name)) for name in names if faces.small(name)}
    capitals = frozenset(name for name, tex in small.items() if seen.get(tex, name) != name)
    faces.settle(all(faces.base(name) != EULER for name in names), capitals)
    return table


def _names(faces: Faces, symbols: Mapping[str, str], shapes: frozenset[str]) -> tuple[str, ...]:
    """Every name that has a face of its own in this document."""
    names = {*(shapes or _STANDARD), *faces.sizes, "N", "eta", LOSS}
    bases = {found.base for name in names if (found := parts(name))} | FUNCTIONS.keys()
    bases |= {f"d{base}" for base in bases if gradient_of(f"d{base}")}
    for key in symbols:
        if shapes and key not in names | bases and gradient_of(key) not in names:
            raise DeriveError(f"[symbols] {unknown('symbol', key, sorted(names | bases))}")
        names |= set() if key in bases else {key}
    values = {name for name in names if not gradient_of(name) and not faces.is_size(name) and name != "eta"}
    gradients = {f"d{name}" for name in values if gradient_of(f"d{name}") and not name.endswith("_new")}
    return tuple(sorted(names | gradients))


def _signs(faces: Faces) -> dict[str, str]:
    """What has a meaning of its own in every document."""
    return {
        **{index: f"the index {index}" for index in INDICES & set("ijklrs")},
        "z": "the variable z of a function",
        "I": "the identity matrix",
        r"\delta": "Kronecker's delta",
        **{latex(faces.function(name)): f"the function {name}" for name in FUNCTIONS},
        **{latex(faces.activation(z)): f"the activation of {z}" for z in faces.activations},
    }


def _check_subscripts(faces: Faces, names: Iterable[str]) -> None:
    """With the layer below, `x_{12}` must not be both an entry of x and layer 12 of x."""
    values = [name for name in names if not faces.is_size(name) and not gradient_of(name)]
    layered = {latex(faces.base(name)): name for name in values if (found := parts(name)) and found.layer}
    for name in values:
        found = parts(name)
        tex = latex(faces.base(name))
        if found and not found.layer and tex in layered:
            raise DeriveError(
                f"[symbols] {name} and {layered[tex]} are both written {tex}; with layers as subscripts"
                f" an entry of {name} cannot be told from a layer"
            )
