"""The admin of every model: it opens, it costs little, and staff see and change nothing of another shop."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agent.evaluation.models import Evaluation, OwnScenario, Trial
from agent.knowledge.services import add_document, save_faq
from agent.models import Effect, Lease, ModelChoice, Playbook, Progress, Run, Stage, StageChange, StagePicture, Step
from agent.playground.models import PlaygroundSession, PlaygroundTurn
from agent.prompts.versions import save_draft
from agent.team.services import ask_team
from billing.models import Cap, ConversationUsage, DayUsage, Plan, PriceSource, Reservation, SpendNotice, UsageEvent
from billing.replies import count_reply
from billing.tests.factories import make_invoice_row, subscribe
from catalog.demand import Asker, record_demand
from catalog.models import ImportSender, Product, ProductImport, Store, StoreEvent, StoreItem, StoreSync
from catalog.tests.factories import ProductFactory
from channels.models import Channel, EventStatus, InboundEvent, MessageTemplate
from conversations.models import (
    Attachment,
    CannedReply,
    Consent,
    Conversation,
    Handover,
    IdentityAlias,
    Note,
    Owner,
    ProfileReading,
    Seen,
    Summary,
)
from conversations.services import Address, Incoming, receive_message, take_over
from orders.editing.requests import request_cancel
from orders.models import (
    Actor,
    ApiAnswer,
    Confirmation,
    ConfirmationRules,
    DeliveryArea,
    LookAlike,
    Notice,
    Order,
    OrderLink,
    OrderRules,
    OriginPush,
    Payment,
    PaymentAccount,
    PaymentEvent,
    Promotion,
    Site,
    StoreIntake,
)
from orders.services import By, record_recap
from orders.tests.factories import make_order
from tenants.alerts import raise_alert
from tenants.models import (
    Account,
    ApiKey,
    AuditEvent,
    DataExport,
    Invitation,
    Logo,
    Membership,
    RetentionRule,
    Role,
    SecondFactor,
    SpecialDay,
    Tenant,
    WebhookDelivery,
    WebhookEndpoint,
)
from tenants.scoping import scopes_disabled, tenant_scope
from tenants.services import create_api_key
from tenants.testing import make_shop
from tenants.tests.factories import MembershipFactory, UserFactory

OURS = ("tenants", "catalog", "conversations", "billing", "orders", "channels", "agent")
# An index has no page: its rows follow from products and orders, and some have no key of their own.
DERIVED = {
    "catalog.Posting",
    "catalog.Term",
    "catalog.ProductVector",
    "conversations.DayAnswer",
    "conversations.DayTalk",
    "conversations.CustomerWords",
    "conversations.MessageWords",
    "orders.DayFigure",
    "orders.DaySale",
    "orders.OrderWords",
    "tenants.CountedDays",
    "tenants.StaleDay",
    "agent.Passage",
}
# Rows of no shop, for superusers alone: billing/tests/test_plan_admin.py.
OF_THE_HOUSE = {"billing.Plan", "billing.Issuer", "billing.InvoiceCounter"}
OWN = [model for app in OURS for model in apps.get_app_config(app).get_models()]
# A person's own, of no shop: their pages are for superusers.
PERSONAL = [Account, SecondFactor]
MODELS = [model for model in OWN if model._meta.label not in DERIVED | OF_THE_HOUSE and model not in PERSONAL]
SECRET = "TOP-SECRET-TOKEN"
# Session, user, memberships, the page's own rows and counts; never one more per row.
MOST_QUERIES = 25


def fill(shop, mark):
    """At least one row of every model in the shop; `mark` stands in everything that people can read."""
    with tenant_scope(shop):
        channel = Channel(tenant=shop, kind="telegram", name=f"Channel {mark}", secret=SECRET)
        channel.credentials = {"token": SECRET}
        channel.save()
        address = Address("telegram", channel.public_id, f"visitor-{mark}", name=f"Customer {mark}")
        message = receive_message(shop, address=address, incoming=Incoming("m1", f"Hello from {mark}"))
        talk = message.conversation
        product = ProductFactory(tenant=shop, name=f"Product {mark}", sku=f"SKU-{mark}")
        fill_store(shop, product, mark)
        order = make_order(shop, (product, 2), conversation=talk, address=f"Street {mark}")
        record_recap(order, conversation=talk, seq=1)
        request_cancel(order, by=By(Actor.CUSTOMER), reason=f"reason {mark}")
        OrderRules.objects.create(tenant=shop)
        fill_payments(shop, order, mark)
        ApiAnswer.objects.create(tenant=shop, key=f"key of {mark}", digest="x", status=201, body="{}")
        fill_intake(shop, order, mark)
        ConfirmationRules.objects.create(tenant=shop)
        news = order.events.first()
        Notice.objects.create(tenant=shop, order=order, event=news, kind="shipped", email=f"{mark}@example.com")
        Confirmation.objects.create(tenant=shop, order=order)
        fill_catalogue(shop, message, mark)
        fill_around(shop, message, channel, mark)
        fill_machinery(shop, talk, channel, mark)
        fill_knowledge(shop, talk, mark)
        fill_spending(shop, mark)
        save_draft(shop, slug="describe", text=f"Text of {mark}", author=f"Author {mark}", note=f"note {mark}")
        create_api_key(shop, name=f"Key {mark}", actor=f"Actor {mark}")
        fill_settings(shop, mark)


def fill_knowledge(shop, talk, mark):
    DeliveryArea.objects.create(tenant=shop, name=f"Area {mark}", places=[mark])
    RetentionRule.objects.create(tenant=shop, kind="media", days=30)
    SpecialDay.objects.create(tenant=shop, day=date(2030, 1, 1), name=f"Feast of {mark}")
    save_faq(shop, question=f"Question {mark}", answer=f"Answer {mark}", language="en", actor=f"Writer {mark}")
    add_document(shop, name=f"{mark}.txt", content=b"Be kind.", title=f"Rules of {mark}", actor=f"Writer {mark}")
    ask_team(shop, conversation=talk, question=f"May the dogs of {mark} come in?", language="en")


def fill_intake(shop, order, mark):
    store = Store.objects.get()
    site = Site.objects.create(tenant=shop, site_id=f"site-{mark}", name=f"Site {mark}", hosts=["a.example"])
    link = OrderLink.objects.create(
        tenant=shop, order=order, place=f"place-{mark}", store=store, site=site, external_number=mark
    )
    OriginPush.objects.create(tenant=shop, link=link, event=order.events.first(), problem=f"problem {mark}")
    StoreIntake.objects.create(tenant=shop, store=store)
    LookAlike.objects.create(
        tenant=shop, first=order, second=make_order(shop, (order.lines.get().product, 1)), decided_by=f"Decider {mark}"
    )


def fill_catalogue(shop, message, mark):
    ProductImport.objects.create(tenant=shop, source="upload", file_name=f"{mark}.csv", actor="x", content=b"x")
    ImportSender.objects.create(tenant=shop, address=f"{mark}@example.com")
    asker = Asker(message.conversation.customer.public_id, message.conversation.public_id, "en", 1)
    record_demand(shop, asker=asker, asked=f"wish of {mark}")


def fill_around(shop, message, channel, mark):
    identity = message.identity
    names = {"tenant": shop, "identity": identity}
    IdentityAlias.objects.create(**names, channel_id=channel.public_id, external_id=f"alias-{mark}")
    Consent.objects.create(**names, purpose="marketing", is_granted=True, source="staff", evidence=f"said {mark}")
    Attachment.objects.create(tenant=shop, message=message, kind="image", ref=SECRET, name=f"photo-{mark}.jpg")
    Handover.objects.create(tenant=shop, conversation=message.conversation, cause="complaint", words=f"about {mark}")
    MessageTemplate.objects.create(tenant=shop, channel=channel, name=f"template_{mark}", language="en", status="x")
    Note.objects.create(tenant=shop, conversation=message.conversation, text=f"note {mark}")
    CannedReply.objects.create(tenant=shop, name=f"hours {mark}", texts={"en": "We open at 8."})
    Seen.objects.create(tenant=shop, conversation=message.conversation, user=UserFactory(), seq=1)
    raise_alert(shop, kind="unanswered", subject=mark, customer=f"Customer {mark}", minutes=10)


def fill_settings(shop, mark):
    Invitation.objects.create(tenant=shop, email=f"{mark}@example.com", invited_by=f"Owner {mark}")
    DataExport.objects.create(tenant=shop, asked_by=f"Owner {mark}")
    Logo.objects.create(tenant=shop, mime_type=f"image/{mark}", content=b"x")
    endpoint = WebhookEndpoint.objects.create(
        tenant=shop, url=f"https://{mark}.example/hook", events=["order.created"], secret=SECRET, old_secret=SECRET
    )
    WebhookDelivery.objects.create(tenant=shop, endpoint=endpoint, event_id=uuid4(), event="order.created", body=mark)


def fill_store(shop, product, mark):
    store = Store.objects.create(
        tenant=shop, name=f"Store {mark}", url=f"https://{mark}.example", consumer_key=SECRET, consumer_secret=SECRET,
        webhook_secret=SECRET,
    )  # fmt: skip
    of_store = {"tenant": shop, "store": store}
    StoreItem.objects.create(**of_store, product=product, external_id=1, read_at=timezone.now())
    StoreSync.objects.create(**of_store, kind="full", problem=f"problem {mark}")
    StoreEvent.objects.create(**of_store, topic=f"product.{mark}", external_id=mark, body=f"body {mark}".encode())


def fill_payments(shop, order, mark):
    account = PaymentAccount.objects.create(
        tenant=shop, secret_key=SECRET, webhook_secret=SECRET, external_id=f"acct_{mark}"
    )
    Payment.objects.create(
        tenant=shop, order=order, account=account, kind="charge", method="stripe", state="open", amount=1,
        currency="ILS", order_version=1, key=mark, session_id=f"cs_{mark}", url=SECRET,
    )  # fmt: skip
    PaymentEvent.objects.create(
        tenant=shop, account=account, external_id=mark, kind=f"kind.{mark}", body=SECRET.encode()
    )


def fill_playbook(shop, talk, mark):
    promotion = Promotion.objects.create(tenant=shop, name=f"Promotion {mark}", value=1)
    playbook = Playbook.objects.create(tenant=shop, name=f"Playbook {mark}")
    stage = Stage.objects.create(tenant=shop, playbook=playbook, key="a", name=f"Stage {mark}", promotion=promotion)
    StagePicture.objects.create(tenant=shop, stage=stage, mime_type="image/png", digest=mark)
    Progress.objects.create(tenant=shop, conversation=talk, stage=stage, key=f"key-{mark}")
    StageChange.objects.create(tenant=shop, conversation=talk, to_key="a", to_name=f"Stage {mark}", why="began")


def fill_spending(shop, mark):
    today = timezone.now().date()
    DayUsage.objects.create(tenant=shop, day=today, role="chat", provider="p", model=f"model-{mark}")
    Cap.objects.create(tenant=shop, span="day", limit_tokens=1)
    Reservation.objects.create(tenant=shop, tokens=1, expires_at=timezone.now())
    SpendNotice.objects.create(tenant=shop, span="day", period=today, about=mark, level=50)
    ConversationUsage.objects.create(tenant=shop, day=today, conversation_id=uuid4())
    count_reply(shop, run_id=uuid4())
    plan = Plan.objects.get_or_create(name="Plan", currency="ILS", monthly_price=1, usd_rate=1)[0]
    subscribe(shop, plan, since=today.replace(day=1))
    make_invoice_row(shop, number=mark)


def fill_machinery(shop, talk, channel, mark):
    InboundEvent.objects.create(tenant=shop, channel=channel, external_id=f"event-{mark}", body=f"body {mark}".encode())
    UsageEvent.objects.create(tenant=shop, provider="p", model=f"model-{mark}", price_source=PriceSource.EXACT)
    ModelChoice.objects.create(tenant=shop, provider="anthropic", model=f"choice-{mark}", api_key=SECRET)
    Lease.objects.get_or_create(conversation=talk, defaults={"tenant": shop, "until": timezone.now()})
    run = Run.objects.create(tenant=shop, conversation=talk, first_seq=1, seq=1, outcome=f"outcome {mark}")
    Step.objects.create(tenant=shop, run=run, position=0, kind="answer", content={"text": f"thought {mark}"})
    fill_playbook(shop, talk, mark)
    session = PlaygroundSession.objects.create(tenant=shop, user=UserFactory(), title=f"rehearsal {mark}")
    PlaygroundTurn.objects.create(tenant=shop, session=session, key=session.public_id, said=f"said {mark}")
    Effect.objects.create(tenant=shop, conversation=talk, key=mark, tool=f"tool-{mark}")
    answer = {"tenant": shop, "conversation": talk, "provider": "p", "model": f"model-{mark}", "message_count": 1}
    Summary.objects.create(**answer, number=1, after_id=0, upto_id=talk.pk, seq=1, text=f"summary of {mark}")
    ProfileReading.objects.create(**answer, after_seq=0, upto_seq=1, found={"name": mark}, kept={"name": mark})
    OwnScenario.objects.create(tenant=shop, name=f"scenario {mark}", text="about: a")
    evaluation = Evaluation.objects.create(tenant=shop, model=f"model-{mark}", actor=f"Actor {mark}")
    Trial.objects.create(tenant=shop, evaluation=evaluation, position=0, name=f"trial {mark}", text="about: a")


@pytest.fixture
def shops(shop, other_shop):
    fill(shop, "valdman")
    fill(other_shop, "charlie")
    for each in (shop, other_shop):
        with tenant_scope(each):
            MembershipFactory(tenant=each, user=UserFactory(username=f"owner-{each.slug}"), role=Role.OWNER)
    return shop, other_shop


@pytest.fixture
def boss(client, shops):
    user = User.objects.create_superuser("boss")
    client.force_login(user)
    return user


def sign_in(client, shop, role):
    user = UserFactory(is_staff=True)
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=user, role=role)
    client.force_login(user)
    return user


def rows_of(model, shop):
    with scopes_disabled():
        rows = Tenant.objects.filter(pk=shop.pk) if model is Tenant else model.objects.filter(tenant=shop)
        return list(rows)


def list_page(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def change_page(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def ids(models):
    return [model._meta.label for model in models]


@pytest.mark.parametrize("model", [*MODELS, *PERSONAL, User], ids=ids([*MODELS, *PERSONAL, User]))
def test_every_model_is_there(model):
    assert model in admin.site._registry


def look(client, page):
    """How many queries it takes a page that opens and shows no secret."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(page)
    assert response.status_code == 200, page
    assert SECRET not in response.content.decode(), page
    assert len(queries) <= MOST_QUERIES, page
    return len(queries)


