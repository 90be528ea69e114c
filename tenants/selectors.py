"""Reads about shops, people and keys."""

from hmac import compare_digest

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet

from tenants.models import ApiKey, Membership, Tenant
from tenants.scoping import scopes_disabled
from tenants.services import hash_key


def find_api_key(full: str) -> ApiKey | None:
    """The living key of a living shop, or nothing; how wrong a key is cannot be told from the outside."""
    parts = full.split("_", 2)
    if len(parts) != 3:
        return None
    with scopes_disabled():
        key = ApiKey.objects.select_related("tenant").filter(prefix=parts[1], revoked_at=None).first()
    if key is None or not compare_digest(key.digest, hash_key(full)) or not key.tenant.is_active:
        return None
    return key


def find_membership(user: AbstractBaseUser | AnonymousUser, slug: str) -> Membership | None:
    """The person's place in the shop called `slug`; nothing for strangers and for shops that do not exist."""
    if not user.is_authenticated:
        return None
    with scopes_disabled():
        rows = Membership.objects.select_related("tenant", "user")
        return rows.filter(user_id=user.pk, tenant__slug=slug, tenant__is_active=True).first()


def list_tenants_of(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Tenant]:
    with scopes_disabled():
        ids = list(Membership.objects.filter(user_id=user.pk or 0).values_list("tenant_id", flat=True))
    return Tenant.objects.filter(pk__in=ids, is_active=True)


def may_open_shop(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Superusers always; others where the installation allows it."""
    return user.is_authenticated and (settings.ALLOW_SIGNUP or bool(getattr(user, "is_superuser", False)))
