"""The one error of this room: what could not be read, and where it stands."""

from ..errors import DeriveError

MAX_NESTING = 48
MAX_TOKENS = 5_000
MAX_EXPANSIONS = 2_000


class Unreadable(DeriveError):
    """A formula that is not understood: why, the token, and the span `start:stop` in the source."""

    def __init__(self, reason: str, token: str, start: int, stop: int) -> None:
        self.reason, self.token, self.start, self.stop = reason, token, start, stop
        shown = token if len(token) <= 40 else token[:37] + "..."
        super().__init__(f"{reason} at position {start}" + (f": {shown!r}" if shown else ""))
