"""What a shop pays to whoever runs the installation: plans, who has which, and the invoices."""

import uuid
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tenants.scoping import TenantModel

NOT_NEGATIVE = [MinValueValidator(Decimal(0))]
PERCENT = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1000))]
CURRENCY = [RegexValidator(r"^[A-Z]{3}$")]


class Plan(models.Model):
    """What can be subscribed to, for all shops. Invoices keep a copy of its numbers."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=60, unique=True)
    currency = models.CharField(_("currency"), max_length=3, validators=CURRENCY)
    monthly_price = models.DecimalField(_("per month"), max_digits=12, decimal_places=2, validators=NOT_NEGATIVE)
    included_messages = models.PositiveIntegerField(_("replies included"), default=0)
    price_per_message = models.DecimalField(
        _("per reply above"), max_digits=12, decimal_places=4, default=0, validators=NOT_NEGATIVE
    )
    passes_model_cost = models.BooleanField(
        _("add the cost of the models"), default=False,
        help_text=_("For shops that use the installation's own keys of the model providers."),
    )  # fmt: skip
    margin_percent = models.DecimalField(
        _("margin on that, percent"), max_digits=6, decimal_places=2, default=0, validators=PERCENT
    )
    usd_rate = models.DecimalField(
        _("one US dollar in this currency"), max_digits=14, decimal_places=6, validators=NOT_NEGATIVE,
        help_text=_("Models are paid in US dollars: by this the cost is turned into the plan's currency."),
    )  # fmt: skip
    is_offered = models.BooleanField(_("can be chosen"), default=True)

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["monthly_price", "name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    monthly_price__gte=0, price_per_message__gte=0, margin_percent__gte=0, usd_rate__gte=0
                ),
                name="plan_not_negative",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Subscription(TenantModel):
    """A shop has a plan from the first of one month until before the first of another: months are never split."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+", verbose_name=_("plan"))
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ["-since"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "since"], name="subscription_once"),
            models.UniqueConstraint(
                fields=["tenant"], condition=models.Q(until__isnull=True), name="subscription_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(since__day=1)
                & (models.Q(until__isnull=True) | models.Q(until__day=1, until__gt=models.F("since"))),
                name="subscription_whole_months",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.since:%Y-%m}"


class Issuer(models.Model):
    """Whoever runs the installation, as it stands on invoices: one row for all shops."""

    name = models.CharField(_("name"), max_length=120)
    address = models.TextField(_("address"), max_length=500, blank=True)
    tax_number = models.CharField(_("tax number"), max_length=40, blank=True)
    tax_percent = models.DecimalField(
        _("tax, percent"), max_digits=5, decimal_places=2, default=0,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )  # fmt: skip
    email = models.EmailField(_("e-mail"), blank=True)
    payment_note = models.CharField(_("how to pay"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("issuer of invoices")
        verbose_name_plural = _("issuer of invoices")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="issuer_one")]

    def __str__(self) -> str:
        return self.name


class InvoiceCounter(models.Model):
    """The last number that was given in a year."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("invoice counter")
        verbose_name_plural = _("invoice counters")

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class InvoiceState(models.TextChoices):
    ISSUED = "issued", pgettext_lazy("invoice", "Issued")
    VOID = "void", pgettext_lazy("invoice", "Void")


class Invoice(TenantModel):
    """What a shop owes for a month. Its numbers and words never change: a wrong one is void, and a new one made."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True)
    month = models.DateField(_("month"))
    state = models.CharField(_("state"), max_length=8, choices=InvoiceState.choices, default=InvoiceState.ISSUED)
    currency = models.CharField(_("currency"), max_length=3)
    language = models.CharField(_("language"), max_length=8)
    issuer_name = models.CharField(_("from"), max_length=120)
    issuer_address = models.TextField(_("address of the sender"), blank=True)
    issuer_tax_number = models.CharField(_("tax number"), max_length=40, blank=True)
    issuer_email = models.EmailField(_("e-mail"), blank=True)
    payment_note = models.CharField(_("how to pay"), max_length=300, blank=True)
    shop_name = models.CharField(_("to"), max_length=120)
    shop_address = models.CharField(_("address"), max_length=300, blank=True)
    subtotal = models.DecimalField(_("before tax"), max_digits=14, decimal_places=3)
    tax_percent = models.DecimalField(_("tax, percent"), max_digits=5, decimal_places=2)
    tax = models.DecimalField(_("tax"), max_digits=14, decimal_places=3)
    total = models.DecimalField(_("total"), max_digits=14, decimal_places=3)
    issued_on = models.DateField(_("date"))
    voided_at = models.DateTimeField(_("void since"), null=True, blank=True)
    void_reason = models.CharField(_("why void"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "month"], condition=models.Q(state="issued"), name="invoice_once_a_month"
            ),
            models.CheckConstraint(condition=models.Q(month__day=1), name="invoice_whole_month"),
        ]

    def __str__(self) -> str:
        return self.number


class LineKind(models.TextChoices):
    PLAN = "plan", _("Plan")
    MESSAGES = "messages", _("Replies above the plan")
    MODEL_COST = "model_cost", _("Cost of the models")


class InvoiceLine(TenantModel):
    """`amount` is rounded; `quantity` times `unit_price` need not be."""

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="lines", verbose_name=_("invoice"))
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=12, choices=LineKind.choices)
    plan = models.CharField(_("plan"), max_length=60)
    # Of a plan: how many replies are included; of messages: how many were sent in all.
    messages = models.PositiveIntegerField(_("replies"), default=0)
    quantity = models.DecimalField(_("quantity"), max_digits=14, decimal_places=4)
    unit_price = models.DecimalField(_("price"), max_digits=14, decimal_places=4)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=3)

    class Meta:
        verbose_name = _("invoice line")
        verbose_name_plural = _("invoice lines")
        ordering = ["invoice_id", "position"]
        constraints = [models.UniqueConstraint(fields=["invoice", "position"], name="invoice_line_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.amount}"
