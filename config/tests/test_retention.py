"""What is older than a shop's rules say goes, in every app; what the books and the law need stays."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from agent.models import Run, RunStatus, Step, StepKind
from catalog.demand.services import Asker, record_demand
from catalog.models import LostDemand
from channels.models import Channel, InboundEvent
from conversations.memory import list_uncovered
from conversations.models import (
    FORGOTTEN,
    Attachment,
    AttachmentStatus,
    Consent,
    ConsentSource,
    Conversation,
    Message,
    MessageStatus,
    MessageWords,
    Note,
    Purpose,
    Summary,
)
from conversations.people.consent import record_consent
from conversations.tests.factories import ConversationFactory, MessageFactory
from lib.errors import DomainError
from orders.models import Order
from orders.tests.factories import make_order
from tenants.alerts.services import raise_alert, resolve_alert
from tenants.models import Alert, AuditEvent, RetentionRule
from tenants.retention import services
from tenants.retention.kinds import list_kinds
from tenants.retention.services import count_old, forget_old, read_days, save_days
from tenants.scoping import tenant_scope
from tenants.services import record_audit
from tenants.tasks import forget_old as forget_old_task
from tenants.testing import rows_of

LONG_AGO = timedelta(days=400)
ALL = {"messages": 90, "media": 30, "traces": 60, "demand": 90, "alerts": 60, "audit": 120, "webhooks": 30}


def age(model, *fields, **wanted):
    model.objects.filter(**wanted).update(**{name: timezone.now() - LONG_AGO for name in fields})


def fill(shop):
    """One of everything, a year old, and a message of today beside it."""
    conversation = ConversationFactory(tenant=shop)
    old = MessageFactory(tenant=shop, conversation=conversation, text="zanzibar sausages", seq=1)
    Attachment.objects.create(
        tenant=shop, message=old, kind="image", ref="r", status=AttachmentStatus.STORED, words="a goat",
        file=ContentFile(b"photo", name="photo"),
    )  # fmt: skip
    record_consent(
        conversation.identity, purposes=[Purpose.MARKETING], granted=True, source=ConsentSource.CUSTOMER, evidence="yes"
    )
    Note.objects.create(tenant=shop, conversation=conversation, text="likes goats")
    Summary.objects.create(
        tenant=shop, conversation=conversation, provider="p", model="m", prompt_hash="h", number=1, after_id=0,
        upto_id=old.pk, seq=1, message_count=1, text="wants zanzibar sausages",
    )  # fmt: skip
    run = Run.objects.create(tenant=shop, conversation=conversation, first_seq=1, seq=1, status=RunStatus.DONE)
    Step.objects.create(tenant=shop, run=run, position=0, kind=StepKind.HEARD, content={"messages": []})
    channel = Channel.objects.create(tenant=shop, kind="telegram", name="bot")
    InboundEvent.objects.create(tenant=shop, channel=channel, external_id="1", body=b"{}", status="processed")
    asker = Asker(conversation.customer.public_id, conversation.public_id, "en", 1)
    record_demand(shop, asker=asker, asked="zanzibar sausages")
    make_order(shop, conversation=conversation)
    raise_alert(shop, kind="unanswered", subject="x")
    resolve_alert(shop.pk, kind="unanswered", subject="x")
    record_audit(shop, actor="dana", action="shop_changed", target="x")
    record_audit(shop, actor="dana", action="customer erased", target="x")
    for model, field in {
        Message: "created_at", Attachment: "created_at", Consent: "created_at", Note: "created_at",
        Summary: "created_at", Run: "started_at", InboundEvent: "received_at", LostDemand: "asked_at",
        Order: "created_at", AuditEvent: "created_at", Alert: "resolved_at",
    }.items():  # fmt: skip
        age(model, field)
    Conversation.objects.update(last_message_at=timezone.now() - LONG_AGO, lead_words="zanzibar")
    MessageFactory(tenant=shop, conversation=conversation, text="hello again", seq=2)
    return conversation


@pytest.fixture
def two_shops(shop, other_shop, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for one in (shop, other_shop):
        with tenant_scope(one):
            fill(one)
    return shop, other_shop


def test_without_rules_only_what_is_usual_goes(two_shops):
    shop, _other = two_shops
    with tenant_scope(shop):
        assert read_days() == {**dict.fromkeys(list_kinds()), "webhooks": 30, "deliveries": 30, "store_events": 14,
                               "api_answers": 1, "payment_events": 30}  # fmt: skip
        assert dict(+forget_old().counts) == {"deliveries": 1}
        assert (Message.objects.filter(kind="text").count(), Attachment.objects.count()) == (2, 1)


def test_what_is_old_goes_and_what_the_books_and_the_law_need_stays(
    two_shops, tmp_path, django_capture_on_commit_callbacks
):
    shop, other = two_shops
    theirs = rows_of(other)
    with tenant_scope(shop):
        save_days(shop, days=ALL, actor="dana")
        expected = {"messages": 1, "media": 1, "traces": 1, "demand": 1, "alerts": 1, "audit": 1, "deliveries": 1}
        assert dict(+count_old()) == expected
        with django_capture_on_commit_callbacks(execute=True):
            done = forget_old()
        # The photo went with its message.
        assert dict(+done.counts) == {key: count for key, count in expected.items() if key != "media"}
        old, new = Message.objects.order_by("seq")
        assert (old.kind, old.text, old.media, new.text) == (FORGOTTEN, "", [], "hello again")
        assert not MessageWords.objects.filter(words__icontains="zanzibar").exists()
        gone = (Attachment, Note, Summary, Run, Step, LostDemand, InboundEvent, Alert)
        assert [model.objects.count() for model in gone] == [0] * len(gone)
        assert (Order.objects.count(), Consent.objects.get().evidence) == (1, "yes")
        assert Conversation.objects.get().lead_words == ""
        assert set(AuditEvent.objects.values_list("action", flat=True)) == {"customer erased", "retention_changed"}
        assert list(list_uncovered(old.conversation, None)) == [new]
        assert sum(forget_old().counts.values()) == 0
    assert rows_of(other) == theirs
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_kill_between_two_batches_costs_nothing(two_shops, monkeypatch):
    shop, _other = two_shops
    monkeypatch.setattr(services, "BATCH", 1)
    with tenant_scope(shop):
        conversation = Conversation.objects.get()
        for number in range(3):
            MessageFactory(tenant=shop, conversation=conversation, text=f"old {number}")
        age(Message, "created_at", text__startswith="old")
        stuck = MessageFactory(tenant=shop, conversation=conversation, author="agent", status=MessageStatus.QUEUED)
        age(Message, "created_at", pk=stuck.pk)
        save_days(shop, days={"messages": 30}, actor="dana")
        first = forget_old(seconds=0)
        assert (first.is_done, sum(first.counts.values())) == (False, 1)
    forget_old_task(shop.pk)
    with tenant_scope(shop):
        assert forget_old().is_done
        assert Message.objects.filter(kind=FORGOTTEN).count() == 4
        # What is to be sent is no past.
        assert Message.objects.get(pk=stuck.pk).text == "Hello"


@pytest.mark.parametrize("days", [{"messages": 6}, {"messages": 5000}, {"audit": 89}, {"nonsense": 9},
                                  {"payment_events": 9}, {"media": 30, "traces": 1}])  # fmt: skip
def test_days_that_cannot_be_are_refused_and_nothing_is_half_saved(shop, days):
    with tenant_scope(shop):
        with pytest.raises(DomainError, match=r"choose|Nobody chooses"):
            save_days(shop, days=days, actor="dana")
        assert not RetentionRule.objects.exists()


def test_the_command_counts_first_and_touches_one_shop(two_shops, capsys):
    shop, other = two_shops
    for one in two_shops:
        with tenant_scope(one):
            save_days(one, days={"traces": 60}, actor="dana")
    before = rows_of(other)
    call_command("retention_run", "--tenant", shop.slug, "--dry-run")
    call_command("retention_run", "--tenant", shop.slug)
    call_command("retention_run", "--tenant", shop.slug)
    told = "valdman: 1 deliveries older than 30 days, 1 traces older than 60 days\n"
    assert sorted(capsys.readouterr().out.splitlines()) == sorted(
        [told.strip(), told.strip(), "valdman: nothing is too old"]
    )  # fmt: skip
    assert rows_of(other) == before
    with pytest.raises(CommandError, match="There is no shop 'nobody'"):
        call_command("retention_run", "--tenant", "nobody")
