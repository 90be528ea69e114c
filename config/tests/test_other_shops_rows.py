"""Every address that holds somebody's id, tried by the owner of another shop and by pages of other sites.

One set-up, one walk. An address without a sample raises (config/testing/panel_pages.py), and the right owner finds
something behind each: a sweep of addresses that lead nowhere would prove nothing.
"""

from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver

from agent.playground.models import PlaygroundSession
from catalog.models import Product
from config.demo_data.fill import fill_shop
from config.testing.panel_pages import list_addresses
from config.testing.panel_samples import ensure_samples
from conversations.models import Attachment
from orders.models import Order
from tenants.models import DataExport, Role
from tenants.scoping import TenantModel, scopes_disabled, tenant_scope
from tenants.services import create_api_key
from tenants.testing import load_demo_shop, rows_of
from tenants.tests.factories import MembershipFactory, UserFactory

# Addresses whose id is of no shop, and why.
SHARED = {"plan_choose": "plans are offered to every shop"}
# Addresses that are 404 for their owner, too, without more than an id; their own tests try them as Charlie.
NEEDS_MORE = {
    "analytics_stage_rows": "a stage in the address", "channel_sites": "a web chat", "merge": "the other person",
    "order_refund": "a payment in the form", "prompt_live": "the version's own prompt", "unmerge": "a merged person",
}  # fmt: skip
# Views that check no token of a form, and what proves their callers.
WITHOUT_TOKEN = {
    "channels.webhooks.receive_webhook": "the network's signature or secret",
    "catalog.stores.webhooks.receive_store_webhook": "the store's signature",
    "orders.payments.webhooks.receive_payment_webhook": "Stripe's signature",
    "channels.chat_page.widget.hello": "the visitor's token in a header",
    "channels.chat_page.widget.session": "it gives a token to whoever asks",
    "channels.chat_page.widget.messages": "the visitor's token in a header",
}
# Of keys; a login's token is checked by tenants/authentication.py.
API = ("orders.api", "orders.extension.api", "orders.tracking.api", "catalog.api", "tenants.api", "config.api_docs")
CLOSED = {301, 302, 403, 404, 405}


@pytest.fixture
def scene(db, settings, tmp_path):
    """A shop with a row of everything, its owner, and Charlie, who owns another one and is staff of the admin."""
    settings.MEDIA_ROOT = tmp_path
    shop, other = load_demo_shop("glow-skincare"), load_demo_shop("valdman")
    with tenant_scope(shop):
        fill_shop(shop, scale=0.01)
        owner = MembershipFactory(tenant=shop, role=Role.OWNER).user
    ensure_samples(shop)
    with tenant_scope(shop):
        PlaygroundSession.objects.update(user=owner)
        keep_file(Attachment.objects.order_by("pk").last(), status="stored", mime_type="image/png")
        keep_file(DataExport.objects.order_by("pk").last(), state="ready")
    with tenant_scope(other):
        charlie = MembershipFactory(tenant=other, role=Role.OWNER, user=UserFactory(is_staff=True)).user
    charlie.user_permissions.set(Permission.objects.all())
    return SimpleNamespace(shop=shop, other=other, owner=owner, charlie=charlie)


def keep_file(row, **fields):
    row.file.save("sample", ContentFile(b"x"), save=False)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def signed_in(user, **options):
    client = Client(**options)
    client.force_login(user)
    return client


