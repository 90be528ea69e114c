"""How much a shop lets its models cost, and what is under way against it."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from billing.periods import Span
from tenants.scoping import TenantModel


class Cap(TenantModel):
    """How much a shop lets its models use in a span of time. An empty limit is none."""

    span = models.CharField(_("span"), max_length=12, choices=Span.choices)
    limit_usd = models.DecimalField(_("US dollars"), max_digits=10, decimal_places=2, null=True, blank=True)
    limit_tokens = models.PositiveBigIntegerField(_("tokens"), null=True, blank=True)

    class Meta:
        verbose_name = _("cap")
        verbose_name_plural = _("caps")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "span"], name="cap_once"),
            models.CheckConstraint(
                condition=models.Q(limit_usd__isnull=False) | models.Q(limit_tokens__isnull=False), name="cap_limits"
            ),
            models.CheckConstraint(
                condition=models.Q(limit_usd__isnull=True) | models.Q(limit_usd__gte=0), name="cap_not_negative"
            ),
        ]

    def __str__(self) -> str:
        limits = [f"${self.limit_usd}" if self.limit_usd is not None else ""]
        limits += [f"{self.limit_tokens} tokens" if self.limit_tokens is not None else ""]
        return f"{self.span}: {' / '.join(filter(None, limits))}"


class Reservation(TenantModel):
    """What a call that is under way may take at most; gone once its usage is kept, or when it expires."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conversation_id = models.UUIDField(_("conversation"), null=True, blank=True)
    tokens = models.PositiveBigIntegerField(_("tokens"))
    cost_usd = models.DecimalField(_("cost in USD"), max_digits=14, decimal_places=8, default=0)
    expires_at = models.DateTimeField(_("until"))

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")

    def __str__(self) -> str:
        return f"{self.tokens} tokens until {self.expires_at}"


class SpendNotice(TenantModel):
    """The shop was told in this period that so many percent of a cap are used: it is told once."""

    span = models.CharField(_("span"), max_length=12, choices=Span.choices)
    period = models.DateField(_("since"))
    # Of the span `conversation`: which one; else empty.
    about = models.CharField(_("about"), max_length=36, blank=True)
    level = models.PositiveSmallIntegerField(_("percent"))
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("spend notice")
        verbose_name_plural = _("spend notices")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "span", "period", "about", "level"], name="spend_notice_once")
        ]

    def __str__(self) -> str:
        return f"{self.span} {self.period}: {self.level} %"
