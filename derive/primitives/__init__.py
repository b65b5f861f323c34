"""Every primitive there is, one file per family."""

from ..primitive import Primitive
from . import elementwise, linear, loss, probability, reduction

_FAMILIES = (linear, elementwise, reduction, probability, loss)

PRIMITIVES: dict[str, Primitive] = {p.name: p for family in _FAMILIES for p in family.FAMILY}
