"""Every primitive there is, one file per family."""

from ..primitive import Primitive
from . import elementwise, linear, loss

PRIMITIVES: dict[str, Primitive] = {p.name: p for p in (*linear.FAMILY, *elementwise.FAMILY, *loss.FAMILY)}
