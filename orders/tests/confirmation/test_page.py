"""The page behind a signed link: it shows the order, and takes an answer to exactly what it showed."""

from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
import time_machine
from django.utils import timezone

from catalog.services import save_product
from orders.confirmation.links import LIFETIME, confirm_url
from orders.editing.requests import accept_request
from orders.items import Changes, Item
from orders.models import Actor, ChangeRequest, Confirmation, ConfirmationState, OrderEvent
from orders.services import By, cancel_order, change_order
from orders.tests.factories import STAFF, make_order


@pytest.fixture
def order(counter):
    return make_order(counter.shop, (counter.beef, 2), customer=counter.customer, source="api", address="Herzl 15")


def path_of(order):
    return urlsplit(confirm_url(order)).path


def answer(client, order, answer, path="", **form):
    return client.post(path or path_of(order), {"answer": answer, **form})


def status_of(order):
    order.refresh_from_db()
    return order.status


def test_looking_shows_the_order_and_changes_nothing(client, order):
    page = client.get(path_of(order), headers={"accept-language": "en"})
    text = page.content.decode()
    assert (page.status_code, page["X-Robots-Tag"], page["Referrer-Policy"]) == (
        200,
        "noindex, nofollow",
        "same-origin",
    )
    assert all(part in text for part in ("Beef", "₪124.00", "Herzl 15", order.number, "Yes, confirm the order"))
    assert (status_of(order), order.version) == ("pending", 1)


def test_a_yes_confirms_once_however_often_it_is_clicked(client, order):
    path = path_of(order)
    for _ in range(2):
        assert answer(client, order, "confirm", path, version=1).status_code == 302
    assert status_of(order) == "confirmed"
    assert OrderEvent.objects.filter(order=order, to_status="confirmed").get().actor == "customer"
    assert Confirmation.objects.get(order=order).state == "confirmed"
    assert "Your order is confirmed" in client.get(path, headers={"accept-language": "en"}).content.decode()


def test_a_yes_to_what_was_shown_before_does_not_count(client, counter, order):
    path = path_of(order)
    change_order(order, changes=Changes(add=[Item(counter.roll, 1)]), by=STAFF)
    page = answer(client, order, "confirm", path, version=1)
    assert (page.status_code, status_of(order)) == (422, "pending")
    assert 'name="version" value="2"' in page.content.decode()
    assert answer(client, order, "confirm", path, version=2).status_code == 302
    assert status_of(order) == "confirmed"


def test_a_price_that_has_changed_is_shown_first(client, counter, order):
    save_product(counter.shop, product=counter.beef, price=Decimal("70.00"))
    page = answer(client, order, "confirm", version=1)
    assert (page.status_code, status_of(order), order.total) == (422, "pending", Decimal("140.00"))
    assert "140.00" in page.content.decode()


def test_what_is_wrong_goes_to_the_shop_and_nobody_reminds_meanwhile(client, order):
    assert answer(client, order, "wrong", words="only one kilo please").status_code == 302
    request = ChangeRequest.objects.get()
    assert (request.kind, request.wish) == ("change", {"words": "only one kilo please"})
    row = Confirmation.objects.get(order=order)
    assert (row.state, row.due_at, status_of(order)) == ("handed_over", None, "pending")
    accept_request(request, by=STAFF, answer="gladly")
    row.refresh_from_db()
    assert (row.state, row.step) == ("waiting", "ask")
    assert "gladly" in client.get(path_of(order)).content.decode()


def test_nothing_said_is_nothing_wrong(client, order):
    assert answer(client, order, "wrong", words="  ").status_code == 422
    assert answer(client, order, "rubbish").status_code == 422
    assert not ChangeRequest.objects.exists()


def test_an_order_can_be_cancelled_and_only_silence_is_taken_back(client, order):
    path = path_of(order)
    assert answer(client, order, "cancel", path).status_code == 302
    answer(client, order, "restore", path)
    assert status_of(order) == "cancelled"


def test_what_silence_cancelled_comes_back_and_asks_again(client, order):
    path = path_of(order)
    cancel_order(order, by=By(Actor.SYSTEM))
    Confirmation.objects.filter(order=order).update(state=ConfirmationState.SILENT)
    answer(client, order, "restore", path)
    assert (status_of(order), Confirmation.objects.get(order=order).state) == ("pending", "asked")
    answer(client, order, "confirm", path, version=order.version)
    assert status_of(order) == "confirmed"


def test_a_link_ends_and_a_forged_one_opens_nothing(client, order):
    path = path_of(order)
    with time_machine.travel(timezone.now() + timedelta(seconds=LIFETIME + 1)):
        assert client.get(path).status_code == 404
    for wrong in (path[:-1] + ("A" if path[-1] != "A" else "B"), "/confirm/x", f"/confirm/{order.public_id}"):
        assert client.get(wrong).status_code == 404
        assert client.post(wrong, {"answer": "confirm", "version": 1}).status_code == 404
    assert status_of(order) == "pending"
