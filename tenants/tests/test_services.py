import pytest
from django.core.exceptions import ValidationError

from tenants.models import ApiKey, AuditEvent, Membership, Role, Tenant
from tenants.scoping import scopes_disabled, tenant_scope
from tenants.selectors import find_api_key, find_membership, list_tenants_of
from tenants.services import add_member, create_api_key, create_tenant, revoke_api_key
from tenants.tests.factories import UserFactory

SHOP = {"slug": "corner", "name": "Corner", "languages": ["en"], "currency": "eur"}


def audit_of(shop):
    with tenant_scope(shop):
        return list(AuditEvent.objects.order_by("id").values_list("actor", "action", "target"))


def test_a_new_shop_speaks_its_first_language_and_writes_its_currency_in_capitals(db):
    shop = create_tenant(**SHOP | {"languages": ["fr", "en"]})
    assert (shop.language, shop.currency, shop.timezone, shop.is_active) == ("fr", "EUR", "UTC", True)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slug", "two words"), ("slug", ""), ("name", ""), ("languages", []), ("languages", ["en", "tlh"]),
        ("currency", "EURO"), ("currency", "€"), ("timezone", "Europe/Atlantis"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named_and_no_shop_is_made(db, field, value):
    with pytest.raises(ValidationError) as refusal:
        create_tenant(**SHOP | {field: value})
    assert list(refusal.value.message_dict) == [field]
    assert not Tenant.objects.exists()


def test_a_member_has_one_role_and_every_change_is_audited(shop):
    user = UserFactory(username="dana")
    for role in (Role.AGENT, Role.OWNER):
        add_member(shop, user=user, role=role, actor="boss")
    with tenant_scope(shop):
        assert [member.role for member in Membership.objects.all()] == [Role.OWNER]
    assert audit_of(shop) == [("boss", "member_set", "dana")] * 2


def test_a_member_is_found_in_their_shop_only(shop, other_shop):
    user = UserFactory()
    add_member(shop, user=user, role=Role.AGENT, actor="boss")
    assert find_membership(user, "valdman").tenant == shop
    assert find_membership(user, "charlie") is None
    assert list(list_tenants_of(user)) == [shop]
    shop.is_active = False
    shop.save()
    assert find_membership(user, "valdman") is None
    assert list(list_tenants_of(user)) == []


def test_a_key_opens_its_shop_until_it_is_revoked(shop):
    key, full = create_api_key(shop, name="stock", actor="boss")
    assert find_api_key(full) == key
    with tenant_scope(shop):
        revoke_api_key(key, actor="boss")
    assert find_api_key(full) is None
    assert audit_of(shop) == [("boss", "api_key_created", "stock"), ("boss", "api_key_revoked", "stock")]


@pytest.mark.parametrize("damage", ["", "sk", "sk_", "{full}x", "{full:.20}", "sk_{prefix}_guess", "pk_{rest}"])
def test_a_damaged_key_opens_nothing(shop, damage):
    key, full = create_api_key(shop, name="stock", actor="boss")
    assert find_api_key(damage.format(full=full, prefix=key.prefix, rest=full[3:])) is None


def test_the_secret_of_a_key_is_nowhere_in_the_database(shop):
    _key, full = create_api_key(shop, name="stock", actor="boss")
    with scopes_disabled():
        stored = str(list(ApiKey.objects.values())) + str(list(AuditEvent.objects.values()))
    assert full.split("_", 2)[2] not in stored
