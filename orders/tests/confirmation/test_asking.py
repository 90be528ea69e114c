"""Asking about orders from outside: who is asked, where, when, and in which words."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from conversations.models import Conversation, Owner
from conversations.services import Address, Incoming, receive_message
from orders import tasks
from orders.chat.recap import shows
from orders.chat.wording import WORDS
from orders.confirmation.services import ask_again, confirmation_rules, save_confirmation_rules, stop_asking
from orders.facts import order_facts
from orders.models import Confirmation, Recap
from orders.pricing import Charges
from orders.selectors import list_orders_of
from orders.tests.confirmation.asked import WHATSAPP, ask, deliver, pass_time, row_of, said, work
from orders.tests.factories import STAFF, make_order
from tenants.scoping import tenant_scope


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
