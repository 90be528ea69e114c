"""What customers wanted and did not get."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product
from tenants.scoping import TenantModel


class Lack(models.TextChoices):
    NOTHING_FOUND = "nothing_found", _("not sold here")
    OUT_OF_STOCK = "out_of_stock", _("sold out")
    NOT_DELIVERED = "not_delivered", _("not delivered there")


class Settled(models.TextChoices):
    """How a demand ended: the customer was told that it is back, opted out meanwhile, or staff set it aside."""

    TOLD = "told", _("told")
    OPTED_OUT = "opted_out", _("wants no messages")
    DISMISSED = "dismissed", _("dismissed")


class LostDemand(TenantModel):
    """What one customer asked for and did not get; one open row for each thing they want.

    `customer_id` and `conversation_id` are public ids: conversations are a neighbour of this app.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    customer_id = models.UUIDField(_("customer"))
    conversation_id = models.UUIDField(_("conversation"))
    reason = models.CharField(_("reason"), max_length=20, choices=Lack.choices)
    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    words = models.CharField(_("asked for"), max_length=200)
    # What makes two wishes the same one; see catalog/demand/services.py.
    key = models.CharField(max_length=200, editable=False)
    language = models.CharField(_("language"), max_length=8, blank=True)
    times = models.PositiveIntegerField(_("asked"), default=1)
    # The customer's message that was counted last: a model may search three times for one question.
    seq = models.PositiveIntegerField(default=0, editable=False)
    # They asked to be told when it is there.
    waiting = models.BooleanField(_("waits for a message"), default=False)
    created_at = models.DateTimeField(_("first asked"), auto_now_add=True)
    asked_at = models.DateTimeField(_("last asked"))
    settled = models.CharField(_("ended"), max_length=10, choices=Settled.choices, blank=True)
    settled_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("lost demand")
        verbose_name_plural = _("lost demand")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "customer_id", "key"], condition=models.Q(settled=""), name="lost_demand_once_open"
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "key"], condition=models.Q(settled=""), name="lost_demand_open"),
            models.Index(fields=["tenant", "-asked_at", "-id"], name="lost_demand_by_time"),
            models.Index(fields=["tenant"], condition=models.Q(settled="", waiting=True), name="lost_demand_waiting"),
        ]

    def __str__(self) -> str:
        return self.words
