"""Every address is public for a reason, or opens only to whom it belongs; panel: test_other_shops_rows."""

import re
from datetime import date
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import get_resolver

from agent.knowledge.services import add_document, save_faq
from agent.models import ModelChoice, Run, StagePicture
from agent.playbooks.services import create_playbook
from agent.prompts.versions import save_draft
from agent.team.services import ask_team
from billing.tests.factories import make_invoice_row
from catalog.demand.services import Asker, record_demand
from catalog.models import Store
from catalog.tests.factories import ProductFactory
from channels.services import ensure_local_channel
from config.tests.snapshots import rows_of
from config.tests.source import APPS
from conversations.models import Attachment
from conversations.tests.factories import ConversationFactory, MessageFactory
from conversations.thread.canned import save_canned
from orders.intake.places import save_site
from orders.models import DeliveryArea, LookAlike, Promotion
from orders.tests.factories import make_order, make_shown_order
from tenants.models import DataExport, KeyScope, Role, SpecialDay, WebhookDelivery, WebhookEndpoint
from tenants.people.invitations import invite
from tenants.scoping import TenantModel, scopes_disabled, tenant_scope
from tenants.services import add_member, create_api_key
from tenants.tests.factories import UserFactory

# Routes that answer strangers, and why.
PUBLIC = {
    "healthz": "asked by load balancers",
    "readyz": "asked by monitors; says which part failed and nothing else",
    "metrics": "the monitor's token proves who asks; without one the page does not exist",
    "robots.txt": "for crawlers",
    "favicon.ico": "for browsers",
    "i18n/setlang/": "keeps a visitor's language in a cookie",
    "panel/login": "the door",
    "panel/login/code": "the second step behind the door",
    "panel/password/forgot": "the answer is the same for every address",
    "panel/password/new/<uidb64>/<token>": "the mailed link proves who asks",
    "panel/invitation/<str:token>": "the signed link proves who was invited",
    "looks/<slug:edition>/<str:colour>.css": "a style sheet that follows from its address",
    "logos/<uuid:public_id>": "a picture that a shop shows to everybody",
    "admin/login/": "the door",
    "webhooks/<slug:kind>/<uuid:endpoint>": "the provider proves itself by signature or secret",
    "webhooks/woocommerce-products/<uuid:endpoint>": "the store proves itself by signature",
    "webhooks/payments/stripe/<uuid:endpoint>": "Stripe proves itself by signature",
    "pay/<str:key>": "the order's own key leads to its payment",
    "pay/<str:key>/done": "the order's own key leads back to its page",
    "chat/<slug:slug>": "the shop's chat page",
    "chat/<slug:slug>/messages": "a visitor's own thread, known by a signed cookie",
    "widget/<slug:slug>": "who is there, for the sites that the shop allows",
    "widget/<slug:slug>/session": "a visitor's name, made by us; nothing is stored for it",
    "^track/?$": "the form",
    "api/schema": "describes the API and holds no data",
    "api/docs": "the same for people",
    "api/v1/orders/track/<str:number>": "the tracking page's twin, with the same rules",
    "testimonials/<uuid:public_id>": "a picture that a shop shows to everybody; nobody can guess its address",
    "confirm/<str:token>": "an order and the answer to it, for whoever has the signed link",
    "track/<str:number>": "how far an order is; details need its key or the customer's contact",
}
CLOSED = {301, 302, 401, 403, 404, 405}
METHODS = ("get", "post", "put", "patch", "delete")
PANEL = "panel/<slug:slug>/"
KINDS = (
    "conversation", "customer", "order", "channel", "file", "store", "demand", "product", "site", "look_alike",
    "version", "model", "invitation", "member", "key", "webhook", "deliverie", "export",
    "playbook", "stage", "picture", "promotion",
    "delivery_area", "special_day", "faq", "document", "question", "saved_replie", "run", "invoice",
)  # fmt: skip


def walk(patterns, prefix=""):
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from walk(pattern.url_patterns, route)
        else:
            yield route


ROUTES = list(walk(get_resolver().url_patterns))
CLOSED_ROUTES = [route for route in ROUTES if route not in PUBLIC]
PANEL_ROUTES = [route for route in ROUTES if route.startswith(PANEL)]


