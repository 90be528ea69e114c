"""A shop with a very large year: one that manage.py demo_data makes, copied by the database until it is large enough.

A copy is the same year a few minutes earlier, with keys and names of its own. Triggers keep words and figures as they
do for any row; the foreign keys of other tables are right by construction and not checked again.
"""

import math
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection, models, transaction
from django.test import Client
from django.test.utils import override_settings

from bench.order_book import show
from billing.models import DayReplies, DayUsage
from catalog.models import Product
from catalog.services import save_product
from config.demo_data.fill import fill_shop
from config.testing.panel_samples import ensure_samples
from conversations.analytics.day_counts import SUMS as DAY_TALKS
from conversations.models import Conversation, Customer, Identity, Message
from orders.analytics.day_sales import SUMS as DAY_SALES
from orders.analytics.figures import compact_figures
from orders.models import Order, OrderCounter, Payment
from tenants.analytics.day_sums import count_again
from tenants.models import Role, Tenant
from tenants.scoping import TenantModel, tenant_scope
from tenants.services import add_member, create_tenant

# demo_data's scale for 100,000 conversations, 2,000,000 messages and 300,000 orders.
FULL = 100
# A year of this size is invented; the rest are copies of it.
INVENTED = 3.0
PRODUCTS = 400
# These are few in any shop, however large it is.
NOT_COPIED = ("tenants.Alert", "agent.TeamQuestion", "agent.Asker")
# Columns that hold a key or an id without being a foreign key.
KEYS, FOREIGN_IDS = frozenset({"summarized_id"}), frozenset({"channel_id"})

Table = type[TenantModel]
# Triggers of their own write the words they are found by, and figures.
KEPT_UP: frozenset[Table] = frozenset({Customer, Message, Order})


@dataclass(frozen=True)
class Book:
    """The shop, and the cookie of its owner."""

    tenant: Tenant
    cookie: str
    rows: dict[str, int]
    fill_seconds: float


def fill(scale: float) -> Book:
    began = time.perf_counter()
    shop = create_tenant(
        name="Bench", slug="bench", languages=["en", "fr"], currency="EUR", timezone="Europe/Paris",
        business_type="bakery", phone="+33123456789", email="bench@example.com",
    )  # fmt: skip
    owner = User.objects.create_user("bench")
    wanted = FULL * scale
    copies = max(1, math.ceil(wanted / INVENTED) - 1)
    with tenant_scope(shop):
        add_member(shop, user=owner, role=Role.OWNER, actor="bench")
        for number in range(PRODUCTS):
            save_product(shop, sku=f"A{number:04}", name=f"Bread {number}", price=number % 90 + 1, category="Bread")
        filled = fill_shop(shop, scale=wanted / (copies + 1), progress=_show_progress)
        multiply(shop, [apps.get_model(label) for label in filled.tables if label not in NOT_COPIED], copies)
        ensure_samples(shop)
        rows = {model.__name__: model.objects.count() for model in (Conversation, Message, Order, Product)}
    _tidy_up()
    return Book(shop, _sign_in(owner), rows, time.perf_counter() - began)


def multiply(shop: Tenant, tables: Sequence[Table], copies: int) -> None:
    """So many more years, with what follows from all of them: sequences, counters, sums of days."""
    offset = max(table._base_manager.aggregate(most=models.Max("pk"))["most"] for table in tables) + 1
    for copy in range(1, copies + 1):
        with transaction.atomic(), connection.cursor() as cursor:
            for table in tables:
                show(f"copy {copy} of {copies}: {table._meta.db_table}")
                role = "DEFAULT" if table in KEPT_UP else "replica"
                cursor.execute(f"SET LOCAL session_replication_role = {role}")
                cursor.execute(_copying(table, tables, offset * copy, copy))
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table._meta.db_table}', 'id'), max(id)) "
                f"FROM {table._meta.db_table}"
            )
    _add_up(shop, copies)


def _add_up(shop: Tenant, copies: int) -> None:
    OrderCounter.objects.update(last=models.F("last") * (copies + 1))
    DayReplies.objects.update(replies=models.F("replies") * (copies + 1))
    DayUsage.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(DAYS)
    show("sums of days")
    compact_figures()
    for sums in (DAY_TALKS, DAY_SALES):
        count_again(sums, shop)


DAYS = """
INSERT INTO billing_dayusage
    (tenant_id, day, role, provider, model, calls, unpriced_calls, input_tokens, output_tokens, cache_read_tokens,
    cache_write_tokens, cost_usd)
SELECT tenant_id, (used.created_at AT TIME ZONE timezone)::date, role, provider, model, count(*),
    count(*) FILTER (WHERE cost_usd IS NULL), sum(input_tokens), sum(output_tokens),
    sum(cache_read_tokens), sum(cache_write_tokens), coalesce(sum(cost_usd), 0)
FROM billing_usageevent AS used JOIN tenants_tenant AS shop ON shop.id = tenant_id GROUP BY 1, 2, 3, 4, 5
"""


def _copying(table: Table, tables: Iterable[Table], shift: int, copy: int) -> str:
    """An INSERT of the first year's rows, whose keys are below the shift of the first copy."""
    fields = table._meta.concrete_fields
    names = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_value(field, set(tables), shift, copy) for field in fields)
    name = f'"{table._meta.db_table}"'
    return f"INSERT INTO {name} ({names}) SELECT {values} FROM {name} WHERE id < {shift // copy}"


def _value(field: Any, tables: set[Table], shift: int, copy: int) -> str:
    column, own = f'"{field.column}"', _OWN_VALUES.get((field.model, field.name))
    if own:
        return own.format(column=column, copy=copy)
    if field.primary_key or field.name in KEYS or field.related_model in tables:
        return f"{column} + {shift}"
    if isinstance(field, models.UUIDField) and field.name not in FOREIGN_IDS:
        return f"md5({column}::text || '{copy}')::uuid"
    if isinstance(field, models.DateTimeField):
        return f"{column} - interval '{7 * copy} minutes'"
    return column


_OWN_VALUES: dict[tuple[Table, str], str] = {
    (Order, "number"): "left({column}, 9) || lpad((substr({column}, 10)::int + {copy} * "
    "(SELECT last FROM orders_ordercounter c WHERE c.tenant_id = orders_order.tenant_id "
    "AND c.year = substr({column}, 5, 4)::int))::text, 6, '0')",
    (Order, "tracking_key"): "md5({column} || '{copy}')",
    (Identity, "external_id"): "{column} || '-{copy}'",
    (Payment, "key"): "{column} || '-{copy}'",
}


def _sign_in(owner: User) -> str:
    with override_settings(SECURE_SSL_REDIRECT=False):
        client = Client()
        client.force_login(owner)
    return client.cookies["sessionid"].value


def _show_progress(done: int, total: int) -> None:
    show(f"{done} of {total} customers")


def _tidy_up() -> None:
    show("VACUUM")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    show("")
