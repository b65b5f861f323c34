"""What the printer writes, the reader reads back: every line of the sample networks, in every style.

Each network is printed in two styles here, and each style sees at least two networks; all pairs are read by
`python -m tests.styles.test_law` (two minutes).
"""

import pytest

from derive.expression import Term, strip
from derive.notation import Notation, Style, elide
from derive.reading.normal import normal
from derive.reading.reader import Reader

from .sample import AWKWARD, EVERY, NETWORKS, in_style, lines

WORDS = {"upstream": "upstream gradient", "local": "local gradient"}
BACK = {word: key for key, word in WORDS.items()}


def _pairs() -> list[tuple[str, str]]:
    """Every network, and every style, at least twice."""
    names, styles = list(NETWORKS), list(EVERY)
    found = [(name, styles[(2 * k + j) % len(styles)]) for k, name in enumerate(names) for j in range(2)]
    found += [(names[(5 * k + 1) % len(names)], style) for k, style in enumerate(styles)]
    return list(dict.fromkeys(found))


def misread(network: str, style: Style, symbols: dict[str, str]) -> list[str]:
    """The lines of a network that do not come back as they were."""
    record = in_style(network, style)
    notation = Notation.of(record, style, symbols, WORDS)
    reader = Reader.of(record, style, symbols, BACK)
    found = []
    for term in lines(record):
        for shown in dict.fromkeys((term, elide(term))):
            latex = notation.latex(shown)
            if _comes_back(reader, latex, shown):
                continue
            found.append(latex)
    return found


def _comes_back(reader: Reader, latex: str, term: Term) -> bool:
    return bool(normal(strip(reader.read(latex))) == normal(strip(term)))


@pytest.mark.parametrize(("network", "style"), _pairs())
def test_lines_come_back(network: str, style: str) -> None:
    assert misread(network, EVERY[style], {}) == []


@pytest.mark.parametrize("style", EVERY)
def test_lines_come_back_in_awkward_letters(style: str) -> None:
    assert misread("seed", EVERY[style], AWKWARD) == []


if __name__ == "__main__":
    for each in NETWORKS:
        print(each, {key: misread(each, EVERY[key], {})[:2] for key in EVERY})
