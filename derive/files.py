"""Where documents go: names, what may be overwritten, and writing whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from .errors import DeriveError, OutputError, unknown

DEFAULT = ("tex", "md", "html", "json")  # what is written if no format is asked for
# The last line of a document says who wrote it, so that only our own files are overwritten.
_COMMENT = "<!-- {} -->\n"
MARKS = {".tex": "% {}\n", ".txt": "{}\n", **dict.fromkeys((".md", ".qmd", ".html", ".svg"), _COMMENT)}
MARK = "written by derive build; changes will be overwritten"
JSON_MARK = '"generator": "derive build"'
NOTEBOOK_MARK = '"generated_by": "derive build"'


def targets(
    output: str,
    formats: str | None,
    stem: str,
    known: Sequence[str],
    suffixes: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, Path]:
    """The place of each format: `output` is a folder, a file, or - for stdout (one format, md if not said).

    suffixes: what follows the name of a format's file, where that is not the format.

    >>> {name: place.name for name, place in targets("out/net.tex", None, "net", ["tex", "md"]).items()}
    {'tex': 'net.tex'}
    """
    wanted = [name.strip() for name in formats.split(",")] if formats else []
    for name in wanted:
        if name not in known:
            raise DeriveError(unknown("format", name, known))
    path = Path(output)
    suffix = path.suffix.removeprefix(".")
    suffix = next((name for name, end in suffixes.items() if end == suffix), suffix)
    if output == "-" or (suffix in known and not path.is_dir()):
        names = wanted or ["md" if output == "-" else suffix]
        if len(names) > 1:
            raise DeriveError(f"{output} takes one format, but {','.join(names)} were asked for")
        return {names[0]: path}
    return {name: path / f"{stem}.{suffixes.get(name, name)}" for name in dict.fromkeys(wanted or DEFAULT)}


def write_all(documents: Mapping[Path, str], *, force: bool = False) -> None:
    """Writes every document or none: to temporary files first, then renamed.

    Raises OutputError for a place that cannot be written or, without `force`, one that derive did not write.
    """
    if not force:
        foreign = [str(place) for place in documents if place.exists() and not _ours(place)]
        if foreign:
            raise OutputError(f"{', '.join(foreign)}: not written by derive build; --force overwrites it")
    with _together() as made:
        for place, text in documents.items():
            made[place] = _temporary(place, marked(place, text))


@contextmanager
def _together() -> Iterator[dict[Path, Path]]:
    """Temporary files by the places that they are for: in the end all of them are moved there, or none."""
    made: dict[Path, Path] = {}
    try:
        yield made
        for place, temporary in made.items():
            temporary.replace(place)
    except FileExistsError as error:
        raise OutputError(f"cannot write into {error.filename}: it is a file, not a folder") from None
    except OSError as error:
        raise OutputError(f"cannot write {error.filename}: {error.strerror}") from None
    finally:
        for temporary in made.values():
            temporary.unlink(missing_ok=True)


def marked(place: Path, text: str) -> str:
    """A document with its last line, where the format has comments."""
    return text + MARKS[place.suffix].format(MARK) if place.suffix in MARKS else text


def _temporary(place: Path, text: str) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.is_dir():
        raise IsADirectoryError(21, "is a folder", str(place))
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:  # a full disk names no file
        temporary.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(place)) from None
    temporary.chmod(0o644)
    return temporary


def _ours(place: Path) -> bool:
    """Whether derive wrote a file: its last line, or the JSON's generator, says so."""
    try:
        text = place.read_bytes()
    except OSError:
        return False
    whole = place.suffix == ".ipynb" and NOTEBOOK_MARK.encode() in text[-800:]
    return whole or MARK.encode() in text[-200:] or JSON_MARK.encode() in text[:2000]


def read_exactly(place: Path) -> str:
    """A file's text with its line ends as they are; raises DeriveError as `read_text`, naming the line."""
    try:
        data = place.read_bytes()
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DeriveError(f"{place}, line {line}: not UTF-8: the byte {data[error.start]:#04x}") from None
    except FileNotFoundError:
        raise DeriveError(f"no file {place}") from None
    except OSError as error:
        raise DeriveError(f"cannot read {place}: {error.strerror}") from None


def rewrite_all(posts: Mapping[Path, str]) -> None:
    """Replaces the text of files that exist, all of them or none; each keeps its permissions."""
    with _together() as made:
        for post, text in posts.items():
            place = post.resolve()
            if not os.access(place, os.W_OK):
                raise OutputError(f"cannot write {post}: it is read-only")
            made[place] = _temporary(place, text)
            shutil.copymode(place, made[place])


def write_bytes(place: Path, data: bytes) -> None:
    """A finished file that is not text, moved to its place."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o644)
        Path(name).replace(place)
    except OSError as error:
        raise OutputError(f"cannot write {place}: {error.strerror}") from None


def read_text(place: Path) -> str:
    """A file's text; raises DeriveError for one that is missing, unreadable or not UTF-8."""
    try:
        return place.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise DeriveError(f"no file {place}") from None
    except UnicodeDecodeError as error:
        raise DeriveError(
            f"{place} is not UTF-8: byte {error.start} is {error.object[error.start]:#04x}"
        ) from None
    except OSError as error:
        raise DeriveError(f"cannot read {place}: {error.strerror}") from None
