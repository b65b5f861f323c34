"""Measures: `python benchmarks/run.py [--short] [NAME …]`. Ratios are printed, nothing is judged."""

import os
import sys
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads that wait for each other measure the waiting

from benchmarks.report import show

NAMES = ("explicit_sympy", "startup", "generated_code", "depth", "documents", "random_networks", "checking")


def main(arguments: list[str]) -> int:
    """Runs the benchmarks named, or all of them, and prints a table for each."""
    short = "--short" in arguments
    names = [argument for argument in arguments if argument != "--short"]
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are {', '.join(NAMES)}", file=sys.stderr)
        return 2
    for name in names or NAMES:
        show(import_module(f"benchmarks.{name}").run(short))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
