"""Reading a store: real HTTP against a shop that behaves like WooCommerce 11."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import Product, Store, StoreItem, StoreSync, SyncKind, SyncState
from catalog.services import save_product
from catalog.testing.fake_woocommerce import PRODUCTS, ROOT
from catalog.tests.factories import ProductFactory
from catalog.woocommerce.sync import run_sync, start_sync
from lib.testing.server import Response
from tenants.models import Alert
from tenants.scoping import tenant_scope

MINUTE = 60


def read(store, kind=SyncKind.FULL, **options):
    """Run a sync to its end, without pauses; its row."""
    store.refresh_from_db()
    sync = start_sync(store, kind=kind, **options)
    for _ in range(100):
        if run_sync(sync.pk, seconds=60) is None:
            break
        StoreSync.objects.filter(pk=sync.pk).update(due_at=None)
    sync.refresh_from_db()
    return sync


def on_shelf():
    """Name -> (price, stock, for sale) of everything here."""
    rows = Product.objects.order_by("name")
    return {row.name: (str(row.price), row.stock, row.is_available) for row in rows}


@pytest.fixture
def inside(store, shop):
    with tenant_scope(shop):
        yield store


def test_a_full_sync_takes_over_products_and_variations(inside, woo):
    woo.put(
        woo.simple(1, "Mug", price="12.50", sku="M-1", manage_stock=True, stock_quantity=4),
        woo.simple(2, "Sketch", price="", sku="S-1"),
        woo.simple(3, "T-shirt", type="variable", price="20.00"),
    )
    woo.put_variations(3, woo.variation(31, {"Size": "S"}, price="20.00"), woo.variation(32, {"Size": "L"}, price="24"))
    sync = read(inside)
    assert on_shelf() == {
        "Mug": ("12.50", 4, True), "Sketch": ("0.00", None, False), "T-shirt, S": ("20.00", None, True),
        "T-shirt, L": ("24.00", None, True),
    }  # fmt: skip
    assert (sync.state, sync.done, sync.total, sync.counts) == (SyncState.DONE, 3, 3, {"new": 4})
    inside.refresh_from_db()
    assert (inside.read_until, inside.problem_code) == (woo.clock, "")
    assert inside.compared_at


def test_pages_are_turned_in_the_order_of_ids(inside, woo):
    woo.put(*(woo.simple(number, f"Cup {number}") for number in range(1, 251)))
    sync = read(inside)
    assert (Product.objects.count(), sync.done) == (250, 250)
    pages = [call.query for call in woo.list_calls(PRODUCTS) if call.query["_fields"] != "id"]
    assert [(page["page"], page["orderby"], page["order"], page["per_page"]) for page in pages] == [
        ("1", "id", "asc", "100"), ("2", "id", "asc", "100"), ("3", "id", "asc", "100"),
    ]  # fmt: skip


def test_a_hundred_products_exactly_end_with_an_empty_page(inside, woo):
    woo.put(*(woo.simple(number, f"Cup {number}") for number in range(1, 101)))
    assert read(inside).state == SyncState.DONE
    assert Product.objects.count() == 100


def test_unchanged_products_are_not_written_again(inside, woo, shop):
    woo.put(*(woo.simple(number, f"Cup {number}", manage_stock=True, stock_quantity=3) for number in range(1, 301)))
    read(inside)
    before = list(Product.objects.order_by("pk").values()), list(StoreItem.objects.order_by("pk").values())
    with CaptureQueriesContext(connection) as queries:
        sync = read(inside)
    assert (list(Product.objects.order_by("pk").values()), list(StoreItem.objects.order_by("pk").values())) == before
    writes = [query["sql"] for query in queries if query["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]
    assert not [sql for sql in writes if '"catalog_product"' in sql or '"catalog_storeitem"' in sql]
    assert sync.counts == {}


def test_a_delta_reads_only_what_changed_whatever_the_shops_time_zone(inside, woo):
    woo.put(woo.simple(1, "Mug", price="10"), woo.simple(2, "Bowl"))
    woo.tick(20 * MINUTE)
    read(inside)
    woo.tick(20 * MINUTE)
    woo.change(1, price="11")
    sync = read(inside, SyncKind.DELTA)
    assert on_shelf()["Mug"] == ("11.00", None, True)
    assert (sync.done, sync.counts) == (1, {"price": 1})
    assert sync.notes == [{"code": "price", "product": "Mug", "was": "10.00", "now": "11.00"}]
    asked = woo.list_calls(PRODUCTS)[-1].query
    assert (asked["modified_after"], asked["dates_are_gmt"]) == ("2026-11-20T10:14:59", "true")


def test_a_delta_loses_nothing_when_products_move_while_it_turns_pages(inside, woo):
    woo.put(woo.simple(1, "First"))
    read(inside)
    woo.tick(20 * MINUTE)
    for number in range(1, 251):
        woo.put(woo.simple(number, f"Cup {number}"))
        woo.tick(1)
    answer, turned = woo.respond, []

    def respond(call):
        response = answer(call)
        if call.path == f"{ROOT}products" and not turned:
            # Somebody saves a product of the first page between our questions: everything behind it moves up.
            turned.append(1)
            woo.put(woo.simple(5, "Cup 5 of today"))
        return response

    woo.respond = respond
    read(inside, SyncKind.DELTA)
    assert Product.objects.count() == 250
    assert Product.objects.filter(name="Cup 5 of today").exists()


def test_a_delta_reads_more_than_a_page_of_one_second(inside, woo):
    woo.put(woo.simple(1, "First"))
    read(inside)
    woo.tick(20 * MINUTE)
    woo.put(*(woo.simple(number, f"Cup {number}") for number in range(1, 231)))
    read(inside, SyncKind.DELTA)
    assert Product.objects.count() == 230


def test_what_is_gone_over_there_is_taken_off_sale_at_night(inside, woo):
    woo.put(woo.simple(1, "Mug"), woo.simple(2, "Bowl"), woo.simple(3, "Shirt", type="variable"))
    woo.put_variations(3, woo.variation(31, {"Size": "S"}))
    read(inside)
    woo.trash(2)
    woo.trash(3)
    assert read(inside, SyncKind.DELTA).counts == {}
    sync = read(inside, SyncKind.NIGHTLY)
    assert sync.counts == {"gone": 2}
    assert {name: sold for name, (_p, _s, sold) in on_shelf().items()} == {
        "Mug": True, "Bowl": False, "Shirt, S": False,
    }  # fmt: skip


def test_what_comes_back_is_for_sale_again(inside, woo):
    woo.put(woo.simple(1, "Mug"), woo.simple(2, "Bowl"))
    read(inside)
    bowl = woo.products[2]
    woo.trash(2)
    read(inside, SyncKind.NIGHTLY)
    woo.products[2] = bowl
    assert read(inside, SyncKind.NIGHTLY).counts == {"back": 1}
    assert on_shelf()["Bowl"][2] is True


def test_a_variation_that_is_gone_is_taken_off_sale(inside, woo):
    woo.put(woo.simple(3, "Shirt", type="variable"))
    woo.put_variations(3, woo.variation(31, {"Size": "S"}), woo.variation(32, {"Size": "L"}))
    read(inside)
    woo.tick(20 * MINUTE)
    del woo.variations[3][32]
    woo.change(3)
    assert read(inside, SyncKind.DELTA).counts == {"gone": 1}
    assert on_shelf()["Shirt, L"][2] is False


def test_a_shop_that_seems_empty_does_not_empty_ours(inside, woo):
    woo.put(*(woo.simple(number, f"Cup {number}") for number in range(1, 61)))
    read(inside)
    for number in range(1, 55):
        woo.trash(number)
    sync = read(inside, SyncKind.NIGHTLY)
    assert (sync.state, sync.problem_code) == (SyncState.FAILED, "much_gone")
    assert Product.objects.filter(is_available=True).count() == 60
    assert Alert.objects.get().kind == "store_stopped"
    assert read(inside, may_remove_many=True).state == SyncState.DONE
    assert Product.objects.filter(is_available=True).count() == 6
    assert not Alert.objects.filter(resolved_at=None).exists()


@pytest.mark.parametrize(
    "trouble",
    [
        Response(429, {}, {"Retry-After": "1"}),
        Response(503, b"<html>Maintenance</html>", {"Content-Type": "text/html", "Retry-After": "1"}),
        Response(200, b"<html>Are you a robot?</html>", {"Content-Type": "text/html"}),
        Response(403, b"<html>Blocked by firewall</html>", {"Content-Type": "text/html"}),
        Response(500, {"code": "internal_server_error", "message": "memory"}),
    ],
)
def test_a_shop_that_is_busy_is_waited_for_and_the_sync_goes_on_where_it_was(inside, woo, trouble):
    woo.put(*(woo.simple(number, f"Cup {number}") for number in range(1, 151)))
    woo.fail(PRODUCTS, None, trouble)
    sync = start_sync(inside, kind=SyncKind.FULL)
    wait = run_sync(sync.pk, seconds=60)
    sync.refresh_from_db()
    assert wait > 0.5
    assert (sync.state, sync.done, sync.cursor) == (SyncState.RUNNING, 100, {"phase": "products", "page": 2})
    assert sync.problem_code in {"busy", "blocked", "broken"}
    assert 0 < run_sync(sync.pk, seconds=60) <= wait
    StoreSync.objects.filter(pk=sync.pk).update(due_at=timezone.now())
    assert run_sync(sync.pk, seconds=60) is None
    sync.refresh_from_db()
    assert (sync.state, sync.done, sync.problem_code) == (SyncState.DONE, 150, "")
    assert Product.objects.count() == 150


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (Response(401, {"code": "woocommerce_rest_cannot_view", "message": "Sorry"}), "unauthorized"),
        (Response(404, b"<html></html>", {"Content-Type": "text/html"}), "no_api"),
        (Response(301, b"", {"Location": "https://elsewhere.example/"}), "moved"),
        (Response(400, {"code": "rest_invalid_param", "message": "page"}), "refused"),
    ],
)
def test_what_no_waiting_helps_stops_the_sync_and_tells_people(inside, woo, trouble, code):
    woo.fail(PRODUCTS, trouble)
    sync = read(inside)
    inside.refresh_from_db()
    assert (sync.state, sync.problem_code, inside.problem_code) == (SyncState.FAILED, code, code)
    assert Alert.objects.get().facts["store"] == "Corner"
    assert read(inside).state == SyncState.DONE
    inside.refresh_from_db()
    assert inside.problem_code == ""


def test_a_shop_that_is_away_is_given_up_after_a_while_and_tried_again_later(inside, woo):
    woo.fail(PRODUCTS, *[Response(503, {})] * 20)
    sync = read(inside)
    assert (sync.state, sync.attempts) == (SyncState.FAILED, 10)


def test_a_wrong_key_says_so(inside, woo):
    Store.objects.filter(pk=inside.pk).update(consumer_secret="cs_wrong")
    assert read(inside).problem_code == "unauthorized"


def test_a_private_address_that_the_operator_has_not_listed_is_not_called(inside, woo, settings):
    settings.PRIVATE_HOSTS = []
    assert read(inside).problem_code == "private_address"
    assert woo.calls == []


def test_one_unreadable_product_does_not_stop_the_others(inside, woo):
    woo.put(woo.simple(1, "Mug"), woo.simple(2, "Bowl"))
    answer = woo.respond

    def respond(call):
        response = answer(call)
        rows = response.body
        if call.path == f"{ROOT}products" and isinstance(rows, list) and "name" in rows[0]:
            return Response(200, [{"id": "broken", "name": "?"}, *rows], response.headers)
        return response

    woo.respond = respond
    sync = read(inside)
    assert set(on_shelf()) == {"Mug", "Bowl"}
    assert sync.counts == {"new": 2, "unreadable": 1}


def test_a_product_that_was_here_before_its_store_is_taken_over_by_its_number(inside, woo, shop):
    mug = ProductFactory(tenant=shop, sku="M-1", name="Old mug", translations={"he": {"name": "ספל"}})
    woo.put(woo.simple(1, "Mug", sku="M-1", price="12"))
    read(inside)
    mug.refresh_from_db()
    assert (Product.objects.count(), mug.name, str(mug.price)) == (1, "Mug", "12.00")
    assert mug.translations == {"he": {"name": "ספל"}}


def test_a_number_that_another_product_has_is_left_out_and_told(inside, woo):
    woo.put(woo.simple(1, "Mug", sku="M-1"), woo.simple(2, "Bowl", sku="M-1"))
    sync = read(inside)
    assert sorted(Product.objects.values_list("name", "sku")) == [("Bowl", ""), ("Mug", "M-1")]
    assert sync.counts == {"new": 2, "sku_taken": 1}
    woo.change(1, sku="M-2")
    read(inside)
    # The number was given up in the same reading; the next one finds it free.
    read(inside)
    assert sorted(Product.objects.values_list("name", "sku")) == [("Bowl", "M-1"), ("Mug", "M-2")]


def test_an_older_state_does_not_overwrite_a_newer_one(inside, woo):
    woo.put(woo.simple(1, "Mug", price="10"))
    read(inside)
    StoreItem.objects.update(modified_at=woo.clock.replace(hour=23))
    woo.tick(20 * MINUTE)
    woo.change(1, price="9")
    read(inside, SyncKind.DELTA)
    assert on_shelf()["Mug"][0] == "10.00"
    # A full reading is what the shop is: its clock may have gone back with a backup.
    read(inside)
    assert on_shelf()["Mug"][0] == "9.00"


def test_a_staff_edit_of_what_the_store_owns_lasts_until_the_store_changes_it(inside, woo, shop):
    woo.put(woo.simple(1, "Mug", price="10"))
    read(inside)
    save_product(shop, product=Product.objects.get(), unit="box", step=Decimal(2))
    woo.tick(20 * MINUTE)
    woo.change(1, price="12")
    read(inside, SyncKind.DELTA)
    assert Product.objects.values_list("price", "unit", "step").get() == (Decimal(12), "box", Decimal(2))


def test_only_one_sync_runs_at_a_time(inside, woo):
    first = start_sync(inside, kind=SyncKind.FULL)
    assert start_sync(inside, kind=SyncKind.FULL) == first


def test_somebody_elses_lease_is_waited_for(inside, woo):
    sync = start_sync(inside, kind=SyncKind.FULL)
    StoreSync.objects.filter(pk=sync.pk).update(holder="other", held_until=timezone.now() + timedelta(seconds=9))
    assert 8 < run_sync(sync.pk, seconds=60) <= 9
    assert woo.calls == []


def test_a_sync_that_lost_its_lease_writes_nothing(inside, woo):
    woo.put(woo.simple(1, "Mug"))
    sync = start_sync(inside, kind=SyncKind.FULL)
    answer = woo.respond

    def respond(call):
        return answer(call)

    woo.respond = respond

    def steal(step):
        StoreSync.objects.filter(pk=sync.pk).update(holder="thief")

    assert run_sync(sync.pk, seconds=60, on_step=steal) is None
    sync.refresh_from_db()
    assert (sync.state, sync.holder, Product.objects.count()) == (SyncState.RUNNING, "thief", 0)


def test_another_tenant_sees_and_touches_nothing(inside, woo, other_shop):
    woo.put(woo.simple(1, "Mug", sku="M-1"))
    with tenant_scope(other_shop):
        theirs = ProductFactory(tenant=other_shop, sku="M-1", name="Theirs")
    read(inside)
    with tenant_scope(other_shop):
        assert list(Product.objects.values_list("pk", "name")) == [(theirs.pk, "Theirs")]
        assert not StoreItem.objects.exists()
        assert run_sync(StoreSync.objects.model._base_manager.get().pk, seconds=1) is None
    cache.clear()
