"""The derivations that the documents are made of, each with its verdicts and its notation, made once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from derive.checks import Report, check
from derive.derivation import Derivation
from derive.notation import Notation
from derive.render import labels, render
from tests.oracles.networks import derivation

NASTY = (
    r"\input{/etc/passwd} <script>alert(1)</script> $x_1$ & 100% #1 ~ ^ {{ site.title }} {% raw %}"
    " `code` *b* | [a](b)"
)


@dataclass(frozen=True)
class Made:
    """What `render` takes."""

    derivation: Derivation
    verdicts: Report
    notation: Notation

    def text(self, format: str, **options: Any) -> str:
        """The document."""
        return render(self.derivation, self.verdicts, format=format, notation=self.notation, **options)

    def titled(self, title: str) -> "Made":
        """The same with another title."""
        return replace(self, derivation=replace(self.derivation, title=title))


@cache
def made(name: str = "seed") -> Made:
    """One of the networks of the oracles, derived and checked."""
    found = derivation(name)
    return Made(found, check(found), Notation.of(found, words=labels()))


@cache
def text(format: str, name: str = "seed", **options: Any) -> str:
    """A document, made once for each set of options."""
    return made(name).text(format, **options)


def outside(document: str, pairs: Sequence[tuple[str, str]]) -> str:
    """A document without what stands between these pairs of marks."""
    for before, after in pairs:
        document = re.sub(re.escape(before) + ".*?" + re.escape(after), "", document, flags=re.DOTALL)
    return document
