"""What a shop allows about its orders; a shop without a row has the defaults."""

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from orders.models.order import STATUS_CHOICES
from orders.states import TRANSITIONS, USUAL, WAY, Status
from tenants.scoping import TenantModel


def _in_order(statuses: "frozenset[Status] | set[Status]") -> list[str]:
    return [status.value for status in WAY if status in statuses]


def usual_changes() -> list[str]:
    return _in_order(frozenset(USUAL.customer_changes))


def usual_cancels() -> list[str]:
    return _in_order(frozenset(USUAL.customer_cancels))


def usual_shop_cancels() -> list[str]:
    return _in_order(frozenset(USUAL.shop_cancels))


def validate_cancellable(statuses: list[str]) -> None:
    """Only what the transition table allows at all."""
    wrong = [name for name in statuses if Status.CANCELLED not in TRANSITIONS.get(Status(name), ())]
    if wrong:
        labels = dict(STATUS_CHOICES)
        names = ", ".join(str(labels[name]) for name in wrong)
        raise ValidationError(_("An order cannot be cancelled any more when it is: %(names)s"), params={"names": names})


# Steps of its way that a customer may be told about.
TOLD = (Status.CONFIRMED, Status.SHIPPED, Status.DELIVERED, Status.CANCELLED)


def usual_notices() -> list[str]:
    return [status.value for status in TOLD]


class OrderRules(TenantModel):
    """Until when customers change and cancel by themselves, and until when the shop cancels."""

    customer_changes = ArrayField(
        models.CharField(max_length=12, choices=STATUS_CHOICES), default=usual_changes, blank=True,
        verbose_name=_("customers may change their order while it is"),
        help_text=_("Later their wish is a request that you accept or decline."),
    )  # fmt: skip
    customer_cancels = ArrayField(
        models.CharField(max_length=12, choices=STATUS_CHOICES), default=usual_cancels, blank=True,
        verbose_name=_("customers may cancel their order while it is"), validators=[validate_cancellable],
    )  # fmt: skip
    shop_cancels = ArrayField(
        models.CharField(max_length=12, choices=STATUS_CHOICES), default=usual_shop_cancels, blank=True,
        verbose_name=_("you may cancel an order while it is"), validators=[validate_cancellable],
    )  # fmt: skip
    grace_minutes = models.PositiveIntegerField(
        _("minutes after the confirmation"), null=True, blank=True, validators=[MaxValueValidator(60 * 24 * 30)],
        help_text=_("So long customers may still change or cancel a confirmed order. Empty: no limit."),
    )  # fmt: skip
    notices = ArrayField(
        models.CharField(max_length=12, choices=STATUS_CHOICES), default=usual_notices, blank=True,
        verbose_name=_("customers are told when their order is"),
        help_text=_("In their chat, else by e-mail, with the link to the order's page."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("rules for orders")
        verbose_name_plural = _("rules for orders")
        constraints = [models.UniqueConstraint(fields=["tenant"], name="order_rules_once")]

    def __str__(self) -> str:
        return str(_("rules for orders"))
