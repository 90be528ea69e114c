"""Asking somebody to join: a signed link, for one address, for a week, for one use."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lib.errors import DomainError
from tenants.models import Invitation, Membership, Role, Tenant
from tenants.people.models import in_some_days
from tenants.scoping import scopes_disabled, tenant_scope
from tenants.services import add_member, record_audit

SALT = "tenants.invitation"


@transaction.atomic
def invite(tenant: Tenant, *, email: str, role: Role, actor: str) -> Invitation:
    """The open invitation of this address; asking again renews it, with the newer role, and its older links end.

    Raises DomainError `is_member` when somebody with this address belongs to the shop already.
    """
    email = email.strip()
    Tenant.objects.select_for_update().get(pk=tenant.pk)
    if Membership.objects.filter(user__email__iexact=email).exists():
        raise DomainError("is_member", _("Somebody with this address belongs to the shop already."))
    withdrawn = Invitation.objects.filter(email__iexact=email, accepted_at=None, withdrawn_at=None)
    withdrawn.update(withdrawn_at=timezone.now())
    row = Invitation.objects.create(tenant=tenant, email=email, role=role, invited_by=actor, expires_at=in_some_days())
    record_audit(tenant, actor=actor, action="member_invited", target=email, role=role.value)
    return row


@transaction.atomic
def withdraw(invitation: Invitation, *, actor: str) -> None:
    """Its link opens nothing any more. What was accepted stays."""
    row = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if row.accepted_at is None and row.withdrawn_at is None:
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["withdrawn_at"])
        record_audit(invitation.tenant, actor=actor, action="invitation_withdrawn", target=row.email)


def link_of(invitation: Invitation) -> str:
    """The address that lets the invited person in; it says nothing to whoever cannot sign."""
    token = signing.dumps(str(invitation.public_id), salt=SALT)
    return settings.PUBLIC_URL + reverse("panel:invitation", args=[token])


def find_invitation(token: str) -> Invitation | None:
    """The open invitation behind a link; nothing for every other link, whatever is wrong with it."""
    try:
        public_id = UUID(signing.loads(token, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    with scopes_disabled():
        row = Invitation.objects.select_related("tenant").filter(public_id=public_id).first()
    return row if row and row.is_open and row.tenant.is_active else None


def has_account(invitation: Invitation) -> bool:
    return User.objects.filter(email__iexact=invitation.email, is_active=True).exists()


def join(invitation: Invitation, *, user: User) -> Membership:
    """The person becomes a member. Raises DomainError `other_address`, or `not_open` when somebody was quicker."""
    if user.email.casefold() != invitation.email.casefold():
        raise DomainError("other_address", _("This invitation is for another e-mail address than your account's."))
    with transaction.atomic(), tenant_scope(invitation.tenant):
        return _accept(invitation, user)


def join_as_new(invitation: Invitation, *, username: str, name: str, password: str) -> User:
    """An account with the invited address, in the shop. Whoever asks has checked name and password.

    Raises DomainError `has_account` or `not_open`; then there is no account either.
    """
    with transaction.atomic(), tenant_scope(invitation.tenant):
        if has_account(invitation):
            raise DomainError("has_account", _("There is an account with this address: sign in with it."))
        first, _space, last = name.strip().partition(" ")
        user = User.objects.create_user(
            username, email=invitation.email, password=password, first_name=first[:150], last_name=last[:150]
        )
        _accept(invitation, user)
    return user


def _accept(invitation: Invitation, user: User) -> Membership:
    row = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if not row.is_open:
        raise DomainError("not_open", _("This invitation is over. Ask for a new one."))
    known = Membership.objects.filter(user=user).first()
    row.accepted_at, row.accepted_by = timezone.now(), user
    row.save(update_fields=["accepted_at", "accepted_by"])
    # An old invitation must not take away from somebody who has become more in the meantime.
    return known or add_member(invitation.tenant, user=user, role=Role(row.role), actor=user.get_username())


def mail_invitation(public_id: UUID) -> bool:
    """Send the link to the invited address, in the shop's language. False when there is nothing to send."""
    row = Invitation.objects.select_related("tenant").filter(public_id=public_id).first()
    if row is None or not row.is_open:
        return False
    with translation.override(row.tenant.language):
        facts = {"who": row.invited_by, "shop": row.tenant.name, "role": row.get_role_display()}
        subject = _("%(shop)s invites you") % facts
        words = _("%(who)s invites you to %(shop)s as: %(role)s. This link lets you in, once and for a week:") % facts
        send_mail(subject, f"{words}\n\n{link_of(row)}", None, [row.email])
    Invitation.objects.filter(pk=row.pk).update(mailed_at=timezone.now())
    return True
