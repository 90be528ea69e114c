"""Opening hours of one day, as spans of a clock: `[["08:00", "13:00"]]`."""

from collections.abc import Sequence
from datetime import time

Spans = Sequence[Sequence[str]]


def is_within(clock: time, spans: Spans) -> bool:
    """The end is no longer inside."""
    text = clock.strftime("%H:%M")
    return any(start <= text < end for start, end in spans)
