"""Where the lines of a written document are proved: by the forward equations of one derivation, or more."""

from collections.abc import Iterable, Iterator, Sequence

from ..checks.functions import PI
from ..checks.lines import Lines, Place
from ..checks.model import Model
from ..checks.samples import Samples
from ..checks.symbolic import Answer
from ..derivation import Derivation, Line, Step
from ..expression import INDICES, Term, symbols

GOOD = ("proved", "definition", "statement")
VARIABLE = "z"  # of a function of one variable
_RANK = {status: rank for rank, status in enumerate(("refuted", *GOOD))}


class Bench:
    """The forward equations of one derivation, what its steps assume, and the symbols it speaks of."""

    def __init__(self, derivation: Derivation) -> None:
        model = Model(derivation)
        self.lines = Lines(model, Samples(model))
        self.constraints = model.constraints(derivation.steps)
        self.assumed = tuple(assumptions(derivation.steps))
        self.defined = frozenset(model.definitions)
        self.known = {*derivation.shapes, *derivation.sizes, *INDICES, VARIABLE, PI}

    def knows(self, term: Term) -> bool:
        """Whether every symbol in a term has its meaning here."""
        return symbols(term) <= self.known

    def answer(self, term: Term, said: tuple[Line, ...]) -> Answer:
        """What the checks say of a relation, in a document that says these lines."""
        step = Step("", "document", "", (), said, (), self.assumed)
        return self.lines.answer(term, Place(step, self.constraints))


class Benches:
    """The derivations by which the lines of one document are proved.

    Of several, such as base and step of an induction, each answers for the lines whose symbols are its own; a
    line that more than one knows is refuted if one refutes it, and proved if one proves it.
    """

    def __init__(self, parts: Sequence[Derivation]) -> None:
        self.benches = [Bench(part) for part in parts]
        defined = frozenset[str]().union(*(bench.defined for bench in self.benches))
        for bench in self.benches:  # what a document defines has a value only where that is said
            bench.known -= defined - bench.defined

    def answer(self, term: Term, said: tuple[Line, ...]) -> Answer:
        """What the checks say of a relation, in a document that says these lines."""
        if len(self.benches) == 1:
            return self.benches[0].answer(term, said)
        answers = [
            bench.answer(term, tuple(line for line in said if bench.knows(line.expression)))
            for bench in self.benches
            if bench.knows(term)
        ]
        if not answers:
            return Answer("undecided", {}, "its symbols are of parts that are proved apart")
        return min(answers, key=lambda answer: _RANK.get(answer.status, len(_RANK)))


def assumptions(steps: Iterable[Step]) -> Iterator[Term]:
    """What steps and the steps inside them assume."""
    for step in steps:
        yield from step.assumptions
        yield from assumptions(step.substeps)
