"""Two shops with a row of every model, for whoever opens the pages of the admin."""

from datetime import date
from uuid import uuid4

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
from catalog.demand.services import Asker, record_demand
from catalog.models import ImportSender, ProductImport, Store, StoreEvent, StoreItem, StoreSync
from catalog.tests.factories import ProductFactory
from channels.models import Channel, InboundEvent, MessageTemplate
from conversations.models import (
    Attachment,
    CannedReply,
    Consent,
    Handover,
    IdentityAlias,
    Note,
    ProfileReading,
    Seen,
    Summary,
)
from conversations.services import Address, Incoming, receive_message
from orders.editing.requests import request_cancel
from orders.models import (
    Actor,
    ApiAnswer,
    Confirmation,
    ConfirmationRules,
    DeliveryArea,
    LookAlike,
    Notice,
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
from tenants.alerts.services import raise_alert
from tenants.models import (
    DataExport,
    Invitation,
    Logo,
    RetentionRule,
    SpecialDay,
    Tenant,
    WebhookDelivery,
    WebhookEndpoint,
)
from tenants.scoping import scopes_disabled, tenant_scope
from tenants.services import create_api_key
from tenants.tests.factories import MembershipFactory, UserFactory

SECRET = "TOP-SECRET-TOKEN"


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
