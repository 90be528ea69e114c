"""What the models cost: one row per call, its prices frozen."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.scoping import TenantModel

# The role of what was only tried out: it belongs to no conversation and counts for no cap.
EVALUATION_ROLE = "evaluation"


class PriceSource(models.TextChoices):
    EXACT = "exact", _("exact")
    PREFIX = "prefix", _("similar model")
    PROVIDER_DEFAULT = "provider_default", _("provider's usual price")
    UNKNOWN = "unknown", _("unknown")


class UsageEvent(TenantModel):
    """One answer of a model. `input_tokens` includes cached ones; an unknown price is an empty cost, never 0."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conversation_id = models.UUIDField(_("conversation"), null=True, blank=True, db_index=True)
    run_id = models.UUIDField(_("run"), null=True, blank=True, db_index=True)
    role = models.CharField(_("role"), max_length=20, default="chat")
    provider = models.CharField(_("provider"), max_length=30)
    model = models.CharField(_("model"), max_length=120)
    input_tokens = models.PositiveIntegerField(_("tokens in"), default=0)
    output_tokens = models.PositiveIntegerField(_("tokens out"), default=0)
    cache_read_tokens = models.PositiveIntegerField(_("read from cache"), default=0)
    cache_write_tokens = models.PositiveIntegerField(_("written to cache"), default=0)
    cost_usd = models.DecimalField(_("cost in USD"), max_digits=14, decimal_places=8, null=True, blank=True)
    price_source = models.CharField(_("price source"), max_length=20, choices=PriceSource.choices)
    seconds = models.FloatField(_("seconds"), default=0)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("model call")
        verbose_name_plural = _("model calls")
        ordering = ["-id"]
        indexes = [models.Index(fields=["tenant", "-created_at"], name="usage_newest")]

    def __str__(self) -> str:
        return f"{self.provider}:{self.model} {self.input_tokens}+{self.output_tokens}"
