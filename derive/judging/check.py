"""Check a text: find its formulas, understand its network, judge every claim."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ..errors import DeriveError
from ..reading.document import Document, load_document, read_document
from ..reading.macros import Macro
from ..reading.page import Formula
from .claims import Equation
from .directives import misread, shapes, switched_on
from .findings import REFUTED, UNDECIDED, VERIFIED, FileFindings, Findings
from .listed import listed
from .report import check_equations
from .unread import beside
from .written import Written

MAX_EQUATIONS = 5_000
MAX_LISTED = 100  # sizes in tables
MAX_PROSE = 1_000_000  # characters that are searched for the names of activations and losses


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


def check_file(
    path: Path, given: Document | None = None, macros: Mapping[str, Macro] | None = None
) -> FileFindings:
    """The findings for a file. Raises DeriveError for one that cannot be read."""
    return check_document(load_document(path), macros, given)


def check_document(
    document: Document,
    macros: Mapping[str, Macro] | None = None,
    given: Document | Sequence[Document] | None = None,
    written: Written | None = None,
) -> FileFindings:
    """The findings for a document; equations of `given` come first and are not reported.

    given      a document, or one network in several conventions, of which the one that explains most is taken
    written    the judge of a document that says which network it is about
    """
    known = {**(macros or {}), **document.macros}
    formulas = tuple(switched_on(document))
    if len(formulas) > MAX_EQUATIONS:
        raise DeriveError(
            f"{document.path}: {len(formulas)} formulas; at most {MAX_EQUATIONS} are judged at a time"
        )
    if written is not None:
        found = written.report(equations(document, formulas), known, document.path)
        return replace(found, document=document, formulas=formulas, notes=(*misread(document.directives),))
    best: FileFindings | None = None
    for one in [given] if given is None or isinstance(given, Document) else given:
        found = _given(document, formulas, known, one)
        if best is None or _explained(found) > _explained(best):
            best = found
        if _explained(best)[1] == 0:
            break
    assert best is not None
    notes = (*best.notes, *misread(document.directives), *beside(document, document.formulas))
    return replace(best, notes=notes, document=document, formulas=formulas)


def _given(
    document: Document, formulas: Sequence[Formula], macros: Mapping[str, Macro], given: Document | None
) -> FileFindings:
    """The findings for a document after the equations of another one, by its own numbers."""
    first = equations(given, switched_on(given)) if given else []
    first += [Equation(latex) for latex in shapes(document.directives)]
    first += [Equation(latex, loose=True) for latex in listed(document.pages)][:MAX_LISTED]
    prose = " ".join(page.text for page in document.pages)[:MAX_PROSE]
    known = {**(given.macros if given else {}), **macros}
    every = [*first, *equations(document, formulas)]
    found = check_equations(every, known, prose, document.path, skip=len(first))
    own = tuple(replace(finding, equation=finding.equation - len(first)) for finding in found.equations)
    return replace(found, equations=own)


def _explained(found: FileFindings) -> tuple[int, int]:
    """How many lines are true by what is given, and (less than nothing) how many are not."""
    verdicts = [finding.verdict for finding in found.equations]
    true = sum(one.verdict == VERIFIED and "assuming" not in one.evidence for one in found.equations)
    return true, -verdicts.count(REFUTED) - verdicts.count(UNDECIDED)


def equations(document: Document, formulas: Iterable[Formula]) -> list[Equation]:
    """The formulas of a document, each with a way back to its place."""
    return [
        Equation(
            formula.latex, *formula.place(), formula.page.cell, formula.place, _elsewhere(document, formula)
        )
        for formula in formulas
    ]


def _elsewhere(document: Document, formula: Formula) -> str:
    """The file of a formula that stands in another one than the document's."""
    where = formula.page.where
    return "" if formula.page.cell is not None or where == document.path else where
