"""A promotion: what the shop takes off, for whom, of what and until when. Only code reckons with it."""

import uuid
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from lib.money import ZERO
from orders.promotions.rules import Terms
from tenants.scoping import TenantModel


class DiscountKind(models.TextChoices):
    PERCENT = "percent", _("Per cent")
    AMOUNT = "amount", _("Amount")


class Promotion(TenantModel):
    """Days are days of the shop's time zone, the last one included."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=80, help_text=_("Customers read it beside the discount."))
    kind = models.CharField(_("takes off"), max_length=10, choices=DiscountKind.choices, default=DiscountKind.PERCENT)
    value = models.DecimalField(
        _("how much"), max_digits=14, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    minimum = models.DecimalField(
        _("from goods for"), max_digits=14, decimal_places=2, default=ZERO, validators=[MinValueValidator(ZERO)]
    )
    # Empty: everything. The categories as the shop writes them, the products by their public ids.
    categories = ArrayField(models.CharField(max_length=120), verbose_name=_("categories"), default=list, blank=True)
    products = ArrayField(models.UUIDField(), verbose_name=_("products"), default=list, blank=True)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    once_per_customer = models.BooleanField(_("once per customer"), default=False)
    most_uses = models.PositiveIntegerField(_("at most this many orders"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("promotion")
        verbose_name_plural = _("promotions")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(value__gt=0, minimum__gte=0), name="promotion_amounts"),
            models.CheckConstraint(
                condition=~models.Q(kind="percent") | models.Q(value__lte=100), name="promotion_at_most_everything"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None)
                | models.Q(starts_on=None)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="promotion_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def terms(self) -> Terms:
        is_percent = self.kind == DiscountKind.PERCENT
        return Terms(
            percent=self.value if is_percent else ZERO, amount=ZERO if is_percent else self.value,
            minimum=self.minimum, categories=frozenset(self.categories), products=frozenset(self.products),
            starts_on=self.starts_on, ends_on=self.ends_on, is_active=self.is_active,
        )  # fmt: skip
