"""The tables of layers, losses and styles are generated, and the README's are the same."""

from derive.api.vocabulary import tables, vocabulary
from derive.layers import LAYERS, LOSSES
from derive.notation import CHOICES, STYLES
from tests.house.sources import ROOT

MARKERS = ("<!-- vocabulary -->", "<!-- /vocabulary -->")


def test_everything_has_a_row() -> None:
    text = tables()
    for name in (*LAYERS, *LOSSES, *STYLES, *CHOICES, "lowercase"):
        assert f"\n| `{name}` |" in text, name
    assert all(line.count(" | ") >= 1 for line in text.splitlines() if line)


def test_the_list_says_what_each_style_is() -> None:
    known = vocabulary()["styles"]
    assert list(known) == list(STYLES)
    assert "errors=scaled" in known["ng"]


def test_readme() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert all(marker in text for marker in MARKERS)
    shown = text.partition(MARKERS[0])[2].partition(MARKERS[1])[0].strip()
    command = 'python -c "from derive.api.vocabulary import tables; print(tables())"'
    assert shown == tables(), f"the README's tables are not those of `{command}`"
