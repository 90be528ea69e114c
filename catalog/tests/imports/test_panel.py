"""Lists in the panel: shown first, applied by a yes to what was shown, all or nothing."""

import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.models import Product, ProductImport
from catalog.tests.factories import ProductFactory
from tenants.models import AuditEvent, Membership, Role
from tenants.scoping import tenant_scope
from tenants.tests.factories import MembershipFactory, UserFactory

PAGE = "/panel/valdman/products/import/"


@pytest.fixture
def shelf(client, shop):
    with tenant_scope(shop):
        client.force_login(MembershipFactory(tenant=shop, user=UserFactory(username="dana"), role=Role.MANAGER).user)
        yield ProductFactory(tenant=shop, name="Lamb", sku="", price=Decimal(80), description="Fresh", stock=Decimal(4))


def agreed(page):
    return {"agreed": re.search(r'name="agreed" value="([0-9a-f]+)"', page)[1]}


def test_pasted_lines_are_shown_and_change_only_what_they_say(client, shelf):
    shown = client.post(PAGE, {"text": "Lamb 89.90\nRoll <b> 4.50 each"}).url
    page = client.get(shown).content.decode()
    assert "1 new, 1 changed" in page
    assert re.search(r"Price: <del class=\"muted\"><bdi>₪80.00</bdi></del> → <strong><bdi>₪89.90", page, re.IGNORECASE)
    assert "Roll &lt;b&gt;" in page
    assert Product.objects.count() == 1
    first, second = client.post(shown, agreed(page)), client.post(shown, agreed(page))
    assert (first.url, second.url) == ("/panel/valdman/products/", "/panel/valdman/products/")
    shelf.refresh_from_db()
    assert (shelf.price, shelf.description, shelf.stock) == (Decimal("89.90"), "Fresh", Decimal(4))
    assert Product.objects.count() == 2
    assert AuditEvent.objects.filter(action="products imported").count() == 1


def test_wrong_lines_are_told_by_number_and_stop_all_of_it(client, shelf):
    shown = client.post(PAGE, {"text": "Lamb 89.90\n\nRoll\nBeef 12 €"}).url
    page = client.get(shown).content.decode()
    assert "Line 3, price" in page
    assert "Line 4, price: 12 €" in page
    assert "Change it like this" not in page
    assert client.post(shown, {"agreed": ProductImport.objects.get().agreed}).status_code == 422
    shelf.refresh_from_db()
    assert (shelf.price, Product.objects.count()) == (Decimal(80), 1)


def test_a_yes_to_something_else_than_is_there_now_changes_nothing(client, shelf):
    shown = client.post(PAGE, {"text": "Lamb 89.90"}).url
    yes = agreed(client.get(shown).content.decode())
    Product.objects.update(price=Decimal(85))
    answer = client.post(shown, yes)
    assert (answer.status_code, "₪85.00" in answer.content.decode()) == (422, True)
    shelf.refresh_from_db()
    assert shelf.price == Decimal(85)


def test_files_and_columns_are_read_too(client, shelf):
    file = SimpleUploadedFile("list.csv", b"name;price\nLamb;70,50")
    assert "₪70.50" in client.get(client.post(PAGE, {"file": file}).url).content.decode()
    assert "₪71.00" in client.get(client.post(PAGE, {"text": "name\tprice\nLamb\t71"}).url).content.decode()
    for wrong in ({}, {"text": "Lamb 3", "file": SimpleUploadedFile("a.csv", b"name\nx")}, {"text": "Meat:"},
                  {"file": SimpleUploadedFile("a.exe", b"MZ")}):  # fmt: skip
        assert client.post(PAGE, wrong).status_code == 422


def test_the_catalogue_is_a_file_for_managers(client, shelf, shop):
    address = "/panel/valdman/products/export"
    answer = client.post(address, {"kind": "csv"})
    assert b"Lamb" in answer.content
    assert AuditEvent.objects.get(action="products exported").actor == "dana"
    assert client.post(address, {"kind": "exe"}).status_code == 422
    Membership.objects.filter(user__username="dana").update(role=Role.AGENT)
    assert client.post(address, {"kind": "csv"}).status_code == 403


def test_another_shop_sees_no_list_of_this_one(client, shelf, shop, charlie, other_shop):
    shown = client.post(PAGE, {"text": "Lamb 89.90"}).url
    with tenant_scope(other_shop):
        Membership.objects.filter(user=charlie).update(role=Role.OWNER)
    client.force_login(charlie)
    for address in (PAGE, shown, shown.replace("valdman", "charlie")):
        assert client.get(address).status_code == 404
        assert client.post(address, {"agreed": "x"}).status_code == 404
    shelf.refresh_from_db()
    assert (shelf.price, ProductImport.objects.get().status) == (Decimal(80), "shown")
