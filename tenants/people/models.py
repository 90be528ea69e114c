"""What we know of an account beside Django's own row, its second factor, and who is asked to join."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device, ThrottlingMixin

from tenants.fields import EncryptedTextField
from tenants.roles import Role
from tenants.scoping import TenantModel

INVITATION_DAYS = 7


def in_some_days() -> datetime:
    return timezone.now() + timedelta(days=INVITATION_DAYS)


class Account(models.Model):
    """A person's own choices, whatever shops they work in."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="account")
    language = models.CharField(_("language"), max_length=8, blank=True, choices=settings.LANGUAGES)
    # A session that was begun under another number is over (tenants/people/middleware.py).
    session_version = models.PositiveIntegerField(_("version of the sessions"), default=0, editable=False)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return str(self.user)


class SecondFactor(ThrottlingMixin, Device):
    """An app that shows a new code every 30 seconds, and codes on paper for the day it is lost.

    Wrong codes make the next attempt wait; a code that was used is not taken again.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="second_factor")
    name = models.CharField(max_length=64, blank=True, editable=False)
    # 20 random bytes as base32, as the apps want to have it.
    key = EncryptedTextField(editable=False)
    last_step = models.BigIntegerField(_("last code used"), default=-1, editable=False)
    # Keyed hashes of the backup codes that are left.
    backup_digests = ArrayField(models.CharField(max_length=64), default=list, blank=True, editable=False)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")

    def __str__(self) -> str:
        return str(self.user)

    def get_throttle_factor(self) -> float:
        return 1.0


class Invitation(TenantModel):
    """Somebody is asked to join the shop: whoever has the signed link and the address."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.AGENT)
    invited_by = models.CharField(_("invited by"), max_length=150)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)
    expires_at = models.DateTimeField(_("until"), default=in_some_days)
    mailed_at = models.DateTimeField(_("mailed"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                "tenant", Lower("email"), name="invitation_once_open",
                condition=models.Q(accepted_at=None, withdrawn_at=None),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.email} ({self.get_role_display()})"

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > timezone.now()
