import pytest
from django.core.cache import cache

from orders.payments.services import record_payment
from orders.payments.states import Method
from orders.tests.factories import STAFF
from orders.tests.tracking.test_page import SECRETS, order_in
from orders.tracking.carriers import carrier_link
from tenants.scoping import tenant_scope
from tenants.testing import rows_of

TRACK = "/api/v1/orders/track/"


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def order(shop):
    return order_in(shop)


def answer_of(client, number, contact, **extra):
    return client.post(f"{TRACK}{number}", {"contact": contact}, content_type="application/json", **extra)


def test_the_number_alone_tells_the_status_and_nothing_else(client, order):
    answer = client.get(f"{TRACK}{order.number}", headers={"Accept-Language": "fr"})
    assert (answer.json()["status"], answer.json()["is_open"], answer.json()["order"]) == ("pending", False, None)
    assert [secret for secret in SECRETS if secret in answer.content.decode()] == []
    assert (answer["Content-Language"], answer["X-Robots-Tag"]) == ("fr", "noindex, nofollow")


def test_the_links_key_and_the_contact_open_the_whole_order(client, order):
    opened = client.get(f"{TRACK}{order.number}?key={order.tracking_key}").json()
    assert (opened["is_open"], opened["order"]["address"], opened["order"]["total"]) == (True, "Rothschild 1", "20.00")
    assert answer_of(client, order.number, "4567").json()["order"] == opened["order"]
    assert client.get(f"{TRACK}{order.number}?key=wrong").json()["is_open"] is False


def test_who_proved_themselves_reads_what_is_paid_in_their_language(client, order):
    with tenant_scope(order.tenant):
        record_payment(order, method=Method.CASH, amount=order.total, by=STAFF, key="form-1")
    closed = client.get(f"{TRACK}{order.number}")
    assert b"paid" not in closed.content
    opened = answer_of(client, order.number, "4567", headers={"Accept-Language": "fr"}).json()["order"]
    assert (opened["payment_status"], opened["payment_message"]) == ("paid", "Payé. Merci !")


def test_a_wrong_answer_and_an_unknown_number_look_the_same(client, order, shop):
    before = rows_of(shop)
    wrong, unknown = answer_of(client, order.number, "0000"), answer_of(client, "ORD-2026-777777", "0000")
    assert (wrong.status_code, wrong.content) == (unknown.status_code, unknown.content)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "refused")
    assert rows_of(shop) == before


def test_whoever_tries_numbers_one_by_one_is_stopped_soon(client, order):
    codes = [client.get(f"{TRACK}ORD-2026-{number:06}").status_code for number in range(700, 712)]
    assert codes == [404] * 10 + [429] * 2
    answer = client.get(f"{TRACK}{order.number}")
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (429, "throttled", "60")


def test_guessing_answers_is_stopped(client, order):
    codes = [answer_of(client, order.number, f"{guess:04}").status_code for guess in range(11)]
    assert codes == [422] * 10 + [429]


def test_two_shops_with_one_number_are_told_apart(client, order, other_shop):
    order_in(other_shop)
    answer = client.get(f"{TRACK}{order.number}")
    assert (answer.status_code, answer.json()["code"]) == (409, "several_shops")
    assert [shop["shop"] for shop in answer.json()["facts"]["shops"]] == ["valdman", "charlie"]
    assert client.get(f"{TRACK}{order.number}?shop=charlie").status_code == 200


@pytest.mark.parametrize(
    ("carrier", "number", "expected"),
    [
        ("DHL", "JD 01", "https://www.dhl.com/en/express/tracking.html?AWB=JD01"),
        ("dhl Express", "J&D", "https://www.dhl.com/en/express/tracking.html?AWB=J%26D"),
        ("דואר ישראל", "RR1IL", "https://mypost.israelpost.co.il/itemtrace?itemcode=RR1IL"),
        ("UPSIDE DOWN LTD", "1", ""),
        ("Uncle Avi", "17", ""),
        ("DHL", " ", ""),
    ],
)
def test_known_carriers_have_a_page_of_the_parcel(carrier, number, expected):
    assert carrier_link(carrier, number) == expected