def test_every_page_opens_for_a_superuser_without_a_secret_and_costs_the_same_for_many_rows(client, boss, shops):
    costs = {model: look(client, list_page(model)) for model in MODELS}
    for model in MODELS:
        look(client, change_page(rows_of(model, shops[0])[0]))
    fill(make_shop("third"), "third")
    fill(make_shop("fourth"), "fourth")
    # The shop filter may show one more choice, but every row comes with what it shows.
    assert {model: look(client, list_page(model)) for model in MODELS} == costs


@pytest.mark.parametrize("role", list(Role))
def test_staff_see_their_own_shop_and_nothing_of_another(client, shops, role):
    mine, theirs = shops
    sign_in(client, mine, role)
    for model in MODELS:
        page = client.get(list_page(model))
        assert page.status_code == 200, model
        assert "charlie" not in page.content.decode().casefold(), model
        for row in rows_of(model, theirs):
            assert client.get(change_page(row)).status_code == 302, model
        assert client.get(change_page(rows_of(model, mine)[0])).status_code == 200, model


def test_staff_without_a_shop_see_nothing(client, shops):
    client.force_login(UserFactory(is_staff=True))
    assert {client.get(list_page(model)).status_code for model in MODELS} == {403}


def test_people_who_are_not_staff_do_not_get_in(client, shop):
    with tenant_scope(shop):
        client.force_login(MembershipFactory(tenant=shop, role=Role.OWNER).user)
    assert client.get("/admin/").status_code == 302


