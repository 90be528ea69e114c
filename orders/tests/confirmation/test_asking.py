"""Asking about orders from outside: who is asked, where, when again, and when it is over."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.utils import timezone

from conversations.consent import UNASKED, record_consent
from conversations.models import Author, ConsentSource, Conversation, Message, MessageStatus, Owner
from conversations.reaching import Network, Reach
from conversations.services import Address, Incoming, receive_message
from conversations.tests.factories import CustomerFactory
from orders import tasks
from orders.chat.recap import shows
from orders.chat.wording import WORDS
from orders.confirmation.services import ask_again, confirmation_rules, list_due, save_confirmation_rules, stop_asking
from orders.facts import order_facts
from orders.items import Changes, Item
from orders.models import Confirmation, Recap
from orders.pricing import Charges
from orders.selectors import list_orders_of
from orders.services import change_order, confirm_order, move_order
from orders.states import Status
from orders.tests.factories import AGENT, STAFF, make_order
from tenants.models import Alert
from tenants.scoping import scopes_disabled, tenant_scope

WHATSAPP = "6f3c1a7e-0000-4000-8000-000000000001"
SMS = "6f3c1a7e-0000-4000-8000-000000000002"


class World:
    """Two networks that can write first, unless a test closes one; nothing is really sent."""

    def __init__(self, counter):
        self.counter, self.closed = counter, set()
        self.network = Network(self.list_doors, self.reach_of, lambda: [("whatsapp", "WhatsApp"), ("twilio", "SMS")])

    def list_doors(self, phone):
        return [Address("whatsapp", WHATSAPP, phone.removeprefix("+")), Address("twilio", SMS, phone)]

    def reach_of(self, identity, language):
        if identity.kind in self.closed:
            return Reach.NONE
        return Reach.WHEN_THEY_LOOK if identity.kind == "webchat" else Reach.BROUGHT

    def order(self, **details):
        details = {"source": "api", "address": "Herzl 15", "customer": self.customer(), **details}
        return make_order(self.counter.shop, (self.counter.beef, 2), **details)

    def customer(self, **details):
        given = {"name": "Noa Levi", "phone": "+972541234567", "language": "en", **details}
        return CustomerFactory(tenant=self.counter.shop, **given)


@pytest.fixture
def world(counter, monkeypatch):
    made = World(counter)
    monkeypatch.setattr("conversations.reaching._networks", [made.network])
    save_confirmation_rules(counter.shop, values={"quiet_from": None, "quiet_until": None}, actor="dana")
    return made


def row_of(order):
    return Confirmation.objects.get(order=order)


def pass_time(order, **time):
    """So much later: everything that happened is that much older."""
    row, by = row_of(order), timedelta(**time)
    row.due_at = row.due_at and row.due_at - by
    row.asked_at = row.asked_at and row.asked_at - by
    row.save()


def work():
    """What beat and the workers do."""
    with scopes_disabled():
        due = list_due()
    for tenant_id, pk in due:
        tasks.take_step(tenant_id, pk)
    return len(due)


def ask(order):
    pass_time(order, minutes=4)
    assert work() == 1
    return row_of(order)


def said():
    return list(Message.objects.exclude(author=Author.CUSTOMER).order_by("id"))


def deliver(status=MessageStatus.SENT):
    Message.objects.filter(status=MessageStatus.QUEUED).update(status=status, sent_at=timezone.now())


def test_an_order_from_outside_is_asked_about_after_the_delay(world):
    order = world.order()
    row = row_of(order)
    assert (row.state, row.step, row.due_at > timezone.now() + timedelta(minutes=2)) == ("waiting", "ask", True)
    assert work() == 0
    row = ask(order)
    (message,) = said()
    assert (row.state, row.step, row.asked_version, row.message) == ("asked", "check", 1, message)
    assert (message.purpose, message.identity.kind, message.identity.external_id) == (
        "order", "whatsapp", "972541234567",
    )  # fmt: skip
    assert message.text == (
        f"Hello Noa Levi! Thank you for your order at {world.counter.shop.name}. Please have a look before we prepare "
        f"it:\n\nOrder {order.number}:\n• 2 kg Beef – ₪124.00\nTotal: ₪124.00\nDelivery to: Herzl 15\n\n"
        'If something should be different, just write it: "only 1", another product, another address.\n\n'
        'Is everything right? Answer "yes" and I will confirm the order.'
    )
    assert [choice["id"] for choice in message.choices] == [
        f"{verb}:{order.number}:1" for verb in ("confirm", "change", "cancel")
    ]
    order.refresh_from_db()
    assert (order.conversation, order.version) == (message.conversation, 1)


def answer(order, text="yes"):
    """The customer writes where they were asked."""
    row = row_of(order)
    identity = row.conversation.identity
    address = Address(identity.kind, identity.channel_id, identity.external_id)
    return receive_message(order.tenant, address=address, incoming=Incoming(f"in-{text}-{timezone.now()}", text))


def kinds():
    return [message.identity.kind for message in said()]


def test_what_was_asked_counts_for_a_yes_and_ends_the_asking(world):
    order = world.order()
    row = ask(order)
    yes = answer(order)
    confirm_order(order, conversation=row.conversation, seq=yes.seq, by=AGENT)
    assert (row_of(order).state, row_of(order).due_at) == ("confirmed", None)
    assert work() == 0


@pytest.mark.parametrize("source", ["chat", "panel"])
def test_an_order_that_was_taken_here_is_not_asked_about(world, source):
    order = world.order(source=source)
    assert not Confirmation.objects.filter(order=order).exists()


def test_a_shop_may_leave_sources_out_also_while_it_waits(world):
    order = world.order()
    save_confirmation_rules(world.counter.shop, values={"sources": ["store"]}, actor="dana")
    pass_time(order, minutes=4)
    work()
    assert (row_of(order).state, said()) == ("stopped", [])
    assert not Confirmation.objects.filter(order=world.order()).exists()


def test_two_reminders_and_then_the_shops_people_are_told(world):
    order = world.order()
    ask(order)
    deliver()
    pass_time(order, minutes=16)
    assert (work(), row_of(order).step) == (1, "remind")
    pass_time(order, hours=3)
    assert [work(), work()] == [1, 0]
    assert (kinds(), row_of(order).reminders) == (["whatsapp", "whatsapp"], 1)
    assert said()[1].text.startswith("Your order at ")
    deliver()
    pass_time(order, minutes=16)
    work()
    pass_time(order, hours=17)
    assert [work(), work()] == [1, 0]
    # The last reminder goes another way.
    assert kinds() == ["whatsapp", "whatsapp", "twilio"]
    deliver()
    pass_time(order, minutes=16)
    work()
    assert row_of(order).step == "give_up"
    pass_time(order, hours=48)
    work()
    order.refresh_from_db()
    assert (row_of(order).state, row_of(order).due_at, order.status) == ("silent", None, "pending")
    assert [(alert.kind, alert.facts["number"]) for alert in Alert.objects.all()] == [("order_silent", order.number)]
    assert (len(said()), Recap.objects.count()) == (3, 3)


def silence(order):
    """Asked, and nothing heard until the end."""
    ask(order)
    deliver()
    row = row_of(order)
    row.step, row.due_at = "give_up", timezone.now()
    row.asked_at -= timedelta(hours=49)
    row.save()
    work()
    order.refresh_from_db()


def test_silence_may_cancel_and_a_late_yes_finds_an_offer(world):
    save_confirmation_rules(world.counter.shop, values={"on_silence": "cancel"}, actor="dana")
    order = world.order()
    silence(order)
    assert (order.status, row_of(order).state) == ("cancelled", "silent")
    assert said()[-1].text == f"We heard nothing from you, so order {order.number} was cancelled. Shall I restore it?"
    world.counter.beef.refresh_from_db()
    assert world.counter.beef.stock == Decimal(10)


def test_whoever_is_still_talking_is_not_silent(world):
    save_confirmation_rules(world.counter.shop, values={"on_silence": "cancel"}, actor="dana")
    order = world.order()
    ask(order)
    deliver()
    answer(order, "when do you deliver?")
    Conversation.objects.update(last_inbound_at=timezone.now() - timedelta(hours=2))
    row = row_of(order)
    row.step, row.due_at, row.asked_at = "give_up", timezone.now(), row.asked_at - timedelta(hours=49)
    row.save()
    work()
    order.refresh_from_db()
    assert (order.status, row_of(order).due_at > timezone.now() + timedelta(hours=45)) == ("pending", True)


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


@pytest.mark.parametrize("end", ["confirmed", "cancelled"])
def test_nobody_is_reminded_of_what_is_settled(world, end):
    order = world.order()
    ask(order)
    deliver()
    move_order(order, to=Status(end), by=STAFF)
    assert (row_of(order).state, row_of(order).due_at) == (end, None)
    assert (work(), len(said())) == (0, 1)


def test_what_the_shop_changes_is_shown_again(world):
    order = world.order()
    ask(order)
    deliver()
    change_order(order, changes=Changes(add=[Item(world.counter.roll, 2)]), by=STAFF)
    pass_time(order, minutes=4)
    work()
    _first, second = said()
    assert second.text.startswith(f"Your order at {order.tenant.name} has changed.")
    assert ("2 × Roll" in second.text, second.choices[0]["id"]) == (True, f"confirm:{order.number}:2")
    assert (row_of(order).asked_version, row_of(order).reminders) == (2, 0)


def test_what_the_customer_changes_starts_the_clock_anew(world):
    order = world.order()
    ask(order)
    deliver()
    pass_time(order, minutes=16)
    work()
    pass_time(order, hours=2)
    change_order(order, changes=Changes(address="Dizengoff 50"), by=AGENT)
    row = row_of(order)
    assert (row.asked_version, timezone.now() - row.asked_at < timedelta(minutes=1)) == (2, True)


def test_a_customers_order_is_found_by_whoever_answers_at_its_number(world):
    """Somebody else's customer record, the same phone: only this order is theirs to speak of."""
    shop = world.counter.shop
    known = receive_message(shop, address=Address("whatsapp", WHATSAPP, "972541234567"), incoming=Incoming("1", "hi"))
    order, other = world.order(), None
    other = world.order(customer=world.customer(phone="+972540000000"))
    Conversation.objects.update(last_inbound_at=timezone.now() - timedelta(days=2))
    ask(order)
    (message,) = said()
    assert message.identity == known.identity
    found = list_orders_of(known.conversation.customer)
    assert (list(found), other in found) == ([order], False)


