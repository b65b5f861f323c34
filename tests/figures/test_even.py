"""Rows as even as possible: the narrowest width that takes no more rows than the widest."""

from hypothesis import given
from hypothesis import strategies as st

from derive.figures.drawing import even


@given(st.lists(st.integers(1, 150), min_size=1, max_size=12), st.integers(160, 700))
def test_the_narrowest_width_with_as_few_rows(widths: list[int], widest: int) -> None:
    def wrap(limit: float) -> list[list[int]]:
        rows: list[list[int]] = [[]]
        for width in widths:
            if rows[-1] and sum(rows[-1]) + width > limit:
                rows.append([])
            rows[-1].append(width)
        return rows

    fewest = len(wrap(widest))
    narrow = next((limit for limit in range(100, widest, 10) if len(wrap(limit)) == fewest), widest)
    assert even(wrap, widest) == wrap(narrow)
