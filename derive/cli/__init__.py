"""The command line: arguments in, one of the flows, an exit code out. The only place that prints."""

import gc

from . import building, checking, posts
from .group import cli

__all__ = ["building", "checking", "cli", "main", "posts"]

# A command is short, and most of what it makes it keeps to the end: to look for garbage after every 700
# objects, as Python does, takes a tenth of a build and finds little. After so many it is worth a look.
OBJECTS = 200_000


def main() -> None:
    """Runs the command line and leaves with its exit code."""
    gc.set_threshold(OBJECTS)
    cli(prog_name="derive")
