"""What all tests share: the hypothesis profile, and skipping, with a reason, what this machine cannot run."""

import os
import shutil
from importlib.util import find_spec

import pytest
from hypothesis import settings

# programs that have another name on some machines
NAMES = {"chromium": ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")}

settings.register_profile("derive", deadline=None, derandomize="CI" in os.environ, print_blob=True)
settings.load_profile("derive")


def find_program(name: str) -> str | None:
    """The path of a program, under any of its names; None where it is not installed."""
    return next((path for one in NAMES.get(name, (name,)) if (path := shutil.which(one))), None)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--strict-programs`: a missing program is a failure, for a machine that has just installed them."""
    parser.addoption("--strict-programs", action="store_true", help="fail where a program is missing")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose programs, or PyTorch, are not there."""
    needed = [name for mark in item.iter_markers("rendering") for name in mark.args]
    missing = [name for name in needed if not find_program(name)]
    if item.get_closest_marker("torch") and find_spec("torch") is None:
        missing.append("torch")
    if missing:
        reason = f"needs {', '.join(missing)}, not installed here"
        if item.config.getoption("strict_programs"):
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture
def program(request: pytest.FixtureRequest) -> str:
    """The path of the first program that the test's `rendering` mark names."""
    mark = request.node.get_closest_marker("rendering")
    path = find_program(mark.args[0]) if mark and mark.args else None
    assert path, "this fixture is for tests marked rendering('…')"
    return path
