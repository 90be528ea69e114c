"""Fixtures for every app's tests."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.utils import translation

from tenants.models import Role, Tenant
from tenants.scoping import tenant_scope
from tenants.testing import make_shop
from tenants.tests.factories import MembershipFactory, UserFactory


def pytest_configure() -> None:
    # A password is hashed for every test user: slow hashing would only warm the room.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """A page that an earlier test asked for in Hebrew leaves its language behind in the thread."""
    with translation.override("en"):
        yield


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
