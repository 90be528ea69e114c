"""The figures of a small shop, each known by hand: 2026-03-26 is 24 hours in Jerusalem, the 27th has 23."""

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from catalog.tests.factories import ProductFactory
from conversations.tests.factories import CustomerFactory
from orders.analytics.day_sales import SUMS
from orders.models import Confirmation, DaySale, Order, Payment
from orders.services import By, move_order
from orders.states import Status
from orders.tests.factories import STAFF, make_order
from tenants.analytics.day_sums import count_changed
from tenants.models import Role
from tenants.scoping import tenant_scope
from tenants.tests.factories import MembershipFactory

PAGE = "/panel/valdman/analytics/"
SPAN = {"from": "2026-03-26", "to": "2026-03-27"}


def made(shop, product, pieces, moment, **details):
    order = make_order(shop, (product, pieces), **details)
    Order.objects.filter(pk=order.pk).update(created_at=datetime.fromisoformat(moment).replace(tzinfo=UTC))
    return order


def paid_back(shop, order, amount, moment):
    Payment.objects.create(
        tenant=shop, order=order, kind="refund", method="cash", state="succeeded", amount=Decimal(amount),
        currency="ILS", order_version=1, key=f"{order.pk}",
        settled_at=datetime.fromisoformat(moment).replace(tzinfo=UTC),
    )  # fmt: skip


@pytest.fixture
def sold(shop, client):
    """Two people (one under two names), two products; what is not of the two days stands right beside them."""
    with tenant_scope(shop):
        client.force_login(MembershipFactory(tenant=shop, role=Role.MANAGER).user)
        soup, bread = (
            ProductFactory(tenant=shop, name=name, price=price) for name, price in (("Soup", 30), ("Bread", 10))
        )
        dana, noa = CustomerFactory(tenant=shop, name="Dana"), CustomerFactory(tenant=shop, name="Noa")
        again = CustomerFactory(tenant=shop, name="Dana too", merged_into=dana)
        made(shop, soup, 9, "2026-03-25T21:59:59", customer=noa)
        first = made(shop, soup, 2, "2026-03-25T22:00:00", customer=dana)
        made(shop, bread, 1, "2026-03-26T12:00:00", customer=again, source="api")
        last = made(shop, bread, 5, "2026-03-27T20:59:59", customer=noa, source="api")
        made(shop, soup, 9, "2026-03-27T21:00:00", customer=noa)
        gone = made(shop, soup, 7, "2026-03-26T12:00:00", customer=noa)
        move_order(gone, to=Status.CANCELLED, by=STAFF, note="no soup")
        paid_back(shop, first, 20, "2026-03-26T09:00:00")
        paid_back(shop, gone, 210, "2026-03-26T09:00:00")
        paid_back(shop, last, 5, "2026-03-28T09:00:00")
        for order, state in ((first, "confirmed"), (last, "silent"), (gone, "stopped")):
            row = Confirmation.objects.get_or_create(tenant=shop, order=order)[0]
            Confirmation.objects.filter(pk=row.pk).update(state=state, created_at="2026-03-26T12:00:00Z")
        return soup, bread


def shown(client, part):
    return client.get(PAGE + part, SPAN).context["shown"]


def test_what_was_sold_is_told_exactly(client, sold):
    section = shown(client, "sales")
    figures = {figure.label: (figure.shown, figure.before) for figure in section.figures}
    assert figures == {
        "Revenue": ("₪100.00", "₪270.00"), "Orders": ("4", "1"), "Average order": ("₪40.00", "₪270.00"),
        "Confirmed by customers": ("50%", "–"),
    }  # fmt: skip
    assert section.figures[0].is_thin
    tables = {table.key: [tuple(row.cells) for row in table.rows] for table in section.tables}
    assert tables["statuses"] == [("Pending", "3", "75%"), ("Cancelled", "1", "25%")]
    assert tables["sources"] == [("Chat", "2", "50%"), ("API", "2", "50%")]
    days = [point.point.values[0] for point in section.charts[0].columns]
    assert days == [70, 50]


def test_the_best_are_the_same_live_and_from_kept_days(client, sold, shop):
    live = shown(client, "best").tables
    with tenant_scope(shop):
        count_changed(SUMS, shop)
        assert DaySale.objects.count() == 5
    kept = shown(client, "best").tables
    for products, customers in (live, kept):
        assert [tuple(row.cells) for row in products.rows] == [
            ("Bread", "2", "6 pieces", "₪60.00"), ("Soup", "1", "2 pieces", "₪60.00"),
        ]  # fmt: skip
        assert [tuple(row.cells) for row in customers.rows] == [("Dana", "2", "₪70.00"), ("Noa", "1", "₪50.00")]


def test_an_order_that_changes_later_is_counted_again(sold, shop):
    bread = sold[1]
    with tenant_scope(shop):
        count_changed(SUMS, shop)
        order = Order.objects.get(total=50)
        move_order(order, to=Status.CANCELLED, by=By("staff", "dana"), note="late")
        order.lines.update(quantity=1)
        count_changed(SUMS, shop)
        assert dict(DaySale.objects.filter(product=bread).values_list("day__day", "quantity")) == {26: 1}
        Order.objects.filter(pk=order.pk).update(status="pending")
        count_changed(SUMS, shop)
        assert DaySale.objects.get(product=bread, day="2026-03-27").quantity == 1


def test_the_rows_behind_a_number_are_as_many_as_it_says(client, sold):
    for wanted, count in (({}, 4), ({"status": "sold"}, 3), ({"source": "api"}, 2), ({"confirmation": "silent"}, 1),
                          ({"product": str(sold[0].public_id)}, 2)):  # fmt: skip
        page = client.get(PAGE + "orders", SPAN | wanted)
        assert len(page.context["rows"].rows) == count
    assert client.get(PAGE + "orders", {"after": "nobody"}).status_code == 404


def test_a_table_is_a_file_that_no_spreadsheet_runs(client, sold, shop):
    with tenant_scope(shop):
        sold[1].name = "=Bread"
        sold[1].save(update_fields=["name"])
    reply = client.get(PAGE + "best", SPAN | {"csv": "products"})
    assert reply["Content-Disposition"] == 'attachment; filename="products-2026-03-26-2026-03-27.csv"'
    rows = list(csv.reader(io.StringIO(reply.content.decode("utf-8-sig"))))
    assert rows[0] == ["Product", "Orders", "Quantity", "Sum"]
    assert ["'=Bread", "2", "6.000", "60.00"] in rows
    assert client.get(PAGE + "best", {"csv": "nothing"}).status_code == 404


def test_today_tells_what_to_do(client, shop):
    with tenant_scope(shop):
        client.force_login(MembershipFactory(tenant=shop, role=Role.MANAGER).user)
        order = make_order(shop, (ProductFactory(tenant=shop, price=30), 2))
        move_order(order, to=Status.CONFIRMED, by=STAFF)
    card = client.get("/panel/valdman/today/orders")
    assert {task.label: task.count for task in card.context["tasks"]} == {
        "Wishes of customers to decide": 0, "One order or two?": 0, "Orders not confirmed yet": 0,
        "Confirmed orders to prepare": 1, "Orders to pack": 0,
    }  # fmt: skip
    assert [figure["shown"] for figure in card.context["figures"]] == ["₪60.00", "1"]
    assert order.number in card.content.decode()
