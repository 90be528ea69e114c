"""The logo of a shop; its address is new with every picture, so that it can be kept for ever."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.scoping import TenantModel


class Logo(TenantModel):
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mime_type = models.CharField(_("kind"), max_length=40)
    content = models.BinaryField(editable=False)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("logo")
        verbose_name_plural = _("logos")
        constraints = [models.UniqueConstraint(fields=["tenant"], name="logo_once")]

    def __str__(self) -> str:
        return self.mime_type
