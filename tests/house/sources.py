"""The project's own files, read as data: what is there, and what each module imports."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@dataclass(frozen=True)
class Import:
    """One imported module, its full name, where it stands, and whether inside a function."""

    module: str
    line: int
    local: bool


@dataclass(frozen=True)
class Module:
    """One Python file, parsed; its name is dotted, `derive.checks.verdict`."""

    path: Path
    tree: ast.Module

    @property
    def name(self) -> str:
        """The dotted name, without `__init__`."""
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def room(self) -> str:
        """The first component under `derive`; `__init__` for the package itself."""
        return self.path.relative_to(ROOT / "derive").with_suffix("").parts[0]

    @property
    def imports(self) -> tuple[Import, ...]:
        """Every import statement, relative ones resolved, in the order of the file."""
        return tuple(self._imports(self.tree, local=False))

    def _imports(self, node: ast.AST, *, local: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                yield from (Import(alias.name, child.lineno, local) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                base = self._base(child)
                # `from . import graph` imports a module, `from .graph import Graph` a name of one
                names = [f"{base}.{alias.name}" for alias in child.names] if base == "derive" else [base]
                yield from (Import(name, child.lineno, local) for name in names)
            else:
                yield from self._imports(child, local=local or isinstance(child, FUNCTION))

    def _base(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        package = self.name.split(".")
        up = node.level - (self.path.name == "__init__.py")
        return ".".join(package[: len(package) - up] + ([node.module] if node.module else []))


@cache
def modules(folder: str = "derive") -> tuple[Module, ...]:
    """Every Python file below a folder of the project, parsed."""
    paths = sorted(path for path in (ROOT / folder).rglob("*.py") if "node_modules" not in path.parts)
    return tuple(Module(path, ast.parse(path.read_text("utf-8"), str(path))) for path in paths)


@cache
def files() -> tuple[Path, ...]:
    """Every file of the project: what git would commit; outside git, what `.gitignore` leaves."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        listed = ""
    if listed:
        return tuple(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())
    ignored = {".git", *(line.strip("/") for line in (ROOT / ".gitignore").read_text("utf-8").split())}
    return tuple(sorted(_walk(ROOT, ignored)))


def _walk(folder: Path, ignored: set[str]) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name in ignored or path.suffix in {".pyc", ".egg-info"}:
            continue
        if path.is_dir():
            yield from _walk(path, ignored)
        else:
            yield path
