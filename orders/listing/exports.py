"""Orders as a CSV file for spreadsheets, however many they are: read and sent window by window."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.imports.read_table import cover
from lib.money import plain_number
from orders.listing.selectors import read_window
from orders.listing.wanted import Wanted
from orders.models import Order, OrderLine
from orders.selectors import lines_with_names
from orders.templatetags.orders_text import amount, payment_state, product_name, unit_name
from tenants.models import Tenant
from tenants.scoping import tenant_scope

WINDOW = 1_000
CONTENT_TYPE = "text/csv; charset=utf-8"
Column = tuple[Promise, Callable[[Order], object]]
LineColumn = tuple[Promise, Callable[[OrderLine], object]]

_HEAD: list[Column] = [
    (_("Order"), lambda order: order.number),
    (_("Ordered"), lambda order: f"{timezone.localtime(order.created_at):%Y-%m-%d %H:%M}"),
    (_("Status"), lambda order: order.get_status_display()),
    (_("Confirmation"), lambda order: order.confirmation.get_state_display() if hasattr(order, "confirmation") else ""),
    (_("Payment"), payment_state),
    (_("Source"), lambda order: order.get_source_display()),
    (_("Customer"), lambda order: order.customer.name),
    (_("Phone"), lambda order: order.customer.phone),
    (_("E-mail"), lambda order: order.customer.email),
    (_("Delivery or pickup"), lambda order: order.get_fulfilment_display()),
    (_("Address"), lambda order: order.address or order.customer.address),
    (_("Wished for"), lambda order: f"{order.wished_on or ''} {order.wished_at or ''}".strip()),
]
_MONEY: list[Column] = [
    (_("Delivery fee"), lambda order: order.delivery_fee),
    (_("Fees and taxes"), lambda order: order.fees),
    (_("Discount"), lambda order: order.discount),
    (_("Total"), lambda order: order.total),
    (_("Currency"), lambda order: order.currency),
    (_("Customer's notes"), lambda order: order.notes),
    (_("Internal notes"), lambda order: order.internal_notes),
]
_ITEMS: list[Column] = [(_("Items"), lambda order: "; ".join(map(_in_short, order.lines.all())))]
_LINE: list[LineColumn] = [
    (_("Product"), product_name),
    (_("Article number"), lambda line: line.product.sku),
    (_("Quantity"), lambda line: plain_number(line.quantity)),
    (_("Unit"), lambda line: unit_name(line.unit)),
    (_("Price"), lambda line: line.unit_price),
    (_("Sum"), lambda line: line.subtotal),
]


def stream_orders(tenant: Tenant, wanted: Wanted, *, with_lines: bool, language: str) -> Iterator[bytes]:
    """The file in pieces; a row for each order or, `with_lines`, for each of their lines.

    UTF-8 with a BOM, days and times on the shop's clock, headers and statuses in `language`. What a spreadsheet would
    calculate has an apostrophe before it. Nothing of the database is held between two pieces.
    """
    yield b"\xef\xbb\xbf"
    with translation.override(language):
        yield _rows([_titles(with_lines=with_lines)])
    after = None
    while True:
        with tenant_scope(tenant), timezone.override(tenant.zone), translation.override(language):
            orders, after = read_window(wanted, after=after, size=WINDOW)
            prefetch_related_objects(orders, lines_with_names(), "confirmation")
            piece = _rows([row for order in orders for row in _rows_of(order, with_lines=with_lines)])
        if piece:
            yield piece
        if after is None:
            return


def _titles(*, with_lines: bool) -> list[object]:
    columns = [*_HEAD, *_LINE, *_MONEY] if with_lines else [*_HEAD, *_ITEMS, *_MONEY]
    return [str(title) for title, _read in columns]


def _rows_of(order: Order, *, with_lines: bool) -> list[list[object]]:
    head, money = _read(_HEAD, order), _read(_MONEY, order)
    if not with_lines:
        return [[*head, *_read(_ITEMS, order), *money]]
    return [[*head, *[read(line) for _title, read in _LINE], *money] for line in order.lines.all()]


def _read(columns: Sequence[Column], order: Order) -> list[object]:
    return [read(order) for _title, read in columns]


def _in_short(line: OrderLine) -> str:
    return f"{amount(line)} {product_name(line)}"


def _rows(rows: Sequence[Sequence[Any]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([[cover(str(cell)) for cell in row] for row in rows])
    return out.getvalue().encode()
