"""A shop with very many orders: three years of them, as COPY writes them. The triggers see them like any other."""

import random
import sys
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from catalog.models import Product
from conversations.models import Customer
from orders.models import Order, OrderEvent, OrderLine
from orders.states import WAY, Status
from tenants.models import Tenant
from tenants.scoping import tenant_scope
from tenants.services import create_api_key, create_tenant

YEARS = 3
PRODUCTS = 2_000
ORDERS_PER_CUSTOMER = 3
BATCH = 20_000
FIRST = [
    "Dana",
    "Noa",
    "Yael",
    "Maya",
    "Tamar",
    "Avi",
    "Yossi",
    "Moshe",
    "David",
    "Daniel",
    "Marie",
    "Pierre",
    "Luc",
    "Camille",
    "Sofía",
    "José",
    "Lucía",
    "Carlos",
    "Siti",
    "Budi",
    "Dewi",
    "Agus",
    "Anna",
    "Ben",
    "Clara",
    "Emma",
    "Felix",
    "Greta",
    "Hugo",
    "Ida",
    "Jonas",
    "Lea",
    "דנה",
    "נועה",
    "יעל",
    "אבי",
    "משה",
]
LAST = [
    "Levi",
    "Cohen",
    "Mizrahi",
    "Peretz",
    "Biton",
    "Dahan",
    "Dupont",
    "Moreau",
    "Lefèvre",
    "Garcia",
    "Núñez",
    "López",
    "Santoso",
    "Wijaya",
    "Hidayat",
    "Smith",
    "Jones",
    "Fischer",
    "Weber",
    "Wagner",
    "Becker",
    "Schulz",
    "Hoffmann",
    "Koch",
    "Bauer",
    "לוי",
    "כהן",
    "פרץ",
    "ביטון",
]
# A name that few customers have, so that something rare can be looked for.
RARE = "Zylberstein"
SOURCES = ("chat",) * 60 + ("api",) * 30 + ("staff",) * 8 + ("extension",) * 2


@dataclass(frozen=True)
class Book:
    """The shop and what can be asked about it. `tracked` are (number, tracking key)."""

    orders: int
    key: str
    tracked: Sequence[tuple[str, str]]
    phones: Sequence[str]
    customers: Sequence[str]
    skus: Sequence[str]
    fill_seconds: float


