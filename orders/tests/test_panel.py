import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from conversations.merging import merge_customers
from conversations.tests.factories import CustomerFactory
from orders.editing.requests import request_cancel
from orders.editing.services import Details, edit_details
from orders.items import Changes, Item
from orders.models import Order
from orders.payments.services import record_payment
from orders.payments.states import Method
from orders.services import cancel_order, change_order, move_order
from orders.states import Status
from orders.tests.factories import AGENT, STAFF, make_order
from tenants.models import Role
from tenants.scoping import tenant_scope
from tenants.tests.factories import MembershipFactory, UserFactory

LIST = "/panel/valdman/orders/"
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def staff(client, shop):
    user = UserFactory(username="dana")
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=user, role=Role.AGENT)
    client.force_login(user)
    return user


@pytest.fixture
def order(shop):
    with tenant_scope(shop):
        customer = CustomerFactory(tenant=shop, name="<script>alert(1)</script>", phone="+972501234567")
        return make_order(shop, customer=customer)


def page_of(order, tail=""):
    return f"{LIST}{order.public_id}/{tail}"


def stored(order):
    with tenant_scope(order.tenant_id):
        fresh = Order.objects.prefetch_related("events").get(pk=order.pk)
        return fresh.status, [event.to_status for event in fresh.events.all()]


def test_the_list_shows_the_shops_orders_newest_first_and_escaped(client, staff, order):
    with tenant_scope(order.tenant):
        newer = make_order(order.tenant)
    page = client.get(LIST).content.decode()
    assert page.index(newer.number) < page.index(order.number)
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [("q=alert", True), ("q=501234", True), ("q=000001", True), ("q=nobody", False), ("status=pending", True),
     ("status=shipped", False), ("status=nonsense", True)],
)  # fmt: skip
def test_filters(client, staff, order, query, shown):
    assert (order.number in client.get(f"{LIST}?{query}").content.decode()) is shown


def test_orders_are_found_by_what_is_paid_and_a_payment_is_news_for_a_poll(client, staff, order):
    seen = client.get(LIST).context["page"].fingerprint
    with tenant_scope(order.tenant):
        other = make_order(order.tenant)
        record_payment(order, method=Method.CASH, amount=order.total, by=STAFF, key="form-1")
        other.lines.all().delete()
        other.delete()
    assert "Paid" in client.get(LIST, {"seen": seen}, **HTMX).content.decode()
    for query, shown in [("paid", True), ("unpaid", False), ("nonsense", True), ("paid&status=shipped", False)]:
        page = client.get(f"{LIST}?payment_status={query}").content.decode()
        assert (order.number in page) is shown, query
    page = client.get(f"{LIST}?payment_status=paid&q=alert").content.decode()
    assert '<option value="paid" selected>' in page
    assert "?status=shipped&amp;q=alert&amp;payment_status=paid" in page


def test_pages_follow_each_other_without_gaps(client, staff, shop):
    with tenant_scope(shop):
        numbers = [make_order(shop).number for _ in range(33)]
    first = client.get(LIST)
    second = client.get(LIST, {"after": first.context["page"].older})
    shown = [order.number for page in (first, second) for order in page.context["page"].rows]
    assert shown == numbers[::-1]
    assert second.context["page"].older == ""
    assert client.get(LIST, {"after": "nonsense"}).status_code == 404


def test_a_poll_is_answered_only_when_something_changed(client, staff, order):
    seen = client.get(LIST).context["page"].fingerprint
    assert client.get(LIST, {"seen": seen}, **HTMX).status_code == 204
    with tenant_scope(order.tenant):
        move_order(order, to=Status.CONFIRMED, by=STAFF)
    part = client.get(LIST, {"seen": seen}, **HTMX)
    assert part.status_code == 200
    assert "<html" not in part.content.decode()
    assert "is-confirmed" in part.content.decode()


def test_the_list_costs_the_same_for_one_order_and_for_thirty(client, staff, order, django_assert_max_num_queries):
    with tenant_scope(order.tenant):
        for _ in range(29):
            make_order(order.tenant)
    with django_assert_max_num_queries(8):
        assert len(client.get(LIST).context["page"].rows) == 30


def test_one_order_is_shown_whole(client, staff, order):
    page = client.get(page_of(order)).content.decode()
    assert order.number in page
    assert f"/track/{order.number}?key={order.tracking_key}" in page
    assert "Mark as: Confirmed" in page
    assert "<script>alert" not in page


def test_the_button_moves_the_order_and_says_who_did_it(client, staff, order):
    assert client.post(page_of(order, "move"), {"to": "confirmed"}).url == page_of(order)
    assert stored(order) == ("confirmed", ["pending", "confirmed"])
    assert "dana" in client.get(page_of(order)).content.decode()


