"""How the judge fares on labelled equations from published derivations: a table, and four targets.

    python -m benchmarks.corpus [equations.jsonl] [-v] [--doc ID]

The file is no part of the project; without it nothing is measured.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from derive.judging import Equation, Finding, check_equations
from derive.reading.macros import Macro

DEFAULT = Path("../shared/corpus/equations.jsonl")
# what the documents define outside of the formulas
MACROS = {
    name: Macro(name, 1, body)
    for name, body in {
        "matr": r"\mathbf{#1}", "vecr": r"\mathbf{#1}", "transpose": r"{#1}^T", "pd": r"\partial #1",
        "eqncomment": r"\text{ }",
    }.items()
} | {
    "longeqncomment": Macro("longeqncomment", 2, r"\text{ }")
} | {
    name: Macro(name, 0, body)
    for name, body in {
        "Wmatr": r"\mathbf{W}", "batch": "N", "yhat": r"\hat{y}", "Vx": r"\mathbf{x}", "Vy": r"\mathbf{y}",
        "Vh": r"\mathbf{h}", "Vb": r"\mathbf{b}", "Vw": r"\mathbf{w}", "Vg": r"\mathbf{g}",
        "MW": r"\mathbf{W}", "MH": r"\mathbf{H}", "MG": r"\mathbf{G}", "Vtheta": r"\theta", "SetX": "X",
        "SetA": "A", "SetE": "E", "RVx": r"\mathbf{x}", "RVy": r"\mathbf{y}", "MX": r"\mathbf{X}",
    }.items()
}  # fmt: skip
ORDER = ("refuted", "undecided", "not_understood", "verified", "formal", "update", "definition", "statement")


def documents(path: Path) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The records of each document, in order."""
    found: dict[str, list[dict[str, Any]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        found.setdefault(record["source_doc"], []).append(record)
    yield from found.items()


def verdict(findings: list[Finding]) -> str:
    """One word for a record: the worst of its links."""
    kinds = {finding.verdict for finding in findings}
    return next((kind for kind in ORDER if kind in kinds), "statement")


def is_gradient(record: dict[str, Any]) -> bool:
    """Whether a record states a gradient."""
    return str(record["lhs_kind"]).startswith(("dL", "delta", "grad"))


def judged(path: Path, only: str = "") -> list[tuple[dict[str, Any], str, list[Finding]]]:
    """Every record with its verdict."""
    out = []
    for document, records in documents(path):
        if only and document not in only.split(","):
            continue
        equations = [Equation(source(record["latex"]), line=record["line"]) for record in records]
        found = check_equations(equations, MACROS).equations
        for number, record in enumerate(records):
            mine = [finding for finding in found if finding.equation == number]
            out.append((record, verdict(mine), mine))
    return out


def source(latex: str) -> str:
    """A record has its lines joined: what the author commented out ends where the line did."""
    return re.sub(r"%\[[^]]*\]", "", latex)


def share(part: int, whole: int) -> str:
    """`12 of 34 (35 %)`."""
    return f"{part} of {whole} ({100 * part / max(whole, 1):.0f} %)"


def main(arguments: list[str]) -> None:
    """Print the table and the targets."""
    only = arguments[arguments.index("--doc") + 1] if "--doc" in arguments else ""
    paths = [a for a in arguments if a.endswith(".jsonl")]
    path = Path(paths[0]) if paths else DEFAULT
    if not path.exists():
        print(f"{path} is not there; nothing is measured")
        return
    rows = judged(path, only)
    if "-v" in arguments:
        _details(rows)
    _table(rows)


def _details(rows: list[tuple[dict[str, Any], str, list[Finding]]]) -> None:
    for record, word, findings in rows:
        print(f"{record['source_doc']}:{record['line']} [{record['correct']}] {record['lhs_kind']}: {word}")
        for finding in findings:
            holds = f" if {'; '.join(finding.holds_if)}" if finding.holds_if else ""
            print(f"    {finding.verdict:10} {finding.latex[:150]!r} {finding.message}{holds}")


def _table(rows: list[tuple[dict[str, Any], str, list[Finding]]]) -> None:
    words = (
        "verified",
        "refuted",
        "undecided",
        "not_understood",
        "definition",
        "update",
        "statement",
        "formal",
    )
    print(f"{'label':22}" + "".join(f"{word:>16}" for word in words))
    for kind in (True, False):
        for label in ("true", "false", "unknown"):
            count = Counter(w for r, w, _ in rows if r["correct"] == label and is_gradient(r) == kind)
            name = f"{label}, {'gradient' if kind else 'other'}"
            print(f"{name:22}" + "".join(f"{count[word]:>16}" for word in words))
    gradients = [w for r, w, _ in rows if is_gradient(r)]
    wrong = {r["source_doc"] for r, _, _ in rows if r["correct"] == "false"}
    clean = [r for r, w, _ in rows if w == "refuted" and r["source_doc"] not in wrong]
    sound = [r for r, w, _ in rows if w == "refuted" and r["correct"] == "true"]
    true = [f for r, _, f in rows if r["correct"] == "true"]
    holds = [f for f in true if any(x.verdict == "verified" for x in f) and verdict(f) in ("verified",)]
    some = [f for f in true if any(x.verdict == "verified" for x in f) and verdict(f) != "refuted"]
    false = [w for r, w, _ in rows if r["correct"] == "false" and is_gradient(r)]
    print(
        "not understood, of the gradient equations:", share(gradients.count("not_understood"), len(gradients))
    )
    print(
        "refuted in documents without a wrong equation:",
        len(clean),
        [f"{r['source_doc']}:{r['line']}" for r in clean],
    )
    print("refuted though labelled true:", len(sound), [f"{r['source_doc']}:{r['line']}" for r in sound])
    print(
        "verified, of the true ones:",
        share(len(holds), len(true)),
        "; at least one link:",
        share(len(some), len(true)),
    )
    print("refuted, of the wrong gradients:", share(false.count("refuted"), len(false)))


if __name__ == "__main__":
    main(sys.argv[1:])
