"""The filtered list as a file: complete, harmless to spreadsheets, and not for everybody."""

import csv
import io
from decimal import Decimal

import pytest

from catalog.tests.factories import ProductFactory
from conversations.tests.factories import CustomerFactory
from orders.listing import exports
from orders.tests.factories import make_order
from tenants.models import AuditEvent, Membership, Role
from tenants.scoping import tenant_scope

EXPORT = "/panel/valdman/orders/export"


@pytest.fixture
def manager(staff, counter):
    Membership.objects.filter(user=staff).update(role=Role.MANAGER)
    return staff


@pytest.fixture
def book(counter):
    bad = ProductFactory(tenant=counter.shop, name="=HYPERLINK(1)", sku="@x", price=Decimal("4.50"))
    customer = CustomerFactory(tenant=counter.shop, name="+Eve\t", phone="+972501234567", email="-x@example.com")
    return [
        make_order(counter.shop, (counter.beef, "0.5"), (bad, 2), customer=customer, notes="=1+1", source="api"),
        make_order(counter.shop, (counter.roll, 3), customer=counter.customer),
        make_order(counter.shop, (counter.roll, 1), customer=counter.customer, source="api"),
    ]


def table(answer):
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_each_order_is_a_row_read_window_by_window(client, manager, book, monkeypatch):
    monkeypatch.setattr(exports, "WINDOW", 1)
    rows = table(client.post(EXPORT, {"lines": "no"}))
    assert [row["Order"] for row in rows] == [order.number for order in reversed(book)]
    assert rows[2]["Items"] == "0.5 kg Beef; 2 pieces =HYPERLINK(1)"
    assert rows[2]["Total"] == str(book[0].total)
    assert rows[2]["Ordered"][-5:-3].isdecimal()


def test_nothing_in_it_is_a_formula_for_a_spreadsheet(client, manager, book):
    rows = table(client.post(f"{EXPORT}?q=eve", {"lines": "yes"}))
    assert [(row["Product"], row["Article number"], row["Quantity"], row["Sum"]) for row in rows] == [
        ("Beef", book[0].lines.all()[0].product.sku, "0.5", "31.00"), ("'=HYPERLINK(1)", "'@x", "2", "9.00")
    ]  # fmt: skip
    cells = [cell for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t")]


def test_filters_count_and_it_is_written_down_who_took_it(client, manager, book, counter):
    answer = client.post(f"{EXPORT}?source=api&sort=oldest", {"lines": "no"})
    assert [row["Order"] for row in table(answer)] == [book[2].number, book[0].number]
    assert f"{counter.shop.slug}-orders-" in answer["Content-Disposition"]
    told = AuditEvent.objects.get(action="orders exported")
    assert (told.actor, told.data["filters"]) == ("dana", "source=api&sort=oldest")


def test_who_answers_chats_gets_no_file(client, staff, book):
    assert (client.get(EXPORT).status_code, client.post(EXPORT).status_code) == (403, 403)
    assert "orders/export" not in client.get("/panel/valdman/orders/").content.decode()
    assert not AuditEvent.objects.filter(action="orders exported").exists()


def test_another_shops_owner_gets_only_their_own(client, book, charlie, other_shop):
    client.force_login(charlie)
    assert client.post(EXPORT).status_code == 404
    with tenant_scope(other_shop):
        Membership.objects.filter(user=charlie).update(role=Role.OWNER)
    theirs = client.post(EXPORT.replace("valdman", "charlie"), {"lines": "no"})
    assert table(theirs) == []
