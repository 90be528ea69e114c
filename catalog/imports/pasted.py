"""Lines as people type or paste them: `Lamb chops 89.90/kg`, `צלעות כבש 89.90 ש״ח לק״ג`, `Rp 25.000 per kilo`. Pure.

The price stands at the end of the line, with its currency on either side, and after it what it is for. A line that ends
in a colon names the category of those below it. Numbers are left as they are written: what they mean is decided for all
of them together (catalog/imports/numbers.py).
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from catalog.imports.currencies import is_code, is_name_of
from catalog.imports.headers import BadHeaders, read_headers
from catalog.imports.read_table import MOST_ROWS, SEPARATORS, Row, Table, UnreadableFile, clean_text
from catalog.imports.values import is_unit

# What such lines are called as a file; a list with columns is a table like any other.
LINES, COLUMNS = "pasted.lines", "pasted.csv"
LONGEST = 500_000
HEADERS = ("name", "price", "unit", "category")
_BULLET = re.compile(r"^\s*(?:[-*•·‣▪–—]|\d{1,3}[.)](?=\s))\s*")
_NUMBER = r"(?<![\d.,])(?P<number>\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+(?:[.,]\d+)?|\d[\d.,]*\d|\d)"
_PRICE = re.compile(_NUMBER + r"\s*(?P<after>[^\s\d][^\d]{0,7})?\s*\Z")
_BEFORE = re.compile(r"(?P<before>[^\s\d:=|;]{1,6})\s*\Z")
_PER = re.compile(
    r"(?P<rest>.*\S)\s*(?:/|\b(?:per|por|par|pour|le|la|les|el|los|al|the|a|an|one)\s|\bp/|(?:\s|^)לכל\s|(?<=\s)ל[-־]?)"
    r"\s*(?P<unit>(?:\d+\s*)?[^\W\d_][^\d\s/]{0,14})\s*\Z",
    re.IGNORECASE | re.DOTALL,
)
# A piece, said without `per`.
_EACH = re.compile(r"(?P<rest>.*\S)\s+(?:each|ea\.?|apiece|c/u|pièce|pce)\s*\Z", re.IGNORECASE | re.DOTALL)
# `25.000,-` and `89.-`
_NO_CENTS = re.compile(r"(?<=\d)[.,]?[-–—]+\s*\Z")
_AROUND_NAME = " \t:=-–—.,…|;·•"


@dataclass(frozen=True)
class Pasted:
    """A product as its line has it; an empty price means that none was found, no unit that none was said."""

    name: str
    price: str
    unit: str | None = None


def read_pasted(text: str, *, currency: str) -> Table:
    """The lines as a table; `line` is the place in the text. What a line does not say stays as it is.

    Raises UnreadableFile (`too_large`, `no_rows`, `too_many_rows`).
    """
    if len(text) > LONGEST:
        raise UnreadableFile("too_large", most=1)
    rows: list[Row] = []
    category: str | None = None
    for number, line in enumerate(clean_lines(text), start=1):
        if heading := _heading(line, currency):
            category = heading
        elif line:
            found = read_line(line, currency=currency)
            cells: list[Any] = [found.name, found.price, found.unit, category]
            rows.append(Row(number, cells))
    if not rows:
        raise UnreadableFile("no_rows")
    if len(rows) > MOST_ROWS:
        raise UnreadableFile("too_many_rows", most=MOST_ROWS)
    return Table(headers=HEADERS, rows=rows)


def read_line(line: str, *, currency: str) -> Pasted:
    """One product. A line whose price nobody can tell is all name."""
    plain = _BULLET.sub("", line).strip()
    for rest, unit in _units(plain):
        found = _price(_NO_CENTS.sub("", rest), currency)
        if found:
            return Pasted(found[0], found[1], unit)
    return Pasted(plain, "")


def name_of(text: str, *, languages: tuple[str, ...]) -> str:
    """What the text is as a file: a list with columns when its first line names them, else lines."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=first.count)
    if separator not in first:
        return LINES
    try:
        columns, _unknown = read_headers(
            [cell.strip() for cell in first.split(separator)], languages=languages, fields=HEADERS
        )
    except BadHeaders:
        return LINES
    return COLUMNS if len(columns) > 1 else LINES


def clean_lines(text: str) -> list[str]:
    return [clean_text(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]


def _units(line: str) -> list[tuple[str, str | None]]:
    """The ways to read the end of a line: a price for something, a price each, a price alone."""
    ways: list[tuple[str, str | None]] = []
    if each := _EACH.fullmatch(line):
        ways.append((each["rest"], "piece"))
    if (per := _PER.fullmatch(line)) and (is_unit(per["unit"]) or "/" in line[len(per["rest"]) :]):
        ways.append((per["rest"], per["unit"]))
    return [*ways, (line, None)]


def _price(text: str, currency: str) -> tuple[str, str] | None:
    """(name, price as written), when the text ends in a price after a name."""
    for found in _PRICE.finditer(text):
        after = (found["after"] or "").strip()
        if after and not _is_currency(after, currency):
            continue
        head, price = text[: found.start()], f"{found['number']} {after}".strip()
        before = _BEFORE.search(head)
        if before and _is_currency(before["before"], currency):
            head, price = head[: before.start()], f"{before['before']} {price}"
        elif head and (head[-1].isalpha() or head[-1] in "/#"):
            # The end of a word: model X5, 3/4.
            continue
        if name := head.strip(_AROUND_NAME):
            return name, price
    return None


def _is_currency(text: str, currency: str) -> bool:
    is_sign = len(text) == 1 and unicodedata.category(text) == "Sc"
    return is_sign or (text.isupper() and is_code(text)) or is_name_of(text, currency)


def _heading(line: str, currency: str) -> str:
    """The category that a line names; empty for a product's line."""
    if not line.endswith(":") or read_line(line.rstrip(": "), currency=currency).price:
        return ""
    return _BULLET.sub("", line).rstrip(": ").strip()
