"""What a Python user holds; it joins the rooms. What judges documents has modules of its own: it is large."""

from .depth import Depth
from .derived import Derivation, Gradient
from .network import Network, from_torch
from .publishing import embed, own_templates, printed, suffixes
from .report import check_derivation
from .vocabulary import vocabulary

__all__ = [
    "Depth",
    "Derivation",
    "Gradient",
    "Network",
    "check_derivation",
    "embed",
    "from_torch",
    "own_templates",
    "printed",
    "suffixes",
    "vocabulary",
]
