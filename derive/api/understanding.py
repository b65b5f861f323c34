"""The network that a document describes, as a spec that `derive build` takes."""

from pathlib import Path
from typing import Any

from ..errors import DeriveError
from ..judging import check_document
from ..reading.document import FORMATS, INSTEAD, Document, load_document
from .origin import DEEP, origin_of


def is_document(place: str) -> bool:
    """Whether a path is that of a document, by its suffix."""
    suffix = Path(place).suffix.lower()
    return suffix in FORMATS or suffix in INSTEAD


def spec_of(place: str | Path) -> str:
    """The spec, in TOML, of the first network that a document describes.

    Raises DeriveError where no network of layers is understood, with what is in the way.
    """
    return spec_in(load_document(Path(place)))


def spec_in(document: Document) -> str:
    """The spec of the first network in a document; the one that a document of ours says it is made from."""
    where = document.path or "the document"
    origin = origin_of(directive.text for directive in document.directives)
    if DEEP in origin:
        raise DeriveError(f"{where} is about L layers, L a letter: `derive build --depth L` writes it")
    if origin:
        return f"# The network that {_commented(where)} says it is about.\n{origin}"
    found = check_document(document)
    for network in found.networks:
        if network.get("layers"):
            return written(network, document)
    odd = [name for network in found.networks for name in network.get("not_layers", ())]
    if odd:
        raise DeriveError(f"{where}: no layer under PyTorch's name computes {', '.join(dict.fromkeys(odd))}")
    what = "no equation" if not document.formulas else "no definition such as Z = X W + b"
    raise DeriveError(f"{where}: {what}, so no network is understood")


def written(network: dict[str, Any], document: Document) -> str:
    """A network as a spec in TOML."""
    lines = [f"# The network of {_commented(document.path or 'a document')}, as its equations define it."]
    lines += ["# Sizes that the document leaves open are examples, all different."]
    lines += [f"# {_commented(text)}" for text in network["assumed"]]
    layers = ", ".join(f"'{layer}'" for layer in network["layers"])
    lines += ["", "[network]", f"layers = [{layers}]", f"loss = '{network['loss_function']}'"]
    lines += ["", "[sizes]", "N = 2"]
    if network["samples"] == "columns":
        lines += ["", "[style]", "samples = 'columns'"]
    return "\n".join(lines) + "\n"


def _commented(text: str) -> str:
    return " ".join(text.split())


__all__ = ["is_document", "spec_in", "spec_of"]
