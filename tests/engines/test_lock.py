"""The engines' versions are pinned, and where to fetch them from is left to the machine."""

import json
import re

from tests.engines.processes import FOLDER

LOCK = json.loads((FOLDER / "package-lock.json").read_text("utf-8"))
WANTED = json.loads((FOLDER / "package.json").read_text("utf-8"))["dependencies"]


def test_every_version_is_exact_and_has_its_checksum() -> None:
    exact = re.compile(r"(?:npm:\w+@)?\d+\.\d+\.\d+(?:-[\w.]+)?")
    assert all(exact.fullmatch(version) for version in WANTED.values())
    assert LOCK["packages"][""]["dependencies"] == WANTED
    packages = [one for name, one in LOCK["packages"].items() if name]
    assert len(packages) >= len(WANTED)
    assert all(one["integrity"].startswith("sha512-") for one in packages)


def test_no_address_to_download_from() -> None:
    assert not any("resolved" in one for one in LOCK["packages"].values())
