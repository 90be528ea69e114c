"""Staff change an order on its page: all of it or nothing, of the version that they saw."""

from decimal import Decimal

import pytest

from catalog.models import Product
from orders.items import Changes, Item
from orders.models import Order
from orders.services import change_order, move_order
from orders.states import Status
from orders.tests.factories import AGENT, STAFF, make_order
from tenants.scoping import tenant_scope

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def order(counter):
    return make_order(counter.shop, (counter.beef, 2), (counter.roll, 4), customer=counter.customer, address="Herzl 1")


def page_of(order):
    return f"/panel/valdman/orders/{order.public_id}/edit"


def form_for(counter, order, **changes):
    """What a browser sends when nothing but `changes` was typed."""
    return {
        "version": order.version, f"quantity-{counter.beef.public_id}": "2", f"quantity-{counter.roll.public_id}": "4",
        "address": "Herzl 1", "carrier": "", "carrier_number": "", "expected_on": "", "delivery_fee": "0.00",
        "discount": "0.00", "notes": "", "internal_notes": "", "add_quantity": "1", **changes,
    }  # fmt: skip


def stored(order):
    with tenant_scope(order.tenant_id):
        fresh = Order.objects.get(pk=order.pk)
        return fresh.version, fresh.total, {line.name: line.quantity for line in fresh.lines.all()}


def test_saving_without_a_change_changes_nothing(client, staff, counter, order):
    assert client.post(page_of(order), form_for(counter, order)).status_code == 302
    assert stored(order) == (1, Decimal(142), {"Beef": 2, "Roll": 4})


def test_lines_charges_and_notes_are_saved_together(client, staff, counter, order):
    changes = {
        f"quantity-{counter.beef.public_id}": "1.5", f"quantity-{counter.roll.public_id}": "0", "carrier": "DHL",
        "delivery_fee": "20", "internal_notes": "ring twice", "expected_on": "",
    }  # fmt: skip
    assert client.post(page_of(order), form_for(counter, order, **changes)).status_code == 302
    assert stored(order) == (3, Decimal(113), {"Beef": Decimal("1.5")})
    fresh = Order.objects.get(pk=order.pk)
    assert (fresh.carrier, fresh.internal_notes) == ("DHL", "ring twice")
    assert [event.actor_name for event in fresh.events.order_by("id")][1:] == ["dana", "dana"]


def test_a_found_product_is_added(client, staff, counter, order):
    found = client.get("/panel/valdman/orders/products?add_words=roll", **HTMX).content.decode()
    assert str(counter.roll.public_id) in found
    changes = {"add": str(counter.roll.public_id), "add_quantity": "3"}
    client.post(page_of(order), form_for(counter, order, **changes))
    assert stored(order)[2] == {"Beef": 2, "Roll": 7}


def test_without_javascript_the_search_is_a_button_that_saves_nothing(client, staff, counter, order):
    answer = client.post(page_of(order), form_for(counter, order, find="1", add_words="roll", carrier="DHL"))
    assert answer.status_code == 200
    assert str(counter.roll.public_id) in answer.content.decode()
    assert 'value="DHL"' in answer.content.decode()
    assert stored(order)[0] == 1


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("roll", "0.5", "Roll is sold in steps of 1."),
        ("roll", "25", "There is not enough of Roll: 16 left."),
        ("roll", "many", "This quantity cannot be right."),
        ("discount", "500", "a discount not more than the order costs"),
        ("delivery_fee", "-1", "greater than or equal to 0"),
        ("expected_on", "2020-01-01", "Choose a day after the order was placed"),
        ("carrier", "x" * 81, "at most 80 characters"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_saved(client, staff, counter, order, field, value, says):
    name = f"quantity-{counter.roll.public_id}" if field == "roll" else field
    answer = client.post(page_of(order), form_for(counter, order, **{"notes": "new", name: value}))
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert stored(order) == (1, Decimal(142), {"Beef": 2, "Roll": 4})
    assert Product.objects.get(pk=counter.roll.pk).stock == 16


def test_what_was_typed_is_still_there_after_a_refusal(client, staff, counter, order):
    more = {f"quantity-{counter.beef.public_id}": "3", f"quantity-{counter.roll.public_id}": "1.5",
            "add_words": "roll", "add": str(counter.roll.public_id), "add_quantity": "7", "carrier": "DHL"}  # fmt: skip
    answer = client.post(page_of(order), form_for(counter, order, **more))
    page = answer.content.decode()
    assert answer.status_code == 422
    for typed in ('value="3"', 'value="1.5"', 'value="7"', 'value="DHL"', f'{counter.roll.public_id}" checked'):
        assert typed in page, typed
    assert stored(order)[2] == {"Beef": 2, "Roll": 4}


def test_who_looked_at_an_older_version_looks_again(client, staff, counter, order):
    form = form_for(counter, order, notes="ring")
    change_order(order, changes=Changes(add=[Item(counter.roll, 1)]), by=AGENT)
    answer = client.post(page_of(order), form)
    assert (answer.status_code, "has changed meanwhile" in answer.content.decode()) == (422, True)
    assert stored(order)[2] == {"Beef": 2, "Roll": 5}


def test_a_shipped_order_keeps_its_lines_and_takes_a_carrier(client, staff, counter, order):
    for step in ("confirmed", "processing", "packaged", "shipped"):
        order = move_order(order, to=Status(step), by=STAFF)
    assert "cannot be changed any more" in client.get(page_of(order)).content.decode()
    answer = client.post(page_of(order), {"version": order.version, "carrier": "DHL", "carrier_number": "JD1"})
    assert answer.status_code == 302
    assert Order.objects.get(pk=order.pk).carrier_number == "JD1"


def test_another_shops_people_cannot_look_or_save(client, charlie, counter, order):
    client.force_login(charlie)
    assert client.get(page_of(order)).status_code == 404
    assert client.post(page_of(order), form_for(counter, order, carrier="DHL")).status_code == 404
    assert client.get("/panel/valdman/orders/products?add_words=roll").status_code == 404
    assert stored(order)[0] == 1
