"""What every command prints with, and reads."""

import sys
from pathlib import Path

import click

from ..files import read_text


def read_input(file: str) -> str:
    """The text of a file; of standard input for -."""
    return sys.stdin.read() if file == "-" else read_text(Path(file))


def shown(text: str, encoding: str) -> str:
    """Text without the characters that an encoding lacks."""
    return text.encode(encoding, "replace").decode(encoding)


def say(*lines: str) -> None:
    """Lines on stdout; a character the terminal cannot show is replaced."""
    for line in lines:
        click.echo(shown(line, sys.stdout.encoding or "utf-8"))
