"""An order that staff take themselves goes through the same rules as the API's, and is made once."""

import re
from decimal import Decimal

import pytest

from conversations.models import Customer
from orders.models import Order
from tenants.scoping import tenant_scope

NEW = "/panel/valdman/orders/new"


@pytest.fixture
def form(client, staff, counter):
    token = re.search(r'name="token" value="([^"]+)"', client.get(NEW).content.decode())[1]
    return {"token": token, "name": "Noa <b>", "phone": "050-765-4321", "fulfilment": "delivery",
            "address": "Herzl 1", "notes": "Ring twice", "internal_notes": "Regular",
            f"quantity-{counter.beef.public_id}": "0.5"}  # fmt: skip


def test_an_order_for_somebody_new_is_made_once_by_a_double_click(client, form, counter):
    first, second = client.post(NEW, form), client.post(NEW, form)
    order = Order.objects.get()
    assert first.url == second.url == f"/panel/valdman/orders/{order.public_id}/"
    assert (order.source, order.total, order.notes, order.internal_notes) == (
        "panel", Decimal("31.00"), "Ring twice", "Regular"
    )  # fmt: skip
    assert (order.customer.name, order.customer.phone) == ("Noa <b>", "+972507654321")
    assert order.events.first().actor_name == "dana"
    counter.beef.refresh_from_db()
    assert counter.beef.stock == Decimal("9.5")


def test_a_customer_who_is_known_is_chosen(client, form, counter):
    customer = counter.customer
    found = client.get("/panel/valdman/orders/customers", {"customer_words": str(customer)}).content.decode()
    assert str(customer.public_id) in found
    client.post(NEW, {**form, "name": "", "phone": "", "customer": str(customer.public_id)})
    assert Order.objects.get().customer == customer
    assert Customer.objects.count() == 1


@pytest.mark.parametrize("look", ["find", "find_customer", "put"])
def test_without_javascript_products_are_added_step_by_step(client, form, counter, look):
    typed = {**form, look: "1", "add": str(counter.roll.public_id), "add_quantity": "3", "add_words": "roll"}
    page = client.post(NEW, typed)
    text = page.content.decode()
    assert page.status_code == 200
    assert (
        f'name="quantity-{counter.roll.public_id}" type="number" inputmode="decimal" min="0" step="1" value="3"' in text
    )
    assert "₪44.50" in text
    assert 'value="Noa &lt;b&gt;"' in text
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"quantity": "0.55"}, "steps of"),
        ({"quantity": "11"}, "not enough"),
        ({"quantity": "0"}, "at least one product"),
        ({"name": "", "phone": ""}, "Say who orders"),
        ({"phone": "12"}, "no phone number"),
        ({"customer": "00000000-0000-0000-0000-000000000000"}, "no such customer"),
        ({"wished_at": "10:00"}, "A time needs a day"),
        ({"email": "nobody"}, "valid email"),
        ({"token": "7"}, "UUID"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_made(client, form, counter, wrong, said):
    quantity = wrong.pop("quantity", None)
    typed = {**form, **wrong} | ({f"quantity-{counter.beef.public_id}": quantity} if quantity else {})
    answer = client.post(NEW, typed)
    assert answer.status_code == 422
    if "token" not in wrong:
        assert said in answer.content.decode()
    assert not Order.objects.exists()
    assert Customer.objects.count() == 1


def test_another_shops_products_and_customers_are_unknown(client, form, counter, charlie):
    client.force_login(charlie)
    assert client.post(NEW, form).status_code == 404
    theirs = NEW.replace("valdman", "charlie")
    assert client.post(theirs, form).status_code == 422
    found = client.get(theirs.replace("new", "customers"), {"customer_words": str(counter.customer)}).content.decode()
    assert str(counter.customer.public_id) not in found
    with tenant_scope(counter.shop):
        assert not Order.objects.exists()
