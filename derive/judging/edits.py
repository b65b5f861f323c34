r"""One-edit variants of a side of an equation, in its author's own TeX, with the mistake that each mends."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, combinations, pairwise
from typing import NamedTuple

from ..reading.scripts import parts
from ..reading.syntax import Node
from .lexicon import base_of, is_transpose, walk

MOST = 240
LONGEST = 40  # a symbol, as TeX, that is put elsewhere
_TRANSPOSE = re.compile(
    r"\^\{?\s*(?:\\top|\\mathsf\{T\}|\\intercal|T)\s*\}?|(?<=\])\s*\^?T(?=\})|(?<=\))\s*T(?=\})|\.T\b"
)
_LAYER = re.compile(
    r"(?<![A-Za-z0-9\\])(\d)(?![0-9])|(?<![A-Za-z\\])([lL])(\s*[+-]\s*1)?(?![A-Za-z])|\\ell(\s*[+-]\s*1)?"
)
_SCRIPTED = re.compile(r"[_^]\s*[\[({\s]*(?:[A-Za-z]+\s*[,)\]]?\s*[\[(]?)?\Z")  # a script begins before
_AXIS = re.compile(r"(axis\s*=\s*)([01])")
_FLIPPED = {"<": ">", ">": "<", r"\lt": ">", r"\gt": "<", r"\le": r"\geq", r"\leq": r"\geq",
            r"\ge": r"\leq", r"\geq": r"\leq"}  # fmt: skip
_RELATION = re.compile(r"(<|>|\\(?:lt|gt|leq?|geq?)(?![A-Za-z]))")
_OPERATOR = re.compile(r"\\odot|\\circ|\\cdot|\\times|\\bullet|\*|@|\\otimes")

Edit = tuple[str, str]  # the kind of mistake, the new text


class Nearby(NamedTuple):
    """What an author writes elsewhere: symbols, and derivatives of functions with their arguments."""

    symbols: tuple[str, ...] = ()
    slopes: tuple[str, ...] = ()
    others: tuple[str, ...] = ()  # symbols of other equations


def slopes_in(latex: str, node: Node) -> Iterator[str]:
    """The functions with a prime, and their arguments, in a row of factors."""
    for one, other in pairwise(node.parts if node.kind == "juxt" else ()):
        piece = latex[one.start : other.stop]
        if other.kind == "group" and ("'" in piece or "prime" in piece) and len(piece) < LONGEST:
            yield piece


def slope_of(latex: str, node: Node) -> Iterator[str]:
    r"""`\sigma'(Z)` of `\sigma(Z)`, the whole side of a definition."""
    one, other = node.parts if node.kind == "juxt" and len(node.parts) == 2 else (node, node)
    named = one.kind in ("name", "run", "font", "word", "text") and len(other.parts) == 1
    if other.kind == "group" and named and "'" not in latex[node.start : node.stop]:
        yield f"{latex[one.start : one.stop].strip()}'{latex[other.start : other.stop]}"


def edits(text: str, node: Node, count: str, mark: str, nearby: Nearby) -> Iterator[Edit]:
    """Variants of `text`, the source of `node`, likely mistakes first; `count` is how many samples."""
    seen = {text}
    produced = 0
    for rule in RULES:
        for kind, made in chain(
            rule(text, node, count, mark), _borrowed(text, node, nearby) if rule is _slopes else ()
        ):
            if made not in seen:
                seen.add(made)
                produced += 1
                yield kind, made
            if produced >= MOST:
                return
    yield from ((kind, made) for kind, made in _variables(text, node, nearby.others) if made not in seen)


def _piece(text: str, node: Node, part: Node) -> tuple[int, int]:
    return part.start - node.start, part.stop - node.start


def _put(text: str, start: int, stop: int, new: str) -> str:
    return text[:start] + new + text[stop:]


def _factors(node: Node) -> Iterator[tuple[Node, list[Node]]]:
    """Every row of factors in a side, calls and their arguments being one factor."""
    for part in walk(node):
        if part.kind == "juxt":
            yield part, list(part.parts)
        elif part.kind == "product":
            yield part, list(part.parts[::2])


def _atoms(node: Node) -> Iterator[Node]:
    """The symbols, groups and fractions that a side is made of."""
    for part in walk(node):
        if part.kind in ("script", "run", "fraction", "group", "name", "accent", "font"):
            yield part


def _transposes(text: str, node: Node, count: str, mark: str) -> Iterator[Edit]:
    for match in _TRANSPOSE.finditer(text):
        yield "transpose", _put(text, match.start(), match.end(), "")
    for _, factors in _factors(node):
        for factor in factors:
            start, stop = _piece(text, node, factor)
            piece = text[start:stop]
            plain = factor.kind in ("run", "name") or (
                factor.kind == "script" and not any(is_transpose(above) for above in parts(factor).above)
            )
            if factor.kind in ("fraction", "group", "script", "run", "name"):
                whole = piece if factor.kind in ("group", "run", "name") else rf"\left({piece}\right)"
                whole = "{" + piece + "}" if factor.kind == "script" and plain else whole
                yield "transpose", _put(text, start, stop, whole + mark)


def _order(text: str, node: Node, count: str, mark: str) -> Iterator[Edit]:
    for _, factors in _factors(node):
        for at in range(1, len(factors)):  # `A B C` as `B C A`
            (a, _), (b, _) = _piece(text, node, factors[0]), _piece(text, node, factors[at])
            _, c = _piece(text, node, factors[-1])
            yield "order", f"{text[:a]}{text[b:c].strip()} {text[a:b].strip()}{text[c:]}"
        for one, other in pairwise(factors):
            a, b = _piece(text, node, one)
            c, d = _piece(text, node, other)
            if b <= c:
                yield "order", text[:a] + text[c:d] + text[b:c] + " " * (b == c) + text[a:b] + text[d:]
                left, right = text[a:b], text[c:d]
                for x, y in ((left, right), (right, left)):
                    yield "order", text[:a] + _turned(x, mark) + text[b:c] + " " + _turned(y, mark) + text[d:]


def _turned(piece: str, mark: str) -> str:
    """A factor transposed, or no longer so."""
    without = _TRANSPOSE.sub("", piece)
    if without != piece:
        return without
    return "{" + piece + "}" + mark


def _means(text: str, node: Node, count: str, mark: str) -> Iterator[Edit]:
    yield "missing-mean", rf"\frac{{1}}{{{count}}} {_grouped(text, node)}"
    for pattern in (
        rf"\\[dt]?frac\s*\{{?1\}}?\s*\{{?{re.escape(count)}\}}?",
        rf"\(?1\s*/\s*{re.escape(count)}\)?\s*\*?",
    ):
        for match in re.finditer(pattern, text):
            yield "doubled-mean", _put(text, match.start(), match.end(), "")


def _grouped(text: str, node: Node) -> str:
    return rf"\left({text}\right)" if node.kind in ("add", "neg") else text


def _sums(text: str, node: Node, count: str, mark: str) -> Iterator[Edit]:
    for match in _AXIS.finditer(text):
        yield "axis", _put(text, match.start(2), match.end(2), "1" if match.group(2) == "0" else "0")
    yield "batch-sum", rf"\mathbf{{1}}{mark} {_grouped(text, node)}"
    yield "batch-sum", rf"{_grouped(text, node)} \mathbf{{1}}"
    for axis in (0, 1):
        yield "batch-sum", rf"\mathrm{{sum}}({text}, axis={axis})"


def _signs(text: str, node: Node, count: str, mark: str) -> Iterator[Edit]:
    stripped = text.lstrip()
    if stripped.startswith("-"):
        yield "sign", stripped[1:]
    yield "sign", rf"-{_grouped(text, node)}"
    for part in walk(node):
        if part.kind == "neg":
            start, _ = _piece(text, node, part.parts[0])
            at = text.rfind("-", 0, start)
            if at >= 0:
                yield "sign", _put(text, at, at + 1, "+")
        if part.kind == "add" and len(part.parts) == 2:
            (a, b), (c, d) = _piece(text, node, part.parts[0]), _piece(text, node, part.parts[1])
            if part.parts[1].kind == "neg":
                c, d = _piece(text, node, part.parts[1].parts[0])
                yield "sign", text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]
            else:
                yield "sign", text[:b] + text[b:c].replace("+", "-") + text[c:]


def _constants(text: str, node: Node, count: str, mark: str) -> Iterator[Edit]:
    yield "factor", f"2 {_grouped(text, node)}"
    yield "factor", rf"\frac{{1}}{{2}} {_grouped(text, node)}"
    for part in walk(node):
        if part.kind == "number" or (
            part.kind == "fraction" and part.parts[0].kind == part.parts[1].kind == "number"
        ):
            start, stop = _piece(text, node, part)
            yield "factor", _put(text, start, stop, "")


def _slopes(text: str, node: Node, count: str, mark: str) -> Iterator[Edit]:
    for part in walk(node):
        if part.kind != "juxt":
            continue
        for one, other in zip(part.parts, part.parts[1:], strict=False):
            if other.kind != "group" or one.kind not in ("name", "script", "run", "font"):
                continue
            start, stop = _piece(text, node, one)
            found = parts(one)
            if found.primes:
                yield (
                    "misplaced-sigma-prime",
                    _put(text, start, stop, re.sub(r"\^?\{?(?:'|\\prime)\}?", "", text[start:stop])),
                )
            else:
                yield "lost-sigma-prime", _put(text, start, stop, text[start:stop] + "'")


def _borrowed(text: str, node: Node, nearby: Nearby) -> Iterator[Edit]:
    """Another argument for a function; a factor σ′(z) more; another symbol in place of one."""
    for part in walk(node):
        if part.kind == "group" and len(part.parts) == 1 and part.parts[0].kind in ("script", "run"):
            start, stop = _piece(text, node, part.parts[0])
            for symbol in nearby.symbols:
                yield "misplaced-sigma-prime", _put(text, start, stop, symbol)
    for slope in nearby.slopes:
        yield "lost-sigma-prime", rf"{_grouped(text, node)} \odot {slope}"
    yield from _variables(text, node, nearby.symbols)


def _variables(text: str, node: Node, symbols: Iterable[str]) -> Iterator[Edit]:
    """Another symbol in place of one, indices and layers apart; a script keeps its transpose."""
    scripts = {
        id(inner)
        for part in walk(node)
        if part.kind == "script"
        for slot in part.parts[1:]
        for inner in walk(slot)
    }
    for part in walk(node):
        if part.kind not in ("script", "run") or id(part) in scripts:
            continue
        start, stop = _piece(text, node, part)
        mark = next((found[0] for found in [*_TRANSPOSE.finditer(text[start:stop])][-1:]), "")
        for symbol in symbols:
            yield "variable", _put(text, start, stop, symbol)
            if mark:
                yield "variable", _put(text, start, stop, symbol + mark)


def _relations(text: str, node: Node, count: str, mark: str) -> Iterator[Edit]:
    """A condition the other way round."""
    for match in _RELATION.finditer(text):
        other = _FLIPPED[match.group(1)]
        yield "sign", _put(text, match.start(), match.end(), other + " " * other.startswith("\\"))


def _operators(text: str, node: Node, count: str, mark: str) -> Iterator[Edit]:
    for match in _OPERATOR.finditer(text):
        yield "order", _put(text, match.start(), match.end(), " ")
        yield "order", _put(text, match.start(), match.end(), r"\odot")


def _layers(text: str, node: Node, count: str, mark: str) -> Iterator[Edit]:
    for match in _LAYER.finditer(text):
        if not _SCRIPTED.search(text, 0, match.start()):
            continue
        for new in _neighbours(match):
            if text[match.start() - 1 : match.start()] in ("^", "_"):
                new = "{" + new + "}"
            yield "layer", _put(text, match.start(), match.end(), new)


def _neighbours(match: re.Match[str]) -> list[str]:
    """The layer before and after."""
    if match.group(1):
        number = int(match.group(1))
        return [str(number - 1), str(number + 1)] if number else ["1"]
    letter = match.group(2) or r"\ell"
    shift = (match.group(3) or match.group(4) or "").replace(" ", "")
    forms = [letter + "-1", letter, letter + "+1"]
    if letter in "lL":
        forms.append("L" if letter == "l" else "l")
    return [form for form in forms if form != letter + shift]


def _drops(text: str, node: Node, count: str, mark: str) -> Iterator[Edit]:
    for _, factors in _factors(node):
        for factor in factors:
            start, stop = _piece(text, node, factor)
            yield "factor", _put(text, start, stop, "")


def _indices(text: str, node: Node, count: str, mark: str) -> Iterator[Edit]:
    letters = sorted({x for part in walk(node) if part.kind == "script" for x in letters_below(part)})
    for one, other in combinations(letters, 2):
        yield "index", _swapped(text, node, one, other)
    for part in walk(node):
        if part.kind != "script" or not letters_below(part) or not base_of(parts(part)):
            continue
        start, stop = _piece(text, node, part.parts[1])
        below = text[start:stop]
        if len(letters_below(part)) == 2:
            a, b = letters_below(part)
            yield "index", _put(text, start, stop, below.replace(a, "\0").replace(b, a).replace("\0", b))
        for own in letters_below(part):
            for other in letters:
                if other != own:
                    yield "index", _put(text, start, stop, below.replace(own, other))


def _swapped(text: str, node: Node, one: str, other: str) -> str:
    """Two index letters exchanged, wherever they stand below."""
    for part in sorted(walk(node), key=lambda part: -part.start):
        if part.kind == "script" and letters_below(part):
            start, stop = _piece(text, node, part.parts[1])
            below = text[start:stop].replace(one, "\0").replace(other, one).replace("\0", other)
            text = _put(text, start, stop, below)
    return text


def letters_below(node: Node) -> list[str]:
    """The letters below a symbol."""
    below = node.parts[1]
    found = below.parts if below.kind == "list" else (below,)
    return [x for part in found if part.kind == "run" for x in part.text]


RULES = (
    _transposes, _order, _means, _signs, _relations, _sums, _slopes, _layers, _indices, _operators,
    _constants, _drops,
)  # fmt: skip
