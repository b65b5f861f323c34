"""Texts in the columns of a terminal: how many they take, and lines that fit."""

import unicodedata
from collections.abc import Iterator

WIDTH = 80


def columns(text: str) -> int:
    """How many columns a text takes: two for a character of Chinese, Japanese or Korean.

    >>> columns("식 1")
    4
    """
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def visible(text: str) -> str:
    """A text whose characters take the columns they are counted for; none controls the terminal."""
    return "".join(" " if c == "\t" else c if c.isprintable() else "�" for c in text)


def wrapped(text: str, used: int = 0, indent: str = "", width: int = WIDTH) -> Iterator[str]:
    """Lines of whole words; the first one begins after `used` columns, the others with the indent.

    >>> list(wrapped("one two three", width=8))
    ['one two', 'three']
    """
    line, taken = "", used
    for number, word in enumerate(text.split(" ")):
        wide = columns(word)
        if number and taken + 1 + wide > width and line.strip():
            yield line
            line, taken = indent + word, columns(indent) + wide
        else:
            line, taken = (line + " " + word, taken + 1 + wide) if number else (word, taken + wide)
    yield line
