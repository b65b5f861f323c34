"""Fixture files: a title, what goes in, what comes out, each between lines of a single full stop."""

from pathlib import Path
from typing import NamedTuple

from derive.reading.syntax import Node

HERE = Path(__file__).parent


class Fixture(NamedTuple):
    """One case of a fixture file."""

    title: str
    given: str
    expected: str


def fixtures(name: str) -> list[Fixture]:
    """The cases of a file."""
    blocks = ((HERE / name).read_text("utf-8") + "\n").split("\n.\n")
    return [_fixture(title, body) for title, body in zip(blocks[::2], blocks[1::2], strict=False)]


def _fixture(title: str, body: str) -> Fixture:
    given, _, expected = body.partition("\n->\n")
    return Fixture(title.strip().splitlines()[-1], given, expected.strip())


def outline(node: Node) -> str:
    """A surface tree on one line."""
    if not node.parts:
        return (
            "·"
            if node.kind == "none"
            else f"[{node.text}]"
            if node.kind in ("text", "note")
            else node.text or node.kind
        )
    inside = " ".join(map(outline, node.parts))
    return f"({node.kind}{':' + node.text if node.text else ''} {inside})"
