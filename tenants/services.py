"""Writes about shops, people and keys."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants.models import ApiKey, AuditEvent, KeyScope, Membership, Role, Tenant
from tenants.scoping import tenant_scope

KEY_MARK = "sk"
KEY_USE_PRECISION = timedelta(hours=1)
# Words that mean something else in the panel's addresses: config/panel_urls.
RESERVED_SLUGS = frozenset({"new", "login", "logout", "account", "password", "invitation", "operations"})


@transaction.atomic
def create_tenant(*, slug: str, name: str, languages: Sequence[str], currency: str, **details: Any) -> Tenant:
    """A new shop. Raises ValidationError naming each field that is wrong."""
    tenant = Tenant(slug=slug, name=name, languages=list(languages), currency=currency.upper(), **details)
    if slug in RESERVED_SLUGS:
        raise ValidationError({"slug": _("This word stands for something else. Choose another.")})
    tenant.full_clean()
    tenant.save()
    return tenant


@transaction.atomic
def add_member(tenant: Tenant, *, user: User, role: Role, actor: str) -> Membership:
    """Give a person a role in the shop, or change it."""
    with tenant_scope(tenant):
        member, _new = Membership.objects.update_or_create(tenant=tenant, user=user, defaults={"role": role})
    record_audit(tenant, actor=actor, action="member_set", target=user.get_username(), role=role.value)
    return member


@transaction.atomic
def create_api_key(
    tenant: Tenant, *, name: str, actor: str, scope: KeyScope = KeyScope.ALL, made_by: User | None = None
) -> tuple[ApiKey, str]:
    """The row and the full key, which is not stored and cannot be shown again. What it opens never changes.

    `made_by` is the person who sees it: when they leave the shop, it ends with them.
    """
    prefix, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    full = f"{KEY_MARK}_{prefix}_{secret}"
    with tenant_scope(tenant):
        key = ApiKey.objects.create(
            tenant=tenant, name=name, prefix=prefix, digest=hash_key(full), scope=scope, made_by=made_by
        )
    record_audit(tenant, actor=actor, action="api_key_created", target=name, scope=scope.value)
    return key, full


@transaction.atomic
def revoke_api_key(key: ApiKey, *, actor: str) -> None:
    key.revoked_at = timezone.now()
    key.save(update_fields=["revoked_at"])
    record_audit(key.tenant, actor=actor, action="api_key_revoked", target=key.name)


def revoke_keys_of(tenant: Tenant, *, user: User, actor: str) -> list[str]:
    """Whoever leaves, or may make keys no more, has seen these and could go on: their names."""
    keys = ApiKey.objects.select_related("tenant").filter(tenant=tenant, made_by=user, revoked_at=None)
    names = []
    for key in keys.order_by("pk"):
        revoke_api_key(key, actor=actor)
        names.append(key.name)
    return names


def record_key_use(key: ApiKey) -> None:
    """Keep `last_used_at` right to the hour: a write for every call would only say more of the same."""
    now = timezone.now()
    if key.last_used_at is None or now - key.last_used_at > KEY_USE_PRECISION:
        key.last_used_at = now
        key.save(update_fields=["last_used_at"])


def hash_key(full: str) -> str:
    """Keys are 256 random bits: a plain hash is enough, there is nothing to guess."""
    return hashlib.sha256(full.encode()).hexdigest()


def record_audit(tenant: Tenant, *, actor: str, action: str, target: str, **data: Any) -> None:
    with tenant_scope(tenant):
        AuditEvent.objects.create(tenant=tenant, actor=actor, action=action, target=target, data=data)
