"""Many orders from the list, and the wishes that staff decide."""

import pytest

from orders.editing.requests import request_cancel, request_change
from orders.items import Changes, Item
from orders.models import ChangeRequest, Order
from orders.services import cancel_order, move_order
from orders.states import Status
from orders.tests.factories import AGENT, STAFF, make_order

LIST = "/panel/valdman/orders/"
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def orders(counter):
    return [make_order(counter.shop, (counter.roll, 1), customer=counter.customer) for _ in "abc"]


@pytest.fixture
def wish(counter, orders):
    confirmed = move_order(orders[0], to=Status.CONFIRMED, by=STAFF)
    return request_change(confirmed, changes=Changes(add=[Item(counter.roll, 2)]), by=AGENT, reason="<b>guests</b>")


def choose(client, orders, to, **more):
    form = {"order": [str(order.public_id) for order in orders], "to": to, **more}
    return client.post(f"{LIST}move", form, follow=True)


def statuses(orders):
    return [Order.objects.get(pk=order.pk).status for order in orders]


def decide(client, wish, decision, **more):
    return client.post(f"{LIST}requests/{wish.public_id}", {"decision": decision, **more}, **HTMX)


def test_the_chosen_orders_move_and_those_that_cannot_say_why(client, staff, orders):
    cancel_order(orders[1], by=STAFF)
    page = choose(client, orders[:2], "confirmed").content.decode()
    assert statuses(orders) == ["confirmed", "cancelled", "pending"]
    assert "1 order is now: Confirmed" in page
    assert f"{orders[1].number}: The order is cancelled. It can become: Pending." in page


@pytest.mark.parametrize("decision", ["", "maybe"])
def test_a_wish_is_not_decided_by_accident(client, staff, wish, decision):
    answer = decide(client, wish, decision)
    wish.refresh_from_db()
    assert (answer.status_code, wish.state) == (422, "open")


def test_cancelling_many_gives_their_stock_back(client, staff, counter, orders):
    choose(client, orders, "cancelled", note="closed today")
    counter.roll.refresh_from_db()
    assert (statuses(orders), counter.roll.stock) == (["cancelled"] * 3, 20)
    assert orders[0].events.order_by("id").last().note == "closed today"


@pytest.mark.parametrize(("chosen", "to"), [([], "confirmed"), (["nonsense"], "confirmed"), (None, "nonsense")])
def test_without_a_choice_nothing_moves(client, staff, orders, chosen, to):
    ids = [str(orders[0].public_id)] if chosen is None else chosen
    page = client.post(f"{LIST}move", {"order": ids, "to": to}, follow=True).content.decode()
    assert "Choose orders and what they shall become." in page
    assert statuses(orders) == ["pending"] * 3


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/panel/charlie/orders/"])
def test_one_comes_back_to_the_list_and_nowhere_else(client, staff, orders, back):
    form = {"order": str(orders[0].public_id), "to": "confirmed", "back": back}
    assert client.post(f"{LIST}move", form)["Location"] == LIST


def test_one_tap_accepts_a_wish(client, staff, wish):
    assert 'class="count">1<' in client.get(f"{LIST}requests/waiting").content.decode()
    answer = decide(client, wish, "accept", answer="gladly")
    wish.refresh_from_db()
    assert (answer.status_code, wish.state, wish.answer, wish.decided_by) == (200, "accepted", "gladly", "dana")
    assert wish.order.lines.get().quantity == 3


def test_the_second_tap_finds_it_decided(client, staff, wish):
    decide(client, wish, "decline")
    answer = decide(client, wish, "accept")
    wish.refresh_from_db()
    assert (answer.status_code, wish.state, wish.order.lines.get().quantity) == (422, "declined", 1)
    assert "already decided" in answer.content.decode()


def test_wishes_stand_on_their_page_and_on_the_orders_escaped(client, staff, wish):
    request_cancel(wish.order, by=AGENT)
    for page in (f"{LIST}requests/", f"{LIST}{wish.order.public_id}/"):
        shown = client.get(page).content.decode()
        assert "Add 2 piece Roll" in shown
        assert "&lt;b&gt;guests" in shown
        assert "Cancel the order" in shown


def test_another_shops_people_move_and_decide_nothing(client, charlie, orders, wish):
    client.force_login(charlie)
    assert choose(client, orders, "cancelled").status_code == 404
    assert decide(client, wish, "accept").status_code == 404
    theirs = client.post("/panel/charlie/orders/move", {"order": str(orders[1].public_id), "to": "cancelled"})
    assert theirs.status_code == 302
    assert statuses(orders) == ["confirmed", "pending", "pending"]
    assert ChangeRequest.objects.get().state == "open"
