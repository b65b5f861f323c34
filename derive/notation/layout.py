"""An expression laid out as boxes: the one place that knows precedence, brackets and how operations look."""

import re
from collections.abc import Callable, Mapping
from itertools import pairwise

from ..expression import Term
from ..shapes import Shape
from . import glyphs
from .boxes import Big, Box, Fence, Fraction, Leaf, Product, Root, Row, Script, Symbol, Table
from .faces import Faces, index_row, joined
from .kinds import is_matrix
from .ones import restorable
from .precedence import (
    BASE,
    ENTRYWISE,
    FACTOR,
    GRADIENT,
    MINUS,
    PREFIX,
    PRODUCT,
    SUM,
    Placed,
    bracket,
    call,
    has_room,
    needs_dot,
    signed,
    symbol_level,
    under,
)

_DECIMAL = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")


class Layout:
    """Terms to boxes, for one style and one table of symbols."""

    def __init__(self, faces: Faces, shapes: Mapping[str, Shape], words: Mapping[str, str]) -> None:
        self.faces, self.shapes, self.words = faces, shapes, words
        self._entries: dict[tuple[str, tuple[Term, ...]], Placed] = {}
        self._relations: dict[Term, tuple[Box, Leaf, Box]] = {}  # every format asks for the same ones
        style = faces.style
        self.odot = glyphs.HADAMARDS[style.hadamard]
        self.bare_layers = style.layer == "^l"
        self.axis = 1 if style.samples == "rows" else 0

    def lay(self, term: Term) -> Box:
        """One expression or relation as a box."""
        if isinstance(term, tuple) and term[0] in glyphs.RELATIONS:
            return Row(self.relation(term))
        return self.place(restorable(term))[0]

    def relation(self, term: Term) -> tuple[Box, Leaf, Box]:
        """A relation's left side, its sign, and all that follows."""
        if term not in self._relations:
            self._relations[term] = self._relation(restorable(term))
        return self._relations[term]

    def place(self, term: Term) -> Placed:
        """A term's box and how tightly it holds together."""
        if type(term) is tuple:
            return _OPERATIONS[term[0]](self, *term[1:])
        if type(term) is str:
            return self._name(term)
        return signed(str(term))

    def at(self, term: Term, level: int) -> Box:
        """A term's box, in brackets if it does not hold together at `level`."""
        box, own = self.place(term)
        return box if own >= level else bracket(box)

    # relations

    def _relation(self, term: Term) -> tuple[Box, Leaf, Box]:
        assert isinstance(term, tuple)
        op, left, *right = term
        sign = glyphs.RELATIONS[op]
        if op == "shape":
            return self.at(left, SUM), sign, Script(glyphs.REALS, None, self._shape(*right))
        sides = [item for side in right for item in (sign, self.at(side, SUM))][1:]
        return self.at(left, SUM), sign, sides[0] if len(sides) == 1 else Row(tuple(sides))

    # names and numbers

    def _name(self, name: str) -> Placed:
        if len(name) == 1 and name in "ijklrspqtuvz" and name not in self.shapes:
            return glyphs.letter(name), BASE
        if name == "...":
            return glyphs.DOTS["cells"], BASE
        symbol = self.faces.symbol(name)
        return symbol, symbol_level(symbol)

    def _shape(self, rows: Term, columns: Term) -> Box:
        return Row((self.at(rows, FACTOR), glyphs.TIMES, self.at(columns, FACTOR)))

    # sums and products

    def _add(self, *terms: Term) -> Placed:
        items: list[Box] = []
        for k, term in enumerate(terms):
            minus = k > 0 and isinstance(term, tuple) and term[0] == "neg"
            body = term[1] if minus else term  # type: ignore[index]
            if k > 0:
                items.append(glyphs.MINUS if minus else glyphs.PLUS)
            items.append(self.at(body, MINUS if k == 0 else ENTRYWISE))
        return Row(tuple(items)), SUM

    def _neg(self, term: Term) -> Placed:
        return Row((glyphs.SIGN, self.at(term, ENTRYWISE))), MINUS

    def _mul(self, *factors: Term) -> Placed:
        *first, last = factors
        boxes = [self.at(factor, FACTOR) for factor in first]
        flat = isinstance(last, tuple) and last[0] == "matmul"
        boxes.append(self.at(last, PRODUCT if flat else PREFIX))
        items = boxes[:1]
        for before, box in pairwise(boxes):
            items += [glyphs.DOT, box] if needs_dot(before, box) else [box]
        return Product(tuple(items)), PRODUCT

    def _matmul(self, *factors: Term) -> Placed:
        *first, last = factors
        return Product((*(self.at(factor, FACTOR) for factor in first), self.at(last, PREFIX))), PRODUCT

    def _entrywise(self, *terms: Term) -> Placed:
        items = [item for term in terms for item in (self.odot, self.at(term, GRADIENT))][1:]
        return Row(tuple(items)), ENTRYWISE

    def _hdiv(self, above: Term, below: Term) -> Placed:
        return Row((self.at(above, GRADIENT), glyphs.OSLASH, self.at(below, GRADIENT))), ENTRYWISE

    def _div(self, above: Term, below: Term) -> Placed:
        return Fraction(self.at(above, SUM), self.at(below, SUM)), FACTOR

    def _sum(self, body: Term, index: Term, bound: Term) -> Placed:
        below = Row((self.at(index, BASE), glyphs.TIGHT_EQUALS, glyphs.number("1")))
        return Row((Big(below, self.at(bound, SUM)), glyphs.SPACE, self.at(body, PRODUCT))), PREFIX

    # scripts

    def _above(self, placed: Placed, above: Box) -> Placed:
        """A superscript; brackets where something already stands there."""
        box, level = placed
        roomy = has_room(box) if isinstance(box, Symbol) else level == BASE
        # with a bare superscript for the layer, a power of a letter would look like a layer
        if self.bare_layers and (isinstance(box, Symbol) or (isinstance(box, Leaf) and box.tex.isalpha())):
            roomy = False
        box = box if roomy else Fence(box)
        return Script(box, None, above), FACTOR

    def _pow(self, base: Term, exponent: Term) -> Placed:
        return self._above(self.place(base), self.at(exponent, SUM))

    def _hpow(self, base: Term, exponent: Term) -> Placed:
        return self._above(self.place(base), Row((glyphs.POWER_ODOT[self.odot], self.at(exponent, SUM))))

    def _transpose(self, term: Term) -> Placed:
        if isinstance(term, str):
            return self.faces.symbol(term, True), FACTOR
        box, level = self.place(term)
        roomy = level == BASE or (has_room(box) and not isinstance(box, Symbol))
        return Script(box if roomy else Fence(box), None, self.faces.top), FACTOR

    def _entry(self, matrix: Term, *indices: Term) -> Placed:
        if not isinstance(matrix, str):
            box, level = self.place(matrix)
            below = tuple(self.at(index, SUM) for index in indices)
            return Script(box if level == BASE else Fence(box), index_row(below), None), FACTOR
        key = (matrix, indices)
        if key not in self._entries:
            symbol = self.faces.entry(matrix, tuple(self.at(index, SUM) for index in indices))
            self._entries[key] = symbol, symbol_level(symbol)
        return self._entries[key]

    def _delta(self, i: Term, j: Term) -> Placed:
        indices = self.at(i, SUM), self.at(j, SUM)
        if self.faces.style.layer == "_l" and self.faces.style.gradient == "delta":
            # δ_{12} would be an error of layer 12
            return Fence(Row((indices[0], glyphs.EQUALS, indices[1])), mark="["), BASE
        return Script(glyphs.DELTA, index_row(indices), None), FACTOR

    # matrices

    def _ones(self, rows: Term, columns: Term = 1) -> Placed:
        if rows in ("full", "column"):
            return glyphs.ONE, BASE
        if rows == "row":
            return Script(glyphs.ONE, None, self.faces.top), FACTOR
        if columns == 1 and rows != 1:
            return Script(glyphs.ONE, self.at(rows, SUM), None), FACTOR
        if rows == 1 and columns != 1:
            return Script(glyphs.ONE, self.at(columns, SUM), self.faces.top), FACTOR
        return Script(glyphs.ONE, self._shape(rows, columns), None), FACTOR

    def _zeros(self, rows: Term, columns: Term) -> Placed:
        return Script(glyphs.ZERO, self._shape(rows, columns), None), FACTOR

    def _eye(self, n: Term) -> Placed:
        return Script(glyphs.IDENTITY, self.at(n, SUM), None), FACTOR

    def _diag(self, *terms: Term) -> Placed:
        cells = (glyphs.DOTS["list"] if term == "..." else self.at(term, SUM) for term in terms)
        return call(glyphs.DIAG, joined(cells, glyphs.COMMA)), BASE

    def _matrix(self, rows: tuple[tuple[Term, ...], ...]) -> Placed:
        whole_rows = [all(cell == "..." for cell in row) for row in rows]
        whole_columns = [all(cell == "..." for cell in column) for column in zip(*rows, strict=True)]

        def cell(term: Term, r: int, c: int) -> Box:
            if term != "...":
                return self.at(term, SUM)
            return glyphs.DOTS["cells" if not whole_rows[r] else "both" if whole_columns[c] else "rows"]

        laid = (tuple(cell(term, r, c) for c, term in enumerate(row)) for r, row in enumerate(rows))
        return Table(tuple(laid)), BASE

    # functions and derivatives

    def _apply(self, function: str, argument: Term) -> Placed:
        name = function.rstrip("'")
        primes = len(function) - len(name)
        of = _quantity(argument)
        if self.faces.activations.get(of) == name:
            return call(self.faces.activation(of, primes), self.at(argument, SUM)), BASE
        if (
            not primes
            and name == "exp"
            and self.faces.euler
            and not is_matrix(argument, self.shapes, self.faces.is_size)
        ):
            return Script(glyphs.EULER, None, self.at(argument, SUM)), FACTOR
        if not primes and name == "sqrt":
            return Root(self.at(argument, SUM)), FACTOR
        if not primes and name == "abs":
            return Fence(self.at(argument, SUM), mark="|"), BASE
        return call(glyphs.primed(self.faces.function(name), primes), self.at(argument, SUM)), BASE

    def _along(self, name: str, argument: Term, axis: Term) -> Placed:
        sign: Box = glyphs.upright(name)
        if axis != self.axis:
            sign = Script(sign, glyphs.number(str(axis)), None)
        return call(sign, self.at(argument, SUM)), BASE

    def _softmax(self, argument: Term, axis: Term) -> Placed:
        return self._along("softmax", argument, axis)

    def _logsoftmax(self, argument: Term, axis: Term) -> Placed:
        return self._along("logsoftmax", argument, axis)

    def _partial(self, of: Term, by: Term) -> Placed:
        below = Row((glyphs.PARTIAL, self.at(by, FACTOR)))
        box, level = self.place(of)
        if isinstance(box, Symbol | Leaf) or level == BASE:
            return Fraction(Row((glyphs.PARTIAL, box)), below), FACTOR
        return Row((Fraction(glyphs.PARTIAL_ALONE, below), glyphs.SPACE, Fence(box))), PREFIX

    def _jacobian(self, of: Term, by: Term) -> Placed:
        above, below = (call(glyphs.VEC, self.at(term, SUM)) for term in (of, by))
        return Fraction(Row((glyphs.PARTIAL_OF, above)), Row((glyphs.PARTIAL_OF, below))), FACTOR

    # notes

    def _decimal(self, text: str) -> Placed:
        return signed(text) if _DECIMAL.fullmatch(text) else (glyphs.words(text), FACTOR)

    def _shaped(self, term: Term, rows: Term, columns: Term) -> Placed:
        return under(self.place(term), self._shape(rows, columns))

    def _labelled(self, term: Term, key: str) -> Placed:
        return under(self.place(term), glyphs.words(self.words.get(key, key)))


