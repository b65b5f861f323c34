"""What all tests share: the hypothesis profile, and skipping, with a reason, what this machine cannot run."""

import os
import shutil
import subprocess
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings

# programs that have another name on some machines
NAMES = {"chromium": ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")}

NODE_MODULES = Path(__file__).parent / "engines" / "node_modules"  # `npm ci` in tests/engines makes it

settings.register_profile("derive", deadline=None, derandomize="CI" in os.environ, print_blob=True)
settings.load_profile("derive")


@cache
def find_program(name: str) -> str | None:
    """The path of a program, under any of its names; None where it is not installed.

    Beside programs there are packages: node:katex, ruby:kramdown, python:markdown, tex:kotex.sty.
    """
    kind, _, package = name.rpartition(":")
    if kind == "node":
        return shutil.which("node") and _there(NODE_MODULES / package)
    if kind == "python":
        return sys.executable if find_spec(package) else None
    if kind == "ruby":
        return _says("ruby", "-e", f"require {package!r}; puts Gem.ruby")
    if kind == "tex":
        return _says("kpsewhich", package)
    beside = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    return next((path for one in NAMES.get(name, (name,)) if (path := shutil.which(one, path=beside))), None)


def _there(path: Path) -> str | None:
    return str(path) if path.exists() else None


def _says(*command: str) -> str | None:
    """The path that a program prints, if it runs and succeeds."""
    program = shutil.which(command[0])
    if program is None:
        return None
    done = subprocess.run([program, *command[1:]], capture_output=True, text=True, timeout=60, check=False)
    return done.stdout.strip() or None if done.returncode == 0 else None


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--strict-programs`: a missing program is a failure, for a machine that has just installed them."""
    parser.addoption("--strict-programs", action="store_true", help="fail where a program is missing")
    parser.addoption("--may-lack", action="append", default=[], help="a program that may be missing")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose programs, or PyTorch, are not there."""
    needed = [name for mark in item.iter_markers("rendering") for name in mark.args]
    missing = [name for name in needed if not find_program(name)]
    if item.get_closest_marker("torch") and find_spec("torch") is None:
        missing.append("torch")
    if missing:
        reason = f"needs {', '.join(missing)}, not installed here"
        options = item.config.option
        if options.strict_programs and not {*missing} <= {*options.may_lack}:
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture
def program(request: pytest.FixtureRequest) -> str:
    """The path of the first program that the test's `rendering` mark names."""
    mark = request.node.get_closest_marker("rendering")
    path = find_program(mark.args[0]) if mark and mark.args else None
    assert path, "this fixture is for tests marked rendering('…')"
    return path