def test_accounts_are_for_superusers(client, shops):
    sign_in(client, shops[0], Role.OWNER)
    for model in (User, *PERSONAL):
        assert client.get(list_page(model)).status_code == 403


def test_a_superuser_sees_who_has_a_second_factor_and_no_key(client, boss):
    Account.objects.create(user=boss)
    SecondFactor.objects.create(user=boss, key=SECRET, backup_digests=[SECRET])
    for row in (boss.account, boss.second_factor):
        for page in (list_page(type(row)), change_page(row)):
            response = client.get(page)
            assert (response.status_code, SECRET in response.content.decode()) == (200, False)


@pytest.mark.parametrize("model", [Order, InboundEvent, Run], ids=ids([Order, InboundEvent, Run]))
def test_money_and_events_cannot_be_edited_even_by_a_superuser(client, boss, shops, model):
    row = rows_of(model, shops[0])[0]
    assert client.post(change_page(row), {"status": "delivered", "total": "0.01"}).status_code == 403
    assert client.post(change_page(row).replace("change", "delete"), {"post": "yes"}).status_code == 403
    assert client.get(list_page(model) + "add/").status_code == 403
    with scopes_disabled():
        assert model.objects.get(pk=row.pk).status == row.status


def product_form(product, **changes):
    fields = ("tenant_id", "name", "sku", "category", "description", "price", "unit", "step")
    form = {name.removesuffix("_id"): getattr(product, name) for name in fields}
    return {**form, "attributes": "{}", "translations": "{}", "stock": "", "is_available": "on", **changes}


