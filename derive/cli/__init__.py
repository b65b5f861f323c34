"""The command line: arguments in, one of the flows, an exit code out. The only place that prints."""

from . import building, checking, posts
from .group import cli

__all__ = ["building", "checking", "cli", "main", "posts"]


def main() -> None:
    """Runs the command line and leaves with its exit code."""
    cli(prog_name="derive")
