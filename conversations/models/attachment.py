"""The files that customers sent."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from conversations.models.message import Message
from tenants.scoping import TenantModel


class AttachmentStatus(models.TextChoices):
    WAITING = "waiting", _("Being fetched")
    STORED = "stored", _("Stored")
    REFUSED = "refused", _("Refused")
    FAILED = "failed", _("Not available")


def attachment_path(attachment: "Attachment", _name: str) -> str:
    """One folder per shop; the customer's own file name never becomes a path."""
    return f"{attachment.tenant.slug}/{attachment.public_id}"


class Attachment(TenantModel):
    """A file that a customer sent: fetched at once, because the networks forget it soon."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    kind = models.CharField(_("kind"), max_length=20)
    # What the channel calls it; it is no address that anybody may open.
    ref = models.TextField(editable=False)
    name = models.CharField(_("file name"), max_length=200, blank=True)
    mime_type = models.CharField(_("type"), max_length=100, blank=True)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    status = models.CharField(
        _("status"), max_length=10, choices=AttachmentStatus.choices, default=AttachmentStatus.WAITING
    )
    error_code = models.CharField(_("problem code"), max_length=40, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("not before"), null=True, blank=True)
    file = models.FileField(_("file"), upload_to=attachment_path, blank=True, max_length=200)
    # What it shows or says, in words, and the model that told us.
    words = models.TextField(_("in words"), blank=True)
    words_by = models.CharField(_("told by"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["id"]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(status="waiting"), name="attachment_waiting")]

    def __str__(self) -> str:
        return self.name or f"{self.kind} {str(self.public_id)[:8]}"
