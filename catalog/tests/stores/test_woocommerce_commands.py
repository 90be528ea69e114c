"""Connecting, reading and checking a store from the terminal."""

import io
import sys

import pytest
from django.core.management import CommandError, call_command

from catalog.models import Product, Store, StoreSync, SyncState
from catalog.testing.fake_woocommerce import KEY, PRODUCTS, SECRET
from lib.testing.server import Response
from tenants.scoping import scopes_disabled, tenant_scope


def run(name, *arguments):
    out = io.StringIO()
    call_command(name, *arguments, stdout=out)
    return out.getvalue()


def add(woo, *more):
    return run("store_add", woo.url, "--tenant", "valdman", "--key", KEY, "--secret", SECRET, *more)


def test_store_add_tries_the_keys_sets_webhooks_up_and_begins_to_read(woo, shop):
    out = add(woo, "--name", "Corner", "--url", "https://desk.example/")
    assert "Connected Corner to Valdman" in out
    with tenant_scope(shop):
        store = Store.objects.get()
        assert (store.currency, store.base_url) == ("ILS", "https://desk.example")
        assert StoreSync.objects.get().state == SyncState.RUNNING
    hooks = list(woo.webhooks.values())
    assert [hook["topic"] for hook in hooks] == [
        "product.created",
        "product.updated",
        "product.deleted",
        "product.restored",
        "order.created",
        "order.updated",
        "order.deleted",
        "order.restored",
    ]
    assert {hook["delivery_url"] for hook in hooks} == {
        f"https://desk.example/webhooks/woocommerce-products/{store.public_id}"
    }
    assert all(hook["secret"] == store.webhook_secret and hook["secret"].isalnum() for hook in hooks)
    add(woo, "--url", "https://desk.example")
    assert (len(woo.webhooks), Store._base_manager.count()) == (8, 1)


def test_store_add_takes_secrets_from_stdin_and_seals_them(woo, shop, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{KEY}\n{SECRET}\n"))
    out = run("store_add", woo.url, "--tenant", "valdman", "--key", "-", "--secret", "-", "--no-webhooks")
    assert SECRET not in out
    with scopes_disabled():
        store = Store.objects.get()
        assert (store.consumer_key, store.consumer_secret) == (KEY, SECRET)
        assert woo.webhooks == {}
        table = Store.objects.extra(select={"raw": "consumer_secret"}).get()
        assert SECRET not in table.raw


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"key": "ck_wrong"}, "The shop refused our keys"),
        ({"address": "http://shop.example"}, "This is no address of a shop"),
        ({"address": "https://user:pw@shop.example"}, "This is no address of a shop"),
        ({"tenant": "nowhere"}, "There is no shop 'nowhere'"),
        ({"currency": "EUR"}, "sells in another currency"),
    ],
)
def test_store_add_says_what_is_wrong_and_keeps_nothing(woo, shop, change, words):
    woo.currency = change.get("currency", "ILS")
    address, tenant = change.get("address", woo.url), change.get("tenant", "valdman")
    with pytest.raises(CommandError, match=words):
        run("store_add", address, "--tenant", tenant, "--key", change.get("key", KEY), "--secret", SECRET)
    assert not Store._base_manager.exists()
    assert woo.webhooks == {}


def test_store_sync_reads_and_tells_what_changed(woo, shop):
    woo.put(woo.simple(1, "Mug", price="10"), woo.simple(2, "Bowl"))
    add(woo, "--no-webhooks")
    assert "2 products read: 2 new products" in run("store_sync", "--tenant", "valdman")
    woo.tick(1200)
    woo.change(1, price="12")
    out = run("store_sync", "--tenant", "valdman")
    assert "1 price changed" in out
    assert "Mug: the price was 10.00 and is 12.00" in out
    woo.tick(1200)
    assert "nothing changed" in run("store_sync", "--tenant", "valdman", "--store", "127.0")


def test_store_sync_says_what_a_person_can_do(woo, shop):
    add(woo, "--no-webhooks")
    woo.fail(PRODUCTS, Response(401, {"code": "woocommerce_rest_cannot_view"}))
    with pytest.raises(CommandError, match="1 of 1 stores could not be read"):
        run("store_sync", "--tenant", "valdman")
    with pytest.raises(CommandError, match="There is no such store"):
        run("store_sync", "--tenant", "valdman", "--store", "elsewhere")


def test_store_check_is_quiet_when_all_is_well_and_exact_when_not(woo, shop):
    woo.put(woo.simple(1, "Mug"))
    assert "There is no store to check" in run("store_check")
    add(woo, "--url", "https://desk.example")
    run("store_sync", "--tenant", "valdman")
    assert "ok   valdman 127.0.0.1" in run("store_check", "--tenant", "valdman")
    woo.webhooks[2]["status"] = "disabled"
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 of 1 stores are not well"):
        call_command("store_check", stdout=out)
    assert "tells us nothing of product.updated" in out.getvalue()
    run("store_sync", "--tenant", "valdman")
    assert "ok  " in run("store_check")


def test_another_business_is_not_read(woo, shop, other_shop):
    woo.put(woo.simple(1, "Mug"))
    add(woo, "--no-webhooks")
    with pytest.raises(CommandError, match="There is no such store"):
        run("store_sync", "--tenant", "charlie")
    with tenant_scope(other_shop):
        assert not Product.objects.exists()


@pytest.mark.parametrize("name", ["store_add", "store_sync", "store_check"])
def test_help_ends_with_examples(name, capsys):
    with pytest.raises(SystemExit):
        call_command(name, "--help")
    assert f"manage.py {name}" in capsys.readouterr().out.split("example")[-1]