@pytest.fixture
def world(shop):
    """A shop with something behind every address."""
    with tenant_scope(shop):
        conversation = ConversationFactory(tenant=shop)
        MessageFactory(tenant=shop, conversation=conversation)
        order = make_shown_order(shop, conversation=conversation)
        channel = ensure_local_channel(shop, "webchat")
        message = MessageFactory(tenant=shop, conversation=conversation)
        product = ProductFactory(tenant=shop)
        store = Store.objects.create(tenant=shop, name="Corner", url="https://shop.example")
        site = save_site(shop, actor="test", values={"hosts": ["shop.example"]})
        pair = LookAlike.objects.create(tenant=shop, first=order, second=make_order(shop))
        file = Attachment.objects.create(tenant=shop, message=message, kind="image", ref="1", status="stored")
        asker = Asker(conversation.customer.public_id, conversation.public_id, "en", 1)
        model = ModelChoice.objects.create(tenant=shop, provider="anthropic", model="claude-sonnet-5-5")
        version = save_draft(shop, slug="describe", text="Say what you see.", author="test")
        playbook = create_playbook(shop, name="Usual", actor="test")
        stage = playbook.stages.first()
        picture = StagePicture.objects.create(tenant=shop, stage=stage, mime_type="image/png", digest="x")
        promotion = Promotion.objects.create(tenant=shop, name="Spring", value=10)
        demand = record_demand(shop, asker=asker, asked="pastrami")
        area = DeliveryArea.objects.create(tenant=shop, name="Town", places=["Town"])
        special_day = SpecialDay.objects.create(tenant=shop, day=date(2030, 1, 1))
        faq = save_faq(shop, question="Is it kosher?", answer="Yes.", language="en", actor="test")
        document = add_document(shop, name="rules.txt", content=b"Be kind.", actor="test")
        reply = save_canned(shop, name="hours", texts={"en": "We open at 8."}, actor="test")
        run = Run.objects.create(tenant=shop, conversation=conversation, status="done", first_seq=1, seq=1)
        member = add_member(shop, user=UserFactory(), role=Role.OWNER, actor="test")
        invitation = invite(shop, email="x@example.com", role=Role.AGENT, actor="test")
        export = DataExport.objects.create(tenant=shop, asked_by="x", state="ready", file="exports/none.zip")
        webhook = WebhookEndpoint.objects.create(tenant=shop, url="https://x.example", secret="x")
        delivery = WebhookDelivery.objects.create(tenant=shop, endpoint=webhook, event_id=uuid4(), event="x", body="{}")
        invoice = make_invoice_row(shop)
        question, _ = ask_team(shop, conversation=conversation, question="May dogs come in?", language="en")
    key, _full = create_api_key(shop, name="key", actor="test")
    return SimpleNamespace(
        shop=shop,
        order=order,
        conversation=conversation,
        customer=order.customer,
        channel=channel,
        file=file,
        store=store,
        product=product,
        demand=demand,
        site=site,
        look_alike=pair,
        model=model,
        version=version,
        playbook=playbook,
        stage=stage,
        picture=picture,
        promotion=promotion,
        delivery_area=area,
        special_day=special_day,
        faq=faq,
        document=document,
        question=question,
        saved_replie=reply,
        run=run,
        member=member,
        invitation=invitation,
        key=key,
        webhook=webhook,
        export=export,
        deliverie=delivery,
        invoice=invoice,
    )


def address(route, world, slug=None):
    """The route with the ids of real rows in it."""
    thing = next(
        (getattr(world, kind) for kind in KINDS if f"{kind}s/" in route),
        None,
    )
    values = {
        "slug": slug or world.shop.slug,
        "public_id": getattr(thing, "public_id", ""),
        "number": world.order.number,
        "kind": world.channel.kind,
        "endpoint": world.channel.public_id,
        "app_label": "auth",
        "content_type_id": 1,
        "prompt": "describe",
    }
    path = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", route).strip("^$").replace("/?", "/")
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(values.get(match.group(1), 1)), path)


@pytest.fixture
def stranger(client, other_shop):
    """The owner of another shop, logged in, who may do everything that permissions can give."""
    user = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.all())
    add_member(other_shop, user=user, role=Role.OWNER, actor="test")
    client.force_login(user)
    client.user = user
    return client


def test_the_list_of_public_routes_is_not_stale():
    assert set(PUBLIC) - set(ROUTES) == set()


