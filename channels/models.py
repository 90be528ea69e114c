"""A shop's connected accounts, and everything that ever came in through them."""

import json
import secrets
import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.fields import EncryptedTextField
from tenants.scoping import TenantModel


def new_secret() -> str:
    return secrets.token_urlsafe(32)


class Channel(TenantModel):
    """One connected account. `public_id` is in its webhook address, `secret` is what the provider must prove."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20)
    name = models.CharField(_("name"), max_length=120)
    # JSON with what the provider wants from us: a token, an account id.
    sealed_credentials = EncryptedTextField(default="", blank=True, editable=False)
    secret = EncryptedTextField(default=new_secret, blank=True, editable=False)
    is_enabled = models.BooleanField(_("enabled"), default=True)
    last_in_at = models.DateTimeField(_("last message in"), null=True, blank=True, editable=False)
    last_out_at = models.DateTimeField(_("last message out"), null=True, blank=True, editable=False)
    problem = models.CharField(_("problem"), max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField(_("connected"), auto_now_add=True)

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ["kind", "name"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"

    @property
    def credentials(self) -> dict[str, str]:
        return json.loads(self.sealed_credentials) if self.sealed_credentials else {}

    @credentials.setter
    def credentials(self, values: dict[str, Any]) -> None:
        self.sealed_credentials = json.dumps(values)


class EventStatus(models.TextChoices):
    RECEIVED = "received", _("Received")
    PROCESSED = "processed", _("Processed")
    IGNORED = "ignored", _("Ignored")
    FAILED = "failed", _("Failed")


class InboundEvent(TenantModel):
    """One delivery of a provider, stored before it is understood."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="events")
    external_id = models.CharField(_("id there"), max_length=190)
    body = models.BinaryField(_("body"))
    status = models.CharField(_("status"), max_length=10, choices=EventStatus.choices, default=EventStatus.RECEIVED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.TextField(_("problem"), blank=True)
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    processed_at = models.DateTimeField(_("processed"), null=True, blank=True)

    class Meta:
        verbose_name = _("inbound event")
        verbose_name_plural = _("inbound events")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["channel", "external_id"], name="inbound_event_once")]
        indexes = [
            models.Index(fields=["received_at"], condition=models.Q(status="received"), name="inbound_event_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.channel_id}:{self.external_id}"
