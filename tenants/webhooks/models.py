"""Where a shop wants to be told what happens, and everything that was told: an outbox."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.fields import EncryptedTextField
from tenants.scoping import TenantModel


class WebhookEndpoint(TenantModel):
    """An address of another program. During a change of secrets every message is signed with both."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    url = models.URLField(_("address"), max_length=500)
    events = ArrayField(models.CharField(max_length=40), verbose_name=_("events"), default=list)
    secret = EncryptedTextField(editable=False)
    old_secret = EncryptedTextField(editable=False, blank=True, default="")
    old_secret_until = models.DateTimeField(_("old secret until"), null=True, blank=True)
    is_enabled = models.BooleanField(_("switched on"), default=True)
    # Since when nothing arrives; empty while all is well.
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.url


class DeliveryState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    SENT = "sent", _("Delivered")
    FAILED = "failed", _("Given up")


class WebhookDelivery(TenantModel):
    """One event for one endpoint. `event_id` is the same for all endpoints and all attempts: receivers dedupe by it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries")
    event_id = models.UUIDField(_("event"))
    event = models.CharField(_("kind"), max_length=40)
    # Exactly the bytes that are signed and sent.
    body = models.TextField(_("body"))
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    # While somebody is sending it; free again afterwards, also after a crash.
    held_until = models.DateTimeField(null=True, blank=True, editable=False)
    status_code = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True)
    problem = models.CharField(_("problem"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook deliveries")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["endpoint", "event_id"], name="webhook_event_once")]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state="queued"), name="webhook_due"),
            models.Index(fields=["tenant", "endpoint", "-id"], name="webhook_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.event_id}"