def problems(things, look, *shops):
    """What `look` finds wrong with each thing, and whether it changes a shop: one shop for a thousand addresses.

    A shop of its own for every one of them would take minutes. What one does is undone before the next.
    """
    before, found = [rows_of(shop) for shop in shops], {}
    for thing in things:
        with transaction.atomic():
            wrong = look(thing) or ([rows_of(shop) for shop in shops] != before and "it changes something")
            if wrong:
                found[thing] = wrong
            transaction.set_rollback(True)
    return found


def answers(client, path):
    """Status code by method."""
    return {method: getattr(client, method)(path).status_code for method in METHODS}


def site_of(route):
    return next((site for site in ("admin/", "api/", "panel/") if route.startswith(site)), "")


@pytest.mark.parametrize("site", ["admin/", "api/", "panel/", ""])
def test_what_is_not_public_stays_closed_for_everybody_without_login_or_key(world, site):
    def look(route):
        codes = answers(Client(), address(route, world))
        return {method: code for method, code in codes.items() if code not in CLOSED}

    assert problems([route for route in CLOSED_ROUTES if site_of(route) == site], look, world.shop) == {}


# What strangers may ask, a key may ask too; and the two that such a key is for.
FOR_EVERYBODY = {"api/schema", "api/docs", "api/v1/orders/track/<str:number>"}
FOR_SUBMIT_KEYS = {"api/v1/orders/submit", "api/v1/orders/submit/check"}
REFUSED_ROUTES = [route for route in ROUTES if route.startswith("api/")]
REFUSED_ROUTES = [route for route in REFUSED_ROUTES if route not in FOR_EVERYBODY | FOR_SUBMIT_KEYS]


def test_the_sweep_with_a_submit_key_sees_every_address_of_the_api():
    assert set(ROUTES) >= FOR_EVERYBODY | FOR_SUBMIT_KEYS
    assert {"api/v1/orders/", "api/v1/orders/<uuid:public_id>/status", "api/<path:anything>"} <= set(REFUSED_ROUTES)


def test_a_key_that_may_only_hand_in_orders_opens_nothing_else_and_changes_nothing(client, world):
    _row, full = create_api_key(world.shop, name="extension", actor="test", scope=KeyScope.SUBMIT)
    headers = {"Authorization": f"Bearer {full}", "Idempotency-Key": "k"}
    client.get("/api/v1/nothing", headers=headers)
    body = {"status": "cancelled", "customer": {"name": "Dana"}, "items": [{"sku": world.product.sku, "quantity": 1}]}

    def look(route):
        wrong = {}
        for method in METHODS:
            data = {} if method == "get" else {"data": body, "content_type": "application/json"}
            answer = getattr(client, method)(address(route, world), headers=headers, **data)
            said = answer.json()
            if (answer.status_code, said.pop("message") > "", said) != (403, True, {"code": "key_scope", "facts": {}}):
                wrong[method] = (answer.status_code, said)
        return wrong

    assert problems(REFUSED_ROUTES, look, world.shop) == {}


def tenant_admins():
    return [model for model in admin.site._registry if issubclass(model, TenantModel)]


def test_the_admin_shows_another_shops_staff_no_rows(stranger, world):
    request = RequestFactory().get("/")
    request.user = stranger.user

    def look(model):
        with scopes_disabled():
            shown = list(admin.site._registry[model].get_queryset(request).filter(tenant=world.shop))
            theirs = model.objects.filter(tenant=world.shop).values_list("pk", flat=True)
            paths = [f"/admin/{model._meta.app_label}/{model._meta.model_name}/{pk}/change/" for pk in theirs]
        codes = {path: stranger.get(path).status_code for path in paths}
        return shown or {path: code for path, code in codes.items() if code not in {302, 403, 404}}

    assert problems(tenant_admins(), look) == {}


# The indexes of products and orders, made by commands and triggers: nobody edits them.
MADE_BY_MACHINES = [
    "CountedDays", "CustomerWords", "DayAnswer", "DayFigure", "DaySale", "DayTalk", "MessageWords", "OrderWords",
    "Passage", "Posting", "ProductVector", "StaleDay", "Term",
]  # fmt: skip


def test_every_model_is_in_the_admin():
    models = {model for app in APPS for model in apps.get_app_config(app).get_models()}
    assert sorted(model.__name__ for model in models - set(admin.site._registry)) == MADE_BY_MACHINES


def test_the_walk_sees_the_addresses_it_should():
    assert {"api/v1/orders/", "panel/<slug:slug>/orders/", "admin/auth/user/"} <= set(CLOSED_ROUTES)
    assert len(PANEL_ROUTES) >= 10
