"""Fixtures for every app's tests."""

import pytest
from django.conf import settings

from tenants.models import Tenant
from tenants.testing import make_shop


def pytest_configure() -> None:
    # A password is hashed for every test user: slow hashing would only warm the room.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def shop(db: None) -> Tenant:
    """A butcher without products (Hebrew and English, ILS). Open its scope yourself: tests show their scopes."""
    return make_shop("valdman")


@pytest.fixture
def other_shop(db: None) -> Tenant:
    """Charlie: another tenant, who must see nothing of `shop` and change nothing in it."""
    return make_shop("charlie", name="Charlie's", currency="EUR", languages=["en"], timezone="Europe/London")