def ask(client, method, path, **more):
    """The status; whatever the request did is undone."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        status = getattr(client, method)(path, **more).status_code
        transaction.set_rollback(True)
    client.cookies = cookies
    return status


def panel_of(scene):
    """The shop's addresses in the panel; those that hold an id also as addresses of Charlie's shop."""
    mine, theirs = f"/panel/{scene.shop.slug}/", f"/panel/{scene.other.slug}/"
    for address in list_addresses(scene.shop):
        has_id = any(len(part) == 36 for part in address.path.split("/")) and address.name not in SHARED
        if address.path.startswith(mine):
            yield address.name, address.path, address.path.replace(mine, theirs) if has_id else ""


@pytest.mark.timeout(180)
def test_no_address_opens_another_shops_rows(scene):
    cache.clear()
    before = rows_of(scene.shop), rows_of(scene.other)
    charlie, owner, wrong, empty = signed_in(scene.charlie), signed_in(scene.owner), [], []
    found = list(panel_of(scene))
    for name, own, foreign in found:
        statuses = {ask(charlie, method, path) for method in ("get", "post") for path in (own, foreign) if path}
        if statuses - {404, 405}:
            wrong.append((name, statuses))
        if name not in NEEDS_MORE and {ask(owner, method, own) for method in ("get", "post")} <= {404, 405}:
            empty.append(name)
    assert (wrong, empty) == ([], [])
    assert len([foreign for _name, _own, foreign in found if foreign]) > 90
    assert (rows_of(scene.shop), rows_of(scene.other)) == before


@pytest.mark.timeout(180)
def test_a_page_of_another_site_posts_nothing_anywhere(scene):
    """With the owner's cookies and without the token of a form."""
    owner = signed_in(scene.owner, enforce_csrf_checks=True)
    before = rows_of(scene.shop)
    statuses = {address.name: owner.post(address.path).status_code for address in list_addresses(scene.shop)}
    assert {name: status for name, status in statuses.items() if status not in {403, 405}} == {}
    assert rows_of(scene.shop) == before


def test_the_api_knows_no_rows_of_another_shop_for_keys_and_for_logins(scene):
    _row, full = create_api_key(scene.other, name="key", actor="test")
    with tenant_scope(scene.shop):
        ids = {"orders": Order.objects.last().public_id, "products": Product.objects.last().public_id}
    paths = [f"/api/v1/orders/{ids['orders']}", f"/api/v1/products/{ids['products']}"]
    paths.append(f"/api/v1/orders/{ids['orders']}/status")
    assert len(paths) == sum("<uuid:" in route for route in routes("api/"))
    before = rows_of(scene.shop)
    for headers in ({"Authorization": f"Bearer {full}"}, {"X-Shop": scene.other.slug}, {"X-Shop": scene.shop.slug}):
        client = Client() if "Authorization" in headers else signed_in(scene.charlie)
        more = {"headers": headers, "data": {"status": "cancelled"}, "content_type": "application/json"}
        answers = {ask(client, method, path, **more) for method in ("patch", "put", "delete") for path in paths}
        answers |= {ask(client, "get", path, headers=headers) for path in paths}
        assert answers <= {404, 405}
    assert rows_of(scene.shop) == before


@pytest.mark.timeout(180)
def test_the_administration_opens_no_row_of_another_shop(scene):
    charlie, wrong = signed_in(scene.charlie), []
    for model in (model for model in admin.site._registry if issubclass(model, TenantModel)):
        with scopes_disabled():
            keys = model.objects.filter(tenant=scene.shop).values_list("pk", flat=True)[:1]
        for key in keys:
            base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/{key}/"
            for page in ("change/", "delete/", "history/"):
                statuses = {ask(charlie, "get", base + page), ask(charlie, "post", base + page, data={"post": "yes"})}
                wrong += [(base + page, statuses)] if statuses - CLOSED else []
    assert wrong == []


def routes(begin, patterns=None, before=""):
    for pattern in patterns or get_resolver().url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(begin, pattern.url_patterns, route)
        elif route.startswith(begin):
            yield route


def views(patterns):
    for pattern in patterns:
        yield from views(pattern.url_patterns) if isinstance(pattern, URLResolver) else [pattern.callback]


def test_only_what_proves_itself_otherwise_needs_no_token_of_a_form():
    exempt = [view for view in views(get_resolver().url_patterns) if getattr(view, "csrf_exempt", False)]
    names = {f"{view.__module__}.{view.__name__}" for view in exempt if view.__module__ not in API}
    assert names == set(WITHOUT_TOKEN)
