"""Checking derivations: reading and judging per second, two processes against one, other tools beside it.

The pairs are gradients, right and wrong; SymPy gets both sides as explicit matrices, math-verify as TeX.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

import sympy as sp

from benchmarks.report import Table, milliseconds
from derive.judging import check_document
from derive.reading.document import Document, read_document
from derive.reading.grammar import parse
from derive.reading.unreadable import Unreadable

try:
    import math_verify
except ImportError:
    math_verify = None

ROOT = Path(__file__).resolve().parents[1]
GOAL = "goals: 5,000 formulas read and 100 equations judged a second; two jobs in under 0.6 of the time"
SHAPES = {"X": (2, 3), "W": (3, 2), "G": (2, 2), "H": (2, 2)}
X, W, G, H = (sp.Matrix(sp.MatrixSymbol(name, *shape)) for name, shape in SHAPES.items())
Z = X * W
S = Z.applyfunc(lambda z: 1 / (1 + sp.exp(-z)))
ONE = sp.ones(2, 2)
times = sp.matrix_multiply_elementwise
FORWARD = r"With $Z = X W$ and $A = \sigma(Z)$ we have $\nabla_{%s} L = %s$."
CHECK = (sys.executable, "-m", "derive", "check")
NAMES = {"G": r"\nabla_Z L", "H": r"\nabla_A L"}
# variable, its gradient in TeX, the same as a matrix; then claims, each with its matrix, and whether it holds
PAIRS: list[tuple[str, str, Callable[[], Any], list[tuple[str, Callable[[], Any], bool]]]] = [
    ("W", "X^T G", lambda: X.T * G, [
        ("X^T G", lambda: X.T * G, True),
        ("(G^T X)^T", lambda: (G.T * X).T, True),
        ("G X^T", lambda: G * X.T, False),
        ("X G", lambda: X * G, False),
        ("2 X^T G", lambda: 2 * X.T * G, False),
        ("-X^T G", lambda: -X.T * G, False),
    ]),
    ("X", "G W^T", lambda: G * W.T, [
        ("(W G^T)^T", lambda: (W * G.T).T, True),
        ("W^T G", lambda: W.T * G, False),
        ("G W", lambda: G * W, False),
    ]),
    ("Z", r"H \odot \sigma'(Z)", lambda: times(H, times(S, ONE - S)), [
        (r"\sigma'(Z) \odot H", lambda: times(times(S, ONE - S), H), True),
        (r"H \odot \sigma(Z) \odot (1 - \sigma(Z))", lambda: times(times(H, S), ONE - S), True),
        (r"H \odot (\sigma(Z) - \sigma(Z) \odot \sigma(Z))", lambda: times(H, S - times(S, S)), True),
        (r"H \odot \sigma(Z)", lambda: times(H, S), False),
        (r"H \odot \sigma(Z) \odot (1 + \sigma(Z))", lambda: times(times(H, S), ONE + S), False),
    ]),
]  # fmt: skip


def run(short: bool) -> Table:
    """The speeds, then each tool on the pairs."""
    texts = list(documents())
    rows = [_reading(texts, 1 if short else 5), _judging(texts), _jobs(texts, 24 if short else 100)]
    rows += [_ours(), _sympy(), _math_verify()]
    return Table("Checking derivations", ("", "speed or time", "and"), rows, GOAL)


def documents() -> Iterator[str]:
    """The documents of `tests/readings` in which nothing is refuted: diagnosis is another matter."""
    for path in sorted((ROOT / "tests" / "readings").glob("*.md")):
        parts = path.read_text("utf-8").split("\n.\n")
        for at in range(0, len(parts) - 2, 3):
            if "refuted" not in parts[at + 2]:
                yield parts[at + 1]


def _reading(texts: list[str], rounds: int) -> tuple[str, str, str]:
    """Formulas to surface trees."""
    formulas = [formula.latex for text in texts for formula in read_document(text).formulas] * rounds
    start = process_time()
    unread = 0
    for latex in formulas:
        try:
            parse(latex)
        except Unreadable:
            unread += 1
    speed = len(formulas) / (process_time() - start)
    return "reading", f"{speed:,.0f} formulas/s", f"{len(formulas)} formulas, {unread} not understood"


def _judging(texts: list[str]) -> tuple[str, str, str]:
    """Every equation of the documents judged, on one core."""
    read: list[Document] = [read_document(text) for text in texts]
    check_document(read[0])
    start = process_time()
    found = [check_document(document) for document in read]
    spent = process_time() - start
    links = sum(one.verdict not in ("definition", "statement") for file in found for one in file.equations)
    return (
        "judging, diagnosis apart",
        f"{links / spent:,.0f} equations/s",
        f"{links} claims in {milliseconds(spent)}",
    )


def _jobs(texts: list[str], posts: int) -> tuple[str, str, str]:
    """`derive check` as a process on many posts, with one job and with two, in turns."""
    with tempfile.TemporaryDirectory() as folder:
        for k in range(posts):
            content = "\n\n".join(texts[(k + step) % len(texts)] for step in range(2))
            (Path(folder) / f"{k}.md").write_text(content, "utf-8")
        spent: dict[int, list[float]] = {1: [], 2: []}
        used: dict[int, list[float]] = {1: [], 2: []}
        for jobs in (1, 2, 2, 1):
            start, before = perf_counter(), _processor_time()
            command = [*CHECK, folder, "--format", "csv", "--jobs", str(jobs)]
            environment = {**os.environ, "PYTHONPATH": str(ROOT)}
            subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
            spent[jobs].append(perf_counter() - start)
            used[jobs].append(_processor_time() - before)
    ratio = median(spent[2]) / median(spent[1])
    more = f"processor time {median(used[1]):.1f} s and {median(used[2]):.1f} s"
    return f"{posts} posts, --jobs 2 against 1", f"{ratio:.2f} of the time", more


def _processor_time() -> float:
    """What the processes that ended so far have used."""
    times = os.times()
    return times.children_user + times.children_system


def _claims() -> Iterator[tuple[str, str, Any, str, Any, bool]]:
    for variable, truth, matrix, claims in PAIRS:
        for claim, other, holds in claims:
            yield variable, truth, matrix, claim, other, holds


def _row(tool: str, right: list[bool], spent: float) -> tuple[str, str, str]:
    return tool, f"{milliseconds(spent / len(right))} a pair", f"{sum(right)} of {len(right)} right"


def _ours() -> tuple[str, str, str]:
    texts = []
    for variable, _, _, claim, _, holds in _claims():
        for letter, name in NAMES.items():
            claim = claim.replace(letter, f"({name})")
        texts.append((FORWARD % (variable, claim), holds))
    start = process_time()
    right = []
    for text, holds in texts:
        verdicts = [one.verdict for one in check_document(read_document(text)).equations]
        right.append(verdicts[-1] == ("verified" if holds else "refuted"))
    return _row("pairs: derive, with the correction of each wrong one", right, process_time() - start)


def _sympy() -> tuple[str, str, str]:
    start = process_time()
    right = []
    for _, _, matrix, _, other, holds in _claims():
        try:
            difference = matrix() - other()
            same = all(sp.simplify(entry) == 0 for entry in difference)
        except sp.ShapeError:
            same = False
        right.append(same == holds)
    return _row("pairs: SymPy, simplify on explicit matrices", right, process_time() - start)


def _math_verify() -> tuple[str, str, str]:
    if math_verify is None:
        return "pairs: math-verify", "not installed", "pip install math-verify"
    start = process_time()
    right = []
    for _, truth, _, claim, _, holds in _claims():
        same = math_verify.verify(*(math_verify.parse(f"${side}$") for side in (truth, claim)))
        right.append(same == holds)
    return _row("pairs: math-verify, on the TeX", right, process_time() - start)