def fill(count: int) -> Book:
    """Make the shop, say how far it is, and let Postgres tidy up."""
    began, rng = time.perf_counter(), random.Random(7)
    shop = create_tenant(
        name="Bench", slug="bench", languages=["en"], currency="EUR", timezone="Europe/Paris", business_type="bakery",
        phone="+33123456789", email="bench@example.com",
    )  # fmt: skip
    _key, full = create_api_key(shop, name="bench", actor="bench")
    with tenant_scope(shop):
        products = _make_products(shop)
        customers = _copy_customers(shop, max(1, count // ORDERS_PER_CUSTOMER), rng)
        _copy_orders(shop, count, customers, rng)
        _copy_details(shop, products, rng)
        _tidy_up()
        return _book(count, full, time.perf_counter() - began)


def show(line: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{line:<60}", end="", file=sys.stderr)


def _make_products(shop: Tenant) -> list[Product]:
    return Product.objects.bulk_create([
        Product(
            tenant=shop, sku=f"A{number:04}", name=f"Bread {number}", price=Decimal(number % 90 + 1) + Decimal("0.5"),
            translations={"he": {"name": f"לחם {number}"}, "fr": {"name": f"Pain {number}"}},
        )
        for number in range(PRODUCTS)
    ])  # fmt: skip


def _copy_customers(shop: Tenant, count: int, rng: random.Random) -> list[int]:
    now = timezone.now()

    def rows() -> Iterator[Sequence[Any]]:
        for number in range(count):
            # Some first names are much more usual than others.
            first = FIRST[min(int(rng.expovariate(1 / 8)), len(FIRST) - 1)]
            last = f"{RARE}{number % 97}" if number % 1000 == 0 else rng.choice(LAST)
            phone = f"+9725{rng.randrange(10**8):08}"
            yield (
                shop.pk, uuid.uuid4(), f"{first} {last}", phone, f"{first}.{number}@example.com", "Herzl 12, Haifa",
                rng.choice(("en", "fr", "es", "he", "id", "")), "", "{}", now,
            )  # fmt: skip

    columns = (
        "tenant_id", "public_id", "name", "phone", "email", "address", "language", "notes", "provenance", "created_at",
    )  # fmt: skip
    _copy(Customer, columns, rows(), count)
    return list(Customer.objects.order_by("pk").values_list("pk", flat=True))


def _payment(status: str, rng: random.Random) -> str:
    """What arrives is paid as a rule; one in fifty is given back, one in a thousand is odd."""
    if status != Status.DELIVERED:
        return "unpaid"
    usual = rng.choices(("paid", "unpaid", "refunded", "overpaid", "partly_refunded"), (880, 98, 20, 1, 1))
    return usual[0]


def _copy_orders(shop: Tenant, count: int, customers: Sequence[int], rng: random.Random) -> None:
    end = timezone.now() - timedelta(seconds=60)
    step = timedelta(days=365 * YEARS) / count
    last_of_year: dict[int, int] = {}

    def rows() -> Iterator[Sequence[Any]]:
        for place in range(count):
            made = end - step * (count - place)
            last_of_year[made.year] = last_of_year.get(made.year, 0) + 1
            status = _status(end - made, rng)
            usual = rng.random() < 0.98
            total = Decimal(rng.randrange(500, 30_000) if usual else rng.randrange(30_000, 900_000)) / 100
            yield (
                shop.pk, uuid.uuid4(), f"ORD-{made.year}-{last_of_year[made.year]:06d}", uuid.uuid4().hex,
                rng.choice(customers), status, len(WAY), "EUR", total, "Herzl 12, Haifa", "", "", "DHL",
                f"JD{place:010}", rng.choice(SOURCES), made, made, made if status == Status.DELIVERED else None,
                0, 0, 0, "", False, "delivery", False, "cash", _payment(status, rng),
            )  # fmt: skip

    columns = (
        "tenant_id", "public_id", "number", "tracking_key", "customer_id", "status", "version", "currency", "total",
        "address", "notes", "internal_notes", "carrier", "carrier_number", "source", "created_at", "updated_at",
        "delivered_at", "delivery_fee", "fees", "discount", "discount_reason", "has_own_fee", "fulfilment",
        "sold_elsewhere", "payment_method", "payment_status",
    )  # fmt: skip
    _copy(Order, columns, rows(), count)


def _status(age: timedelta, rng: random.Random) -> str:
    if rng.random() < 0.06:
        return Status.CANCELLED
    return Status.DELIVERED if age > timedelta(days=14) else rng.choice(WAY).value


def _copy_details(shop: Tenant, products: Sequence[Product], rng: random.Random) -> None:
    """One to three lines for each order, and its history. The keys are right; checking them would take minutes."""
    orders = list(Order.objects.order_by("pk").values_list("pk", "status", "created_at"))

    def lines() -> Iterator[Sequence[Any]]:
        for pk, _status, made in orders:
            # The first products are sold most.
            wanted = {min(int(rng.expovariate(1 / 200)), PRODUCTS - 1) for _ in range(rng.randrange(1, 4))}
            for product in (products[place] for place in wanted):
                yield shop.pk, pk, product.pk, product.name, product.unit, 2, product.price, product.price * 2, made

    def events() -> Iterator[Sequence[Any]]:
        for pk, status, made in orders:
            yield from _history(shop.pk, pk, status, made)

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        columns = (
            "tenant_id", "order_id", "product_id", "name", "unit", "quantity", "unit_price", "subtotal", "ordered_at",
        )  # fmt: skip
        _copy(OrderLine, columns, lines(), 2 * len(orders))
        columns = (
            "tenant_id", "order_id", "kind", "actor", "actor_name", "from_status", "to_status", "note", "version",
            "data", "created_at",
        )  # fmt: skip
        _copy(OrderEvent, columns, events(), 5 * len(orders))


def _history(shop: int, order: int, status: str, made: datetime) -> Iterator[Sequence[Any]]:
    way = [Status.PENDING, Status.CANCELLED] if status == Status.CANCELLED else WAY[: WAY.index(Status(status)) + 1]
    for place, reached in enumerate(way):
        kind, before = ("status", way[place - 1].value) if place else ("created", "")
        at = made + timedelta(hours=3 * place)
        yield shop, order, kind, "staff", "Dana", before, reached.value, "", place + 1, "{}", at


def _copy(model: type[Any], columns: Sequence[str], rows: Iterable[Sequence[Any]], expected: int) -> None:
    table, names = model._meta.db_table, ", ".join(columns)
    connection.ensure_connection()
    with connection.connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for done, row in enumerate(rows):
            copy.write_row(row)
            if done % BATCH == 0:
                show(f"{table}: {done} of about {expected}")


def _tidy_up() -> None:
    show("VACUUM")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    show("")


def _book(count: int, key: str, seconds: float) -> Book:
    rows = Order.objects.order_by("?").values_list("number", "tracking_key", "customer__public_id", "customer__phone")
    sample = list(rows[:20_000])
    return Book(
        orders=count, key=key, tracked=[(number, secret) for number, secret, _id, _phone in sample],
        phones=[phone for *_rest, phone in sample[:500]], customers=[str(row[2]) for row in sample[:500]],
        skus=[f"A{number:04}" for number in range(PRODUCTS)], fill_seconds=seconds,
    )  # fmt: skip
