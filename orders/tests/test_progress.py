import pytest

from orders.models import Order
from orders.progress import SENTENCES, list_happenings, list_stations
from orders.services import cancel_order, move_order
from orders.states import Status
from orders.tests.factories import STAFF, make_order


def read_stations(order):
    return list_stations(Order.objects.get(pk=order.pk), order.events.all())


def states(order):
    return [(station.status.value, station.state) for station in read_stations(order)]


def test_a_new_order_stands_at_the_beginning_of_the_way(counter):
    order = make_order(counter.shop)
    assert states(order) == [
        ("pending", "current"), ("confirmed", "ahead"), ("processing", "ahead"),
        ("packaged", "ahead"), ("shipped", "ahead"), ("delivered", "ahead"),
    ]  # fmt: skip


def test_what_was_reached_carries_its_time(counter):
    order = make_order(counter.shop)
    move_order(order, to=Status.CONFIRMED, by=STAFF)
    first, second, third, *_ = read_stations(order)
    assert (first.state, second.state, third.state) == ("done", "current", "ahead")
    assert first.at is not None
    assert second.at is not None
    assert third.at is None


def test_nothing_lies_ahead_of_a_cancelled_order(counter):
    order = make_order(counter.shop)
    move_order(order, to=Status.CONFIRMED, by=STAFF)
    cancel_order(order, by=STAFF, reason="secret reason")
    assert states(order) == [("pending", "done"), ("confirmed", "done"), ("cancelled", "current")]


def test_the_customer_hears_what_happened_but_not_why_or_who(counter):
    order = make_order(counter.shop)
    cancel_order(order, by=STAFF, reason="secret reason")
    told = list_happenings(order.events.all())
    assert [str(happening.label) for happening in told] == ["Cancelled", "Ordered"]
    assert "secret" not in repr(told)


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_a_sentence(status):
    assert str(SENTENCES[status])
