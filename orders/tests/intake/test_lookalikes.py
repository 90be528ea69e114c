"""One order or two: noticed, never decided by us, and taken back when a person was wrong."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from catalog.models import Store
from catalog.tests.factories import ProductFactory
from conversations.tests.factories import CustomerFactory
from orders.customers.people import Person
from orders.intake.lookalikes import decide_one, decide_two, list_open_look_alikes, take_back
from orders.intake.outside import OutsideLine, OutsideOrder
from orders.intake.services import names_of, take_in
from orders.models import Actor, LookAlike, Order, OriginPush, Site, Source
from orders.services import By, move_order
from orders.states import Status
from orders.tests.factories import STAFF, make_order
from tenants.models import Role
from tenants.scoping import tenant_scope
from tenants.testing import rows_of
from tenants.tests.factories import MembershipFactory

PHONE = "+972501234567"


@pytest.fixture
def inside(shop):
    with tenant_scope(shop):
        yield shop


def outside(shop, *, key="k1", source=Source.STORE, place="woocommerce:a", lines=(("Mug", 2, 10),), **changes):
    found = [OutsideLine(name, Decimal(count), Decimal(price)) for name, count, price in lines]
    total = sum(line.quantity * line.unit_price for line in found)
    given = {"total": total, "person": Person("Dana Levi", PHONE), **changes}
    order = OutsideOrder(
        source=source, place=place, names=names_of(order_key=key), lines=found, currency=shop.currency, **given
    )
    return take_in(shop, order, by=By(Actor.STORE, "Corner"))[0].order


def by_chat(shop, **product):
    mug = ProductFactory(tenant=shop, name="Mug", stock=5, **product)
    return make_order(shop, (mug, 2), customer=CustomerFactory(tenant=shop, phone=PHONE)), mug


def pairs():
    return [(pair.first.number, pair.second.number, pair.has_same_items) for pair in list_open_look_alikes()]


def test_the_same_person_and_items_from_two_sources_are_shown_and_stay_two(inside):
    chat, _mug = by_chat(inside)
    store = outside(inside, lines=(("Mug", 2, 12),))
    assert pairs() == [(chat.number, store.number, True)]
    assert {order.status for order in Order.objects.all()} == {"pending"}


def test_a_chat_order_after_the_stores_is_noticed_too(inside):
    store = outside(inside)
    chat = by_chat(inside)[0]
    assert pairs() == [(store.number, chat.number, True)]


def test_the_same_total_is_enough_and_another_person_time_or_source_is_not(inside):
    chat, _mug = by_chat(inside)
    other = outside(inside, lines=(("Bowl", 1, 20),))
    assert pairs() == [(chat.number, other.number, False)]
    outside(inside, key="k2", person=Person("Noa Bar", "+972509999999"))
    outside(inside, key="k3", lines=(("Bowl", 3, 20),))
    assert len(pairs()) == 1
    Order.objects.update(created_at=timezone.now() - timedelta(days=3))
    outside(inside, key="k4")
    assert len(pairs()) == 1


def test_two_orders_of_one_place_are_no_doubt_and_two_places_are(inside):
    outside(inside)
    outside(inside, key="k2")
    assert pairs() == []
    outside(inside, key="k1", place="woocommerce:b")
    assert len(pairs()) == 2


def test_a_name_alone_finds_its_namesakes(inside):
    store = outside(inside)
    receipt = outside(inside, key="fb", source=Source.EXTENSION, place="facebook:x", person=Person("dana levi"))
    assert pairs() == [(store.number, receipt.number, True)]


def test_one_order_cancels_the_younger_and_tells_nobody(inside, told):
    chat, mug = by_chat(inside)
    store = outside(inside)
    told.clear()
    decide_one(LookAlike.objects.get(), by=STAFF)
    chat.refresh_from_db()
    store.refresh_from_db()
    mug.refresh_from_db()
    assert (chat.status, chat.sold_elsewhere, store.status, mug.stock) == ("pending", True, "cancelled", Decimal(5))
    assert [link.order_key for link in chat.links.all()] == ["k1"]
    assert {kind for _number, kind, _version in told} == {"merged"}
    assert not OriginPush.objects.exists()
    assert all(order.events.filter(kind="merged", actor_name="dana").exists() for order in (chat, store))
    assert outside(inside) == chat


def test_becoming_one_is_taken_back(inside):
    chat, mug = by_chat(inside)
    store = outside(inside)
    move_order(store, to=Status.CONFIRMED, by=STAFF)
    pair = LookAlike.objects.get()
    decide_one(pair, by=STAFF)
    take_back(pair, by=STAFF)
    for row in (chat, store, mug):
        row.refresh_from_db()
    assert (chat.sold_elsewhere, store.status, mug.stock) == (False, "confirmed", Decimal(3))
    assert [link.order for link in store.links.all()] == [store]
    assert outside(inside) == store
    assert not OriginPush.objects.exists()


def test_two_orders_go_on_and_are_not_asked_about_again(inside):
    chat, _mug = by_chat(inside)
    store = outside(inside)
    decide_two(LookAlike.objects.get(), by=STAFF)
    assert pairs() == []
    assert all(order.events.filter(kind="kept_apart").exists() for order in (chat, store))


def test_what_cannot_be_cancelled_any_more_changes_nothing(inside):
    by_chat(inside)
    store = outside(inside)
    for step in (Status.CONFIRMED, Status.PROCESSING, Status.PACKAGED, Status.SHIPPED):
        move_order(store, to=step, by=STAFF)
    before = rows_of(inside)
    with pytest.raises(Exception, match="cannot become cancelled"):
        decide_one(LookAlike.objects.get(), by=STAFF)
    assert rows_of(inside) == before


@pytest.fixture
def page(client, shop):
    with tenant_scope(shop):
        client.force_login(MembershipFactory(tenant=shop, role=Role.AGENT).user)
        by_chat(shop)
        outside(shop)
        pair = LookAlike.objects.get()
    return pair, reverse("panel:look_alikes", args=[shop.slug])


def test_the_page_shows_both_and_a_button_decides(client, shop, page):
    pair, address = page
    shown = client.get(address).content.decode()
    assert pair.first.number in shown
    assert pair.second.number in shown
    assert 'class="count">1<' in client.get(address + "waiting").content.decode()
    decide = reverse("panel:look_alike_decide", args=[shop.slug, pair.public_id])
    for _click in range(2):
        assert client.post(decide, {"decision": "one"}).status_code == 302
    assert client.post(decide, {"decision": "two"}).status_code == 422
    assert client.post(decide, {"decision": "maybe"}).status_code == 422
    with tenant_scope(shop):
        pair.refresh_from_db()
    assert pair.state == "one"
    assert client.post(decide, {"decision": "back"}, headers={"HX-Request": "true"}).status_code == 200
    with tenant_scope(shop):
        pair.refresh_from_db()
    assert pair.state == "two"


def test_sites_are_added_and_changed_in_the_panel_by_managers(client, shop):
    with tenant_scope(shop):
        client.force_login(MembershipFactory(tenant=shop, role=Role.MANAGER).user)
        store = Store.objects.create(tenant=shop, name="Corner", url="https://shop.example")
    add = reverse("panel:site_add", args=[shop.slug])
    assert client.post(add, {"hosts": "https://www.shop.example/cart, b.example"}).status_code == 302
    refused = client.post(add, {"hosts": "c.example", "site_id": "no spaces"})
    assert (refused.status_code, "Letters, digits" in refused.content.decode()) == (422, True)
    with tenant_scope(shop):
        site = Site.objects.get()
        assert (site.hosts, site.site_id, site.store) == (["shop.example", "b.example"], shop.slug, store)
    change = reverse("panel:site_change", args=[shop.slug, site.public_id])
    form = {"hosts": "shop.example", "site_id": "web", "name": "Web", "store": str(store.public_id), "is_enabled": "on"}
    assert client.post(change, form).status_code == 302
    assert "web" in client.get(reverse("panel:sites", args=[shop.slug])).content.decode()
    with tenant_scope(shop):
        client.force_login(MembershipFactory(tenant=shop, role=Role.AGENT).user)
    assert client.get(reverse("panel:sites", args=[shop.slug])).status_code == 403
