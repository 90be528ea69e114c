"""A file of products as rows of cells: CSV in the encodings and with the separators that shops' programs write, or a
spreadsheet. Pure: bytes in, cells out.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

from lib.spreadsheets import FORMULA

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 50_000
MOST_COLUMNS = 200
# A spreadsheet is a zip file: a few kilobytes of it can unpack to gigabytes.
MOST_UNPACKED = 200 * 1024 * 1024
SEPARATORS = ",;\t|"
KINDS = ("csv", "tsv", "txt", "xlsx")
FORMULA_STARTS = "".join(FORMULA)
_HIDDEN_FORMULA = re.compile(rf"'+[{re.escape(FORMULA_STARTS)}]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")

# A number keeps what the spreadsheet knows; text still has to be understood.
Cell = str | Decimal | bool


@dataclass(frozen=True)
class Row:
    """`line` is what the file's own program calls it: the first one is 1."""

    line: int
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Table:
    headers: Sequence[str]
    rows: Sequence[Row]


class UnreadableFile(ValueError):
    """`code`: too_large, unknown_kind, broken, encoding, no_rows, too_many_rows, too_many_columns."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def read_table(content: bytes, *, name: str) -> Table:
    """The first sheet of the file called `name`. Raises UnreadableFile."""
    kind = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if kind not in KINDS:
        raise UnreadableFile("unknown_kind", name=name)
    if len(content) > MOST_BYTES:
        raise UnreadableFile("too_large", most=MOST_BYTES // 1024 // 1024)
    lines = _sheet_rows(content) if kind == "xlsx" else _csv_rows(_decode(content), kind)
    rows = (Row(line, cells) for line, cells in lines if any(cell != "" for cell in cells))
    found = list(islice(rows, MOST_ROWS + 2))
    if not found:
        raise UnreadableFile("no_rows")
    if len(found) > MOST_ROWS + 1:
        raise UnreadableFile("too_many_rows", most=MOST_ROWS)
    if max(len(row.cells) for row in found) > MOST_COLUMNS:
        raise UnreadableFile("too_many_columns", most=MOST_COLUMNS)
    return Table(headers=[str(cell) for cell in found[0].cells], rows=found[1:])


def clean_text(text: str) -> str:
    """As it is stored and compared: no control characters, one kind of line end, nothing around it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATES.sub("", _CONTROLS.sub("", lines)).strip()


def uncover(text: str) -> str:
    """Without the apostrophe that keeps spreadsheets from calculating; see catalog/exports.py."""
    return text[1:] if _HIDDEN_FORMULA.match(text) else text


def cover(text: str) -> str:
    """With an apostrophe before what a spreadsheet would calculate; `uncover` gives the same text back."""
    return f"'{text}" if text[:1] in tuple(FORMULA_STARTS) or _HIDDEN_FORMULA.match(text) else text


def _decode(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(content, "utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded(content, "cp1255" if _looks_hebrew(content) else "cp1252")


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        # The five bytes that Windows never assigned: latin-1 gives every byte a meaning.
        if encoding == "utf-16":
            raise UnreadableFile("encoding") from None
        return content.decode("latin-1")


def _looks_hebrew(content: bytes) -> bool:
    """Hebrew letters come in words (0xE0-0xFA in cp1255); French and Spanish put single accents among ASCII."""
    high = [byte for byte in content if byte >= 0x80]
    in_words = len(re.findall(rb"[\xe0-\xfa]{2,}", content))
    letters = sum(1 for byte in high if 0xE0 <= byte <= 0xFA)
    return in_words > 0 and letters >= 0.8 * len(high) and 4 * in_words >= len(re.findall(rb"[\xe0-\xfa]+", content))


def _csv_rows(text: str, kind: str) -> Iterator[tuple[int, list[Cell]]]:
    separator, skipped, text = _separator(text, kind)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    before = 0
    try:
        for cells in reader:
            yield before + 1 + skipped, _trimmed([clean_text(uncover(cell)) for cell in cells])
            before = reader.line_num
    except csv.Error as error:
        raise UnreadableFile("broken", line=before + 1 + skipped, cause=str(error)) from error


def _separator(text: str, kind: str) -> tuple[str, int, str]:
    """The separator, how many lines said only that (Excel's `sep=;`), and the text without them."""
    first, _, rest = text.partition("\n")
    if re.fullmatch(r"sep=[,;\t|]", first.strip("\r"), re.IGNORECASE):
        return first[4], 1, rest
    if kind == "tsv":
        return "\t", 0, text
    heading = next((line for line in text.splitlines() if line.strip()), "")
    outside_quotes = re.sub(r'"[^"]*"', "", heading)
    return max(SEPARATORS, key=outside_quotes.count), 0, text


def _sheet_rows(content: bytes) -> Iterator[tuple[int, list[Cell]]]:
    from openpyxl import load_workbook  # noqa: PLC0415 (heavy: config/tests/test_startup.py)

    _check_unpacked(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1)
        for line, cells in enumerate(rows, start=1):
            # A file of two rows may leave a million empty ones between them.
            if cells.count(None) == len(cells):
                continue
            yield line, _trimmed([_sheet_cell(cell) for cell in cells])
    # A broken spreadsheet breaks its reader in many ways: none of them is ours.
    except Exception as error:
        raise UnreadableFile("broken", line=0, cause=type(error).__name__) from error


def _check_unpacked(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise UnreadableFile("broken", line=0, cause="not a spreadsheet") from error
    if size > MOST_UNPACKED:
        raise UnreadableFile("too_large", most=MOST_BYTES // 1024 // 1024)


def _sheet_cell(value: object) -> Cell:
    if value is None:
        return ""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        # 12.9 and not 12.9000000000000004: what the sheet shows is what its owner means.
        return Decimal(f"{value:.12g}") if isinstance(value, float) else Decimal(value)
    return clean_text(uncover(str(value)))


def _trimmed(cells: list[Cell]) -> list[Cell]:
    """Without the empty cells at the end, which programs add as they like."""
    while cells and cells[-1] == "":
        cells.pop()
    return cells
