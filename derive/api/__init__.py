"""What a Python user holds; it joins the rooms."""

from ..reading.document import decode
from .checked import Checked
from .checking import check_files, check_text
from .depth import Depth
from .derived import Derivation, Gradient
from .magic import load_ipython_extension
from .network import Network, from_torch
from .publishing import embed, printed, suffixes
from .report import check_derivation, summary
from .understanding import is_document, spec_of
from .vocabulary import vocabulary

__all__ = [
    "Checked",
    "Depth",
    "Derivation",
    "Gradient",
    "Network",
    "check_derivation",
    "check_files",
    "check_text",
    "decode",
    "embed",
    "from_torch",
    "is_document",
    "load_ipython_extension",
    "printed",
    "spec_of",
    "suffixes",
    "summary",
    "vocabulary",
]
