"""Who works in a shop: roles change, people leave, and there is always an owner."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from lib.errors import DomainError
from tenants.models import Membership, Role, Tenant
from tenants.people.second_factor import reset_second_factor
from tenants.services import record_audit, revoke_keys_of


@transaction.atomic
def change_role(member: Membership, *, role: Role, actor: str) -> list[str]:
    """The names of the API keys that end: those of an owner who is none any more.

    Raises DomainError `last_owner` when nobody would own the shop afterwards.
    """
    row = _lock(member)
    if row.role == role:
        return []
    if role != Role.OWNER:
        _keep_an_owner(row)
    before, row.role = row.role, role
    row.save(update_fields=["role"])
    name = row.user.get_username()
    record_audit(row.tenant, actor=actor, action="member_set", target=name, role=role.value, before=before)
    return [] if role == Role.OWNER else revoke_keys_of(row.tenant, user=row.user, actor=actor)


@transaction.atomic
def remove_member(member: Membership, *, actor: str) -> list[str]:
    """The account stays, the shop closes for it, and so do the API keys that this person made: their names.

    Raises DomainError `last_owner`.
    """
    row = _lock(member)
    _keep_an_owner(row)
    record_audit(row.tenant, actor=actor, action="member_removed", target=row.user.get_username(), role=row.role)
    row.delete()
    return revoke_keys_of(row.tenant, user=row.user, actor=actor)


@transaction.atomic
def require_second_factor(tenant: Tenant, *, is_required: bool, actor: str) -> None:
    """From now on: members without a second factor are led to set it up before they see anything of the shop."""
    tenant.second_factor_required = is_required
    tenant.save(update_fields=["second_factor_required"])
    action = "second_factor_required" if is_required else "second_factor_optional"
    record_audit(tenant, actor=actor, action=action, target=tenant.slug)


def reset_of_member(member: Membership, *, actor: str) -> None:
    """For somebody who lost phone and codes. Raises DomainError `works_elsewhere`.

    An owner answers for their own shop only: whoever works in another one, too, asks whoever runs the installation.
    """
    user: User = member.user
    if user.is_superuser or _works_elsewhere(member):
        raise DomainError(
            "works_elsewhere", _("This person belongs to other shops, too: only the operator can reset it.")
        )
    reset_second_factor(user, actor=actor)


def _works_elsewhere(member: Membership) -> bool:
    others = Membership._base_manager.filter(user_id=member.user_id)
    return bool(others.exclude(tenant_id=member.tenant_id).exists())


def _lock(member: Membership) -> Membership:
    """The row, with all owners of the shop locked: two owners who remove each other leave one."""
    owners = Membership.objects.select_for_update(of=("self",)).filter(tenant_id=member.tenant_id, role=Role.OWNER)
    list(owners.order_by("pk"))
    row: Membership = (
        Membership.objects.select_for_update(of=("self",)).select_related("user", "tenant").get(pk=member.pk)
    )
    return row


def _keep_an_owner(row: Membership) -> None:
    owners = Membership.objects.filter(tenant_id=row.tenant_id, role=Role.OWNER)
    if row.role == Role.OWNER and not owners.exclude(pk=row.pk).exists():
        raise DomainError("last_owner", _("A shop needs an owner: make somebody else an owner first."))
