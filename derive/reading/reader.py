"""The reader of our own documents: LaTeX to a term, the inverse of the printer."""

from collections.abc import Iterable, Mapping

from ..derivation import Derivation
from ..expression import Term
from ..notation.style import Style
from ..shapes import Shape
from .grammar import parse
from .links import joined, links
from .macros import Macro
from .own import own_names
from .resolve import statement
from .unreadable import Unreadable


class Reader:
    """Reads the formulas of one document: its shapes, sizes, style and letters are known.

    words          what a word under a brace stands for: `{"upstream gradient": "upstream"}`
    activations    the function applied to each Z, for a style that calls it g of that layer
    """

    def __init__(
        self,
        shapes: Mapping[str, Shape],
        sizes: Mapping[str, int],
        style: Style | None = None,
        symbols: Mapping[str, str] | None = None,
        functions: Iterable[str] = (),
        words: Mapping[str, str] | None = None,
        activations: Mapping[str, str] | None = None,
    ) -> None:
        self.names = own_names(shapes, sizes, style or Style(), symbols or {}, functions, words, activations)

    @classmethod
    def of(
        cls,
        derivation: Derivation,
        style: Style | None = None,
        symbols: Mapping[str, str] | None = None,
        words: Mapping[str, str] | None = None,
    ) -> "Reader":
        """The reader of a derivation's lines."""
        applied = {
            formula.args[0]: formula.expression[1]
            for formula in derivation.equations
            if isinstance(formula.expression, tuple)
            and formula.expression[0] == "apply"
            and formula.args[0].startswith("Z")
        }
        return cls(derivation.shapes, derivation.sizes, style, symbols, derivation.functions, words, applied)

    def read(self, latex: str) -> Term:
        """The term of one displayed line.

        Raises Unreadable for what the language does not have, Misfit where shapes do not fit.
        """
        statements = parse(latex).parts
        if len(statements) != 1:
            raise Unreadable("a displayed line is one relation", "", 0, len(latex))
        return statement(statements[0], self.names)

    def lines(self, latex: str, macros: Mapping[str, Macro] | None = None) -> tuple[Term, ...]:
        """The terms of an aligned block, row by row, words beside them left out; a left side is said once."""
        whole = joined(parse(latex, macros or {}))
        return tuple(statement(link, self.names) for one in whole for link in links(one))


def read(
    latex: str,
    *,
    shapes: Mapping[str, Shape],
    sizes: Mapping[str, int] | None = None,
    style: Style | None = None,
    symbols: Mapping[str, str] | None = None,
    functions: Iterable[str] = (),
    words: Mapping[str, str] | None = None,
) -> Term:
    r"""The term of one displayed line of ours: `read(latex(e)) == e`, up to `normal`.

    >>> read(r"Z^{[1]} = X W^{[1]} + \mathbf{1} b^{[1]}",
    ...      shapes={"X": ("N", "n0"), "W1": ("n0", "n1"), "b1": (1, "n1"), "Z1": ("N", "n1")})
    ('eq', 'Z1', ('add', ('matmul', 'X', 'W1'), ('matmul', ('ones', 'N', 1), 'b1')))
    """
    return Reader(shapes, sizes or {}, style, symbols, functions, words).read(latex)
