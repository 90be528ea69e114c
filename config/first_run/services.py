"""Opening a shop from the panel, and letting its agent answer customers."""

import secrets
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from channels.services import ensure_local_channel
from config.first_run.steps import list_obstacles
from conversations.handling.assignment import leave_to_people
from lib.errors import DomainError
from tenants.models import Membership, Role, Tenant
from tenants.scoping import scopes_disabled, tenant_scope
from tenants.services import RESERVED_SLUGS, add_member, create_tenant, record_audit

LONGEST_SLUG = 40
# An answer that is days late is worse than a person's: who wrote longer ago is left to people.
STILL_FRESH = timedelta(hours=1)
# Of one person who is no superuser.
MOST_SHOPS = 5


@transaction.atomic
def open_shop(*, owner: User, **fields: Any) -> Tenant:
    """A shop with its owner and its chat page, whose agent is silent until it goes live. The same name again, by the
    same person, is the same shop. Raises ValidationError, or DomainError `too_many`; then nothing was made."""
    User.objects.select_for_update(no_key=True).get(pk=owner.pk)
    with scopes_disabled():
        own = list(Membership.objects.filter(user=owner, role=Role.OWNER).select_related("tenant"))
    found = next((one.tenant for one in own if one.tenant.name == fields["name"]), None)
    if found is not None:
        return found
    if len(own) >= MOST_SHOPS and not owner.is_superuser:
        raise DomainError("too_many", f"Nobody opens more than {MOST_SHOPS} shops.", most=MOST_SHOPS)
    tenant = create_tenant(slug=_free_slug(fields["name"]), is_live=False, **fields)
    add_member(tenant, user=owner, role=Role.OWNER, actor=owner.get_username())
    with tenant_scope(tenant):
        ensure_local_channel(tenant, "webchat")
    return tenant


@transaction.atomic
def go_live(tenant: Tenant, *, is_live: bool, actor: str) -> None:
    """From now on the agent answers customers, those who have just written too; or no longer. Twice is once.

    Raises DomainError `not_ready` while nothing could come of it (`facts["obstacles"]`).
    """
    row = Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
    if row.is_live == is_live:
        return
    obstacles = list_obstacles() if is_live else []
    if obstacles:
        raise DomainError("not_ready", " ".join(obstacles), obstacles=obstacles)
    row.is_live = is_live
    row.save(update_fields=["is_live"])
    if is_live:
        with tenant_scope(row):
            leave_to_people(before=timezone.now() - STILL_FRESH)
    record_audit(row, actor=actor, action="went_live" if is_live else "went_silent", target=row.slug)


def hide_steps(tenant: Tenant) -> None:
    tenant.steps_hidden = True
    tenant.save(update_fields=["steps_hidden"])


def _free_slug(name: str) -> str:
    wanted = slugify(name)[:LONGEST_SLUG].strip("-")
    is_taken = not wanted or wanted in RESERVED_SLUGS or Tenant.objects.filter(slug=wanted).exists()
    return f"{wanted or 'shop'}-{secrets.token_hex(2)}" if is_taken else wanted
