"""What was paid for orders and what went back, the shop's account at a provider, and what the provider told us."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lib.money import plain_number
from orders.models.order import Actor, Order
from orders.payments.states import Method, PaymentStatus
from tenants.fields import EncryptedTextField
from tenants.scoping import TenantModel

METHOD_CHOICES = [
    (Method.CASH.value, _("Cash on delivery")),
    (Method.STRIPE.value, _("Card, by a payment link")),
    (Method.TRANSFER.value, _("Bank transfer")),
    (Method.OTHER.value, _("Other")),
]
PAYMENT_STATUS_CHOICES = [
    (PaymentStatus.UNPAID.value, _("Not paid")),
    (PaymentStatus.PENDING.value, _("Payment on its way")),
    (PaymentStatus.FAILED.value, _("Payment failed")),
    (PaymentStatus.PARTLY_PAID.value, _("Partly paid")),
    (PaymentStatus.PAID.value, _("Paid")),
    (PaymentStatus.OVERPAID.value, _("Paid too much")),
    (PaymentStatus.PARTLY_REFUNDED.value, _("Partly refunded")),
    (PaymentStatus.REFUNDED.value, _("Refunded")),
]


class PaymentAccount(TenantModel):
    """The shop's own account at Stripe: its customers' money never touches ours."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    secret_key = EncryptedTextField(_("secret key"))
    # What the provider signs its messages with; without it none is believed.
    webhook_secret = EncryptedTextField(_("webhook secret"), blank=True)
    external_id = models.CharField(_("account"), max_length=64, blank=True)
    # The webhook that we made there ourselves; empty when a person made it.
    webhook_id = models.CharField(_("webhook"), max_length=64, blank=True)
    is_live = models.BooleanField(_("real money"), default=False)
    is_enabled = models.BooleanField(_("in use"), default=True)
    created_at = models.DateTimeField(_("connected"), auto_now_add=True)

    class Meta:
        verbose_name = _("payment account")
        verbose_name_plural = _("payment accounts")
        constraints = [models.UniqueConstraint(fields=["tenant"], name="payment_account_once")]

    def __str__(self) -> str:
        return f"Stripe {self.external_id}".strip()


class PaymentKind(models.TextChoices):
    CHARGE = "charge", _("Payment")
    REFUND = "refund", _("Refund")


class PaymentState(models.TextChoices):
    """How far one payment or refund is; it only moves forward (orders/payments/states.py)."""

    STARTED = "started", _("Begun")
    OPEN = "open", _("Waiting for the customer")
    EXPIRED = "expired", _("Expired")
    PENDING = "pending", _("On its way")
    FAILED = "failed", _("Failed")
    SUCCEEDED = "succeeded", _("Done")


class Payment(TenantModel):
    """Money that comes in for an order or goes back. Written before the provider is asked, never deleted.

    `amount` is what was asked for until it is settled, then what really moved.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="payments")
    account = models.ForeignKey(PaymentAccount, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # The payment that a refund gives back.
    charge = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="refunds")
    kind = models.CharField(_("kind"), max_length=8, choices=PaymentKind.choices)
    method = models.CharField(_("how"), max_length=10, choices=METHOD_CHOICES)
    state = models.CharField(_("state"), max_length=10, choices=PaymentState.choices)
    # Three places: what a provider reports in dinars is kept to the last fils.
    amount = models.DecimalField(_("amount"), max_digits=16, decimal_places=3)
    currency = models.CharField(_("currency"), max_length=3)
    # What it was made for: the order's version then, and a digest of what there was to pay for.
    order_version = models.PositiveIntegerField(_("order's version"))
    basis = models.CharField(max_length=64, blank=True, editable=False)
    # The same wish twice is one row: of a link the order, version and amount; of a refund the form's own name.
    key = models.CharField(max_length=120, editable=False)
    session_id = models.CharField(_("session"), max_length=255, blank=True)
    intent_id = models.CharField(_("payment at the provider"), max_length=255, blank=True)
    refund_id = models.CharField(_("refund at the provider"), max_length=255, blank=True)
    url = models.TextField(blank=True, editable=False)
    language = models.CharField(max_length=8, blank=True, editable=False)
    expires_at = models.DateTimeField(_("link ends"), null=True, blank=True)
    problem = models.CharField(_("problem"), max_length=300, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    actor = models.CharField(_("who"), max_length=10, choices=Actor.choices)
    actor_name = models.CharField(_("name"), max_length=150, blank=True)
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    # When somebody has to look at it again; a sweep finds it.
    due_at = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="payment_once"),
            models.UniqueConstraint(
                fields=["tenant", "session_id"], condition=~Q(session_id=""), name="payment_session_once"
            ),
            models.UniqueConstraint(
                fields=["tenant", "refund_id"], condition=~Q(refund_id=""), name="payment_refund_once"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_amount_positive"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="payment_due"),
            models.Index(fields=["tenant", "intent_id"], condition=~Q(intent_id=""), name="payment_by_intent"),
            models.Index(
                fields=["tenant", "-settled_at", "-id"],
                condition=Q(kind="refund", state="succeeded"),
                name="payment_refunds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {plain_number(self.amount)} {self.currency}"


class PaymentEventState(models.TextChoices):
    RECEIVED = "received", _("Received")
    PROCESSED = "processed", _("Processed")
    IGNORED = "ignored", _("Not about us")
    FAILED = "failed", _("Failed")


class PaymentEvent(TenantModel):
    """A message of the provider: proved and stored before it is understood."""

    account = models.ForeignKey(PaymentAccount, on_delete=models.CASCADE, related_name="events")
    external_id = models.CharField(_("id at the provider"), max_length=255)
    kind = models.CharField(_("kind"), max_length=100)
    body = models.BinaryField(_("body"))
    state = models.CharField(_("state"), max_length=10, choices=PaymentEventState.choices, default="received")
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.CharField(_("error"), max_length=300, blank=True)
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    due_at = models.DateTimeField(_("again at"), null=True, blank=True)

    class Meta:
        verbose_name = _("payment event")
        verbose_name_plural = _("payment events")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["account", "external_id"], name="payment_event_once")]
        indexes = [
            models.Index(fields=["received_at"], condition=Q(state="received"), name="payment_event_waiting"),
        ]

    def __str__(self) -> str:
        return self.kind
