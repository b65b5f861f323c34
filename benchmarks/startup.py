"""Whole processes: `derive build` of the seed network, and `derive --help`, against bare imports."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.report import Table, interleaved, milliseconds, ratio

ROOT = Path(__file__).resolve().parents[1]
GOAL, SNIPPET = 3, 2.5


def run(short: bool) -> Table:
    """The median of a few runs of each, in turns."""
    with tempfile.TemporaryDirectory() as folder:
        commands = {
            'python -c "import sympy, jinja2, numpy"': ["-c", "import sympy, jinja2, numpy"],
            "derive build": ["-m", "derive", "build", "--force", "-o", f"{folder}/outputs"],
            'python -c "import sympy, jinja2"': ["-c", "import sympy, jinja2"],
            "derive snippet": ["-m", "derive", "snippet", "dL/dW1"],
            "derive eval": ["-m", "derive", "eval", "--format", "json"],
            "derive code": ["-m", "derive", "code"],
            'python -c "pass"': ["-c", "pass"],
            "derive --help": ["-m", "derive", "--help"],
        }
        imports, fewer, nothing = (name for name in commands if name.startswith("python"))
        calls = {name: _process(arguments, folder) for name, arguments in commands.items()}
        times = interleaved(calls, 3 if short else 9)
    rows = []
    for name in commands:
        base = imports
        if name in (nothing, "derive --help"):
            base = nothing
        elif name in (fewer, "derive snippet"):
            base = fewer
        middle = sorted(times[name])[len(times[name]) // 2]
        rows.append((name, milliseconds(middle), f"{ratio(times, name, base):.2f}"))
    goal = f"goals: derive build {GOAL}, derive snippet {SNIPPET}; derive --help imports no SymPy"
    return Table("Whole processes, against bare imports", ("", "time", "ratio"), rows, goal)


def _process(arguments: list[str], folder: str) -> Callable[[], None]:
    """A call of Python whose modules are compiled once, as after an installation."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": f"{folder}/compiled"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def call() -> None:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    return call
