"""The catalogue as a file that an import reads back without a single change."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.conf import settings

from catalog.imports.apply import FIELDS, values_of
from catalog.imports.headers import TRANSLATED
from catalog.imports.read_table import cover
from catalog.models import Product

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_HEADERS = {"is_available": "available", "image_url": "image url"}


def export_products(kind: str) -> bytes:
    """The current tenant's products as `csv` (UTF-8 with a BOM, so that Excel reads every letter) or `xlsx`.

    Numbers are plain (1234.56): importers of any language read them the same. Text that a spreadsheet would calculate
    has an apostrophe before it, and loses it on the way back.
    """
    products = list(Product.objects.filter(outside_key="").order_by("category", "name", "pk"))
    columns = [*FIELDS, *_translations(products)]
    rows = ([values_of(product)[column] for column in columns] for product in products)
    headers = [_HEADERS.get(column, column) for column in columns]
    return _sheet(headers, rows) if kind == "xlsx" else _csv(headers, rows)


def _translations(products: list[Product]) -> list[str]:
    """A column for each translation that some product has."""
    found = {(code, name) for product in products for code, texts in product.translations.items() for name in texts}
    known = [code for code, _name in settings.LANGUAGES]
    return [f"{name}:{code}" for code in known for name in TRANSLATED if (code, name) in found]


def _csv(headers: list[str], rows: Iterator[list[Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headers)
    for row in rows:
        writer.writerow([_text(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return _number(value)
    return cover("" if value is None else str(value))


def _number(value: Decimal) -> str:
    """Never three decimals: 1.125 could be read as a thousand and something."""
    if value == value.to_integral_value():
        return f"{value:.0f}"
    return f"{value:.2f}" if value == value.quantize(Decimal("0.01")) else f"{value:.4f}"


def _sheet(headers: list[str], rows: Iterator[list[Any]]) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415 (heavy: config/tests/test_startup.py)

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Products")
    sheet.append(headers)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: Any, value: Any) -> Any:
    """Numbers stay numbers; text is marked as text, whatever it looks like."""
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 (heavy: config/tests/test_startup.py)

    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value=cover(value))
    cell.data_type = "s"
    return cell
