"""Finding orders for people without an account: the one question that a public page asks every time."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection

from catalog.models import Product
from orders.models import Order
from orders.numbers import tidy_number
from tenants.models import Tenant
from tenants.scoping import scopes_disabled

# Several shops may have the same number.
MOST_SHOPS = 20
# In SQL, because Django needs several times as long to write it as Postgres to answer it. What the page shows of the
# order, its shop and its customer is only read when the page has to be made: until then their stamp stands for it.
QUESTION = """
    SELECT o.id, o.tenant_id, o.public_id, o.number, o.tracking_key, o.status, t.slug, t.name, t.languages,
           c.language, c.phone, c.email,
           EXISTS (SELECT FROM orders_paymentaccount a WHERE a.tenant_id = o.tenant_id AND a.is_enabled),
           md5(o::text || t::text || c::text)
      FROM orders_order o
      JOIN tenants_tenant t ON t.id = o.tenant_id
      JOIN conversations_customer c ON c.id = o.customer_id
     WHERE o.number = %s AND t.is_active
     ORDER BY o.id
     LIMIT %s
"""
HISTORY = "SELECT kind, to_status, created_at FROM orders_orderevent WHERE order_id = %s ORDER BY id"
LINES = """
    SELECT l.name, l.unit, l.quantity, l.unit_price, l.subtotal, p.translations
      FROM orders_orderline l JOIN catalog_product p ON p.id = l.product_id
     WHERE l.order_id = %s
     ORDER BY l.id
"""


@dataclass(frozen=True, slots=True)
class Tracked:
    """What decides who may see an order, and in which language; `stamp` changes with every row its page shows."""

    pk: int
    tenant_id: int
    public_id: UUID
    number: str
    tracking_key: str
    status: str
    shop_slug: str
    shop_name: str
    shop_languages: Sequence[str]
    customer_language: str
    phone: str
    email: str
    takes_cards: bool
    stamp: str

    @property
    def shop_language(self) -> str:
        return Tenant(languages=self.shop_languages).language


@dataclass(frozen=True, slots=True)
class TrackedEvent:
    kind: str
    to_status: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class TrackedLine:
    """An order's line; its `product` knows nothing but its names."""

    name: str
    unit: str
    quantity: Decimal
    unit_price: Decimal
    subtotal: Decimal
    product: Product


def find_tracked(number: str) -> list[Tracked]:
    """The orders of all active shops with this number, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(QUESTION, [tidy_number(number), MOST_SHOPS])
        return [Tracked(*row) for row in cursor.fetchall()]


def read_tracked(found: Tracked) -> Order:
    """The whole order, with its shop and its customer. Raises Order.DoesNotExist when it has just gone."""
    with scopes_disabled():
        return Order.objects.select_related("tenant", "customer").get(pk=found.pk)


def read_history(found: Tracked) -> list[TrackedEvent]:
    """What happened to the order, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(HISTORY, [found.pk])
        return [TrackedEvent(*row) for row in cursor.fetchall()]


def read_lines(found: Tracked) -> list[TrackedLine]:
    with connection.cursor() as cursor:
        cursor.execute(LINES, [found.pk])
        rows = [(*row, Product(translations=json.loads(names))) for *row, names in cursor.fetchall()]
    return [TrackedLine(*row) for row in rows]
