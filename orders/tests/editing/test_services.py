"""What the shop's people write about an order, and moving many at once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from lib.errors import DomainError
from orders.editing.services import Details, edit_details, move_orders
from orders.models import Order
from orders.services import cancel_order, move_order
from orders.states import Status
from orders.tests.factories import STAFF, make_order

D = Decimal


@pytest.fixture
def order(counter):
    return make_order(counter.shop, (counter.roll, 4), customer=counter.customer, address="Herzl 1")


def move_to(order, status):
    for step in ("confirmed", "processing", "packaged", "shipped", "delivered"):
        order = move_order(order, to=Status(step), by=STAFF)
        if step == status:
            return order
    raise AssertionError(status)


def test_what_is_different_is_written_with_what_it_was(counter, order, told):
    told.clear()
    day = timezone.localdate() + timedelta(days=3)
    details = Details(address=" Herzl 2 ", carrier="DHL", carrier_number="JD01", expected_on=day, notes="")
    edited = edit_details(order, details=details, by=STAFF)
    event = edited.events.order_by("id").last()
    assert (edited.address, edited.carrier, edited.carrier_number, edited.expected_on) == (
        "Herzl 2",
        "DHL",
        "JD01",
        day,
    )
    assert (event.kind, event.actor_name, edited.version, event.version) == ("edited", "dana", 2, 2)
    assert event.data["changes"] == {
        "address": ["Herzl 1", "Herzl 2"], "carrier": ["", "DHL"], "carrier_number": ["", "JD01"],
        "expected_on": ["", str(day)],
    }  # fmt: skip
    assert told == [(order.number, "edited", 2)]


def test_nothing_happens_when_nothing_is_different(order, told):
    told.clear()
    assert edit_details(order, details=Details(address="Herzl 1", delivery_fee=D(0)), by=STAFF).version == 1
    assert (order.events.count(), told) == (1, [])


def test_charges_are_part_of_the_total(order):
    edited = edit_details(order, details=Details(delivery_fee=D("12.345"), discount=D(2)), by=STAFF)
    assert (edited.delivery_fee, edited.discount, edited.total) == (D("12.35"), D(2), D("28.35"))
    edited = edit_details(order, details=Details(delivery_fee=D(0), discount=D(0)), by=STAFF)
    assert edited.total == D(18)


@pytest.mark.parametrize(
    ("details", "code"),
    [
        (Details(discount=D("18.01")), "bad_charge"),
        (Details(delivery_fee=D(-1)), "bad_charge"),
        (Details(carrier="x" * 81), "too_long"),
        (Details(expected_on=date(2020, 1, 1)), "bad_date"),
        (Details(expected_on=date(2090, 1, 1)), "bad_date"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(order, details, code):
    with pytest.raises(DomainError) as refusal:
        edit_details(order, details=details, by=STAFF)
    order.refresh_from_db()
    assert (refusal.value.code, order.version, order.total, order.carrier) == (code, 1, D(18), "")


def test_the_carrier_can_be_named_until_the_order_has_arrived_and_notes_for_ever(order):
    shipped = move_to(order, "shipped")
    assert edit_details(shipped, details=Details(carrier="DHL"), by=STAFF).carrier == "DHL"
    with pytest.raises(DomainError, match="cannot be changed any more"):
        edit_details(shipped, details=Details(delivery_fee=D(1)), by=STAFF)
    delivered = move_order(shipped, to=Status.DELIVERED, by=STAFF)
    with pytest.raises(DomainError, match="how it gets there"):
        edit_details(delivered, details=Details(carrier="UPS"), by=STAFF)
    noted = edit_details(delivered, details=Details(internal_notes="came back"), by=STAFF)
    assert (noted.internal_notes, noted.events.order_by("id").last().kind) == ("came back", "noted")


def test_the_expected_day_can_be_taken_back(order):
    edit_details(order, details=Details(expected_on=timezone.localdate(timezone=order.tenant.zone)), by=STAFF)
    assert edit_details(order, details=Details(no_date=True), by=STAFF).expected_on is None


def test_many_orders_move_each_by_itself(counter):
    first, second, third = (make_order(counter.shop, (counter.roll, 1), customer=counter.customer) for _ in "123")
    cancel_order(second, by=STAFF)
    move_order(third, to=Status.CONFIRMED, by=STAFF)
    outcomes = move_orders([first, second, third], to=Status.CONFIRMED, by=STAFF)
    assert [outcome.refusal is not None for outcome in outcomes] == [False, True, False]
    assert outcomes[1].refusal.code == "wrong_status"
    assert [Order.objects.get(pk=one.pk).status for one in (first, second, third)] == [
        "confirmed", "cancelled", "confirmed",
    ]  # fmt: skip


def test_too_many_at_once_are_refused_before_anything_moves(order):
    with pytest.raises(DomainError) as refusal:
        move_orders([order] * 201, to=Status.CONFIRMED, by=STAFF)
    order.refresh_from_db()
    assert (refusal.value.code, order.status) == ("too_many", "pending")
