"""The sample documents in `outputs/` are what the program writes today."""

from pathlib import Path

import pytest

from derive.api import Network
from derive.files import DEFAULT, marked
from tests.house.sources import ROOT

COMMAND = "derive build --force -o outputs"


@pytest.mark.parametrize("name", DEFAULT)
def test_samples_are_current(name: str) -> None:
    place = ROOT / "outputs" / f"seed.{name}"
    written = marked(Path(place.name), Network.seed().derive().render(name))
    assert place.is_file(), f"outputs/{place.name} is missing; `{COMMAND}` writes it"
    if place.read_text("utf-8") != written:
        pytest.fail(f"outputs/{place.name} is not what the program writes; look at the diff of `{COMMAND}`")
