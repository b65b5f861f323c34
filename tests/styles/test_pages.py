"""The golden pages in `outputs/styles`: what each style's source would print of the seed network."""

from pathlib import Path

import pytest

from derive.api import Network
from derive.files import marked
from derive.notation import STYLES
from tests.house.sources import ROOT

FOLDER = ROOT / "outputs" / "styles"
COMMAND = "derive build --style {0} --detail brief --force -o outputs/styles/{0}.md"


@pytest.mark.parametrize("style", STYLES)
def test_pages_are_current(style: str) -> None:
    place = FOLDER / f"{style}.md"
    written = marked(Path(place.name), Network.seed([style]).derive().render("md", detail="brief"))
    assert place.is_file(), f"outputs/styles/{place.name} is missing; `{COMMAND.format(style)}` writes it"
    if place.read_text("utf-8") != written:
        pytest.fail(f"outputs/styles/{place.name} has changed; look at the diff of `{COMMAND.format(style)}`")


def test_every_style_has_its_page() -> None:
    assert sorted(place.stem for place in FOLDER.glob("*.md")) == sorted(STYLES)
