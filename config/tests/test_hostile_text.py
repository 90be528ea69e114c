"""A text that is HTML and a formula, in every column that somebody writes, and each page and file that shows it."""

import csv
import io
import zipfile

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.cache import cache
from django.db import IntegrityError, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Cast, Concat
from django.template.loader import render_to_string
from django.test import Client
from openpyxl import load_workbook

from agent.models import Step
from agent.playground.models import PlaygroundSession
from billing.models import Invoice, InvoiceLine
from catalog.models import Product
from config.demo_data.fill import fill_shop
from config.testing.panel_pages import list_addresses
from config.testing.panel_samples import ensure_samples
from config.tests.source import APPS
from conversations.models import CannedReply
from lib.spreadsheets import FORMULA
from orders.chat.recap import recap
from orders.confirmation.links import confirm_url
from orders.facts import order_facts
from orders.links import tracking_link
from orders.models import Order
from tenants.models import Role
from tenants.scoping import TenantModel, scopes_disabled, tenant_scope
from tenants.testing import load_demo_shop
from tenants.tests.factories import MembershipFactory, UserFactory

RAW = "<img src=x onerror="
HOSTILE = f"={RAW}y>"
ESCAPED = "&lt;img src=x onerror="
# Columns that only code writes, in a form of its own; what is sealed opens for nobody's text.
OURS = {
    "action", "agreed", "api_key", "basis", "consumer_key", "consumer_secret", "digest", "error_code", "event",
    "from_key", "holder", "indexed_hash", "intent_id", "key", "kind", "mail_key", "mime_type", "old_secret", "outcome",
    "outside_key", "part", "prefix", "problem_code", "provider", "ref", "refund_id", "sealed_credentials",
    "search_text", "secret", "secret_key", "session_id", "slug", "stage", "state", "term", "text_hash", "timezone",
    "to_key", "tool", "webhook_secret", "prompt", "live_name", "base_url", "content", "url", "status", "category_key",
}  # fmt: skip
JSON = {
    Product: {"attributes": {HOSTILE: HOSTILE}, "translations": {"en": {"name": HOSTILE, "description": HOSTILE}}},
    CannedReply: {"texts": {"en": HOSTILE}},
    Step: {"content": {"text": HOSTILE}},
}
TABLES = ("text/csv", "application/zip", "application/vnd.openxmlformats")


@pytest.fixture
def shop(db):
    shop = load_demo_shop("glow-skincare")
    with tenant_scope(shop):
        fill_shop(shop, scale=0.01)
    ensure_samples(shop)
    return shop


@pytest.fixture
def owner(shop):
    client = Client()
    with tenant_scope(shop):
        user = MembershipFactory(tenant=shop, role=Role.OWNER, user=UserFactory(is_superuser=True, is_staff=True)).user
        PlaygroundSession.objects.update(user=user)
    client.force_login(user)
    return client


def write_everywhere(shop):
    """The columns, as `app.Model.column`."""
    with scopes_disabled():
        shop_rows = {
            model: model._base_manager.filter(tenant=shop)
            for model in our_models()
            if is_of_shop(model) and may_change(model)
        }
        shop_rows[type(shop)] = type(shop).objects.filter(pk=shop.pk)
        for model, rows in shop_rows.items():
            for field in filter(is_written, model._meta.concrete_fields):
                fill(rows, field)
                yield f"{model._meta.label}.{field.name}"
        for model, values in JSON.items():
            model._base_manager.filter(tenant=shop).update(**values)


def our_models():
    return [model for app in APPS for model in apps.get_app_config(app).get_models()]


def is_of_shop(model):
    return issubclass(model, TenantModel)


def may_change(model):
    """Invoices and the record of what was done are kept as they are by the database itself."""
    return model not in {Invoice, InvoiceLine}


def is_written(field):
    is_text = isinstance(field, models.CharField | models.TextField)
    return is_text and not field.choices and field.name not in OURS and (field.max_length or 99) > len(HOSTILE)


