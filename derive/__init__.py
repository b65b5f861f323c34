"""Backpropagation derivations that can be trusted line by line."""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

# public name -> the module it lives in; imported on first use, so that `import derive` is quick
_HOMES = {
    "Network": "api",
    "Checked": "api.checked",
    "Derivation": "api",
    "Depth": "api",
    "Gradient": "api",
    "check_derivation": "api",
    "check_files": "api.checking",
    "check_text": "api.checking",
    "decode": "reading.document",
    "embed": "api",
    "from_torch": "api",
    "is_document": "api.understanding",
    "load_ipython_extension": "api.magic",
    "own_templates": "api",
    "printed": "api",
    "spec_of": "api.understanding",
    "suffixes": "api",
    "vocabulary": "api",
    "Report": "checks",
    "SEED": "network",
    "DeriveError": "errors",
}

__all__ = ["__version__", *_HOMES]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    if name[:1].isupper():
        layers = import_module(f"{__name__}.layers")
        for table in (layers.LAYERS, layers.LOSSES):
            if name in table:
                return table[name]
    raise AttributeError(f"module 'derive' has no attribute {name!r}")


def __dir__() -> list[str]:
    layers = import_module(f"{__name__}.layers")
    return sorted([*__all__, *layers.LAYERS, *layers.LOSSES])
