"""What occurs more than once is computed once, under a name of its own."""

from collections import Counter
from collections.abc import Iterable, Iterator

from ..expression import Term, children, rebuild, symbols

NAMES = {"softmax": "softmax", "logsoftmax": "log_softmax"}
FREE = frozenset({"ones", "eye", "zeros", "gt"})  # no work, or a condition that belongs where it is used


def shared(values: Iterable[tuple[str, Term]], letters: frozenset[str]) -> Iterator[tuple[str, Term]]:
    """The same assignments, every repeated operation on arrays named before its first use.

    >>> e = ("apply", "exp", "Z1")
    >>> for name, value in shared([("A1", ("add", "Z1", e)), ("dZ1", ("add", 1, e))], frozenset()):
    ...     print(name, value)
    exp_Z1 ('apply', 'exp', 'Z1')
    A1 ('add', 'Z1', 'exp_Z1')
    dZ1 ('add', 1, 'exp_Z1')
    """
    assigned = list(values)
    return _Sharing(assigned, letters).assignments()


class _Sharing:
    def __init__(self, assigned: list[tuple[str, Term]], letters: frozenset[str]) -> None:
        self.assigned = assigned
        self.letters = letters
        self.uses = _uses(value for _, value in assigned)
        self.taken = {name for name, value in assigned} | {s for _, value in assigned for s in symbols(value)}
        self.names: dict[Term, str] = {}
        self.new: list[tuple[str, Term]] = []

    def assignments(self) -> Iterator[tuple[str, Term]]:
        for name, value in self.assigned:
            opened = rebuild(value, self.named) if self.names.get(value) is None else self.names[value]
            yield from self.new
            self.new.clear()
            yield name, opened
            self.names.setdefault(value, name)

    def named(self, value: Term) -> Term:
        """A term with what is shared by name."""
        if value in self.names:
            return self.names[value]
        opened = rebuild(value, self.named)
        if self.uses[value] > 1 and not self.free(value):
            self.names[value] = name = self.name(opened)
            self.new.append((name, opened))
            return name
        return opened

    def free(self, value: Term) -> bool:
        """Whether a term costs nothing: a number, a name, a transpose, a repeated row or column."""
        if not isinstance(value, tuple) or value[0] in FREE:
            return True
        if all(name in self.letters or name == "pi" for name in symbols(value)):
            return True
        if value[0] == "matmul":
            return len(value) == 3 and repeats(value[1], value[2]) and all(map(self.free, value[1:]))
        return value[0] in ("transpose", "neg") and self.free(value[1])

    def name(self, value: Term) -> str:
        """`exp_Z1` for a function of a name, else T1, T2, …"""
        assert isinstance(value, tuple)
        function, argument = value[1:3] if value[0] == "apply" else (NAMES.get(value[0]), value[1])
        wanted = f"{function}_{argument}"
        if function and isinstance(argument, str) and wanted.isidentifier() and wanted not in self.taken:
            return self.take(wanted)
        k = 1
        while f"T{k}" in self.taken:
            k += 1
        return self.take(f"T{k}")

    def take(self, name: str) -> str:
        """The name, taken from now on."""
        self.taken.add(name)
        return name


def repeats(left: Term, right: Term) -> bool:
    """Whether a product repeats a row, 1 b with a column of ones, or a column, c 1ᵀ with a row of ones."""
    down = isinstance(left, tuple) and left[0] == "ones" and left[2] == 1
    across = isinstance(right, tuple) and right[0] == "ones" and right[1] == 1
    return down or across


def _uses(values: Iterable[Term]) -> Counter[Term]:
    """How often each term is used by a different term, or is an assignment's whole value."""
    uses: Counter[Term] = Counter()
    seen: set[Term] = set()

    def count(value: Term) -> None:
        uses[value] += 1
        if isinstance(value, tuple) and value not in seen:
            seen.add(value)
            for child in children(value):
                count(child)

    for value in values:
        count(value)
    return uses
