"""A progress bar on a terminal, for what takes longer than a second."""

import sys
from threading import Lock, Timer
from types import TracebackType
from typing import Any, Self

PATIENCE = 1.0  # seconds before a bar appears


class Progress:
    """Called with the steps done, the steps in all and the place; shows a bar on stderr, on a terminal.

    The bar appears after a second whether or not it has been called; until then it has no end in sight.
    That second begins at once, or with the first call.

    >>> with Progress("checking") as tick:
    ...     tick(1, 2, "dW1/1")
    """

    def __init__(self, what: str, at_once: bool = True) -> None:
        self.what = what
        self.waiting = not at_once  # for the first call
        self.lock = Lock()
        self.state: tuple[int, int | None, str] = (0, None, "")
        self.bar: Any = None
        self.task: Any = None
        self.timer: Timer | None = None
        self.over = False

    def __enter__(self) -> Self:
        if not self.waiting:
            self._begin()
        return self

    def _begin(self) -> None:
        self.waiting = False
        if sys.stderr.isatty():
            self.timer = Timer(PATIENCE, self._open)
            self.timer.daemon = True
            self.timer.start()

    def __call__(self, done: int, total: int, place: str) -> None:
        """One more step is done."""
        if self.waiting:
            self._begin()
        self.state = done, total, place
        if self.bar is not None:
            self._show()

    def now(self, what: str) -> None:
        """Something else begins, of which it is not known how long it takes."""
        self.what, self.state = what, (0, None, "")
        if self.bar is not None:
            self.bar.remove_task(self.task)
            self.task = self.bar.add_task(what, total=None)

    def _show(self) -> None:
        done, total, place = self.state
        self.bar.update(self.task, completed=done, total=total, description=f"{self.what} {place:.30}")

    def _open(self) -> None:
        """In a thread of its own, a second after the beginning."""
        from rich.console import Console  # noqa: PLC0415 - heavy, and only for a bar
        from rich.progress import Progress as Bar  # noqa: PLC0415

        with self.lock:
            if self.over:
                return
            bar = Bar(console=Console(stderr=True), transient=True)
            self.task = bar.add_task(self.what, total=None)
            bar.start()
            self.bar = bar
            self._show()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.timer is not None:
            self.timer.cancel()
        with self.lock:
            self.over = True
            if self.bar is not None:
                self.bar.stop()
                self.bar = None
