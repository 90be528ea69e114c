"""Two filled shops, each with its owner, and a superuser who is signed in."""

import pytest
from django.contrib.auth.models import User

from config.tests.admin.rows import fill
from tenants.models import Role
from tenants.scoping import tenant_scope
from tenants.tests.factories import MembershipFactory, UserFactory


@pytest.fixture
def shops(shop, other_shop):
    fill(shop, "valdman")
    fill(other_shop, "charlie")
    for each in (shop, other_shop):
        with tenant_scope(each):
            MembershipFactory(tenant=each, user=UserFactory(username=f"owner-{each.slug}"), role=Role.OWNER)
    return shop, other_shop


@pytest.fixture
def boss(client, shops):
    user = User.objects.create_superuser("boss")
    client.force_login(user)
    return user
