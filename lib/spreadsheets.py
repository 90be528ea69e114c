"""Tables for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Sequence

# What spreadsheets take for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# So that Excel reads the file as UTF-8.
BOM = "\ufeff"


def write_csv(rows: Iterable[Sequence[object]]) -> bytes:
    """The rows as CSV that spreadsheets open as they are. A text that would be a formula gets a ' before it."""
    out = io.StringIO(BOM)
    out.seek(0, io.SEEK_END)
    csv.writer(out).writerows([cell(value) for value in row] for row in rows)
    return out.getvalue().encode()


def cell(value: object) -> object:
    """As it may stand in a spreadsheet. Numbers stay numbers, negative ones, too."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
