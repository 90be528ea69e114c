"""The invented year: consistent, the same for the same seed, and nobody is written to because of it."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, F, Sum

from agent.models import Progress, Run, StageChange, Step
from billing.models import ConversationUsage, CountedReply, DayReplies, DayUsage, UsageEvent
from catalog.demand.services import list_restocked
from catalog.models import LostDemand, Product
from channels.models import Channel, InboundEvent
from config.demo_data.fill import fill_shop
from config.demo_data.words import read_words
from conversations.models import Conversation, Customer, DayTalk, Handover, Message
from orders.analytics.figures import get_figures
from orders.models import Confirmation, DaySale, Notice, Order, OrderCounter, OrderEvent, OrderLine, Payment
from orders.payments.services import read_ledger
from orders.payments.states import read_status
from orders.pricing import Charges, price_lines
from orders.states import TRANSITIONS, Status
from tenants.models import AuditEvent
from tenants.scoping import tenant_scope
from tenants.testing import load_demo_shop, rows_of

pytestmark = pytest.mark.django_db
END = datetime(2026, 6, 30, 15, tzinfo=UTC)
LANGUAGES = ("en", "fr", "es", "he", "id")


@pytest.fixture
def glow():
    """The shop that has a playbook and a promotion."""
    shop = load_demo_shop("glow-skincare")
    with tenant_scope(shop):
        yield shop


def check_orders():
    """Every order is what its lines, charges, payments and events say."""
    for order in Order.objects.prefetch_related("lines", "events"):
        lines, events = list(order.lines.all()), list(order.events.all())
        charges = Charges(order.delivery_fee, order.fees, order.discount)
        totals = price_lines([(line.unit_price, line.quantity) for line in lines], order.currency, charges)
        assert (totals.total, list(totals.subtotals)) == (order.total, [line.subtotal for line in lines])
        assert read_status(read_ledger(order).balance, is_coming=False, has_failed=False) == order.payment_status
        assert events[-1].version == order.version
        assert [event.created_at for event in events] == sorted(event.created_at for event in events)
        moves = [(Status(event.from_status), Status(event.to_status)) for event in events if event.kind == "status"]
        assert all(after in TRANSITIONS[before] for before, after in moves)
        assert (moves[-1][1] if moves else Status.PENDING) == order.status
        assert (order.delivered_at is not None) == (order.status == Status.DELIVERED)


def check_sums():
    """The days' sums are those of the calls, and the figures those of the orders."""
    summed = {"calls": Count("pk"), "tokens": Sum(F("input_tokens") + F("output_tokens")), "usd": Sum("cost_usd")}
    days = DayUsage.objects.aggregate(
        calls=Sum("calls"), tokens=Sum(F("input_tokens") + F("output_tokens")), usd=Sum("cost_usd")
    )
    assert days == UsageEvent.objects.order_by().aggregate(**summed)
    calls = UsageEvent.objects.filter(role="chat").aggregate(usd=Sum("cost_usd"))
    assert calls == Step.objects.order_by().aggregate(usd=Sum("cost_usd"))
    assert ConversationUsage.objects.order_by().aggregate(usd=Sum("cost_usd"))["usd"] == days["usd"]
    assert DayReplies.objects.aggregate(all=Sum("replies"))["all"] == CountedReply.objects.count()
    assert get_figures().orders == Order.objects.count()
    assert DayTalk.objects.aggregate(all=Sum("begun"))["all"] == Conversation.objects.count()
    sold = OrderLine.objects.exclude(order__status="cancelled").aggregate(all=Sum("subtotal"))
    assert DaySale.objects.aggregate(all=Sum("total")) == sold


def check_silence(shop):
    """No task finds anything to do: nobody waits but for a person, nothing is to be sent, asked or told."""
    assert not Message.objects.filter(status__in=["queued", "sending"]).exists()
    assert not Conversation.objects.filter(inbound_seq__gt=F("answered_seq")).exclude(owner="staff").exists()
    assert not Confirmation.objects.exclude(due_at=None).exists()
    assert not Notice.objects.exclude(due_at=None).exists()
    assert not Payment.objects.exclude(due_at=None).exists()
    assert list_restocked() == []
    assert set(Channel.objects.filter(is_enabled=True).values_list("kind", flat=True)) == {"webchat"}
    assert not InboundEvent.objects.exists()


