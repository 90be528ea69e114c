"""An export that was asked for, how far it is, and where its file lies."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.scoping import TenantModel


class ExportState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class DataExport(TenantModel):
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    asked_by = models.CharField(_("asked by"), max_length=150)
    state = models.CharField(_("state"), max_length=10, choices=ExportState.choices, default=ExportState.WAITING)
    # What is being written, and how many rows are written so far.
    part = models.CharField(_("part"), max_length=40, blank=True)
    rows = models.PositiveBigIntegerField(_("rows"), default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    # While a worker writes; free again after a crash.
    held_until = models.DateTimeField(null=True, blank=True, editable=False)
    file = models.FileField(upload_to="exports", blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("data export")
        verbose_name_plural = _("data exports")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["tenant"], condition=models.Q(state="waiting"), name="export_once_open")
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d} {self.state}"
