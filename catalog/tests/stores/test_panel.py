"""The page about stores: what staff see while a store is read, and afterwards."""

import pytest
from django.urls import reverse

from catalog.models import Store, StoreSync, SyncKind, SyncState
from catalog.tests.stores.test_woocommerce_sync import read
from catalog.woocommerce.sync import run_sync, start_sync
from lib.testing.server import Response
from tenants.models import Role
from tenants.scoping import tenant_scope
from tenants.tests.factories import MembershipFactory, UserFactory

HTMX = {"HX-Request": "true"}


@pytest.fixture
def page(client, shop):
    def open_as(role):
        user = UserFactory()
        with tenant_scope(shop):
            MembershipFactory(tenant=shop, user=user, role=role)
        client.force_login(user)
        return client

    return open_as


def of(name, store):
    return reverse(f"panel:{name}", args=["valdman", store.public_id])


def test_the_log_tells_what_changed_in_words(page, store, woo, shop):
    woo.put(woo.simple(1, "Mug <b>", price="10"), woo.simple(2, "Bowl"))
    with tenant_scope(shop):
        read(store)
        woo.change(1, price="12")
        read(store)
    text = page(Role.AGENT).get(reverse("panel:stores", args=["valdman"])).content.decode()
    assert "2 new products" in text
    assert "1 price changed" in text
    assert "Mug: the price was 10.00 and is 12.00" in text
    assert "Up to date" in text
    assert "Read everything" not in text


def test_a_sync_shows_how_far_it_is_and_why_it_waits(page, store, woo, shop):
    woo.put(*(woo.simple(number, f"Cup {number}") for number in range(1, 151)))
    woo.fail("GET /wp-json/wc/v3/products", None, Response(429, {}, {"Retry-After": "30"}))
    with tenant_scope(shop):
        sync = start_sync(store, kind=SyncKind.FULL)
        run_sync(sync.pk, seconds=30)
    staff = page(Role.AGENT)
    text = staff.get(of("store", store), headers=HTMX).content.decode()
    assert "100 of 150 products" in text
    assert 'max="150" value="100"' in text
    assert "The shop asked us to slow down." in text
    assert "every 2s" in text


def test_a_page_that_has_nothing_new_says_nothing(page, store):
    staff = page(Role.AGENT)
    text = staff.get(of("store", store), headers=HTMX).content.decode()
    seen = text.split("?seen=")[1].split('"')[0]
    assert staff.get(of("store", store), {"seen": seen}, headers=HTMX).status_code == 204
    Store._base_manager.update(problem_code="busy")
    assert staff.get(of("store", store), {"seen": seen}, headers=HTMX).status_code == 200


def test_a_manager_starts_a_sync_and_an_agent_may_not(page, store, shop):
    assert page(Role.AGENT).post(of("store_read", store)).status_code == 403
    with tenant_scope(shop):
        assert not StoreSync.objects.exists()
    manager = page(Role.MANAGER)
    assert manager.post(of("store_read", store), {"kind": "full"}).status_code == 302
    assert manager.post(of("store_read", store), headers=HTMX).status_code == 200
    with tenant_scope(shop):
        assert [(row.kind, row.state) for row in StoreSync.objects.all()] == [(SyncKind.FULL, SyncState.RUNNING)]


def test_problems_are_explained_with_what_to_do(page, store, woo, shop):
    woo.fail("GET /wp-json/wc/v3/products", Response(401, {"code": "woocommerce_rest_cannot_view", "message": "Sorry"}))
    with tenant_scope(shop):
        read(store)
    text = page(Role.OWNER).get(reverse("panel:stores", args=["valdman"])).content.decode()
    assert "The shop refused our keys." in text
    assert "connect the store once more" in text


def test_another_shops_store_does_not_exist(client, charlie, store):
    client.force_login(charlie)
    for slug in ("valdman", "charlie"):
        for name in ("store", "store_read"):
            answer = client.post(reverse(f"panel:{name}", args=[slug, store.public_id]))
            assert answer.status_code in {404, 405}
    assert not StoreSync._base_manager.exists()
