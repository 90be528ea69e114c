import random
from math import ceil

import pytest

from lib.durations import LAST_CLASS, class_of, middle_of, percentile


@pytest.mark.parametrize(("seconds", "number"), [(0, 0), (1, 0), (1.2, 1), (2, 4), (60, 23), (10**9, LAST_CLASS)])
def test_a_class_grows_by_a_fifth(seconds, number):
    assert class_of(seconds) == number


def test_what_is_read_off_is_at_most_a_tenth_away():
    rng = random.Random(7)
    for _round in range(50):
        waits = sorted(rng.lognormvariate(4, 2) + 1 for _wait in range(rng.randrange(1, 60)))
        counts = {}
        for wait in waits:
            counts[class_of(wait)] = counts.get(class_of(wait), 0) + 1
        for percent in (50, 90):
            exact = waits[ceil(len(waits) * percent / 100) - 1]
            assert abs(percentile(counts, percent) / exact - 1) < 0.1


def test_nothing_has_no_middle():
    assert percentile({}, 50) is None
    assert percentile({4: 0, 8: 1}, 50) == middle_of(8)
