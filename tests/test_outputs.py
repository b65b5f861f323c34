"""The sample documents in `outputs/` are what the program writes today.

`python -m tests.test_outputs` writes them again; read the diff as a reader of the page would.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp

import pytest
from click.testing import CliRunner

from derive.cli import cli
from derive.render import FORMATS
from tests.house.sources import ROOT

OUTPUTS = ROOT / "outputs"
REGENERATE = "python -m tests.test_outputs"
EVERY = ",".join(FORMATS)
# folder of the samples -> what writes them; the spec of the last one asks for curves
COMMANDS = {
    ".": ("build",),
    "formats/en": ("build", "--only", "dL/dW2", "--format", EVERY),
    "formats/ko": ("build", "--only", "dL/dW2", "--format", EVERY, "--lang", "ko"),
    "lesson": ("build", str(OUTPUTS / "lesson.toml"), "--format", "html,jekyll"),
}
PLOTTED = ("lesson",)


def run(name: str, folder: Path) -> None:
    """The samples of a folder, written into another one."""
    done = CliRunner().invoke(cli, [*COMMANDS[name], "--force", "-o", str(folder)], catch_exceptions=False)
    assert done.exit_code == 0, done.output


@cache
def written(name: str) -> dict[str, bytes]:
    """What the program writes today, by the name of the file."""
    folder = Path(mkdtemp(prefix="derive-outputs-"))
    run(name, folder)
    return {place.name: place.read_bytes() for place in sorted(folder.iterdir())}


@pytest.mark.parametrize("name", COMMANDS)
def test_samples_are_current(name: str) -> None:
    if name in PLOTTED and find_spec("matplotlib") is None:
        pytest.skip("needs matplotlib, the extra plots")
    stale = []
    for file, text in written(name).items():
        place = OUTPUTS / name / file
        if not place.is_file() or place.read_bytes() != text:
            stale.append(f"outputs/{name}/{file}".replace("/./", "/"))
    assert stale == [], f"not what the program writes; look at the diff of `{REGENERATE}`"


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "."])
def test_no_sample_is_left_over(name: str) -> None:
    if name in PLOTTED and find_spec("matplotlib") is None:
        pytest.skip("needs matplotlib, the extra plots")
    assert sorted(place.name for place in (OUTPUTS / name).iterdir()) == sorted(written(name))


@pytest.mark.parametrize("language", ["en", "ko"])
def test_there_is_a_sample_of_every_format(language: str) -> None:
    assert len(written(f"formats/{language}")) == len(FORMATS)


def files() -> Iterator[str]:
    """Every sample, but for the pictures that others show, by its place in `outputs/`."""
    for place in sorted(OUTPUTS.rglob("*")):
        name = place.relative_to(OUTPUTS)
        if place.is_file() and name.suffix not in (".svg", ".png") and str(name) != "index.md":
            yield name.as_posix()


def test_the_index_leads_to_every_sample() -> None:
    linked = re.findall(r"\]\(([^)#]+)\)", (OUTPUTS / "index.md").read_text("utf-8"))
    assert [link for link in linked if not (OUTPUTS / link).exists()] == []
    folders = {link.rstrip("/") for link in linked if (OUTPUTS / link).is_dir()}
    missing = [name for name in files() if name not in linked and not _inside(name, folders)]
    assert missing == []


def _inside(name: str, folders: set[str]) -> bool:
    return any(name.startswith(f"{folder}/") for folder in folders)


if __name__ == "__main__":
    for each in COMMANDS:
        run(each, OUTPUTS / each)
        print(f"outputs/{each}")
