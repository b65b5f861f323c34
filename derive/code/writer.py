"""What writes terms as source, and the pieces of source that it puts together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from ..errors import ExpressionError
from ..expression import Term
from ..shapes import Dimension, Shape
from .functions import FUNCTIONS

# what binds more strongly has the higher level
COMPARISON, SUM, PRODUCT, SIGN, POWER, ATOM = range(6)


@dataclass(frozen=True, slots=True)
class Form:
    """A piece of source: its text, how strongly it binds, and the shapes.

    shape: the letter shape that the array has, a 1 where it is still to be broadcast; full: the letter shape
    that it stands for; matmul: whether it is a product by `@`, which is a new array.
    """

    text: str
    level: int = ATOM
    shape: Shape = ()
    full: Shape = ()
    matmul: bool = False

    def at(self, level: int) -> str:
        """The text, in parentheses if it binds less strongly."""
        return self.text if self.level >= level else f"({self.text})"

    @property
    def whole(self) -> bool:
        """Whether the array has the shape it stands for."""
        return self.shape == self.full


@dataclass
class Writer:
    """Writes terms, and collects what the text needs around it: the letters of sizes and the functions.

    table: how each operation is written; shapes: the letter shapes of names; narrow: the shapes of those
    that are still to be broadcast; flat: the parameters that may be vectors.
    """

    table: Mapping[str, Callable[..., Form]]
    shapes: dict[str, Shape]
    letters: frozenset[str]
    flat: frozenset[str] = frozenset()
    narrow: dict[str, Shape] = field(default_factory=dict)
    sizes: set[str] = field(default_factory=set)
    functions: dict[str, None] = field(default_factory=dict)

    def write(self, value: Term) -> Form:
        """A term as source. Raises ExpressionError if NumPy has no form for it."""
        if isinstance(value, int):
            return Form(str(value), ATOM if value >= 0 else SIGN)
        if isinstance(value, str):
            return self._name(value)
        if value[0] not in self.table:
            raise ExpressionError(f"{value[0]} has no form in NumPy")
        return self.table[value[0]](self, *value[1:])

    def _name(self, name: str) -> Form:
        if name in self.letters:
            return Form(self.dimension(name))
        if name == "pi":
            return Form("np.pi")
        shape = self.shapes[name]
        if name in self.flat and shape[1] == 1 and shape[0] != 1:
            return Form(f"{name}.reshape(-1, 1)", ATOM, shape, shape)
        return Form(name, ATOM, self.narrow.get(name, shape), shape)

    def assigned(self, name: str, form: Form) -> None:
        """Takes note of the shape that a name has got."""
        self.shapes.setdefault(name, form.full)
        if form.shape != self.shapes[name]:
            self.narrow[name] = form.shape

    def dimension(self, size: Dimension) -> str:
        """A size in the source."""
        if isinstance(size, str):
            self.sizes.add(size)
        return str(size)

    def whole(self, form: Form) -> Form:
        """A form broadcast to the shape that it stands for."""
        if form.whole:
            return form
        rows, columns = map(self.dimension, form.full)
        if form.text == "1":
            return replace(form, text=f"np.ones(({rows}, {columns}))", shape=form.full)
        text = f"np.broadcast_to({form.text}, ({rows}, {columns}))"
        return Form(text, ATOM, form.full, form.full)

    def call(self, name: str, *arguments: str) -> str:
        """A call of a function of the table, which the module then needs."""
        if name not in FUNCTIONS:
            raise ExpressionError(f"{name} has no form in NumPy; there are {', '.join(FUNCTIONS)}")
        self.functions[name] = None
        return FUNCTIONS[name].call.format(", ".join(arguments))


def joint(shapes: list[Shape]) -> Shape:
    """The shape that arrays have after broadcasting."""
    found: Shape = ()
    for shape in shapes:
        if not found or not shape:
            found = found or shape
        else:
            found = tuple(b if a == 1 else a for a, b in zip(found, shape, strict=True))
    return found


def combined(text: str, level: int, *forms: Form) -> Form:
    """A text made of others, in the shape that these have together."""
    return Form(text, level, joint([f.shape for f in forms]), joint([f.full for f in forms]))
