import re
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from tenants.models import ApiKey, AuditEvent, Membership, Role, Tenant
from tenants.scoping import scopes_disabled, tenant_scope
from tenants.selectors import find_api_key
from tenants.tests.factories import UserFactory

pytestmark = pytest.mark.django_db

OPTIONS = {
    "slug": "corner", "name": "Corner Shop", "languages": "en, fr", "currency": "eur",
    "timezone": "Europe/Paris", "owner": "dana", "email": "dana@example.com",
}  # fmt: skip


def run(command, /, **options):
    out = StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


def test_tenant_create_opens_a_shop_whose_owner_logs_in_with_the_printed_password():
    out = run("tenant_create", **OPTIONS)
    password = re.search(r"dana / (\S+)", out).group(1)
    user = authenticate(username="dana", password=password)
    tenant = Tenant.objects.get(slug="corner")
    assert (tenant.languages, tenant.currency, tenant.timezone) == (["en", "fr"], "EUR", "Europe/Paris")
    with scopes_disabled():
        assert Membership.objects.get(user=user, tenant=tenant).role == Role.OWNER
    assert (user.email, user.is_staff, user.is_superuser) == ("dana@example.com", False, False)


def test_tenant_create_gives_the_shop_to_a_user_that_exists():
    owner = UserFactory(username="dana")
    out = run("tenant_create", **OPTIONS | {"email": ""})
    assert "shown only now" not in out
    with scopes_disabled():
        assert Membership.objects.get(tenant__slug="corner").user == owner


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ({"slug": "no spaces"}, "--slug: Enter a valid"),
        ({"languages": "en,xx"}, "--languages: Choose at least one of"),
        ({"languages": ""}, "--languages: "),
        ({"currency": "euro"}, "--currency: "),
        ({"timezone": "Paris"}, "--timezone: Use a name such as"),
        ({"owner": "da na"}, "--owner: Enter a valid username"),
        ({"email": "dana"}, "--email: Enter a valid email"),
    ],
)
def test_tenant_create_names_each_wrong_option_and_makes_nothing(wrong, line):
    with pytest.raises(CommandError, match=re.escape(line)):
        run("tenant_create", **OPTIONS | wrong)
    assert not Tenant.objects.exists()
    assert not User.objects.exists()


def test_tenant_create_refuses_a_slug_that_is_taken():
    run("tenant_create", **OPTIONS)
    with pytest.raises(CommandError, match=r"--slug: .*already exists"):
        run("tenant_create", **OPTIONS | {"owner": "eve"})
    assert not User.objects.filter(username="eve").exists()


def test_api_key_create_prints_a_key_that_opens_the_shop_and_stores_only_its_hash(shop):
    full = run("api_key_create", tenant="valdman", name="stock").strip()
    assert find_api_key(full).tenant == shop
    with scopes_disabled():
        assert full not in str(ApiKey.objects.values().get())


@pytest.mark.parametrize(("options", "scope"), [({}, "all"), ({"scope": "orders.submit"}, "orders.submit")])
def test_api_key_create_makes_a_key_of_the_scope_that_was_asked_for(shop, options, scope):
    full = run("api_key_create", tenant="valdman", name="stock", **options).strip()
    assert find_api_key(full).scope == scope
    with tenant_scope(shop):
        assert AuditEvent.objects.get(action="api_key_created").data == {"scope": scope}


def test_api_key_create_knows_no_other_scope(shop):
    with pytest.raises(CommandError, match="invalid choice: 'everything'"):
        call_command("api_key_create", "--tenant=valdman", "--name=stock", "--scope=everything")
    with scopes_disabled():
        assert not ApiKey.objects.exists()


def test_api_key_create_names_the_shops_there_are(shop):
    with pytest.raises(CommandError, match=r"no shop 'nowhere'[.] There are: valdman"):
        run("api_key_create", tenant="nowhere", name="stock")