def test_a_manager_changes_a_product_through_the_service(client, shops):
    sign_in(client, shops[0], Role.MANAGER)
    product = rows_of(Product, shops[0])[0]
    assert client.post(change_page(product), product_form(product, name="Café")).status_code == 302
    fresh = rows_of(Product, shops[0])[0]
    assert (fresh.name, "cafe" in fresh.search_text) == ("Café", True)


def test_an_agent_may_look_at_products_only(client, shops):
    sign_in(client, shops[0], Role.AGENT)
    product = rows_of(Product, shops[0])[0]
    assert client.post(change_page(product), product_form(product, price="0.01")).status_code == 403
    assert rows_of(Product, shops[0])[0].price == Decimal("10.00")


def test_a_manager_cannot_put_a_product_into_another_shop(client, shops):
    mine, theirs = shops
    sign_in(client, mine, Role.MANAGER)
    form = product_form(rows_of(Product, mine)[0], tenant=theirs.pk, sku="new")
    assert client.post(list_page(Product) + "add/", form).status_code == 200
    assert client.post(change_page(rows_of(Product, theirs)[0]), form).status_code == 302
    assert [row.sku for row in rows_of(Product, theirs)] == ["SKU-charlie"]


def test_two_products_with_one_article_number_are_refused_with_a_message(client, boss, shops):
    product = rows_of(Product, shops[0])[0]
    response = client.post(list_page(Product) + "add/", product_form(product))
    assert response.status_code == 200
    assert response.context["adminform"].form.errors
    assert len(rows_of(Product, shops[0])) == 1


