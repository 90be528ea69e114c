"""Which way a question goes, and what follows when it does not arrive."""

from django.core import mail
from django.utils import timezone

from conversations.consent import UNASKED, record_consent
from conversations.models import ConsentSource, MessageStatus
from orders.confirmation.services import ask_again
from orders.services import confirm_order
from orders.tests.confirmation.asked import ask, deliver, kinds, pass_time, row_of, said, work
from orders.tests.factories import AGENT, STAFF
from tenants.models import Alert


def test_a_refused_message_leads_to_the_next_way_then_to_an_email_then_to_the_shop(world):
    order = world.order(customer=world.customer(email="noa@example.com"))
    ask(order)
    deliver(MessageStatus.FAILED)
    assert [work(), work()] == [1, 0]
    assert kinds() == ["whatsapp", "twilio"]
    deliver(MessageStatus.FAILED)
    work()
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (
        ["noa@example.com"],
        f"{order.tenant.name}: is your order {order.number} right?",
    )
    assert "/confirm/" in letter.body
    assert "Beef" in letter.body
    row = row_of(order)
    assert (row.state, row.step, row.email, row.asked_version) == ("asked", "remind", "noa@example.com", 1)
    assert not Alert.objects.exists()


def test_when_only_the_reminder_is_lost_they_still_count_as_asked(world):
    world.closed = {"twilio"}
    order = world.order()
    ask(order)
    deliver()
    pass_time(order, minutes=16)
    work()
    pass_time(order, hours=4)
    work()
    assert (row_of(order).reminders, kinds()) == (1, ["whatsapp", "whatsapp"])
    deliver(MessageStatus.FAILED)
    assert [work(), work()] == [1, 0]
    row = row_of(order)
    assert (row.state, row.step, row.reminders, row.message) == ("asked", "remind", 1, None)
    assert row.due_at > timezone.now()
    assert not Alert.objects.exists()
    # The yes to the question that did arrive still counts.
    (question,) = order.recaps.exclude(message__status=MessageStatus.FAILED)
    seq = question.conversation_seq + 1
    assert confirm_order(order, conversation=question.conversation, seq=seq, by=AGENT).status == "confirmed"
    assert row_of(order).state == "confirmed"


def test_an_order_that_nobody_can_be_asked_about_is_the_shops_to_look_at(world):
    world.closed = {"whatsapp", "twilio"}
    order = world.order()
    pass_time(order, minutes=4)
    work()
    assert (row_of(order).state, row_of(order).due_at, said()) == ("unreachable", None, [])
    assert Alert.objects.get().kind == "order_unreachable"
    ask_again(order, by=STAFF)
    assert Alert.objects.get().resolved_at is not None


def test_a_message_that_cannot_leave_is_taken_back_and_another_way_is_tried(world):
    order = world.order()
    ask(order)
    pass_time(order, minutes=16)
    work()
    assert [message.status for message in said()] == ["withdrawn", "queued"]
    assert kinds() == ["whatsapp", "twilio"]


def test_a_mail_server_that_is_away_is_tried_again_and_nothing_is_claimed(world, monkeypatch):
    world.closed = {"whatsapp", "twilio"}
    order = world.order(customer=world.customer(email="noa@example.com"))

    def refuse(_mail):
        raise OSError("no server")

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    pass_time(order, minutes=4)
    work()
    row = row_of(order)
    assert (row.state, row.step, row.mail_attempts, row.due_at > timezone.now()) == ("waiting", "mail", 1, True)


def test_after_stop_there_is_no_reminder_on_that_channel(world):
    order = world.order()
    row = ask(order)
    deliver()
    record_consent(row.message.identity, purposes=UNASKED, granted=False, source=ConsentSource.CUSTOMER)
    pass_time(order, minutes=16)
    work()
    pass_time(order, hours=3)
    work()
    assert kinds() == ["whatsapp", "twilio"]
