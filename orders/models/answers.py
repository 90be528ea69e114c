"""What the API answered, for callers who did not hear it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.scoping import TenantModel


class ApiAnswer(TenantModel):
    """The answer to a request with an `Idempotency-Key`, committed together with what the request did."""

    key = models.CharField(_("key"), max_length=255)
    # Of what was asked: the same key with another body is a mistake of the caller.
    digest = models.CharField(max_length=64, editable=False)
    status = models.PositiveSmallIntegerField(_("status"), default=0)
    # As it was sent, byte for byte.
    body = models.TextField(_("answer"), blank=True)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("answer of the API")
        verbose_name_plural = _("answers of the API")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="api_answer_once")]
        indexes = [models.Index(fields=["created_at"], name="api_answer_age")]

    def __str__(self) -> str:
        return f"{self.key}: {self.status}"
