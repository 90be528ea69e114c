"""After the question: reminders, an answer, a change, and when it is over."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from conversations.models import Conversation
from orders.confirmation.services import save_confirmation_rules
from orders.items import Changes, Item
from orders.models import Recap
from orders.services import change_order, confirm_order, move_order
from orders.states import Status
from orders.tests.confirmation.asked import answer, ask, deliver, kinds, pass_time, row_of, said, work
from orders.tests.factories import AGENT, STAFF
from tenants.models import Alert


def test_what_was_asked_counts_for_a_yes_and_ends_the_asking(world):
    order = world.order()
    row = ask(order)
    yes = answer(order)
    confirm_order(order, conversation=row.conversation, seq=yes.seq, by=AGENT)
    assert (row_of(order).state, row_of(order).due_at) == ("confirmed", None)
    assert work() == 0


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
