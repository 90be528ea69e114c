import pytest
from django.db.models import QuerySet
from django_scopes import ScopeError

from tenants.models import ApiKey, Membership
from tenants.scoping import CrossTenantError, scopes_disabled, tenant_scope
from tenants.tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db

# What may be called outside a scope: it reads and changes no row, or makes one that names its tenant.
HARMLESS = {
    "as_manager", "create", "none", "resolve_expression", "using", "db", "ordered", "query", "totally_ordered",
    "delete",  # managers do not have it
}  # fmt: skip


def reading_methods():
    names = [name for name in vars(QuerySet) if not name.startswith("_") and name not in HARMLESS]
    return sorted(
        name for name in names if not name.startswith("a") or name in {"aggregate", "alias", "all", "annotate"}
    )


@pytest.mark.parametrize("name", reading_methods())
def test_outside_a_scope_every_way_to_a_row_raises(name, shop):
    with pytest.raises(ScopeError):
        getattr(Membership.objects, name)()


def test_outside_a_scope_a_chain_raises_too(shop):
    with pytest.raises(ScopeError):
        Membership.objects.using("default").exists()


def make_member(tenant):
    with tenant_scope(tenant):
        return MembershipFactory(tenant=tenant)


def test_inside_a_scope_only_the_tenants_rows_are_there(shop, other_shop):
    mine, theirs = make_member(shop), make_member(other_shop)
    with tenant_scope(shop):
        assert list(Membership.objects.all()) == [mine]
        assert not Membership.objects.filter(pk=theirs.pk).exists()


def test_rows_are_never_moved_to_another_tenant_in_bulk(shop, other_shop):
    make_member(shop)
    with tenant_scope(shop), pytest.raises(CrossTenantError):
        Membership.objects.update(tenant=other_shop)
    with scopes_disabled():
        assert Membership.objects.get().tenant_id == shop.pk


def test_a_key_is_found_only_in_its_own_shop(shop, other_shop):
    with tenant_scope(other_shop):
        assert ApiKey.objects.count() == 0
