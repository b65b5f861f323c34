"""Documents are written whole or not at all, and only over documents of our own."""

import stat
from pathlib import Path

import pytest

from derive.errors import DeriveError, OutputError
from derive.files import DEFAULT, read_text, targets, write_all


def test_a_folder_takes_every_format(tmp_path: Path) -> None:
    assert [p.name for p in targets(str(tmp_path), None, "net", DEFAULT).values()] == [
        f"net.{name}" for name in DEFAULT
    ]


def test_a_file_takes_one_format() -> None:
    assert list(targets("a/b.html", None, "net", DEFAULT)) == ["html"]
    with pytest.raises(DeriveError, match="takes one format, but md,tex"):
        targets("-", "md,tex", "net", DEFAULT)


def test_an_unknown_format_is_named() -> None:
    with pytest.raises(DeriveError, match="no format 'htm'; did you mean 'html'"):
        targets("out", "htm", "net", DEFAULT)


def test_only_our_own_files_are_overwritten(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "a.md", tmp_path / "b.md"
    write_all({ours: "one\n"})
    theirs.write_text("mine\n", "utf-8")
    with pytest.raises(OutputError, match=r"b\.md: not written by derive build; --force"):
        write_all({ours: "two\n", theirs: "two\n"})
    assert ours.read_text("utf-8").startswith("one")
    assert theirs.read_text("utf-8") == "mine\n"
    write_all({ours: "two\n", theirs: "two\n"}, force=True)
    assert theirs.read_text("utf-8").startswith("two")


def test_all_or_nothing(tmp_path: Path) -> None:
    (tmp_path / "b.md").mkdir()
    with pytest.raises(OutputError, match="cannot write"):
        write_all({tmp_path / "a.md": "x", tmp_path / "b.md": "x"}, force=True)
    assert [p.name for p in tmp_path.iterdir()] == ["b.md"]


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(OutputError, match="cannot write"):
        write_all({tmp_path / "file" / "a.md": "x"})


def test_a_written_file_can_be_read_by_others(tmp_path: Path) -> None:
    write_all({tmp_path / "a.md": "x"})
    assert stat.S_IMODE((tmp_path / "a.md").stat().st_mode) & 0o444 == 0o444


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_reading_says_what_is_wrong(tmp_path: Path, content: bytes | None) -> None:
    place = tmp_path / "net.toml"
    if content is not None:
        place.write_bytes(content)
    with pytest.raises(DeriveError, match="no file" if content is None else "not UTF-8: byte 0 is 0xff"):
        read_text(place)
