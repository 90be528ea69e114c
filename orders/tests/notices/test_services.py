"""News of an order reaches its customer: each step once, the best way that works, and only while it is news."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db.models import F
from django.utils import timezone

from conversations import reaching
from conversations.consent import UNASKED, record_consent
from conversations.models import ConsentSource, Message, MessageStatus, Purpose
from conversations.reaching import Network, Reach
from conversations.tests.factories import CustomerFactory
from orders.links import tracking_link
from orders.models import Actor, Notice
from orders.notices.services import list_due_notices, take_notice_step
from orders.rules import save_rules
from orders.services import By, cancel_order, move_order, restore_order
from orders.states import Status
from orders.tasks import take_notice_step as take_and_mail
from orders.tests.factories import AGENT, STAFF, make_order
from tenants.scoping import scopes_disabled, tenant_scope


@pytest.fixture(autouse=True)
def _every_chat_is_reached(monkeypatch):
    """What the networks themselves allow is the channels' business; here every identity can be written to."""
    network = Network(lambda _phone: [], lambda _identity, _language: Reach.BROUGHT, list)
    monkeypatch.setattr(reaching, "_networks", [network])


@pytest.fixture
def order(counter):
    """Of somebody who speaks English with the shop."""
    counter.conversation.language = "en"
    counter.conversation.save(update_fields=["language"])
    return make_order(counter.shop, (counter.roll, 2), conversation=counter.conversation)


@pytest.fixture
def by_mail(counter):
    """An order of somebody whom only an e-mail reaches."""
    customer = CustomerFactory(tenant=counter.shop, email="noa@example.com", language="fr")
    return make_order(counter.shop, (counter.roll, 2), customer=customer)


def move(order, *statuses):
    for status in statuses:
        order = move_order(order, to=Status(status), by=STAFF)
    return order


def told():
    return list(Message.objects.filter(purpose=Purpose.ORDER).order_by("id").values_list("text", flat=True))


def states(order):
    return list(Notice.objects.filter(order=order).order_by("id").values_list("kind", "state", "via"))


def work(order):
    """What the workers do, until nothing is due."""
    for notice in Notice.objects.filter(order=order, due_at__isnull=False):
        take_and_mail.run(order.tenant_id, notice.pk)


def time_passes(**age):
    Notice.objects.update(due_at=F("due_at") - timedelta(**age))


def test_every_step_that_matters_is_told_once_with_the_way_to_the_orders_page(counter, order):
    order = move(order, "confirmed")
    work(order)
    order = move(order, "processing", "packaged", "shipped")
    work(order)
    work(order)
    assert [text.splitlines()[0] for text in told()] == [
        f"Thank you! Your order {order.number} is confirmed. Total: ₪9.00.",
        f"Good news: your order {order.number} is on its way.",
    ]
    assert all(tracking_link(order) in text for text in told())
    assert [kind for kind, _state, _via in states(order)] == ["confirmed", "shipped"]


def test_what_the_agent_does_its_own_answer_says(counter, order):
    cancel_order(order, by=AGENT)
    assert not Notice.objects.exists()


def test_a_shop_chooses_what_is_told(counter, order):
    save_rules(counter.shop, values={"notices": ["shipped"]}, actor="dana")
    move(order, "confirmed", "processing", "packaged", "shipped", "delivered")
    assert [kind for kind, _state, _via in states(order)] == ["shipped"]


def test_old_news_is_not_told(counter, order):
    move(order, "confirmed", "processing", "packaged", "shipped", "delivered")
    work(order)
    assert [(kind, state) for kind, state, _via in states(order)] == [
        ("confirmed", "overtaken"), ("shipped", "overtaken"), ("delivered", "written"),
    ]  # fmt: skip
    assert len(told()) == 1


def test_an_order_that_comes_back_is_news_again(counter, order):
    order = cancel_order(move(order, "confirmed"), by=STAFF)
    order = move(restore_order(order, by=STAFF), "confirmed")
    assert [kind for kind, _state, _via in states(order)] == ["confirmed", "cancelled", "confirmed"]


def test_twice_the_same_wake_up_call_is_one_message(counter, order):
    move(order, "confirmed")
    notice = Notice.objects.get()
    take_notice_step(notice.pk)
    take_notice_step(notice.pk)
    assert len(told()) == 1


