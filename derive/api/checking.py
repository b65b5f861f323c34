"""Checks of other people's derivations: of a text, of files and folders, with a given network and macros."""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ..errors import DeriveError
from ..judging import FileFindings, Findings, Written, check_document
from ..network import read_spec
from ..reading import Macro
from ..reading.definitions import macros_from_table
from ..reading.document import FORMATS, INSTEAD, Document, load_document, load_text, read_document
from ..render import labels, languages
from .checked import Checked
from .depth import Depth
from .network import Network
from .origin import DEEP, origin_of
from .processes import in_processes

SKIPPED = frozenset({"node_modules", "__pycache__", "site-packages"})
MOST_LAYERS = 64  # of a network that a document says it is about
Tick = Callable[[int, int, str], None]


def check_text(
    text: str,
    kind: str = "md",
    *,
    network: str | Path | None = None,
    macros: Mapping[str, str] | None = None,
    macros_file: str | Path | None = None,
    language: str = "en",
    path: str = "",
) -> Checked:
    r"""Every equation of a text judged; `found["summary"]` and so on are the JSON of `derive check`.

    kind: md, tex, ipynb, html, rst, txt; network: a spec or a document whose equations give the network;
    macros: TeX by name, as MathJax has it, `{"RR": r"\mathbb{R}"}`; macros_file: a file with such a table;
    language: of the report, en or ko.

    >>> found = check_text("$Z = X W$, so $\\nabla_W L = \\nabla_Z L X^T$.")
    >>> found["summary"]["refuted"], found["files"][0]["equations"][1]["fix"]
    (1, '\\nabla_W L = X^T \\nabla_Z L')

    Raises DeriveError for a format that cannot be read.
    """
    given = given_network(network) if network is not None else None
    known = {**_table(macros_file), **macros_from_table(json.dumps(dict(macros or {})), "macros")}
    document = read_document(text, "." + kind.lstrip("."), path)
    return Checked(Findings((_judged(document, known, given),)), language)


def check_files(
    places: Iterable[str | Path],
    *,
    network: str | Path | None = None,
    macros: str | Path | None = None,
    jobs: int = 1,
    language: str = "en",
    tick: Tick | None = None,
) -> Checked:
    """The findings for files, and for every document in folders; one that cannot be read has an `error`.

    macros: a file with a table in the form of MathJax or KaTeX; jobs: how many processes share the work;
    tick: called with the files done, the files in all, and a path; first when all processes have begun.
    """
    given = given_network(network) if network is not None else None
    known = _table(macros)
    paths = [path for place in places for path in documents(Path(place))]
    found: dict[int, FileFindings] = {}
    told = tick or (lambda done, total, place: None)
    for number, one in _all(paths, known, given, jobs, lambda: told(0, len(paths), "")):
        found[number] = one
        told(len(found), len(paths), str(paths[number]))
    return Checked(Findings(tuple(found[number] for number in range(len(paths)))), language)


def _all(
    paths: Sequence[Path],
    macros: Mapping[str, Macro],
    given: Sequence[Document] | None,
    jobs: int,
    begun: Callable[[], None],
) -> Iterator[tuple[int, FileFindings]]:
    """The findings for each path with its number, as they come; `begun` is called before the first."""
    if jobs > 1 and len(paths) > 1:
        return in_processes(check_one, paths, (macros, given), jobs, _size, begun)
    begun()
    return ((number, check_one(path, macros, given)) for number, path in enumerate(paths))


def _size(path: Path) -> int:
    """How large a file is; one that is not there takes no time."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def check_one(path: Path, macros: Mapping[str, Macro], given: Sequence[Document] | None) -> FileFindings:
    """The findings for one file; why it cannot be read, if it cannot."""
    try:
        return _judged(load_document(path), macros, given)
    except DeriveError as error:
        return FileFindings(str(path), error=str(error).removeprefix(f"{path}: "))


def _judged(
    document: Document, macros: Mapping[str, Macro], given: Sequence[Document] | None
) -> FileFindings:
    """The findings for a document: by the network given, the one it is said to be about, or its own."""
    return check_document(document, macros, given, written(document) if given is None else None)


def written(document: Document) -> Written | None:
    """The judge of a document that derive wrote, or that says its network as those do; None for others.

    Raises SpecError for a network that is none.
    """
    text = origin_of(directive.text for directive in document.directives)
    words = {word: key for language in languages() for key, word in labels(language).items()}
    if DEEP in text:
        depth = Depth.from_spec(text.replace(DEEP, ""), document.path)
        return Written(depth.page, depth.notation, words, tuple(depth.induction.parts.values()))
    spec = read_spec(text, document.path) if text else None
    if spec is None or len(spec.layers) > MOST_LAYERS:
        return None
    derivation = Network.of(spec, document.path).derive()
    return Written(derivation.record, derivation.notation, words)


def documents(place: Path) -> Iterator[Path]:
    """The file itself; of a folder every document in it, links followed once, hidden folders left out."""
    if not place.is_dir():
        yield place
        return
    seen: set[str] = set()
    for folder, folders, files in os.walk(place, followlinks=True):
        real = str(Path(folder).resolve())
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if name not in SKIPPED and not name.startswith("."))
        for name in sorted(files):
            if Path(name).suffix.lower() in FORMATS and not name.startswith("."):
                yield Path(folder) / name


def given_network(place: str | Path) -> tuple[Document, ...]:
    """The document that gives a network; of a spec in TOML its forward equations, by rows and by columns."""
    path = Path(place)
    if path.suffix.lower() in FORMATS or path.suffix.lower() in INSTEAD:
        return (load_document(path),)
    text = load_text(path)
    networks = [Network.from_spec(text, str(path))]
    other = "rows" if networks[0].style.samples == "columns" else "columns"
    networks.append(Network.from_spec(text, str(path), [f"samples={other}"]))
    written = [network.derive().snippet("forward", "md", lines="final") for network in networks]
    return tuple(read_document(one, ".md", str(path)) for one in written)


def _table(place: str | Path | None) -> dict[str, Macro]:
    """The macros of a file."""
    return macros_from_table(load_text(Path(place)), str(place)) if place is not None else {}