def test_a_person_of_the_shop_is_not_interrupted(world):
    order = world.order()
    row = ask(order)
    deliver()
    pass_time(order, minutes=16)
    work()
    Conversation.objects.filter(pk=row.conversation.pk).update(
        owner=Owner.STAFF, owner_until=timezone.now() + timedelta(minutes=20)
    )
    pass_time(order, hours=3)
    work()
    assert (len(said()), row_of(order).due_at > timezone.now()) == (1, True)


def test_at_night_nobody_is_written_to(world):
    zone = world.counter.shop.zone
    local = timezone.now().astimezone(zone)
    begin, end = (local - timedelta(hours=1)).time(), (local + timedelta(hours=1)).time()
    save_confirmation_rules(world.counter.shop, values={"quiet_from": begin, "quiet_until": end}, actor="dana")
    order = world.order()
    pass_time(order, minutes=4)
    work()
    pause = row_of(order).due_at - timezone.now()
    assert (said(), timedelta(minutes=50) < pause <= timedelta(hours=1)) == ([], True)


def test_staff_can_stop_and_begin_again(world):
    order = world.order()
    stop_asking(order, by=STAFF)
    assert (row_of(order).state, work()) == ("stopped", 0)
    ask_again(order, by=STAFF)
    assert (work(), len(said())) == (1, 1)