def act(client, model, action, rows):
    form = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(list_page(model), form, follow=True).content.decode()


def test_orders_move_and_are_cancelled_by_the_services(client, shops):
    sign_in(client, shops[0], Role.AGENT)
    orders = rows_of(Order, shops[0])
    act(client, Order, "move_on", orders)
    assert rows_of(Order, shops[0])[0].status == "confirmed"
    act(client, Order, "cancel", orders)
    assert rows_of(Order, shops[0])[0].status == "cancelled"
    assert "finished" in act(client, Order, "move_on", orders)


def test_an_action_never_reaches_another_shops_rows(client, shops):
    sign_in(client, shops[0], Role.OWNER)
    act(client, Order, "cancel", rows_of(Order, shops[1]))
    act(client, ApiKey, "revoke", rows_of(ApiKey, shops[1]))
    assert rows_of(Order, shops[1])[0].status == "pending"
    assert rows_of(ApiKey, shops[1])[0].revoked_at is None


def test_an_event_is_read_once_more(client, boss, shops):
    with scopes_disabled():
        InboundEvent.objects.update(status=EventStatus.FAILED, error="broken", attempts=3)
    act(client, InboundEvent, "requeue", rows_of(InboundEvent, shops[0]))
    mine, theirs = (rows_of(InboundEvent, shop)[0] for shop in shops)
    assert (mine.status, mine.attempts, theirs.status) == ("received", 0, "failed")


def test_a_conversation_is_handed_back(client, boss, shops):
    talk = rows_of(Conversation, shops[0])[0]
    with tenant_scope(shops[0]):
        take_over(talk)
    act(client, Conversation, "give_back", [talk])
    assert rows_of(Conversation, shops[0])[0].owner == Owner.AGENT


def test_only_owners_revoke_keys(client, shops):
    key = rows_of(ApiKey, shops[0])[0]
    sign_in(client, shops[0], Role.MANAGER)
    act(client, ApiKey, "revoke", [key])
    assert rows_of(ApiKey, shops[0])[0].revoked_at is None
    sign_in(client, shops[0], Role.OWNER)
    act(client, ApiKey, "revoke", [key])
    assert rows_of(ApiKey, shops[0])[0].revoked_at is not None


def choice_form(choice, **changes):
    fields = ("tenant_id", "job", "position", "provider", "model", "base_url")
    return {name.removesuffix("_id"): getattr(choice, name) for name in fields} | {"new_key": ""} | changes


@pytest.mark.parametrize(
    ("changes", "key"),
    [({"model": "newer"}, SECRET), ({"new_key": "fresh"}, "fresh"), ({"base_url": "https://thief.example/v1"}, "")],
)
def test_a_models_key_stays_unless_it_would_go_to_another_address(client, shops, changes, key):
    sign_in(client, shops[0], Role.MANAGER)
    choice = rows_of(ModelChoice, shops[0])[0]
    assert client.post(change_page(choice), choice_form(choice, **changes)).status_code == 302
    assert rows_of(ModelChoice, shops[0])[0].api_key == key


def test_an_owner_changes_a_role_and_it_is_on_record(client, shops):
    sign_in(client, shops[0], Role.OWNER)
    member = next(row for row in rows_of(Membership, shops[0]) if row.role == Role.OWNER)
    assert client.post(change_page(member), {"role": "agent"}).status_code == 302
    with tenant_scope(shops[0]):
        assert Membership.objects.get(pk=member.pk).role == Role.AGENT
    assert rows_of(AuditEvent, shops[0])[0].action == "member_set"
