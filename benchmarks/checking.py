"""Checking derivations: reading and judging per second, two processes against one, other tools beside it.

The pairs are gradients, right and wrong; SymPy gets both sides as explicit matrices, math-verify as TeX.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import sympy as sp

import derive
from benchmarks.report import Table, milliseconds
from derive.judging import check_document
from derive.reading.document import Document, read_document
from derive.reading.grammar import parse
from derive.reading.unreadable import Unreadable

ROOT = Path(__file__).resolve().parents[1]
GOAL = "goals: 5,000 formulas read and 100 equations judged a second; two jobs in under 0.6 of the time"
POSTS = 100
NETWORKS = (
    ("Linear(2, 3) Sigmoid Linear(3, 1) Sigmoid", "BCELoss"),
    ("Linear(3, 4) Tanh Linear(4, 2)", "MSELoss"),
    ("Linear(3, 4) ReLU Linear(4, 3)", "CrossEntropyLoss"),
)
STYLES = ("seed", "ng", "nielsen", "cs231n")
SHAPES = {"X": (2, 3), "W": (3, 2), "G": (2, 2), "H": (2, 2)}
X, W, G, H = (sp.Matrix(sp.MatrixSymbol(name, *shape)) for name, shape in SHAPES.items())
Z = X * W
S = Z.applyfunc(lambda z: 1 / (1 + sp.exp(-z)))
ONE = sp.ones(2, 2)
times = sp.matrix_multiply_elementwise
FORWARD = r"With $Z = X W$ and $A = \sigma(Z)$ we have $\nabla_{%s} L = %s$."
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
    rows = [
        _reading(texts, 1 if short else 5),
        _judging(texts),
        _jobs(texts, (1, 2) if short else (1, 2, 2, 1) * 2),
    ]
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


def posts(texts: list[str]) -> Iterator[tuple[str, str]]:
    """Names and contents of posts: one in five is a document of ours, the others hold three fixtures."""
    own = list(_own())
    for number in range(POSTS):
        if number % 5 == 0:
            kind, text = own[number // 5 % len(own)]
        else:
            kind, parts = "md", [texts[(number + 7 * step) % len(texts)] for step in range(3)]
            text = "\n\n".join(f"## Post {number}, part {step}\n\n{part}" for step, part in enumerate(parts))
        yield f"post-{number:03}.{kind}", text


def _own() -> Iterator[tuple[str, str]]:
    """Documents of some networks in all styles, as Markdown and LaTeX in turns."""
    pairs = [(network, style) for network in NETWORKS for style in STYLES]
    for number, ((layers, loss), style) in enumerate(pairs):
        kind = ("md", "tex")[number % 2]
        derivation = derive.Network.from_line(layers, loss, [style]).derive()
        yield kind, derivation.render(kind, detail=("full", "brief")[number // 2 % 2])


def _jobs(texts: list[str], turns: tuple[int, ...]) -> tuple[str, str, str]:
    """`derive check` as a process on many posts, with one job and with two, in turns.

    The busiest process is how long two jobs take where nothing else runs.
    """
    spent: dict[int, list[float]] = {1: [], 2: []}
    busiest: dict[int, list[float]] = {1: [], 2: []}
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "posts"
        place.mkdir()
        for name, content in posts(texts):
            (place / name).write_text(content, "utf-8")
        # modules are compiled once, as after an installation
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": f"{folder}/compiled"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        _check(min(place.iterdir()), 1, environment)
        for jobs in turns:
            start = perf_counter()
            busiest[jobs].append(_check(place, jobs, environment))
            spent[jobs].append(perf_counter() - start)
    least = {jobs: min(times) for jobs, times in spent.items()}  # what else runs makes a turn longer only
    busy = min(busiest[2]) / min(busiest[1])
    return (
        f"{POSTS} posts, --jobs 2 against 1",
        f"{least[2] / least[1]:.2f} of the time",
        f"{least[1]:.1f} and {least[2]:.1f} s; processor time before both and of the busier: {busy:.2f}",
    )


def _check(place: Path, jobs: int, environment: dict[str, str]) -> float:
    """Check a folder; the processor time of the first process and of the busiest of its copies."""
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as record:
        command = [sys.executable, ROOT / "benchmarks" / "shares.py", record.name, "check", place]
        options = ["--format", "csv", "--jobs", str(jobs)]
        subprocess.run([*command, *options], env=environment, stdout=subprocess.DEVNULL, check=False)
        *copies, first = map(float, record.read().split())
    return first + max(copies, default=0.0)


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
    """In a process of its own, with what is installed in the folder that MATH_VERIFY names."""
    claims = list(_claims())
    environment = {**os.environ, "PYTHONPATH": os.environ.get("MATH_VERIFY", "")}
    told = json.dumps([(truth, claim) for _, truth, _, claim, _, _ in claims])
    script = ROOT / "benchmarks" / "math_verify_answers.py"
    done = subprocess.run(
        [sys.executable, script], input=told, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        why = (done.stderr.strip().splitlines() or ["no answer"])[-1]
        why = "not installed" if why.startswith("ModuleNotFoundError") else why
        return "pairs: math-verify", why, "pip install --target FOLDER math-verify; MATH_VERIFY=FOLDER"
    found = json.loads(done.stdout)
    right = [same == claim[-1] for same, claim in zip(found["same"], claims, strict=True)]
    return _row("pairs: math-verify, on the TeX", right, found["seconds"])
