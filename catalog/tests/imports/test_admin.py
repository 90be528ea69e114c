from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.models import Product, ProductImport
from catalog.services import save_product
from catalog.tests.factories import ProductFactory
from tenants.models import Role
from tenants.scoping import tenant_scope
from tenants.testing import rows_of
from tenants.tests.factories import MembershipFactory, UserFactory

PAGE = "/admin/catalog/product/import/"
LIST = "sku,name,price\nA,<b>Bread</b>,12\nB,Cake,5\n"


@pytest.fixture
def bread(shop):
    with tenant_scope(shop):
        return ProductFactory(tenant=shop, sku="A", name="<b>Bread</b>", price=Decimal(10))


def sign_in(client, shop, role):
    user = UserFactory(is_staff=True)
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=user, role=role)
    client.force_login(user)


@pytest.fixture
def manager(client, shop, bread):
    sign_in(client, shop, Role.MANAGER)


def send(client, shop, text=LIST, name="list.csv", **options):
    file = SimpleUploadedFile(name, text.encode())
    return client.post(PAGE, {"tenant": shop.pk, "file": file, **options})


def prices(shop):
    with tenant_scope(shop):
        return {row.sku: row.price for row in Product.objects.all()}


def test_an_upload_shows_old_and_new_and_changes_nothing_before_a_yes(client, shop, manager):
    assert client.get(PAGE).status_code == 200
    plan = client.get(send(client, shop).url)
    page = plan.content.decode()
    assert ("₪10.00" in page, "₪12.00" in page, "&lt;b&gt;Bread" in page, "<b>Bread" in page) == (
        True,
        True,
        True,
        False,
    )
    assert prices(shop) == {"A": 10}
    assert client.post(plan.wsgi_request.path, {"agreed": plan.context["agreed"]}).status_code == 302
    assert prices(shop) == {"A": 12, "B": 5}


def test_a_second_yes_and_the_same_file_again_change_nothing(client, shop, manager):
    plan = client.get(send(client, shop).url)
    path, agreed = plan.wsgi_request.path, {"agreed": plan.context["agreed"]}
    client.post(path, agreed)
    before = rows_of(shop)
    assert client.post(path, agreed).status_code == 302
    assert client.get(path).status_code == 302
    assert rows_of(shop) == before
    again = client.get(send(client, shop).url)
    assert (again.context["may_apply"], again.context["plan"].unchanged) == (False, 2)
    with tenant_scope(shop):
        applied = ProductImport.objects.get(status="applied")
    assert (bytes(applied.content), "Cake" in applied.report) == (b"", True)


def test_a_yes_to_something_else_shows_the_new_differences(client, shop, manager, bread):
    plan = client.get(send(client, shop).url)
    with tenant_scope(shop):
        save_product(shop, product=bread, price=Decimal(11))
    answer = client.post(plan.wsgi_request.path, {"agreed": plan.context["agreed"]})
    assert (answer.status_code, prices(shop)) == (200, {"A": 11})
    client.post(plan.wsgi_request.path, {"agreed": answer.context["agreed"]})
    assert prices(shop) == {"A": 12, "B": 5}


def test_wrong_lines_are_shown_and_cannot_be_agreed_to(client, shop, manager):
    plan = client.get(send(client, shop, "sku,price\nA,-3\n").url)
    assert (plan.context["may_apply"], "Remove the minus" in plan.content.decode()) == (False, True)
    client.post(plan.wsgi_request.path, {"agreed": plan.context["agreed"]})
    assert prices(shop) == {"A": 10}


@pytest.mark.parametrize(("text", "name"), [("", "a.csv"), ("x", "a.exe"), ("x,y\n1,2\n", "a.csv")])
def test_a_file_that_cannot_be_read_is_refused_on_the_form(client, shop, manager, text, name):
    answer = send(client, shop, text, name)
    assert (answer.status_code, bool(answer.context["form"].errors["file"])) == (422, True)


def test_a_file_that_is_too_large_is_not_read(client, shop, manager, monkeypatch):
    monkeypatch.setattr("catalog.imports.admin.MOST_BYTES", 10)
    assert send(client, shop).status_code == 422
    with tenant_scope(shop):
        assert not ProductImport.objects.exists()


def test_an_agent_neither_imports_nor_exports(client, shop, bread):
    sign_in(client, shop, Role.AGENT)
    before = rows_of(shop)
    codes = [client.get(PAGE).status_code, send(client, shop).status_code,
             client.get("/admin/catalog/product/export/?shop=valdman&kind=csv").status_code]  # fmt: skip
    assert set(codes) == {403}
    assert rows_of(shop) == before


def test_another_shops_manager_sees_and_changes_nothing(client, shop, other_shop, manager):
    path = send(client, shop).url
    agreed = client.get(path).context["agreed"]
    sign_in(client, other_shop, Role.OWNER)
    before = rows_of(shop)
    assert client.get(path).status_code == client.post(path, {"agreed": agreed}).status_code == 404
    assert send(client, shop).status_code == 422
    page = client.get("/admin/catalog/product/export/?shop=valdman&kind=csv")
    assert (page["Content-Type"].startswith("text/html"), "Valdman" in page.content.decode()) == (True, False)
    assert rows_of(shop) == before


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_is_a_file_that_imports_without_a_change(client, shop, manager, kind):
    file = client.get(f"/admin/catalog/product/export/?shop=valdman&kind={kind}")
    assert file["Content-Disposition"].endswith(f'.{kind}"')
    upload = SimpleUploadedFile(f"x.{kind}", file.content)
    shown = client.get(client.post(PAGE, {"tenant": shop.pk, "file": upload, "hide_missing": "on"}).url)
    assert (shown.context["plan"].changes, shown.context["plan"].errors) == ([], [])
