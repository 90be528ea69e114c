import re

import pytest
from django.core.cache import cache
from django.utils import timezone

from conversations.tests.factories import CustomerFactory
from orders.models import Order
from orders.services import move_order
from orders.states import Status
from orders.tests.factories import STAFF, make_order
from tenants.scoping import scopes_disabled, tenant_scope

SECRETS = ("Dana", "Levi", "Rothschild", "Beef sausage", "20.00", "0501234567", "dana@example.com")


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def order_in(shop, **details):
    with tenant_scope(shop):
        customer = CustomerFactory(
            tenant=shop, name="Dana <script>alert(1)</script> Levi", phone="+972-50-123-4567", email="Dana@Example.com"
        )
        return make_order(shop, customer=customer, address="Rothschild 1", **details)


def address_of(order, **query):
    tail = "?" + "&".join(f"{name}={value}" for name, value in query.items()) if query else ""
    return f"/track/{order.number}{tail}"


@pytest.fixture
def order(shop):
    return order_in(shop)


def test_the_form_leads_to_the_orders_page(client):
    assert client.get("/track?number=%20ord-2026-12").url == "/track/ORD-2026-000012"
    assert client.get("/track/").status_code == 200


def test_an_empty_form_says_what_is_missing(client):
    page = client.get("/track?number=").content.decode()
    assert "Please enter the number" in page


def test_what_a_person_types_never_breaks_the_address(client):
    assert client.get("/track", {"number": "../admin/<b>"}).url == "/track/ADMINB"


def test_the_number_alone_shows_how_far_it_is_and_nothing_else(client, order):
    page = client.get(address_of(order), headers={"Accept-Language": "en"}).content.decode()
    assert "We have your order" in page
    assert 'aria-current="step"' in page
    assert [secret for secret in SECRETS if secret in page] == []


def test_the_key_opens_everything_and_escapes_it(client, order):
    page = client.get(address_of(order, key=order.tracking_key)).content.decode()
    assert "Rothschild 1" in page
    assert "20.00" in page
    assert "Dana &lt;script&gt;alert(1)&lt;/script&gt; Levi" in page
    assert "<script>alert" not in page


def test_a_wrong_key_opens_nothing(client, order):
    assert "Rothschild" not in client.get(address_of(order, key="wrong")).content.decode()


def test_times_are_the_shops(client, order):
    page = client.get(address_of(order, key=order.tracking_key)).content.decode()
    local = timezone.localtime(order.created_at, order.tenant.zone)
    assert local.isoformat(timespec="seconds")[:19] in page


@pytest.mark.parametrize("answer", ["4567", "050-123-4567", " dana@example.COM "])
def test_the_customers_contact_opens_the_order_for_this_browser(client, order, answer):
    response = client.post(address_of(order), {"contact": answer})
    assert response.url == address_of(order)
    assert "Rothschild" in client.get(address_of(order)).content.decode()
    client.cookies.clear()
    assert "Rothschild" not in client.get(address_of(order)).content.decode()


@pytest.mark.parametrize("answer", ["4568", "567", "", "@", "noa@example.com", "٤٥٦"])
def test_a_wrong_answer_opens_nothing(client, order, answer):
    response = client.post(address_of(order), {"contact": answer})
    assert response.status_code == 422
    assert "Rothschild" not in client.get(address_of(order)).content.decode()


def test_a_wrong_answer_and_an_unknown_number_look_the_same(client, order):
    wrong = client.post(address_of(order), {"contact": "0000"})
    unknown = client.post("/track/ORD-2026-777777", {"contact": "0000"})
    assert wrong.status_code == unknown.status_code == 422
    page, other = (answer.content.decode().split("<main")[1] for answer in (wrong, unknown))
    token = 'csrfmiddlewaretoken" value="'
    assert page.split(token)[0].replace(order.number, "N") == other.split(token)[0].replace("ORD-2026-777777", "N")


def test_a_customer_without_contact_cannot_be_guessed(client, shop):
    with tenant_scope(shop):
        order = make_order(shop, customer=CustomerFactory(tenant=shop, phone="", email=""))
    for answer in ("", "0000", "@"):
        assert client.post(address_of(order), {"contact": answer}).status_code == 422


def test_guessing_is_stopped(client, order):
    codes = [client.post(address_of(order), {"contact": f"{guess:04}"}).status_code for guess in range(12)]
    assert codes == [422] * 10 + [429] * 2
    assert client.post(address_of(order), {"contact": "4567"}).status_code == 429


def test_guessing_one_order_from_many_addresses_is_stopped(client, order):
    for guess in range(30):
        client.post(address_of(order), {"contact": "0000"}, REMOTE_ADDR=f"10.0.0.{guess}")
    response = client.post(address_of(order), {"contact": "4567"}, REMOTE_ADDR="10.0.9.9")
    assert response.status_code == 429


