"""Whole documents, written for this purpose: what the judge says of every link."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from derive.judging import check_text

FOLDER = Path(__file__).parent.parent / "readings"


def fixtures() -> Iterator[tuple[str, str, list[str]]]:
    """Title, document and expected verdicts of every fixture."""
    for path in sorted(FOLDER.glob("*.md")):
        parts = path.read_text(encoding="utf-8").split("\n.\n")
        for at in range(0, len(parts) - 2, 3):
            yield parts[at].strip(), parts[at + 1], parts[at + 2].split("\n")


@pytest.mark.parametrize(("title", "text", "expected"), list(fixtures()), ids=lambda value: str(value)[:40])
def test_verdicts(title: str, text: str, expected: list[str]) -> None:
    """Every link has the verdict, and every refuted one the kind of mistake, that the fixture says."""
    (file,) = check_text(text).files
    found = [
        f"{e.verdict} {e.kind}".strip()
        for e in file.equations
        if e.verdict != "statement" or "statement" in expected
    ]
    assert found == expected, "\n".join(
        f"{e.verdict} {e.kind}: {e.latex} {e.message}" for e in file.equations
    )
