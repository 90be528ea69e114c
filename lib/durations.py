"""How long things took, counted in classes that grow by a fifth, so that the counts of many days can be added.

A class is told by its middle: what is read off is at most a tenth away from the truth.
"""

from collections.abc import Mapping
from math import ceil, floor, log2

STEPS = 4
# So long that longer makes no difference: 2**20 seconds are twelve days.
LAST_CLASS = 20 * STEPS


def class_of(seconds: float) -> int:
    """From 0, for a second or less, to LAST_CLASS."""
    return min(max(floor(STEPS * log2(max(seconds, 1))), 0), LAST_CLASS)


def middle_of(number: int) -> float:
    """The seconds that a class is told by."""
    return float(2 ** ((number + 0.5) / STEPS))


def percentile(counts: Mapping[int, int], percent: int) -> float | None:
    """So many seconds or less it took in `percent` of a hundred cases; None without any."""
    rank = ceil(sum(counts.values()) * percent / 100)
    for number in sorted(counts):
        rank -= counts[number]
        if rank <= 0 and counts[number]:
            return middle_of(number)
    return None
