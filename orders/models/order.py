"""Orders, their lines, and everything that happened to them."""

import secrets
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from catalog.models import Product, Unit
from conversations.models import Conversation, Customer
from lib.money import plain_number
from orders.models.delivery import DeliveryArea, Fulfilment
from orders.models.promotion import Promotion
from orders.states import Status
from tenants.scoping import TenantModel

STATUS_CHOICES = [
    (Status.PENDING.value, _("Pending")),
    (Status.CONFIRMED.value, _("Confirmed")),
    (Status.PROCESSING.value, _("Processing")),
    (Status.PACKAGED.value, _("Packaged")),
    (Status.SHIPPED.value, _("Shipped")),
    (Status.DELIVERED.value, _("Delivered")),
    (Status.CANCELLED.value, _("Cancelled")),
]


class Source(models.TextChoices):
    """Where an order was taken."""

    CHAT = "chat", _("Chat")
    PANEL = "panel", _("Panel")
    API = "api", _("API")
    STORE = "store", _("Online shop")
    EXTENSION = "extension", _("Browser extension")


def new_tracking_key() -> str:
    return secrets.token_urlsafe(18)


class Order(TenantModel):
    """An order. `version` grows with every change, so that a yes can only count for what was shown."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, editable=False)
    # Opens the whole order on the tracking page without an account.
    tracking_key = models.CharField(max_length=40, unique=True, default=new_tracking_key, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="orders")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.SET_NULL, null=True, blank=True, related_name="orders"
    )
    status = models.CharField(_("status"), max_length=12, choices=STATUS_CHOICES, default="pending")
    version = models.PositiveIntegerField(default=1, editable=False)
    currency = models.CharField(_("currency"), max_length=3)
    total = models.DecimalField(_("total"), max_digits=16, decimal_places=2, default=0)
    address = models.CharField(_("delivery address"), max_length=300, blank=True)
    fulfilment = models.CharField(
        _("delivery or pickup"), max_length=10, choices=Fulfilment.choices, default=Fulfilment.DELIVERY
    )
    # What the customer wishes for, on the shop's own clock; a time never stands without a day.
    wished_on = models.DateField(_("wished for"), null=True, blank=True)
    wished_at = models.TimeField(_("at"), null=True, blank=True)
    # The area whose fee `delivery_fee` follows (orders/delivery/services.py).
    delivery_area = models.ForeignKey(
        DeliveryArea, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    # Somebody of the shop has set the fee: it stays until the customer wishes for another place.
    has_own_fee = models.BooleanField(default=False, editable=False)
    notes = models.TextField(_("customer's notes"), blank=True)
    internal_notes = models.TextField(_("internal notes"), blank=True)
    carrier = models.CharField(_("carrier"), max_length=80, blank=True)
    carrier_number = models.CharField(_("carrier's number"), max_length=80, blank=True)
    expected_on = models.DateField(_("expected on"), null=True, blank=True)
    # On top of the lines, and taken off: with them the total is the sum (orders/pricing.py).
    delivery_fee = models.DecimalField(_("delivery"), max_digits=14, decimal_places=2, default=0)
    fees = models.DecimalField(_("fees and taxes"), max_digits=14, decimal_places=2, default=0)
    discount = models.DecimalField(_("discount"), max_digits=14, decimal_places=2, default=0)
    # Why: the name of the promotion, which goes on giving the discount while the order changes.
    discount_reason = models.CharField(_("reason of the discount"), max_length=80, blank=True)
    promotion = models.ForeignKey(
        Promotion, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("promotion")
    )
    source = models.CharField(_("source"), max_length=20, choices=Source.choices, default=Source.CHAT)
    # Sold by a store or a site of its own: its prices hold, and its stock was taken there and not here.
    sold_elsewhere = models.BooleanField(_("sold elsewhere"), default=False, editable=False)
    created_at = models.DateTimeField(_("ordered"), auto_now_add=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    # Kept by orders/payments/services.py alone; the choices stand in orders/models/payment.py.
    payment_method = models.CharField(_("payment"), max_length=10, default="cash", editable=False)
    payment_status = models.CharField(_("payment status"), max_length=16, default="unpaid", editable=False)
    # Brought along for the API by orders.selectors.bring_lines.
    line_list: Sequence[Any]

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "number"], name="order_number_once"),
            models.CheckConstraint(condition=models.Q(total__gte=0), name="order_total_not_negative"),
            models.CheckConstraint(
                condition=models.Q(delivery_fee__gte=0, fees__gte=0, discount__gte=0), name="order_charges_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(wished_at=None) | models.Q(wished_on__isnull=False), name="order_time_has_a_day"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "status", "-id"], name="order_by_status"),
            models.Index(fields=["tenant", "-id"], name="order_newest"),
            models.Index(fields=["number"], name="order_by_number"),
            # The API's list goes by time, because it can be asked for a time.
            models.Index(fields=["tenant", "-created_at", "-id"], name="order_by_time"),
            models.Index(fields=["tenant", "status", "-created_at", "-id"], name="order_by_status_and_time"),
            models.Index(fields=["tenant", "source", "-created_at", "-id"], name="order_by_source_and_time"),
            # Sums by customer are read from the index alone.
            models.Index(
                fields=["tenant", "created_at"],
                include=["customer", "status", "currency", "total"],
                name="order_buyers",
            ),
            models.Index(fields=["tenant", "total", "id"], name="order_by_total_and_id"),
            models.Index(fields=["tenant", "payment_status", "-id"], name="order_by_payment"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def state(self) -> Status:
        return Status(self.status)


class OrderLine(TenantModel):
    """One product of an order, with the price that was agreed on."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    unit = models.CharField(_("unit"), max_length=10, choices=Unit.choices)
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3)
    unit_price = models.DecimalField(_("price"), max_digits=14, decimal_places=2)
    subtotal = models.DecimalField(_("sum"), max_digits=16, decimal_places=2)
    # The order's own time, written by a trigger: who bought a product is read in the order of the list.
    ordered_at = models.DateTimeField(_("ordered"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "product"], name="order_line_once"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="order_line_quantity_positive"),
        ]
        indexes = [models.Index(fields=["tenant", "product", "ordered_at", "order"], name="order_line_by_time")]

    def __str__(self) -> str:
        return f"{plain_number(self.quantity)} {self.unit} {self.name}"