def fill(rows, field):
    """With the row's number where two must not be the same."""
    try:
        with transaction.atomic():
            rows.update(**{field.name: HOSTILE})
    except IntegrityError:
        rows.update(**{field.name: Concat(Value(HOSTILE), Cast(F("pk"), models.TextField()))})


def cells_of(response):
    body = response.getvalue()
    if response["Content-Type"].startswith(TABLES[2]):
        rows = load_workbook(io.BytesIO(body)).active.iter_rows(values_only=True)
        return [cell for row in rows for cell in row if isinstance(cell, str)]
    if response["Content-Type"].startswith(TABLES[1]):
        pack = zipfile.ZipFile(io.BytesIO(body))
        texts = [pack.read(name).decode("utf-8-sig") for name in pack.namelist() if name.endswith(".csv")]
    else:
        texts = [body.decode("utf-8-sig")]
    return [cell for text in texts for row in csv.reader(io.StringIO(text)) for cell in row]


def loose_in(policy):
    """What a page's policy allows beside our own files."""
    parts = dict(part.split(" ", 1) for part in policy.split("; "))
    return [f"{name} {parts[name]}" for name in ("script-src", "style-src") if parts[name] != "'self'"]


def look_at(client, paths):
    """What went wrong, and on how many pages the text stood, harmless."""
    problems, shown = [], 0
    for path in paths:
        response = client.get(path)
        kind = response.headers.get("Content-Type", "")
        if response.status_code >= 500:
            problems.append(f"{path}: {response.status_code}")
        elif kind.startswith(TABLES):
            problems += [f"{path}: a formula {cell[:20]!r}" for cell in cells_of(response) if cell.startswith(FORMULA)]
        elif kind.startswith("text/html"):
            text = response.content.decode()
            problems += [f"{path}: the text as it is"] if RAW in text else []
            problems += [f"{path}: {loose}" for loose in loose_in(response["Content-Security-Policy"])]
            shown += ESCAPED in text
    return problems, shown


def mail_about(order, kind):
    recapped = recap(order_facts(order, "en"), "en")
    page = {"order": order, "tenant": order.tenant, "url": "/", "recap": recapped, "lines": [HOSTILE]}
    return render_to_string(f"mail/{kind}.html", page)


def admin_pages(shop):
    with scopes_disabled():
        for model in admin.site._registry:
            label = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
            yield label
            if is_of_shop(model):
                key = model.objects.filter(tenant=shop).values_list("pk", flat=True).first()
                yield from [f"{label}{key}/change/", f"{label}{key}/history/"] if key else []


@pytest.mark.timeout(240)
def test_nothing_that_people_write_becomes_a_page_or_a_formula(shop, owner, settings):
    cache.clear()
    settings.ALLOW_SIGNUP = True
    with tenant_scope(shop):
        paths = [address.path for address in list_addresses(shop)]
        order = Order.objects.last()
        public = [tracking_link(order), confirm_url(order), f"{settings.PUBLIC_URL}/chat/{shop.slug}"]
    columns = set(write_everywhere(shop))
    assert {
        "catalog.Product.name", "conversations.Message.text", "conversations.Customer.name", "orders.Order.notes",
        "conversations.Attachment.name", "catalog.Store.name", "orders.OrderEvent.note", "channels.Channel.name",
    } <= columns  # fmt: skip
    pages = [*paths, *(path + "?csv=1" for path in paths if "/analytics/" in path), *admin_pages(shop)]
    pages += [f"/panel/{shop.slug}/products/export?kind=csv", f"/panel/{shop.slug}/products/export?kind=xlsx"]
    with tenant_scope(shop):
        order.refresh_from_db()
        assert [kind for kind in ("confirm", "notice") if RAW in mail_about(order, kind)] == []
    problems, shown = look_at(owner, [*pages, *(link.removeprefix(settings.PUBLIC_URL) for link in public)])
    assert problems == []
    assert shown > 60
