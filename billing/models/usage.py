"""What the models cost, one row per call with its prices frozen, and how many replies count for the plan."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.scoping import TenantModel

# The role of what was only tried out: it belongs to no conversation and counts for no cap.
EVALUATION_ROLE = "evaluation"
# What people of the shop said to its agent themselves: no conversation's, but the caps count it.
PLAYGROUND_ROLE = "playground"


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


class DayUsage(TenantModel):
    """What one model took for one job on one day of the shop's calendar: sums of usage rows, kept by their writer."""

    day = models.DateField(_("day"))
    role = models.CharField(_("role"), max_length=20)
    provider = models.CharField(_("provider"), max_length=30)
    model = models.CharField(_("model"), max_length=120)
    calls = models.PositiveIntegerField(_("calls"), default=0)
    unpriced_calls = models.PositiveIntegerField(_("calls without a price"), default=0)
    input_tokens = models.PositiveBigIntegerField(_("tokens in"), default=0)
    output_tokens = models.PositiveBigIntegerField(_("tokens out"), default=0)
    cache_read_tokens = models.PositiveBigIntegerField(_("read from cache"), default=0)
    cache_write_tokens = models.PositiveBigIntegerField(_("written to cache"), default=0)
    cost_usd = models.DecimalField(_("cost in USD"), max_digits=16, decimal_places=8, default=0)

    class Meta:
        verbose_name = _("usage of a day")
        verbose_name_plural = _("usage by day")
        ordering = ["-day", "role", "provider", "model"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "day", "role", "provider", "model"], name="day_usage_once")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.role} {self.provider}:{self.model}"


class ConversationUsage(TenantModel):
    """What the models took for one conversation on one day of the shop's calendar: sums, kept as those of DayUsage."""

    day = models.DateField(_("day"))
    conversation_id = models.UUIDField(_("conversation"))
    calls = models.PositiveIntegerField(_("calls"), default=0)
    unpriced_calls = models.PositiveIntegerField(_("calls without a price"), default=0)
    input_tokens = models.PositiveBigIntegerField(_("tokens in"), default=0)
    output_tokens = models.PositiveBigIntegerField(_("tokens out"), default=0)
    cost_usd = models.DecimalField(_("cost in USD"), max_digits=16, decimal_places=8, default=0)

    class Meta:
        verbose_name = _("usage of a conversation")
        verbose_name_plural = _("usage by conversation")
        ordering = ["-day", "-cost_usd"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "conversation_id", "day"], name="conversation_usage_once")
        ]
        indexes = [models.Index(fields=["tenant", "day", "conversation_id"], name="conversation_usage_by_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.conversation_id}"


class CountedReply(TenantModel):
    """A reply of the agent that counts for the plan: once for the run that made it, however often it was sent."""

    run_id = models.UUIDField(_("run"))
    day = models.DateField(_("day"))

    class Meta:
        verbose_name = _("counted reply")
        verbose_name_plural = _("counted replies")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["tenant", "run_id"], name="counted_reply_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.run_id}"


class DayReplies(TenantModel):
    """How many replies the agent sent on one day of the shop's calendar."""

    day = models.DateField(_("day"))
    replies = models.PositiveIntegerField(_("replies"), default=0)

    class Meta:
        verbose_name = _("replies of a day")
        verbose_name_plural = _("replies by day")
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["tenant", "day"], name="day_replies_once")]

    def __str__(self) -> str:
        return f"{self.day}: {self.replies}"
