"""Shops for tests, also for those of the apps above: real rows, made by the real services."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.db import connection
from psycopg import sql

from tenants.demo import save_demo_user
from tenants.models import Tenant
from tenants.scoping import TenantModel, tenant_scope
from tenants.services import create_tenant


def make_shop(slug: str = "valdman", **fields: Any) -> Tenant:
    """A shop without products: Hebrew and English, ILS, Asia/Jerusalem, unless `fields` say otherwise."""
    usual: dict[str, Any] = {
        "name": slug.replace("-", " ").title(),
        "languages": ["he", "en"],
        "currency": "ILS",
        "timezone": "Asia/Jerusalem",
        "business_type": "butcher",
    }
    return create_tenant(slug=slug, **(usual | fields))


def load_demo_shop(slug: str = "valdman", *, is_whole: bool = False) -> Tenant:
    """One of the demo shops with its catalogue, playbook, web chat and owner, as `manage.py demo_load` makes it.

    Its delivery areas and usual questions only when it `is_whole`: prices in tests stay without fees.
    """
    # By its name: the loader stands above this app.
    loader = import_module("config.demo.loader")
    loader.load_shop(slug, owner=save_demo_user(), is_whole=is_whole)
    return Tenant.objects.get(slug=slug)


@contextmanager
def demo_shop(slug: str = "valdman") -> Iterator[Tenant]:
    """A demo shop, and its scope for the block."""
    tenant = load_demo_shop(slug)
    with tenant_scope(tenant):
        yield tenant


def rows_of(tenant: Tenant) -> dict[str, list[dict[str, Any]]]:
    """All rows of the tenant with all their values as JSON, by model: to prove that an attempt changed none of them.

    One query for all tables: hundreds of attempts ask before and after.
    """
    with connection.cursor() as cursor:
        cursor.execute(_every_row(), {"tenant": tenant.pk})
        return dict(cursor.fetchall())


@cache
def _every_row() -> sql.Composed:
    models = [model for model in apps.get_models() if issubclass(model, TenantModel)]
    asking = sql.SQL(
        "SELECT {}, coalesce(json_agg(one ORDER BY one::text), '[]'::json) FROM {} one WHERE one.tenant_id = {}"
    )
    return sql.SQL(" UNION ALL ").join(
        [
            asking.format(model._meta.label, sql.Identifier(model._meta.db_table), sql.Placeholder("tenant"))
            for model in models
        ]
    )
