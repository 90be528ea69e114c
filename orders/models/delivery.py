"""Where a shop delivers and what that costs; a shop without areas says nothing about it."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.models import WEEKDAYS
from tenants.scoping import TenantModel

DAY_CHOICES = list(
    zip(
        WEEKDAYS,
        [_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")],
        strict=True,
    )
)
LONGEST_LEAD = 60


class Fulfilment(models.TextChoices):
    """How an order comes to its customer."""

    DELIVERY = "delivery", _("Delivery")
    PICKUP = "pickup", _("Pickup")


class DeliveryArea(TenantModel):
    """Towns, postcodes or quarters with one price. The most exact area that an address names counts."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=80)
    places = ArrayField(
        models.CharField(max_length=80), default=list, blank=True, verbose_name=_("places"),
        help_text=_("Towns, quarters or postcodes, in every spelling that customers use. 750* is every postcode that begins so."),  # noqa: E501
    )  # fmt: skip
    is_everywhere = models.BooleanField(
        _("everywhere else"), default=False, help_text=_("For every address that no other area names.")
    )
    fee = models.DecimalField(
        _("delivery fee"), max_digits=12, decimal_places=2, default=0, validators=[MinValueValidator(0)]
    )
    free_from = models.DecimalField(
        _("free from"), max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)],
        help_text=_("Orders of goods for this much are delivered free. Empty: never."),
    )  # fmt: skip
    minimum = models.DecimalField(
        _("minimum order"), max_digits=12, decimal_places=2, default=0, validators=[MinValueValidator(0)],
        help_text=_("Goods for less are not delivered there."),
    )  # fmt: skip
    days = ArrayField(
        models.CharField(max_length=3, choices=DAY_CHOICES), default=list, blank=True, verbose_name=_("delivery days"),
        help_text=_("None: every day on which the shop is open."),
    )  # fmt: skip
    lead_days = models.PositiveSmallIntegerField(
        _("days in advance"), default=0, validators=[MaxValueValidator(LONGEST_LEAD)],
        help_text=_("0: an order can be delivered on the same day."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("delivery area")
        verbose_name_plural = _("delivery areas")
        ordering = ["is_everywhere", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "name"], name="delivery_area_once"),
            models.CheckConstraint(
                condition=models.Q(fee__gte=0, minimum__gte=0), name="delivery_area_amounts_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if not self.places and not self.is_everywhere:
            raise ValidationError({"places": _("Name at least one place, or tick “everywhere else”.")})