def test_a_year_is_consistent_and_reaches_into_every_corner(glow, other_shop):
    stock = list(Product.objects.order_by("pk").values_list("stock", "updated_at"))
    theirs, audits = rows_of(other_shop), AuditEvent.objects.count()
    filled = fill_shop(glow, scale=0.06, end=END)
    assert (filled.conversations, filled.orders) == (60, 180)
    assert (Conversation.objects.count(), Order.objects.count()) == (60, 180)
    assert 900 < Message.objects.count() < 1700
    check_orders()
    check_sums()
    check_silence(glow)
    assert list(Product.objects.order_by("pk").values_list("stock", "updated_at")) == stock
    assert rows_of(other_shop) == theirs
    assert AuditEvent.objects.count() == audits
    for model in (Handover, LostDemand, Progress, StageChange, OrderEvent, Payment, Notice, Confirmation, Run):
        assert model.objects.exists(), model
    assert {"id", "en"} == set(Customer.objects.values_list("language", flat=True))
    assert len(set(UsageEvent.objects.order_by().values_list("provider", "model"))) >= 4
    assert not Message.objects.filter(created_at__gte=END).exists()
    assert not Message.objects.filter(text__regex=r"[{}\[\]|]").exists()


def test_orders_are_numbered_in_the_order_of_time_behind_those_that_are_there(glow):
    OrderCounter.objects.create(tenant=glow, year=2026, last=41)
    fill_shop(glow, days=120, scale=0.03, end=END)
    by_time = Order.objects.order_by("created_at").values_list("number", flat=True)
    assert list(by_time) == [f"ORD-2026-{number:06d}" for number in range(42, 42 + len(by_time))]
    assert OrderCounter.objects.get(year=2026).last == 41 + len(by_time)


def told(shop):
    with transaction.atomic():
        fill_shop(shop, days=60, scale=0.05, end=END, seed=5)
        messages = list(Message.objects.order_by("pk").values_list("public_id", "text", "created_at"))
        orders = list(Order.objects.order_by("number").values_list("public_id", "total", "status"))
        transaction.set_rollback(True)
    return messages, orders


def test_the_same_seed_gives_the_same_year(glow):
    assert told(glow) == told(glow)


def test_it_asks_before_it_mixes_with_what_is_there(glow):
    out = StringIO()
    call_command("demo_data", "glow-skincare", "--days=40", "--scale=0.05", stdout=out)
    count = Customer.objects.count()
    assert f"Glow Skincare: {count} customers, 5 conversations, 15 orders" in out.getvalue()
    with pytest.raises(CommandError, match="say --yes"):
        call_command("demo_data", "glow-skincare", "--days=40", "--scale=0.05")
    assert Customer.objects.count() == count
    call_command("demo_data", "glow-skincare", "--days=40", "--scale=0.05", "--yes", stdout=out)
    assert Customer.objects.count() > count


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere"], "There is no shop 'nowhere'"),
        (["charlie"], "add products first"),
        (["charlie", "--scale=many"], "'many' is not a number"),
        (["charlie", "--scale=0"], "0 is not between"),
        (["charlie", "--days=0"], "0 is not between 1 and 3650"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(other_shop, arguments, words):
    with pytest.raises(CommandError, match=words):
        call_command("demo_data", *arguments)
    with tenant_scope(other_shop):
        assert not Customer.objects.exists()
        assert not Channel.objects.exclude(kind="webchat").exists()


def test_every_language_tells_the_same_stories():
    shapes = {
        language: {
            about: [[voice for voice, _line in course] for course in courses]
            for about, courses in read_words(language).talks.items()
        }
        for language in LANGUAGES
    }
    assert len({str(shape) for shape in shapes.values()}) == 1
