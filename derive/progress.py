"""A progress bar on a terminal, for what takes longer than a second."""

import sys
import time
from types import TracebackType
from typing import Any, Self

PATIENCE = 1.0  # seconds before a bar appears


class Progress:
    """Called with the lines done, the lines in all and the place; shows a bar on stderr, on a terminal.

    >>> with Progress("checking") as tick:
    ...     tick(1, 2, "dW1/1")
    """

    def __init__(self, what: str) -> None:
        self.what = what
        self.began = time.monotonic()
        self.bar: Any = None
        self.task: Any = None

    def __enter__(self) -> Self:
        return self

    def __call__(self, done: int, total: int, place: str) -> None:
        """One more line is done."""
        if self.bar is None:
            if not sys.stderr.isatty() or time.monotonic() - self.began < PATIENCE:
                return
            self._open(total)
        self.bar.update(self.task, completed=done, description=f"{self.what} {place:.30}")

    def _open(self, total: int) -> None:
        from rich.console import Console  # noqa: PLC0415 - heavy, and only for a bar
        from rich.progress import Progress as Bar  # noqa: PLC0415

        self.bar = Bar(console=Console(stderr=True), transient=True)
        self.bar.start()
        self.task = self.bar.add_task(self.what, total=total)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.bar is not None:
            self.bar.stop()