def test_an_unknown_number_is_a_friendly_404(client, db):
    response = client.get("/track/ORD-2026-777777")
    assert response.status_code == 404
    assert "We did not find ORD-2026-777777." in response.content.decode()


def test_two_shops_with_the_same_number_are_told_apart(client, order, other_shop):
    theirs = order_in(other_shop)
    assert theirs.number == order.number
    page = client.get(f"/track/{order.number}").content.decode()
    assert "?shop=valdman" in page
    assert "?shop=charlie" in page
    assert "We have your order" in client.get(address_of(order, shop="charlie")).content.decode()
    assert "€" in client.get(address_of(theirs, key=theirs.tracking_key)).content.decode()


def test_a_closed_shops_order_is_not_shown(client, order):
    order.tenant.is_active = False
    order.tenant.save()
    assert client.get(address_of(order, key=order.tracking_key)).status_code == 404


@pytest.mark.parametrize("path", ["/track", "/track/ORD-2026-000001", "/track/ORD-2026-777777"])
def test_no_page_is_found_kept_or_told_about(client, order, path):
    response = client.get(path)
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]


def test_the_page_speaks_the_shops_language_to_a_browser_that_asks_for_none(client, order):
    page = client.get(address_of(order)).content.decode()
    assert '<html lang="he" dir="rtl">' in page
    english = client.get(address_of(order), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert '<html lang="en" dir="ltr">' in english


def test_looking_changes_nothing(client, order):
    client.get(address_of(order, key=order.tracking_key))
    with scopes_disabled():
        assert Order.objects.get(pk=order.pk).version == order.version


def test_a_kept_page_holds_nothing_of_the_visitor_who_asked_first(client, order):
    first = client.get(address_of(order, key=order.tracking_key), headers={"Accept-Language": "en"}).content.decode()
    again = client.get(address_of(order, key=order.tracking_key) + "&x=1", headers={"Accept-Language": "en"})
    mask = re.compile(r'csrfmiddlewaretoken" value="(\w{64})"')
    assert mask.findall(first) != mask.findall(again.content.decode())
    assert "&amp;x=1" in again.content.decode()
    assert "&amp;x=1" not in first
    assert "Rothschild" not in client.get(address_of(order), headers={"Accept-Language": "en"}).content.decode()


def test_what_changes_is_shown_at_once(client, order):
    path = address_of(order, key=order.tracking_key)
    client.get(path)
    with tenant_scope(order.tenant):
        move_order(order, to=Status.CONFIRMED, by=STAFF)
        order.customer.name = "Noa Cohen"
        order.customer.save()
        order.tenant.phone = "+97246250000"
        order.tenant.save()
    page = client.get(path, headers={"Accept-Language": "en"}).content.decode()
    assert "Your order is confirmed." in page
    assert "Noa Cohen" in page
    assert "+97246250000" in page


def test_a_kept_page_costs_one_query(client, order, django_assert_num_queries):
    for path in (address_of(order), address_of(order, key=order.tracking_key)):
        client.get(path)
        with django_assert_num_queries(1):
            client.get(path)


def test_closed_pages_of_one_status_differ_in_their_number_only(client, order, shop):
    other = order_in(shop)
    page = client.get(address_of(order), headers={"Accept-Language": "en"}).content.decode().split("<main")[1]
    theirs = client.get(address_of(other), headers={"Accept-Language": "en"}).content.decode().split("<main")[1]
    token = re.compile(r'value="\w{64}"')
    assert token.sub("", page).replace(order.number, "") == token.sub("", theirs).replace(other.number, "")


def test_a_cache_that_is_away_costs_time_and_nothing_else(client, order, monkeypatch):
    def away(*_args, **_kwargs):
        raise ConnectionError

    monkeypatch.setattr("orders.tracking.page.cache.get", away)
    monkeypatch.setattr("orders.tracking.page.cache.set", away)
    assert "Rothschild" in client.get(address_of(order, key=order.tracking_key)).content.decode()


def test_whoever_tries_numbers_one_by_one_is_stopped_soon(client, order):
    codes = [client.get(f"/track/ORD-2026-{number:06}").status_code for number in range(700, 712)]
    assert codes == [404] * 10 + [429] * 2
    assert client.get(address_of(order)).status_code == 429


def test_a_known_carrier_is_a_link_and_an_unknown_one_is_text(client, order):
    with tenant_scope(order.tenant):
        for carrier, expected in (("DHL", 'href="https://www.dhl.com/'), ("Uncle Avi", ">JD1<")):
            order.carrier, order.carrier_number = carrier, "JD1"
            order.save()
            page = client.get(address_of(order, key=order.tracking_key)).content.decode()
            assert expected in page
            assert ('href="https' in page) == (carrier == "DHL")
