"""A shop's connected accounts, and everything that ever came in through them."""

import json
import secrets
import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
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
    # The provider's own id of the account: one webhook address may bring deliveries for several.
    account_id = models.CharField(_("account there"), max_length=190, blank=True, editable=False)
    # The credentials that are no secret: {"phone_number_id": ...}.
    account = models.JSONField(_("account"), default=dict, blank=True, editable=False)
    # JSON with the others: tokens, passwords.
    sealed_credentials = EncryptedTextField(default="", blank=True, editable=False)
    secret = EncryptedTextField(default=new_secret, blank=True, editable=False)
    # Our public address as the provider was told; some sign the whole URL.
    base_url = models.CharField(max_length=200, blank=True, editable=False)
    # Web chat: the sites that may show the shop's widget, as origins (https://example.com).
    allowed_origins = ArrayField(
        models.CharField(max_length=200), verbose_name=_("sites with the chat widget"), default=list, blank=True
    )
    is_enabled = models.BooleanField(_("enabled"), default=True)
    last_in_at = models.DateTimeField(_("last message in"), null=True, blank=True, editable=False)
    last_out_at = models.DateTimeField(_("last message out"), null=True, blank=True, editable=False)
    # Failed sends in a row; the account's own trouble with its code (channels/refusals.py) and the provider's words.
    failure_streak = models.PositiveIntegerField(_("failures in a row"), default=0, editable=False)
    problem_code = models.CharField(_("problem code"), max_length=40, blank=True, editable=False)
    problem = models.CharField(_("problem"), max_length=300, blank=True, editable=False)
    problem_since = models.DateTimeField(_("problem since"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("connected"), auto_now_add=True)

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ["kind", "name"]
        indexes = [models.Index(fields=["kind", "account_id"], name="channel_account")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"

    @property
    def account_facts(self) -> dict[str, str]:
        """What `Adapter.parse` may know; readable without unsealing anything."""
        return {**self.account, "account_id": self.account_id}

    @property
    def credentials(self) -> dict[str, str]:
        """Everything the adapter needs, the account's id included. To set it is to seal all of it."""
        sealed = json.loads(self.sealed_credentials) if self.sealed_credentials else {}
        return {**self.account_facts, **sealed}

    @credentials.setter
    def credentials(self, given: dict[str, Any]) -> None:
        values = dict(given)
        self.account_id = values.pop("account_id", self.account_id)
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
    # A large batch is read in several transactions: how many of its items are done.
    items_done = models.PositiveIntegerField(_("items read"), default=0)
    error = models.TextField(_("problem"), blank=True)
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    processed_at = models.DateTimeField(_("processed"), null=True, blank=True)

    class Meta:
        verbose_name = _("inbound event")
        verbose_name_plural = _("inbound events")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["channel", "external_id"], name="inbound_event_once")]
        indexes = [
            models.Index(fields=["received_at"], condition=models.Q(status="received"), name="inbound_event_waiting"),
            models.Index(fields=["channel", "received_at"], name="inbound_event_rhythm"),
        ]

    def __str__(self) -> str:
        return f"{self.channel_id}:{self.external_id}"


class TemplateUse(models.TextChoices):
    """What a template may stand in for."""

    NOTHING = "", _("Not used")
    LATE_REPLY = "late_reply", _("Any text outside of the 24 hours: it fills the template's only gap")


class MessageTemplate(TenantModel):
    """A text that the provider approved, as `manage.py templates_sync` read it. Staff choose what it is used for."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="templates")
    name = models.CharField(_("name"), max_length=512)
    language = models.CharField(_("language"), max_length=16)
    category = models.CharField(_("category"), max_length=40, blank=True)
    status = models.CharField(_("status"), max_length=40)
    body = models.TextField(_("body"), blank=True)
    parameters = models.PositiveSmallIntegerField(_("gaps"), default=0)
    use_for = models.CharField(
        _("used for"), max_length=20, choices=TemplateUse.choices, default=TemplateUse.NOTHING, blank=True
    )
    synced_at = models.DateTimeField(_("read"), auto_now=True)

    class Meta:
        verbose_name = _("message template")
        verbose_name_plural = _("message templates")
        ordering = ["name", "language"]
        constraints = [models.UniqueConstraint(fields=["channel", "name", "language"], name="template_once")]

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"
