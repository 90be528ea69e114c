import io

import pytest

from conversations.thread.file_answer import Slice, read_range


@pytest.mark.parametrize(
    ("wanted", "span"),
    [
        ("bytes=0-", (0, 9)), ("bytes=2-4", (2, 4)), ("bytes=2-99", (2, 9)), ("bytes=-3", (7, 9)),
        ("bytes=-99", (0, 9)), (" bytes=9-9 ", (9, 9)),
        ("", None), ("bytes=-", None), ("bytes=4-2", None), ("bytes=0-1,3-4", None), ("lines=0-1", None),
        ("bytes=a-b", None), ("bytes=" + "9" * 5000 + "-", None),
    ],
)  # fmt: skip
def test_a_range_is_read(wanted, span):
    assert read_range(wanted, size=10) == span


@pytest.mark.parametrize("wanted", ["bytes=10-", "bytes=10-20", "bytes=-0"])
def test_a_range_outside_of_the_file_begins_after_its_end(wanted):
    first, last = read_range(wanted, size=10)
    assert first > last


def test_a_slice_is_read_in_pieces_and_ends():
    part = Slice(io.BytesIO(b"0123456789"), first=2, length=5)
    assert [part.read(3), part.read(3), part.read(3)] == [b"234", b"56", b""]
