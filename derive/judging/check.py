"""Check a text: find its formulas, understand its network, judge every claim."""

from collections.abc import Mapping
from pathlib import Path

from ..errors import DeriveError
from ..reading.document import Document, load_document, read_document
from ..reading.macros import Macro
from .claims import Equation
from .findings import FileFindings, Findings
from .report import check_equations

MAX_EQUATIONS = 5_000


def check_text(
    text: str,
    kind: str = "md",
    network: str | None = None,
    macros: Mapping[str, Macro] | None = None,
    path: str = "",
) -> Findings:
    r"""The findings for a document given as text.

    kind       its format: md, tex, ipynb, html, rst, txt
    network    another document whose equations define the network, before this one's
    macros     macros that the document uses and does not define

    >>> found = check_text("$Z = X W$, so $\\nabla_W L = X^T \\nabla_Z L$.")
    >>> [equation.verdict for equation in found.files[0].equations]
    ['definition', 'verified']

    Raises DeriveError for a format that cannot be read.
    """
    document = read_document(text, "." + kind.lstrip("."), path)
    given = read_document(network, ".md") if network else None
    return Findings((check_document(document, macros, given),))


def check_file(path: Path, network: str | None = None, macros: Mapping[str, Macro] | None = None) -> Findings:
    """The findings for a file."""
    given = read_document(network, ".md") if network else None
    return Findings((check_document(load_document(path), macros, given),))


def check_document(
    document: Document, macros: Mapping[str, Macro] | None = None, given: Document | None = None
) -> FileFindings:
    """The findings for a document; equations of `given` come first and are not reported."""
    known = {**(macros or {}), **(given.macros if given else {}), **document.macros}
    first = equations(given) if given else []
    own = equations(document)
    if len(own) > MAX_EQUATIONS:
        raise DeriveError(
            f"{document.path}: {len(own)} formulas; at most {MAX_EQUATIONS} are judged at a time"
        )
    prose = " ".join(page.text for page in document.pages)
    return check_equations([*first, *own], known, prose, document.path, skip=len(first))


def equations(document: Document) -> list[Equation]:
    """The formulas of a document, each with a way back to its place."""
    return [
        Equation(formula.latex, *formula.place(), formula.page.cell, formula.place)
        for formula in document.formulas
    ]
