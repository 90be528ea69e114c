"""What the store says at this moment: in an answer, and before an order is confirmed."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.utils import timezone

from agent.runs.calls import run_call
from agent.tools.base import ToolContext
from agent.tools.registry import TOOLS
from catalog.models import Product, Store, StoreItem
from catalog.stores import live
from catalog.testing.fake_woocommerce import KEY, PRODUCTS, ROOT, SECRET, FakeWooCommerce
from catalog.tests.factories import ProductFactory
from catalog.tests.stores.test_woocommerce_sync import read
from conversations.tests.factories import ConversationFactory
from lib.errors import DomainError
from lib.testing.server import Hang, Response
from orders.models import Order, OrderEvent
from orders.tests.factories import make_shown_order
from tenants.scoping import tenant_scope

AWAY = [Response(503, {})] * 20


@pytest.fixture
def world(shop, settings):
    """A shop with a store of two mugs and a shirt in two sizes, all read ten minutes ago."""
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    cache.clear()
    with FakeWooCommerce() as woo, tenant_scope(shop):
        counted = {"manage_stock": True, "stock_quantity": 5}
        woo.put(woo.simple(1, "Mug", price="10.00", **counted), woo.simple(3, "Shirt", type="variable"))
        woo.put_variations(3, woo.variation(31, {"Size": "S"}, **counted), woo.variation(32, {"Size": "L"}, **counted))
        store = Store.objects.create(
            tenant=shop, name="Corner", url=woo.url, consumer_key=KEY, consumer_secret=SECRET, currency="ILS"
        )
        read(store)
        make_old(minutes=10)
        woo.calls.clear()
        conversation = ConversationFactory(tenant=shop)
        context = ToolContext(shop, conversation.customer, conversation, "en", 2)
        yield SimpleNamespace(shop=shop, woo=woo, store=store, context=context, conversation=conversation)


def make_old(*, minutes):
    moment = timezone.now() - timedelta(minutes=minutes)
    StoreItem.objects.update(read_at=moment)
    Store.objects.update(synced_at=moment)


def product(name):
    return Product.objects.get(name=name)


def look(world, name="Mug"):
    tool = TOOLS["get_live_product_details"]
    return tool.run(world.context, tool.arguments(product_id=str(product(name).public_id)))


def confirm(world, order):
    """As a turn calls it: what has to be asked outside comes first."""
    tool = TOOLS["confirm_order"]
    arguments = tool.arguments(order_number=order.number)
    tool.prepare(world.context, arguments)
    return tool.run(world.context, arguments)


def test_the_store_is_asked_and_our_copy_follows(world):
    world.woo.change(1, price="12.00", stock_quantity=2)
    receipt = look(world)
    assert (receipt["price"], receipt["stock"], receipt["source"], receipt["age_seconds"]) == ("12", "2", "live", 0)
    assert (product("Mug").price, product("Mug").stock) == (12, 2)


def test_a_variation_is_asked_for_by_itself(world):
    world.woo.variations[3][31] |= {"price": "11.50", "stock_quantity": 1}
    receipt = look(world, "Shirt, S")
    assert (receipt["price"], receipt["stock"], receipt["source"]) == ("11.5", "1", "live")
    asked = [(call.path.removeprefix(ROOT), call.query["include"]) for call in world.woo.calls]
    assert asked == [("products", "3"), ("products/3/variations", "31")]
    assert product("Shirt, L").is_available is True


def test_within_a_minute_nobody_is_asked_twice(world):
    look(world)
    look(world)
    assert len(world.woo.calls) == 1
    make_old(minutes=2)
    look(world)
    assert len(world.woo.calls) == 2


@pytest.mark.parametrize("trouble", [AWAY[0], Hang(0), Response(200, b"<html>robot?</html>"), Response(401, {})])
def test_a_store_that_does_not_answer_leaves_the_copy_with_its_age(world, trouble):
    world.woo.fail(PRODUCTS, trouble)
    receipt = look(world)
    assert (receipt["source"], receipt["price"], receipt["stock"]) == ("synced_copy", "10", "5")
    assert 600 <= receipt["age_seconds"] < 610
    assert "how old" in receipt["message"]


def test_a_slow_store_is_not_waited_for_and_then_left_alone_for_a_while(world, monkeypatch):
    world.woo.fail(PRODUCTS, Hang(2))
    began = timezone.now()
    tool = TOOLS["get_live_product_details"]
    monkeypatch.setattr(live.look, "__kwdefaults__", {"seconds": 0.3})
    receipt = tool.run(world.context, tool.arguments(product_id=str(product("Mug").public_id)))
    assert (timezone.now() - began).total_seconds() < 1.5
    assert receipt["source"] == "synced_copy"
    asked = len(world.woo.calls)
    look(world)
    assert len(world.woo.calls) == asked


def test_a_product_that_is_gone_over_there_is_not_for_sale(world):
    world.woo.trash(1)
    assert look(world)["is_for_sale"] is False


def test_a_product_without_a_store_is_its_own_truth(world):
    ProductFactory(tenant=world.shop, name="Our own", stock=4)
    receipt = look(world, "Our own")
    assert (receipt["source"], receipt["stock"], receipt["age_seconds"]) == ("own", "4", None)
    assert world.woo.calls == []


def test_an_order_is_confirmed_with_what_the_store_has_now(world):
    order = make_shown_order(world.shop, (product("Mug"), 3), conversation=world.conversation)
    receipt = confirm(world, order)
    assert (receipt["kind"], receipt["stock_source"]) == ("order_confirmed", "live")
    event = OrderEvent.objects.filter(order=order, to_status="confirmed").get()
    assert event.data["stock_source"] == "live"
    assert product("Mug").stock == 2


def test_a_store_that_is_away_does_not_stop_an_order_and_the_receipt_says_so(world):
    order = make_shown_order(world.shop, (product("Mug"), 3), conversation=world.conversation)
    world.woo.fail(PRODUCTS, *AWAY)
    receipt = confirm(world, order)
    assert (receipt["kind"], receipt["stock_source"]) == ("order_confirmed", "synced_copy")
    assert 600 <= receipt["stock_age_seconds"] < 610
    assert OrderEvent.objects.get(order=order, to_status="confirmed").data["stock_age_seconds"] >= 600


def test_less_stock_than_was_promised_is_refused_with_what_is_left(world):
    order = make_shown_order(world.shop, (product("Mug"), 3), conversation=world.conversation)
    world.woo.change(1, stock_quantity=2)
    with pytest.raises(DomainError) as refused:
        confirm(world, order)
    assert (refused.value.code, refused.value.facts["available"]) == ("out_of_stock", "2")
    assert Order.objects.get(pk=order.pk).status == "pending"


def test_another_price_is_shown_again_before_it_counts(world):
    order = make_shown_order(world.shop, (product("Mug"), 3), conversation=world.conversation)
    world.woo.change(1, price="12.00")
    receipt = confirm(world, order)
    assert (receipt["kind"], receipt["why"], receipt["total"]) == ("order_shown", "price_changed", "36")
    assert Order.objects.get(pk=order.pk).status == "pending"


def test_what_is_not_sold_any_more_is_refused(world):
    order = make_shown_order(world.shop, (product("Mug"), 1), conversation=world.conversation)
    world.woo.change(1, status="draft")
    with pytest.raises(DomainError) as refused:
        confirm(world, order)
    assert refused.value.code == "not_for_sale"


def test_other_confirmed_orders_count_and_what_is_being_packed_does_not(world):
    first = make_shown_order(world.shop, (product("Mug"), 3), conversation=world.conversation)
    confirm(world, first)
    second = make_shown_order(world.shop, (product("Mug"), 2), conversation=ConversationFactory(tenant=world.shop))
    world.woo.change(1, stock_quantity=4)
    make_old(minutes=2)
    context = ToolContext(world.shop, second.customer, second.conversation, "en", 2)
    other = SimpleNamespace(**vars(world) | {"context": context})
    with pytest.raises(DomainError) as refused:
        confirm(other, second)
    assert refused.value.facts["available"] == "1"
    # Staff have entered the first one over there: the store's number is without it now.
    Order.objects.filter(pk=first.pk).update(status="processing")
    assert confirm(other, second)["kind"] == "order_confirmed"


def test_a_sync_leaves_customers_what_they_hold(world):
    make_shown_order(world.shop, (product("Mug"), 2), conversation=world.conversation)
    world.woo.change(1, stock_quantity=9)
    read(world.store)
    assert product("Mug").stock == 7


def test_a_turn_asks_the_store_before_its_transaction(world, monkeypatch):
    seen = []
    monkeypatch.setattr("agent.runs.calls._prepare", lambda call, context: seen.append(call.name))

    class Log:
        def writing(self):
            assert seen == ["confirm_order"]
            raise SystemExit

    with pytest.raises(SystemExit):
        run_call(Log(), SimpleNamespace(name="confirm_order", id="1"), context=world.context)
