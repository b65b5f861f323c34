"""What a Python user holds; it joins the rooms."""

from .depth import Depth
from .derived import Derivation, Gradient
from .network import Network, from_torch
from .report import check_derivation, summary
from .vocabulary import vocabulary

__all__ = [
    "Depth",
    "Derivation",
    "Gradient",
    "Network",
    "check_derivation",
    "from_torch",
    "summary",
    "vocabulary",
]
