"""The printer: expressions as LaTeX, MathML and plain text, in one author's style and one user's letters."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from ..derivation import Derivation
from ..errors import DeriveError
from ..expression import RELATIONS, Term, strip
from ..shapes import Shape
from .boxes import Box, Leaf, Row
from .breaking import MOST, broken, broken_relation, broken_whole
from .clashes import settle
from .faces import Faces
from .latex import continued, latex
from .layout import Layout
from .mathml import Attributes, math, mathml
from .plain import plain
from .style import Style
from .width import width


class Aligned(NamedTuple):
    """One row of a block: left side (empty where the row above has the same), sign, right side."""

    left: str
    relation: str
    right: str


def _empty() -> Mapping[str, str]:
    return MappingProxyType({})


def activations(derivation: Derivation) -> dict[str, str]:
    """The function of one variable that a derivation's equations apply to each Z, by the name of that Z."""
    return {
        formula.args[0]: formula.expression[1]
        for formula in derivation.equations
        if isinstance(formula.expression, tuple)
        and formula.expression[0] == "apply"
        and formula.args[0].startswith("Z")
    }


@dataclass(frozen=True)
class Notation:
    r"""How the expressions of one document look.

    style    the conventions
    symbols  the user's own TeX, by letter (`W`) or by symbol (`A2`)
    shapes   the letter shape of every symbol; without it, a name's first letter says whether it is a matrix
    sizes    the names of sizes beside N and n0, n1, …
    words    what stands below a labelled brace, by key
    activations  the function applied to each Z (`Z1`), for a style that calls it g of that layer
    table    every symbol of the document by its LaTeX (made here)

    >>> Notation().latex(("eq", "dW2", ("matmul", ("transpose", "A1"), "dZ2")))
    '\\frac{\\partial L}{\\partial W^{[2]}} = A^{[1]\\top} \\frac{\\partial L}{\\partial Z^{[2]}}'

    Raises DeriveError for a letter that is not one symbol, and for two symbols that would look alike.
    """

    style: Style = field(default_factory=Style)
    symbols: Mapping[str, str] = field(default_factory=_empty)
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    sizes: Iterable[str] = ()
    words: Mapping[str, str] = field(default_factory=_empty)
    activations: Mapping[str, str] = field(default_factory=_empty)
    table: Mapping[str, str] = field(init=False, repr=False, compare=False)
    _layout: Layout = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        faces = Faces(self.style, self.symbols, self.sizes, self.shapes, self.activations)
        object.__setattr__(self, "table", MappingProxyType(settle(faces, self.symbols, self.shapes)))
        object.__setattr__(self, "_layout", Layout(faces, self.shapes, self.words))

    @classmethod
    def of(
        cls,
        derivation: Derivation,
        style: Style | None = None,
        symbols: Mapping[str, str] | None = None,
        words: Mapping[str, str] | None = None,
    ) -> "Notation":
        """The notation of a derivation: its shapes and sizes."""
        return cls(
            style or Style(),
            symbols or {},
            derivation.shapes,
            tuple(derivation.sizes),
            words or {},
            activations(derivation),
        )

    def latex(self, term: Term, room: float = 0) -> str:
        """One expression or relation as LaTeX, in lines if it takes more than `room` points."""
        box = self._layout.lay(term)
        if not room or width(box) <= room:
            return latex(box)
        if isinstance(term, tuple) and term[0] in RELATIONS:
            return _environment(self.lines([term], room))
        return latex(broken(box, room))

    def width(self, term: Term) -> float:
        """About how many points one expression or relation takes in one line of LaTeX, in a font of ten."""
        return width(self._layout.lay(term))

    def plain(self, term: Term, ascii: bool = False) -> str:
        """One expression or relation as a line of text.

        >>> Notation().plain(("eq", "dW2", ("matmul", ("transpose", "A1"), "dZ2")))
        '∂L/∂W2 = A1ᵀ dZ2'
        """
        return plain(self._layout.lay(term), ascii)

    def mathml(
        self,
        term: Term,
        display: bool = True,
        annotation: bool = False,
        attributes: Attributes | None = None,
        room: float = 0,
    ) -> str:
        """One expression or relation as a `<math>` element, its TeX as annotation if asked for.

        `attributes` gives a symbol's further attributes by its name; `room` is that of `latex`.
        """
        box = self._layout.lay(term)
        shown = box
        if room and width(box) > room:
            relation = isinstance(term, tuple) and term[0] in RELATIONS
            shown = broken_whole(*self._layout.relation(term), room) if relation else broken(box, room)
        return math(mathml(shown, attributes), display, latex(box) if annotation else "")

    def lines(self, relations: Sequence[Term], room: float = 0) -> list[Aligned]:
        """Successive relations as rows of LaTeX; a left side is said once.

        A row that takes more than `room` points goes on in the next, after its `&`.

        >>> a, b = Notation().lines([("eq", "Z1", "X"), ("eq", "Z1", "Y")])
        >>> b
        Aligned(left='', relation='=', right='Y')
        """
        rows = [*self._rows(relations)]
        beside = max((width(left) for left, *_ in rows if left and width(left) <= MOST * room), default=0)
        return [_aligned(*row, beside, room) for row in rows]

    def mathml_lines(
        self, relations: Sequence[Term], attributes: Attributes | None = None, room: float = 0
    ) -> list[Aligned]:
        """The same rows as MathML fragments, each to stand in a `<math>` or a table cell.

        A row that takes more than `room` points is all in its right side, in lines.
        """
        found = []
        for left, sign, right in self._rows(relations):
            whole = Row((left, sign, right) if left else (sign, right))
            if room and width(whole) > room:
                found.append(Aligned("", "", mathml(broken_whole(left, sign, right, room), attributes)))
            else:
                sides = mathml(left, attributes) if left else "", mathml(right, attributes)
                found.append(Aligned(sides[0], sign.mathml, sides[1]))
        return found

    def cells(self, relation: Term, room: float = 0) -> Aligned:
        """A relation for the cells of a table, its right side in lines, each after the `&` of its sign."""
        ((left, sign, right),) = self._rows([relation])
        lines = broken_relation(None, Row((right,)), 0, room)[1] if room else [right]
        return Aligned(latex(left) if left else "", sign.tex.strip(), continued(lines))

    def mathml_cells(self, relation: Term, attributes: Attributes | None = None, room: float = 0) -> Aligned:
        """The same as MathML fragments; a right side in lines has its sign in the first one."""
        ((left, sign, right),) = self._rows([relation])
        shown = mathml(left, attributes) if left else ""
        whole = Row((sign, right))
        if room and width(right) > room:
            return Aligned(shown, "", mathml(broken(whole, room + width(sign)), attributes))
        return Aligned(shown, sign.mathml, mathml(right, attributes))

    def aligned(self, relations: Sequence[Term]) -> str:
        """Successive relations as one aligned block of LaTeX."""
        return _environment(self.lines(relations))

    def _rows(self, relations: Sequence[Term]) -> Iterable[tuple[Box | None, Leaf, Box]]:
        previous: Term | None = None
        for relation in relations:
            if not isinstance(relation, tuple) or relation[0] not in RELATIONS:
                known = ", ".join(sorted(RELATIONS))
                raise DeriveError(f"a line is a relation ({known}), not {relation!r:.80}")
            left, sign, right = self._layout.relation(relation)
            side = strip(relation[1])
            yield (None if side == previous else left), sign, right
            previous = side


def _environment(rows: Iterable[Aligned]) -> str:
    lines = [f"{left} &{relation} {right}".lstrip() for left, relation, right in rows]
    return "\\begin{aligned}\n" + " \\\\\n".join(lines) + "\n\\end{aligned}"


def _aligned(left: Box | None, sign: Leaf, right: Box, beside: float, room: float) -> Aligned:
    """A row of LaTeX; one that is too wide goes on below, from the place of its sign."""
    if not room or (width(left) if left else beside) + width(sign) + width(right) <= room:
        return Aligned(latex(left) if left else "", sign.tex.strip(), latex(right))
    first, lines = broken_relation(left, Row((sign, right)), beside, room)
    return Aligned(latex(first) if first else "", "", continued(lines))
