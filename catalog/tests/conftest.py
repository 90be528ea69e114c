"""A WooCommerce shop for the tests of this app."""

import pytest

from catalog.models import Store
from catalog.testing.fake_woocommerce import KEY, SECRET, FakeWooCommerce
from tenants.scoping import tenant_scope


@pytest.fixture
def woo(settings):
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    settings.OUTBOUND_TIMEOUT = 3
    with FakeWooCommerce() as shop:
        yield shop


@pytest.fixture
def store(woo, shop):
    """The shop's store, connected and never read."""
    with tenant_scope(shop):
        return Store.objects.create(
            tenant=shop, name="Corner", url=woo.url, consumer_key=KEY, consumer_secret=SECRET, currency="ILS"
        )
