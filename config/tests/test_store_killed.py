"""A sync survives `kill -9`: a real process, killed in the middle, and the next one goes on where it was."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from catalog.models import Product, Store, StoreSync, SyncState
from catalog.testing.fake_woocommerce import KEY, PRODUCTS, SECRET, FakeWooCommerce
from config.embedded.paths import BASE_DIR
from config.testing.workers import database_url, wait_for
from tenants.scoping import scopes_disabled, tenant_scope
from tenants.testing import make_shop

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
PAGES, SIZE = 5, 100


def start(*arguments):
    surroundings = os.environ | {
        "DATABASE_URL": database_url(), "REDIS_URL": settings.REDIS_URL, "PRIVATE_HOSTS": "127.0.0.1",
        "DATABASE_POOL_SIZE": "0",
    }  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "manage.py", "store_sync", "--tenant", "valdman", *arguments],
        cwd=BASE_DIR, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def test_a_sync_that_was_killed_goes_on_where_it_was():
    shop = make_shop("valdman")
    with FakeWooCommerce() as woo:
        woo.put(*(woo.simple(number, f"Cup {number}") for number in range(1, PAGES * SIZE + 1)))
        with tenant_scope(shop):
            store = Store.objects.create(
                tenant=shop, name="Corner", url=woo.url, consumer_key=KEY, consumer_secret=SECRET, currency="ILS"
            )
        # The third page takes longer than the process lives.
        answer = woo.respond

        def respond(call):
            if call.query.get("page") == "3" and not killed.poll_done:
                os.kill(killed.process.pid, signal.SIGKILL)
                killed.poll_done = True
            return answer(call)

        killed = type("Killed", (), {"poll_done": False, "process": None})()
        woo.respond = respond
        killed.process = start("--full")
        wait_for(lambda: killed.process.poll() is not None, seconds=60)
        assert killed.process.returncode == -signal.SIGKILL
        killed.process.stdout.close()
        with scopes_disabled():
            sync = StoreSync.objects.get()
            assert (sync.state, sync.done, Product.objects.count()) == (SyncState.RUNNING, 200, 200)
            # Its lease would end by itself in a minute.
            StoreSync.objects.update(held_until=timezone.now() - timedelta(seconds=1))
        woo.calls.clear()
        out, _ = start("--full").communicate(timeout=60)
        assert "500 products read: 500 new products" in out
        pages = [call.query["page"] for call in woo.list_calls(PRODUCTS) if call.query["_fields"] != "id"]
        assert pages[0] == "3"
        with scopes_disabled():
            store.refresh_from_db()
            assert (Product.objects.count(), StoreSync.objects.get().state) == (500, SyncState.DONE)