class Actor(models.TextChoices):
    CUSTOMER = "customer", _("Customer")
    AGENT = "agent", _("Agent")
    STAFF = "staff", _("Staff")
    STORE = "store", _("Store")
    SYSTEM = "system", _("System")


class OrderEvent(TenantModel):
    """Something that happened to an order: written with it, never changed."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(_("what"), max_length=20)
    actor = models.CharField(_("who"), max_length=10, choices=Actor.choices)
    actor_name = models.CharField(_("name"), max_length=150, blank=True)
    from_status = models.CharField(_("from"), max_length=12, blank=True)
    to_status = models.CharField(_("to"), max_length=12, blank=True)
    note = models.CharField(_("why"), max_length=300, blank=True)
    version = models.PositiveIntegerField(_("version"))
    data = models.JSONField(_("details"), default=dict, blank=True)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("order event")
        verbose_name_plural = _("order events")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.to_status}".strip()


class OrderCounter(TenantModel):
    """The last number given in a year."""

    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("order counter")
        verbose_name_plural = _("order counters")
        constraints = [models.UniqueConstraint(fields=["tenant", "year"], name="order_counter_once")]

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Recap(TenantModel):
    """What the customer was shown: a yes after `conversation_seq` counts for exactly this version."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="recaps")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    conversation_seq = models.PositiveIntegerField()
    # What showed it: a message that was withdrawn or could not be sent has shown nothing.
    message = models.ForeignKey(
        "conversations.Message", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(_("version"))
    total = models.DecimalField(_("total"), max_digits=16, decimal_places=2)
    shown_at = models.DateTimeField(_("shown"), auto_now_add=True)

    class Meta:
        verbose_name = _("recap")
        verbose_name_plural = _("recaps")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.order} v{self.version}"
