"""A store is connected, switched off and removed in the panel; keys are tried at once and shown to nobody."""

import pytest

from catalog.models import Product, Store, StoreSync, SyncState
from catalog.testing.fake_woocommerce import KEY, SECRET
from catalog.tests.stores.test_woocommerce_sync import read
from tenants.models import AuditEvent, Role
from tenants.scoping import tenant_scope
from tenants.tests.factories import MembershipFactory, UserFactory

STORES = "/panel/valdman/stores/"


@pytest.fixture
def sign_in(client, shop):
    def sign(role):
        with tenant_scope(shop):
            client.force_login(MembershipFactory(tenant=shop, user=UserFactory(), role=role).user)
        return client

    return sign


def test_a_manager_connects_a_store_whose_keys_work(sign_in, woo, shop):
    manager = sign_in(Role.MANAGER)
    wrong = manager.post(f"{STORES}add", {"url": woo.url, "key": "ck_wrong", "secret": "cs_typed"})
    assert wrong.status_code == 422
    assert "The shop refused our keys." in wrong.content.decode()
    assert "cs_typed" not in wrong.content.decode()
    with tenant_scope(shop):
        assert not Store.objects.exists()
        answer = manager.post(f"{STORES}add", {"url": woo.url, "key": KEY, "secret": SECRET, "name": "Corner"})
        assert answer.url == STORES
        assert Store.objects.get().name == "Corner"
        assert StoreSync.objects.get().state == SyncState.RUNNING
        assert AuditEvent.objects.filter(action="store connected").count() == 1
    page = manager.get(STORES).content.decode()
    assert (KEY in page, SECRET in page) == (False, False)


def test_a_store_is_switched_off_and_on(sign_in, store, shop):
    manager, switch = sign_in(Role.MANAGER), f"{STORES}{store.public_id}/switch"
    for _click in range(2):
        assert manager.post(switch, {"to": "off"}).url == STORES
    with tenant_scope(shop):
        assert not Store.objects.get().is_enabled
        assert AuditEvent.objects.filter(action="store switched off").count() == 1
        manager.post(switch, {"to": "on"})
        assert Store.objects.get().is_enabled
        assert StoreSync.objects.get().state == SyncState.RUNNING


@pytest.mark.parametrize(("products", "for_sale"), [("keep", 1), ("hide", 0)])
def test_an_owner_removes_a_store_and_its_products_stay(sign_in, store, woo, shop, products, for_sale):
    woo.put(woo.simple(1, "Mug", price="10"))
    with tenant_scope(shop):
        read(store)
    owner, address = sign_in(Role.OWNER), f"{STORES}{store.public_id}/remove"
    assert store.name in owner.get(address).content.decode()
    assert owner.post(address, {"products": products}).url == STORES
    with tenant_scope(shop):
        assert (Store.objects.count(), Product.objects.count()) == (0, 1)
        assert Product.objects.filter(is_available=True).count() == for_sale
    assert owner.post(address).status_code == 404


def test_others_may_not(sign_in, client, store, shop, charlie, woo):
    ways = ("add", f"{store.public_id}/switch", f"{store.public_id}/remove")
    assert [sign_in(Role.AGENT).post(STORES + way, {"to": "off"}).status_code for way in ways] == [403] * 3
    assert sign_in(Role.MANAGER).post(STORES + ways[2]).status_code == 403
    client.force_login(charlie)
    for base in (STORES, STORES.replace("valdman", "charlie")):
        answers = [client.post(base + way, {"to": "off"}).status_code for way in ways[1:]]
        assert set(answers) <= {403, 404}
    with tenant_scope(shop):
        assert Store.objects.get().is_enabled
