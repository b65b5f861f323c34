"""What a document may leave open, and the letters that count by custom."""

from dataclasses import dataclass

DEPTH = 4

COUNTS = frozenset({"m", "N", "n", "M", "B", "batch", "b_size"})

MATRIX = "matrix "  # before a letter of these that is a matrix all the same

NUMBERS = frozenset(
    {
        "eta",
        "alpha",
        "lambda",
        "epsilon",
        "lr",
        "L",
        "J",
        "C",
        "E",
        "xi",
        "loss",
        "Loss",
        "cost",
        "ell",
        "R",
        "mathcal",
    }
)


@dataclass(frozen=True)
class Reading:
    """One way to read what a document leaves open."""

    scalars: bool = False  # every letter is a number
    batch: bool = False  # several samples
    scaled: bool = False  # gradients of the samples' values are multiplied by their number
    sign: int = 1  # of δ
    total: str = ""  # a loss given entry by entry is their sum, mean, or mean over samples
    loss: str = ""  # assumed, if the document gives none

    def words(self) -> list[str]:
        """What this reading assumes, for the report."""
        found = []
        if self.scalars:
            found.append("every letter is a number")
        else:
            found.append("a batch of samples" if self.batch else "one sample")
        if self.scaled:
            found.append("dZ means m·∂L/∂Z")
        if self.sign < 0:
            found.append("δ means −∂L/∂z")
        if self.total:
            found.append({"sum": "the loss is a sum", "mean": "the loss is a mean over all entries",
                          "samples": "the loss is a mean over the samples"}[self.total])  # fmt: skip
        if self.loss:
            found.append(f"the loss is {self.loss}")
        return found