def test_a_refused_message_is_followed_by_an_e_mail(counter, order):
    order.customer.email = "dana@example.com"
    order.customer.save()
    order = move(order, "confirmed")
    work(order)
    Message.objects.filter(purpose=Purpose.ORDER).update(status=MessageStatus.FAILED)
    with scopes_disabled():
        assert list_due_notices() == [(order.tenant_id, Notice.objects.get().pk)]
    work(order)
    assert [(one.to, order.number in one.subject) for one in mail.outbox] == [(["dana@example.com"], True)]
    assert states(order) == [("confirmed", "told", "mail")]


def test_what_has_not_left_after_a_while_is_taken_back_before_another_way_is_tried(counter, order):
    order = move(order, "confirmed")
    work(order)
    time_passes(minutes=16)
    work(order)
    assert Message.objects.get(purpose=Purpose.ORDER).status == MessageStatus.WITHDRAWN
    assert [state for _kind, state, _via in states(order)] == ["unreached"]


def test_what_was_sent_is_told_and_not_looked_at_again(counter, order):
    order = move(order, "confirmed")
    work(order)
    Message.objects.filter(purpose=Purpose.ORDER).update(status=MessageStatus.SENT)
    time_passes(minutes=16)
    work(order)
    with scopes_disabled():
        assert list_due_notices() == []
    assert states(order) == [("confirmed", "told", counter.conversation.identity.kind)]


def test_whoever_said_stop_is_not_written_to(counter, order):
    identity = counter.conversation.identity
    record_consent(identity, purposes=UNASKED, granted=False, source=ConsentSource.CUSTOMER, evidence="STOP")
    order = move(order, "confirmed")
    work(order)
    assert (told(), [state for _kind, state, _via in states(order)]) == ([], ["unreached"])


def test_an_e_mail_speaks_the_customers_language_as_text_and_as_html(counter, by_mail):
    by_mail.customer.language = "he"
    by_mail.customer.save()
    move(by_mail, "confirmed")
    work(by_mail)
    letter = mail.outbox[0]
    html = letter.alternatives[0][0]
    assert 'dir="rtl"' in html
    assert tracking_link(by_mail).replace("&", "&amp;") in html
    assert tracking_link(by_mail) in letter.body
    assert letter.extra_headers["Message-ID"].startswith(f"<notice.{by_mail.public_id}.")


def test_a_mail_server_that_is_away_is_tried_again_under_the_same_name(counter, by_mail, monkeypatch):
    move(by_mail, "confirmed")
    seen = []

    def refuse(letter):
        seen.append(letter.extra_headers["Message-ID"])
        raise OSError("away")

    monkeypatch.setattr("orders.customers.mail.EmailMultiAlternatives.send", refuse)
    work(by_mail)
    monkeypatch.undo()
    time_passes(minutes=5)
    work(by_mail)
    assert [one.extra_headers["Message-ID"] for one in mail.outbox] == seen
    assert states(by_mail) == [("confirmed", "told", "mail")]


def test_a_lost_wake_up_call_is_found(counter, order):
    move(order, "confirmed")
    with scopes_disabled():
        assert list_due_notices() == []
    time_passes(seconds=30)
    with scopes_disabled():
        assert [pk for _tenant, pk in list_due_notices()] == [Notice.objects.get().pk]


def test_the_shipping_news_names_the_carrier(counter, order):
    order.carrier, order.carrier_number, order.expected_on = "DHL", "JD01", timezone.localdate() + timedelta(days=1)
    order.save()
    order = move(order, "confirmed", "processing", "packaged", "shipped")
    work(order)
    assert "Carrier: DHL JD01" in told()[-1]
    assert "Expected on: " in told()[-1]


def test_staff_see_what_was_told_and_another_shop_nothing(client, counter, order, charlie, other_shop):
    move(order, "confirmed")
    work(order)
    client.force_login(charlie)
    assert client.get(f"/panel/valdman/orders/{order.public_id}/").status_code == 404
    with tenant_scope(other_shop):
        assert not Notice.objects.exists()


def test_a_question_whether_to_restore_takes_the_place_of_the_news(counter, order):
    cancel_order(order, by=By(Actor.SYSTEM, "no answer"))
    assert not Notice.objects.exists()
