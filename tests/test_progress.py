"""A bar after a second, on a terminal and nowhere else."""

import io
import sys
import time

import pytest

from derive import progress
from derive.progress import Progress


class Terminal(io.StringIO):
    """A stderr that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def terminal(monkeypatch: pytest.MonkeyPatch, patience: float = 0.01) -> Terminal:
    """A terminal from here on: what a fixture puts there, pytest takes away again before the test."""
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(progress, "PATIENCE", patience)
    monkeypatch.setenv("TERM", "xterm")
    return stream


def appeared(tick: Progress) -> bool:
    """Whether a bar comes up within a while."""
    end = time.monotonic() + 10
    while tick.bar is None and time.monotonic() < end:
        time.sleep(0.01)
    return tick.bar is not None


def test_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also before the first step is done, and for what has no steps."""
    stream = terminal(monkeypatch)
    with Progress("deriving") as tick:
        assert appeared(tick)
        tick.now("checking")
        tick(1, 4, "dW1/1")
        (task,) = tick.bar.tasks
        assert (task.completed, task.total, task.description) == (1, 4, "checking dW1/1")
        tick.now("writing")
        (task,) = tick.bar.tasks
        assert (task.total, task.description) == (None, "writing")
    assert tick.bar is None
    assert "deriving" in stream.getvalue()


def test_a_bar_that_waits_for_the_first_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until then there is no thread of it, so that the process can be copied."""
    terminal(monkeypatch)
    with Progress("checking", at_once=False) as tick:
        time.sleep(0.05)
        assert tick.timer is None and tick.bar is None
        tick(0, 3, "")
        assert appeared(tick)
        assert tick.bar.tasks[0].total == 3


def test_no_bar_for_what_is_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = terminal(monkeypatch, patience=60.0)
    with Progress("checking") as tick:
        tick(1, 1, "L/1")
    assert not stream.getvalue()


def test_no_bar_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    with Progress("checking") as tick:
        time.sleep(0.05)
        tick(1, 2, "L/1")
        assert tick.timer is None
    assert not stream.getvalue()


def test_the_bar_goes_where_something_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal(monkeypatch)
    with pytest.raises(KeyError), Progress("checking") as tick:
        assert appeared(tick)
        raise KeyError
    assert tick.bar is None
