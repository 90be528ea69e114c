"""Fixtures for every app's tests.

The whole suite should take eight minutes on two processors; it takes about fourteen. What keeps it from more:
- Rows that many tests only read are made once for their module (`module_rows`).
- Hundreds of cases of one rule that need rows are one test, which names every case that fails (`problems` in
  config/tests/test_urls.py); cases that need nothing may be parametrized: they cost a millisecond.
- One Chromium serves all tests of a process (`chromium`); each has a window of its own.
- Tables come migrated (config/testing/tables.py), workers start warm (config/testing/workers.py), servers stop at once
  (lib/testing/prompt_server.py). A process that a test starts itself imports for two seconds: share it.
- `pytest --durations=30 --durations-min=1` shows who forgot.
"""

import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, connections, transaction
from django.test import TransactionTestCase
from django.utils import translation
from pytest_django import DjangoDbBlocker

from config.testing import tables
from config.testing.emptying import empty_tables
from lib.testing.chromium import SharedChromium
from tenants.models import Role, Tenant
from tenants.scoping import tenant_scope
from tenants.testing import make_shop
from tenants.tests.factories import MembershipFactory, UserFactory


def pytest_configure() -> None:
    # A password is hashed for every test user: slow hashing would only warm the room.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Every test client has a handler of its own, which would read all static files before its first request.
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """The test database begins as a copy of the migrated one, where the servers are ours."""
    if os.environ.get(tables.VARIABLE):
        connection.settings_dict["TEST"]["TEMPLATE"] = tables.TEMPLATE


@pytest.fixture(scope="session", autouse=True)
def _empty_quickly() -> Iterator[None]:
    """Tests with `transaction=True` leave the tables empty; where the servers are ours that may be quick."""
    with pytest.MonkeyPatch.context() as patch:
        if os.environ.get(tables.VARIABLE):
            patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: empty_tables())
        yield


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """A page that an earlier test asked for in Hebrew leaves its language behind in the thread."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="module")
def module_rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """What a module's own fixtures of its scope write is there for all its tests, and undone after them.

    For rows that many tests only read: each test still undoes its own. Not beside tests with `transaction=True`.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def chromium() -> Iterator[SharedChromium]:
    # Under a running loop Django keeps connections of their own, which nobody else would close.
    shared = SharedChromium(clean_up=connections.close_all)
    yield shared
    shared.stop()


@pytest.fixture
def shop(db: None) -> Tenant:
    """A butcher without products (Hebrew and English, ILS). Open its scope yourself: tests show their scopes."""
    return make_shop("valdman")


@pytest.fixture
def other_shop(db: None) -> Tenant:
    """Charlie: another tenant, who must see nothing of `shop` and change nothing in it."""
    return make_shop("charlie", name="Charlie's", currency="EUR", languages=["en"], timezone="Europe/London")


@pytest.fixture
def charlie(other_shop: Tenant) -> AbstractBaseUser:
    """The owner of the other shop, who tries every door of this one."""
    user = UserFactory()
    with tenant_scope(other_shop):
        MembershipFactory(tenant=other_shop, user=user, role=Role.OWNER)
    return user
