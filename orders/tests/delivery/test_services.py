"""Where and when an order comes, and what that costs: decided by rows and addresses, never by who asks."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
import time_machine

from lib.errors import DomainError
from orders.delivery.areas import find_area
from orders.delivery.services import find_delivery
from orders.delivery.wishes import Wished
from orders.editing.services import Details, edit_details, edit_order
from orders.items import Changes, Item
from orders.models import DeliveryArea, Order
from orders.placing.repeating import repeat_order
from orders.pricing import delivery_fee, missing_to
from orders.services import change_order, confirm_order, record_recap, reprice_order
from orders.tests.factories import AGENT, STAFF, make_order, make_shown_order
from tenants.models import SpecialDay
from tenants.scoping import tenant_scope

# A Tuesday at 13:00 in Jerusalem.
NOW = datetime(2026, 12, 1, 11, tzinfo=UTC)
TODAY, TOMORROW, THURSDAY, SATURDAY = (date(2026, 12, day) for day in (1, 2, 3, 5))
PICKUP, DELIVERY = "pickup", "delivery"


@pytest.fixture(autouse=True)
def _on_a_tuesday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def areas(counter):
    """Tel Aviv for 25, free from 300; Holon for 40 from 150 on, on Thursdays, ordered a day before."""
    shop = counter.shop
    shop.opening_hours = {day: [["08:00", "19:00"]] for day in ("sun", "mon", "tue", "wed", "thu", "fri")}
    shop.save(update_fields=["opening_hours"])
    return [
        DeliveryArea.objects.create(
            tenant=shop, name="Tel Aviv", places=["Tel Aviv", "תל אביב", "61*"], fee=25, free_from=300
        ),
        DeliveryArea.objects.create(
            tenant=shop, name="Holon", places=["Holon"], fee=40, minimum=150, days=["thu"], lead_days=1
        ),
    ]


def order_of(counter, kilos=1, **details):
    return make_order(counter.shop, (counter.beef, kilos), conversation=counter.conversation, **details)


@pytest.mark.parametrize(
    ("goods", "fee", "free_from", "due"),
    [("10", "25", None, "25"), ("299.99", "25", "300", "25"), ("300", "25", "300", "0"), ("0", "0", "0", "0")],
)
def test_the_fee_ends_where_it_is_free(goods, fee, free_from, due):
    limit = None if free_from is None else Decimal(free_from)
    assert delivery_fee(Decimal(goods), fee=Decimal(fee), free_from=limit) == Decimal(due)


@pytest.mark.parametrize(("minimum", "goods", "missing"), [("0", "1", "0"), ("150", "62", "88"), ("150", "150", "0")])
def test_what_is_missing_to_a_minimum(minimum, goods, missing):
    assert missing_to(Decimal(minimum), Decimal(goods)) == Decimal(missing)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("Herzl 15, Tel Aviv", "Tel Aviv"),
        ("HERZL 15 tel-aviv", "Tel Aviv"),
        ("הרצל 15 תל אביב", "Tel Aviv"),
        ("לתל אביב", "Tel Aviv"),
        ("Herzl 15, 6123456", "Tel Aviv"),
        ("Sokolov 3 Holon", "Holon"),
        ("Holon Street 5, Tel Aviv", "Tel Aviv"),
        ("Holonia 5", None),
        ("Tel 5 Aviv", None),
        ("Herzl 61", "Tel Aviv"),
        ("", None),
    ],
)
def test_an_address_lies_in_the_area_that_it_names_most_exactly(areas, address, name):
    found = find_area(areas, address)
    assert (found.name if found else None) == name


def test_everywhere_else_takes_what_no_area_names(areas, counter):
    rest = DeliveryArea.objects.create(tenant=counter.shop, name="Rest", is_everywhere=True, fee=90)
    assert (find_delivery("Haifa"), find_delivery("Holon").name) == (rest, "Holon")


@pytest.mark.parametrize(
    ("kilos", "details", "fee", "total"),
    [
        (1, {"address": "Herzl 15 Tel Aviv"}, 25, 87),
        (5, {"address": "Herzl 15 Tel Aviv"}, 0, 310),
        (1, {"address": "Herzl 15 Tel Aviv", "wished": Wished(PICKUP)}, 0, 62),
        (1, {}, 0, 62),
    ],
)
def test_the_order_costs_what_its_place_costs(areas, counter, kilos, details, fee, total):
    order = order_of(counter, kilos, **details)
    assert (order.delivery_fee, order.total) == (fee, total)


@pytest.mark.parametrize(
    ("details", "code"),
    [
        ({"address": "Herzl 1 Haifa"}, "not_delivered"),
        ({"wished": Wished(PICKUP, date(2026, 11, 30))}, "past_date"),
        ({"wished": Wished(PICKUP, TODAY, time(12))}, "past_date"),
        ({"wished": Wished(PICKUP, SATURDAY)}, "closed_then"),
        ({"wished": Wished(PICKUP, TOMORROW, time(20))}, "closed_then"),
        ({"wished": Wished(PICKUP, date(2028, 1, 1))}, "too_far"),
        ({"address": "Sokolov 3 Holon", "wished": Wished("", TODAY)}, "too_soon"),
        ({"address": "Sokolov 3 Holon", "wished": Wished("", TOMORROW)}, "too_soon"),
        ({"address": "Sokolov 3 Holon", "wished": Wished("", date(2026, 12, 4))}, "no_delivery_then"),
    ],
)
def test_what_the_shop_cannot_do_is_refused_and_nothing_is_written(areas, counter, details, code):
    with pytest.raises(DomainError) as refused:
        order_of(counter, 3, **details)
    counter.beef.refresh_from_db()
    assert (refused.value.code, Order.objects.count(), counter.beef.stock) == (code, 0, 10)


@pytest.mark.parametrize(
    ("wished", "day", "clock"),
    [
        (Wished(PICKUP, TOMORROW, time(17)), TOMORROW, time(17)),
        (Wished(PICKUP, None, time(17)), TODAY, time(17)),
        (Wished(PICKUP, None, time(9)), TOMORROW, time(9)),
        (Wished(PICKUP, TODAY), TODAY, None),
        (Wished(DELIVERY), None, None),
    ],
)
def test_a_wish_that_can_be_is_kept(areas, counter, wished, day, clock):
    order = order_of(counter, wished=wished)
    assert (order.wished_on, order.wished_at) == (day, clock)


def test_a_holiday_is_closed_although_its_weekday_is_open(areas, counter):
    SpecialDay.objects.create(tenant=counter.shop, day=TOMORROW, spans=[])
    with pytest.raises(DomainError, match="not open") as refused:
        order_of(counter, wished=Wished(PICKUP, TOMORROW))
    assert refused.value.facts["next_opening"].startswith("2026-12-03T08:00")


def test_changing_the_address_changes_the_fee_and_a_refusal_changes_nothing(areas, counter):
    order = order_of(counter, 3, address="Herzl 15 Tel Aviv")
    order = change_order(order, changes=Changes(address="Sokolov 3 Holon"), by=AGENT)
    assert (order.delivery_fee, order.total, order.version) == (40, 226, 2)
    with pytest.raises(DomainError):
        change_order(order, changes=Changes(address="Herzl 1 Haifa"), by=AGENT)
    order.refresh_from_db()
    assert (order.address, order.delivery_fee, order.version) == ("Sokolov 3 Holon", 40, 2)
    order = change_order(order, changes=Changes(wished=Wished(PICKUP)), by=AGENT)
    assert (order.delivery_fee, order.total, order.delivery_area) == (0, 186, None)
    order = change_order(order, changes=Changes(address="Herzl 15 Tel Aviv"), by=AGENT)
    assert (order.fulfilment, order.delivery_fee) == (DELIVERY, 25)


@pytest.mark.parametrize(
    ("kilos", "address", "code"),
    [(1, "Sokolov 3 Holon", "below_minimum"), (3, "", "address_missing"), (3, "Sokolov 3 Holon", "")],
)
def test_a_yes_counts_only_for_what_can_be_delivered(areas, counter, kilos, address, code):
    order = make_shown_order(counter.shop, (counter.beef, kilos), conversation=counter.conversation, address=address)
    if not code:
        assert confirm_order(order, conversation=counter.conversation, seq=2, by=AGENT).status == "confirmed"
        return
    with pytest.raises(DomainError) as refused:
        confirm_order(order, conversation=counter.conversation, seq=2, by=AGENT)
    assert refused.value.code == code


def test_a_fee_that_changed_meanwhile_is_shown_before_it_counts(areas, counter):
    order = make_shown_order(
        counter.shop, (counter.beef, 1), conversation=counter.conversation, address="Herzl 15 Tel Aviv"
    )
    DeliveryArea.objects.filter(name="Tel Aviv").update(fee=30)
    with pytest.raises(DomainError) as refused:
        confirm_order(order, conversation=counter.conversation, seq=2, by=AGENT)
    assert (refused.value.code, refused.value.facts["now"]) == ("price_changed", "30.00")
    order = reprice_order(order, by=AGENT)
    record_recap(order, conversation=counter.conversation, seq=3)
    assert (order.total, confirm_order(order, conversation=counter.conversation, seq=4, by=AGENT).status) == (
        92, "confirmed"
    )  # fmt: skip


def test_a_fee_that_staff_typed_stays_until_the_customer_wants_it_elsewhere(areas, counter):
    order = order_of(counter, address="Herzl 15 Tel Aviv")
    order = edit_details(order, details=Details(delivery_fee=Decimal(5)), by=STAFF)
    order = change_order(order, changes=Changes(add=[Item(counter.beef, 1)]), by=AGENT)
    assert (order.delivery_fee, order.total) == (5, 129)
    order = change_order(order, changes=Changes(address="Dizengoff 1 Tel Aviv"), by=AGENT)
    assert order.delivery_fee == 25


def test_a_fee_that_staff_only_saw_follows_from_the_new_lines(areas, counter):
    order = order_of(counter, address="Herzl 15 Tel Aviv")
    edited = edit_order(
        order, version=1, changes=Changes(set=[Item(counter.beef, 5)]), details=Details(delivery_fee=Decimal(25)),
        by=STAFF,
    )  # fmt: skip
    assert (edited.delivery_fee, edited.total, edited.has_own_fee) == (0, 310, False)


def test_staff_may_send_an_order_anywhere(areas, counter):
    order = order_of(counter, address="Herzl 15 Tel Aviv")
    edited = edit_details(order, details=Details(address="Herzl 1 Haifa", wished_on=SATURDAY), by=STAFF)
    assert (edited.delivery_area, edited.wished_on, edited.address) == (None, SATURDAY, "Herzl 1 Haifa")


def test_an_order_is_repeated_at_todays_prices_without_what_is_gone(areas, counter):
    first = make_order(
        counter.shop, (counter.beef, 2), (counter.roll, 4), conversation=counter.conversation,
        address="Herzl 15 Tel Aviv", wished=Wished(PICKUP, TOMORROW),
    )  # fmt: skip
    counter.beef.price, counter.roll.stock = Decimal(70), Decimal(1)
    counter.beef.save(update_fields=["price"])
    counter.roll.save(update_fields=["stock"])
    again = repeat_order(first, customer=counter.customer, conversation=counter.conversation, by=AGENT)
    assert (again.order.total, again.order.fulfilment, again.order.wished_on) == (140, PICKUP, None)
    assert [(line.name, left) for line, left in again.gone] == [("Roll", 1)]
    assert [(one.line.name, one.line.unit_price, one.now) for one in again.repriced] == [("Beef", 62, 70)]


def test_when_nothing_is_left_there_is_no_order(areas, counter):
    first = order_of(counter)
    counter.beef.is_available = False
    counter.beef.save(update_fields=["is_available"])
    with pytest.raises(DomainError) as refused:
        repeat_order(first, customer=counter.customer, conversation=counter.conversation, by=AGENT)
    assert (refused.value.code, Order.objects.count()) == ("nothing_left", 1)


def test_a_shop_without_areas_takes_every_address_for_nothing(counter, other_shop):
    with tenant_scope(other_shop):
        DeliveryArea.objects.create(tenant=other_shop, name="London", places=["London"], fee=9, minimum=500)
    order = order_of(counter, address="Herzl 1 Haifa")
    assert (order.delivery_fee, order.delivery_area) == (0, None)