def test_a_double_click_moves_once(client, staff, order):
    answers = [client.post(page_of(order, "move"), {"to": "confirmed"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert stored(order) == ("confirmed", ["pending", "confirmed"])


@pytest.mark.parametrize("wish", ["delivered", "cancelled", "nonsense", ""])
def test_what_the_states_refuse_is_refused_with_a_reason(client, staff, order, wish):
    response = client.post(page_of(order, "move"), {"to": wish})
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert stored(order) == ("pending", ["pending"])


def test_with_htmx_only_the_part_comes_back(client, staff, order):
    part = client.post(page_of(order, "move"), {"to": "confirmed"}, **HTMX)
    assert part.status_code == 200
    assert part.content.decode().lstrip().startswith('<div class="stack" id="order"')
    refused = client.post(page_of(order, "move"), {"to": "delivered"}, **HTMX)
    assert refused.status_code == 422
    assert "<html" not in refused.content.decode()


def test_cancelling_needs_a_reason_and_keeps_it(client, staff, order):
    assert client.post(page_of(order, "cancel"), {"reason": " "}).status_code == 422
    assert stored(order)[0] == "pending"
    assert client.post(page_of(order, "cancel"), {"reason": "Out of <b>beef</b>"}).status_code == 302
    assert stored(order) == ("cancelled", ["pending", "cancelled"])
    assert "Out of &lt;b&gt;beef&lt;/b&gt;" in client.get(page_of(order)).content.decode()


def test_a_shipped_order_can_no_longer_be_cancelled(client, staff, order):
    with tenant_scope(order.tenant):
        for step in (Status.CONFIRMED, Status.PROCESSING, Status.PACKAGED, Status.SHIPPED):
            move_order(order, to=step, by=STAFF)
    assert client.post(page_of(order, "cancel"), {"reason": "late"}).status_code == 422
    assert stored(order)[0] == "shipped"


def test_a_poll_of_one_order_is_quiet_until_something_on_its_page_changes(client, staff, order):
    address = page_of(order)

    def mark():
        return re.search(r"\?seen=([0-9a-f]{16})", client.get(address).content.decode())[1]

    first = mark()
    assert client.get(address, {"seen": first}, **HTMX).status_code == 204
    with tenant_scope(order.tenant):
        # A wish leaves the order's version as it is.
        request_cancel(order, by=AGENT)
    wished = mark()
    assert "Wants to cancel" in client.get(address, {"seen": first}, **HTMX).content.decode()
    assert client.get(address, {"seen": wished}, **HTMX).status_code == 204
    with tenant_scope(order.tenant):
        cancel_order(order, by=STAFF)
    assert client.get(address, {"seen": wished}, **HTMX).status_code == 200


def test_the_history_says_what_exactly_was_changed(client, staff, order):
    with tenant_scope(order.tenant):
        day = timezone.localdate() + timedelta(days=2)
        details = Details(address="Herzl <b>9</b>", delivery_fee=Decimal(15), expected_on=day, internal_notes="VIP")
        edit_details(order, details=details, by=STAFF)
        edit_details(order, details=Details(delivery_fee=Decimal(0), no_date=True), by=STAFF)
        line = order.lines.get()
        change_order(order, changes=Changes(add=[Item(line.product, 1)]), by=STAFF)
    page = client.get(page_of(order), headers={"Accept-Language": "en"}).content.decode()
    assert "Delivery address: <bdi>Herzl &lt;b&gt;9&lt;/b&gt;</bdi>" in page
    assert 'Delivery fee: <del class="muted"><bdi>₪15.00</bdi></del> <bdi>₪0.00</bdi>' in page
    assert re.search(r"Expected on: <del[^>]*><bdi>[A-Z][a-z]+\.? \d+, \d{4}</bdi></del> <bdi>–</bdi>", page)
    assert f'<bdi class="small">3 pieces {line.name}</bdi>' in page


def test_another_shops_staff_sees_and_changes_nothing(client, order, charlie):
    client.force_login(charlie)
    theirs = f"/panel/charlie/orders/{order.public_id}/"
    assert client.get(LIST).status_code == 404
    assert client.get(page_of(order)).status_code == 404
    assert client.get(theirs).status_code == 404
    for base in (page_of(order), theirs):
        assert client.post(f"{base}move", {"to": "confirmed"}).status_code == 404
        assert client.post(f"{base}cancel", {"reason": "mine"}).status_code == 404
    assert order.number not in client.get("/panel/charlie/orders/").content.decode()
    assert stored(order) == ("pending", ["pending"])


def test_a_customers_orders_are_a_part_for_other_pages(client, staff, order, charlie):
    address = f"/panel/valdman/customers/{order.customer.public_id}/orders"
    assert order.number in client.get(address).content.decode()
    client.force_login(charlie)
    assert client.get(address).status_code == 404
    assert client.get(address.replace("valdman", "charlie")).status_code == 404


def test_orders_of_the_same_person_are_shown_with_the_customers_own(client, staff, order):
    with tenant_scope(order.tenant):
        twin = CustomerFactory(tenant=order.tenant)
        theirs = make_order(order.tenant, customer=twin)
        merge_customers(order.customer, twin, staff=staff)
    part = client.get(f"/panel/valdman/customers/{twin.public_id}/orders").content.decode()
    assert (order.number in part, theirs.number in part) == (True, True)


@pytest.mark.parametrize("tail", ["move", "cancel"])
def test_changes_need_a_post(client, staff, order, tail):
    assert client.get(page_of(order, tail)).status_code == 405
