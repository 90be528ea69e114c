"""`manage.py site_add`: a site is made, changed, linked to its store, or refused with what is wrong."""

import pytest
from django.core.management import CommandError, call_command

from catalog.models import Store
from orders.models import Site
from tenants.models import AuditEvent
from tenants.scoping import tenant_scope
from tenants.testing import rows_of


@pytest.fixture
def add(capsys):
    def run(*hosts, tenant="valdman", **options):
        call_command("site_add", *hosts, tenant=tenant, **options)
        return capsys.readouterr().out

    return run


def test_a_site_needs_only_its_address(add, shop):
    told = add("https://www.Shop.example.com/checkout", "m.example")
    assert "Site id: valdman (shop.example.com, m.example)\n" in told
    assert "No connected store has this address" in told
    with tenant_scope(shop):
        site = Site.objects.get()
        assert (site.site_id, site.name, site.takes_facebook, site.is_enabled) == ("valdman", "valdman", True, True)
        assert AuditEvent.objects.get().actor == "site_add"


def test_the_same_id_again_changes_the_site(add, shop):
    add("a.example", id="web", name="Web shop")
    with tenant_scope(shop):
        Site.objects.update(is_enabled=False)
    add("b.example", id="web", no_facebook=True)
    with tenant_scope(shop):
        site = Site.objects.get()
    assert (site.hosts, site.name, site.takes_facebook, site.is_enabled) == (["b.example"], "Web shop", False, True)


def test_a_stores_front_is_linked_to_it(add, shop):
    with tenant_scope(shop):
        store = Store.objects.create(tenant=shop, name="Corner", url="https://www.shop.example")
    assert "It is the front of the store Corner" in add("shop.example")
    with tenant_scope(shop):
        assert Site.objects.get().store == store


@pytest.mark.parametrize(
    ("hosts", "options", "words"),
    [
        (["///"], {}, "cannot be blank"), (["a.example"], {"id": "a b"}, "Letters, digits, dots and hyphens only"),
        (["a.example"], {"id": "x" * 65}, "at most 64 characters"), (["a.example"], {"tenant": "nobody"}, "no shop"),
    ],
)  # fmt: skip
def test_what_is_no_site_is_explained_and_makes_none(add, shop, hosts, options, words):
    with pytest.raises(CommandError, match=words):
        add(*hosts, **options)
    with tenant_scope(shop):
        assert not Site.objects.exists()


def test_another_shops_site_of_the_same_id_stays_as_it_is(add, shop, other_shop):
    add("theirs.example", tenant="charlie", id="web")
    before = rows_of(other_shop)
    add("ours.example", id="web")
    assert rows_of(other_shop) == before
