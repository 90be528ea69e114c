"""Wishes that came too late: kept as they were said, done or declined by staff, once."""

from decimal import Decimal

import pytest

from lib.errors import DomainError
from orders.editing.requests import accept_request, decline_request, list_open_requests, request_cancel, request_change
from orders.items import Changes, Item
from orders.models import ChangeRequest
from orders.rules import save_rules
from orders.services import cancel_order, change_order, move_order
from orders.states import Status
from orders.tests.factories import AGENT, STAFF, make_order
from tenants.scoping import tenant_scope


@pytest.fixture
def order(counter):
    """Confirmed: the customer may no longer change it."""
    return make_confirmed(counter)


def make_confirmed(counter):
    made = make_order(counter.shop, (counter.roll, 4), conversation=counter.conversation)
    return move_order(made, to=Status.CONFIRMED, by=STAFF)


def wish_for(counter, **wishes):
    return Changes(**{how: [Item(counter.roll, quantity)] for how, quantity in wishes.items()})


def ask(order, changes):
    return request_change(order, changes=changes, by=AGENT, reason="guests came")


def quantity_of(order):
    return order.lines.get().quantity


def test_what_is_too_late_becomes_a_request_and_changes_nothing(counter, order):
    changes = wish_for(counter, add=2)
    with pytest.raises(DomainError, match="only the shop can change it now"):
        change_order(order, changes=changes, by=AGENT)
    request = ask(order, changes)
    assert (request.state, request.wish["add"][0]["quantity"], quantity_of(order)) == ("open", "2", 4)
    assert order.events.order_by("id").last().kind == "asked_change"
    assert list(list_open_requests()) == [request]


def test_the_same_wish_again_is_the_request_that_waits(counter, order):
    first, again, other = (ask(order, wish_for(counter, add=quantity)) for quantity in (2, 2, 3))
    assert (first == again, first == other, ChangeRequest.objects.count()) == (True, False, 2)


def test_accepting_does_what_was_wished_and_takes_the_stock(counter, order):
    request = accept_request(ask(order, wish_for(counter, add=2)), by=STAFF, answer="gladly")
    counter.roll.refresh_from_db()
    assert (request.state, request.decided_by, request.answer) == ("accepted", "dana", "gladly")
    assert (quantity_of(order), counter.roll.stock) == (6, Decimal(14))
    kinds = list(order.events.order_by("id").values_list("kind", flat=True))
    assert kinds == ["created", "status", "asked_change", "changed", "request_accepted"]


def test_declining_leaves_the_order_alone(counter, order):
    request = decline_request(ask(order, wish_for(counter, add=2)), by=STAFF, answer="sold out today")
    assert (request.state, quantity_of(order), list(list_open_requests())) == ("declined", 4, [])


def test_a_request_is_decided_once(counter, order):
    request = ask(order, wish_for(counter, add=2))
    accept_request(request, by=STAFF)
    for decide in (accept_request, decline_request):
        with pytest.raises(DomainError) as refusal:
            decide(request, by=STAFF)
        assert refusal.value.code == "already_decided"
    assert quantity_of(order) == 6


def test_what_can_no_longer_be_done_stays_open_and_says_why(counter, order):
    request = ask(order, wish_for(counter, add=17))
    with pytest.raises(DomainError) as refusal:
        accept_request(request, by=STAFF)
    request.refresh_from_db()
    assert (refusal.value.code, request.state, quantity_of(order)) == ("out_of_stock", "open", 4)


def test_a_wish_to_cancel_is_accepted_in_one_step(counter, order):
    move_order(order, to=Status.PROCESSING, by=STAFF)
    order.refresh_from_db()
    accept_request(request_cancel(order, by=AGENT, reason="too late for the party"), by=STAFF)
    order.refresh_from_db()
    counter.roll.refresh_from_db()
    assert (order.status, counter.roll.stock) == ("cancelled", Decimal(20))


def test_whoever_cancels_leaves_no_wish_to_decide(counter, order):
    wishes = [ask(order, wish_for(counter, add=2)), request_cancel(order, by=AGENT)]
    other = ask(make_confirmed(counter), wish_for(counter, add=2))
    cancel_order(order, by=STAFF, reason="on the phone")
    for wish in wishes:
        wish.refresh_from_db()
    assert [(wish.state, wish.decided_by) for wish in wishes] == [("declined", "dana"), ("accepted", "dana")]
    assert all(wish.decided_at for wish in wishes)
    assert list(list_open_requests()) == [other]
    with pytest.raises(DomainError) as refused:
        accept_request(wishes[0], by=STAFF)
    assert refused.value.code == "already_decided"


@pytest.mark.parametrize("changes", [{"remove": None}, {"set": "0.5"}, {"remove": 9}])
def test_a_wish_that_makes_no_sense_is_refused_at_once(counter, order, changes):
    with pytest.raises(DomainError):
        ask(order, wish_for(counter, **changes))
    assert not ChangeRequest.objects.exists()


def test_what_not_even_the_shop_can_do_is_no_request(counter, order):
    for status in ("processing", "packaged", "shipped"):
        order = move_order(order, to=Status(status), by=STAFF)
    for ask_for in (lambda: ask(order, wish_for(counter, add=1)), lambda: request_cancel(order, by=AGENT)):
        with pytest.raises(DomainError) as refusal:
            ask_for()
        assert refusal.value.code == "too_late"


def test_a_shop_may_let_customers_change_confirmed_orders(counter, order):
    save_rules(counter.shop, values={"customer_changes": ["pending", "confirmed"], "grace_minutes": 5}, actor="dana")
    assert quantity_of(change_order(order, changes=wish_for(counter, add=2), by=AGENT)) == 6


def test_another_shop_sees_no_request_and_has_its_own_rules(counter, order, other_shop):
    ask(order, wish_for(counter, add=2))
    save_rules(counter.shop, values={"shop_cancels": ["pending"]}, actor="dana")
    with tenant_scope(other_shop):
        assert list(list_open_requests()) == []
        theirs = move_order(make_order(other_shop), to=Status.CONFIRMED, by=STAFF)
        assert move_order(theirs, to=Status.CANCELLED, by=STAFF).status == "cancelled"
    with pytest.raises(DomainError, match="cannot become cancelled"):
        move_order(order, to=Status.CANCELLED, by=STAFF)
