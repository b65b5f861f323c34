"""The scripts of this folder, each run once with many things to do: JSON in, JSON out."""

import json
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent


class Found(NamedTuple):
    """A formula as it reached an engine: its TeX, and whether it is displayed."""

    tex: str
    display: bool


def run(script: str, data: Any) -> Any:
    """What a script of this folder answers; raises AssertionError with what it complains of."""
    program = {".mjs": "node", ".rb": "ruby"}[Path(script).suffix]
    done = subprocess.run(
        [program, script],
        cwd=FOLDER,
        input=json.dumps(data, ensure_ascii=False).encode(),
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"{script}: {done.stderr.decode('utf-8', 'replace')[:2000]}"
    return json.loads(done.stdout)


def typeset(engine: str, formulas: list[Found]) -> list[dict[str, str]]:
    """What katex, mathjax3 or mathjax4 makes of each formula: {mathml} or {error}."""
    found: list[dict[str, str]] = run("formulas.mjs", {"engine": engine, "formulas": formulas})
    return found


def found_by_mathjax(pages: list[str], dollars: bool) -> list[list[Found]]:
    """The formulas that MathJax finds in HTML, `$` a delimiter or not."""
    answer = run("find.mjs", {"dollars": dollars, "pages": pages})
    return [[Found(tex, display) for tex, display in page] for page in answer]