def test_a_step_that_is_taken_twice_happens_once(world):
    order = world.order()
    pass_time(order, minutes=4)
    for _ in range(3):
        tasks.take_step(order.tenant_id, row_of(order).pk)
    assert (len(said()), Recap.objects.count(), row_of(order).step) == (1, 1, "check")


def test_a_crash_in_the_middle_of_a_step_leaves_nothing(world, monkeypatch):
    order = world.order()
    pass_time(order, minutes=4)

    def die(*_args, **_kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("orders.confirmation.asking.record_event", die)
        with pytest.raises(KeyboardInterrupt):
            work()
    assert (said(), Recap.objects.count(), row_of(order).state) == ([], 0, "waiting")
    assert (work(), len(said())) == (1, 1)


def test_the_charges_that_make_the_total_are_shown(world):
    order = world.order(charges=Charges(delivery=Decimal(15), discount=Decimal(4)))
    ask(order)
    assert "Delivery: ₪15.00\nDiscount: -₪4.00\nTotal: ₪135.00\n" in said()[0].text


def test_without_an_address_it_is_asked_for(world):
    ask(world.order(address=""))
    assert "For delivery, just send me the address." in said()[0].text


@pytest.mark.parametrize("language", WORDS)
def test_every_language_fits_a_phone_and_is_recognized(world, language):
    order = world.order(customer=world.customer(language=language), address="")
    ask(order)
    text = said()[0].text
    assert (len(text) < 700, shows(text, order_facts(order, language))) == (True, True)
    assert {key for key in WORDS["en"] if key.startswith("q_") and WORDS[language][key] in text} == {
        "q_address", "q_confirm",
    }  # fmt: skip


def test_another_shops_orders_and_rules_are_their_own(world, other_shop):
    order = world.order()
    save_confirmation_rules(world.counter.shop, values={"sources": []}, actor="dana")
    with tenant_scope(other_shop):
        assert list(Confirmation.objects.all()) == []
        theirs = make_order(other_shop, source="api")
        assert confirmation_rules(other_shop).sources == ["api", "store", "extension"]
        assert row_of(theirs).state == "waiting"
    assert row_of(order).state == "waiting"