def _quantity(argument: Term) -> str:
    """The name of a quantity, said by itself, its transpose or an entry; else nothing."""
    inner = argument[1] if isinstance(argument, tuple) and argument[0] in ("entry", "transpose") else argument
    return inner if isinstance(inner, str) else ""


_OPERATIONS: dict[str, Callable[..., Placed]] = {
    "add": Layout._add,
    "neg": Layout._neg,
    "mul": Layout._mul,
    "div": Layout._div,
    "pow": Layout._pow,
    "matmul": Layout._matmul,
    "transpose": Layout._transpose,
    "hadamard": Layout._entrywise,
    "hdiv": Layout._hdiv,
    "hpow": Layout._hpow,
    "ones": Layout._ones,
    "zeros": Layout._zeros,
    "eye": Layout._eye,
    "diag": Layout._diag,
    "apply": Layout._apply,
    "softmax": Layout._softmax,
    "logsoftmax": Layout._logsoftmax,
    "entry": Layout._entry,
    "sum": Layout._sum,
    "delta": Layout._delta,
    "partial": Layout._partial,
    "jacobian": Layout._jacobian,
    "matrix": Layout._matrix,
    "decimal": Layout._decimal,
    "shaped": Layout._shaped,
    "labelled": Layout._labelled,
}
