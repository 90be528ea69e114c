"""Orders that come from outside: from which sites and stores, by which names they are known there, what goes back."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Store
from orders.models.order import Order, OrderEvent, Source
from tenants.scoping import TenantModel


class Site(TenantModel):
    """A web site whose orders programs hand in under a name of ours. With a store they meet the store's own orders."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # What programs call it; unique in the shop, because a key opens only one shop.
    site_id = models.CharField(
        _("site id"), max_length=64,
        validators=[RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9._:-]*$", _("Letters, digits, dots and hyphens only."))],
    )  # fmt: skip
    name = models.CharField(_("name"), max_length=120)
    # Hosts without a scheme; their subdomains belong to them.
    hosts = ArrayField(
        models.CharField(max_length=253), verbose_name=_("hosts"), default=list,
        help_text=_("The addresses on which its orders are seen, separated by commas: shop.example.com"),
    )  # fmt: skip
    store = models.ForeignKey(
        Store, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("store"),
        help_text=_("The connected store that this site is the front of, if any."),
    )  # fmt: skip
    takes_facebook = models.BooleanField(_("also receipts of Facebook Marketplace"), default=True)
    is_enabled = models.BooleanField(_("enabled"), default=True)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["tenant", "site_id"], name="site_once")]

    def __str__(self) -> str:
        return self.name


class OrderLink(TenantModel):
    """Which order somewhere else this one is. Whoever sees the same order once more finds it here.

    `place` is where the names below mean something (orders/intake/places.py). The constraints decide when two sources
    bring one order at the same moment.
    """

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="links", verbose_name=_("order"))
    place = models.CharField(_("place"), max_length=80)
    store = models.ForeignKey(
        Store, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("store")
    )
    site = models.ForeignKey(
        Site, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("site")
    )
    # The machine's number there, the number that people see there, and the order's secret there.
    external_id = models.CharField(_("id there"), max_length=100, blank=True)
    external_number = models.CharField(_("number there"), max_length=100, blank=True)
    order_key = models.CharField(_("order key"), max_length=100, blank=True)
    sources = ArrayField(
        models.CharField(max_length=20, choices=Source.choices), verbose_name=_("seen by"), default=list
    )
    # What the buyer left with this order: {"name", "phone", "email"}. It proves nothing, so a known customer keeps
    # what is known of them.
    contact = models.JSONField(_("contact"), default=dict)
    # Both sides as they were when they last agreed (orders/intake/sides.py): what differs from that is news.
    ours = models.JSONField(default=dict, editable=False)
    theirs = models.JSONField(default=dict, editable=False)
    modified_at = models.DateTimeField(_("changed there"), null=True, blank=True)
    # Parts that were changed on both sides: nothing of them is written anywhere until a person has changed them here.
    disputed = ArrayField(models.CharField(max_length=10), verbose_name=_("in dispute"), default=list, blank=True)
    # What the store was asked for before this moment is old.
    touched_at = models.DateTimeField(auto_now=True)
    # Whoever writes to the store at the moment; nobody when the lease has run out.
    holder = models.CharField(max_length=40, blank=True, editable=False)
    held_until = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("order elsewhere")
        verbose_name_plural = _("orders elsewhere")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "place", "external_id"],
                condition=~models.Q(external_id=""),
                name="order_link_id_once",
            ),
            models.UniqueConstraint(
                fields=["tenant", "place", "order_key"], condition=~models.Q(order_key=""), name="order_link_key_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "place", "external_number"], condition=~models.Q(external_number=""),
                name="order_link_number",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.place} {self.external_number or self.external_id or self.order_key}"


def usual_statuses_there() -> dict[str, str]:
    """What a store is told by our status; a status that is left out is not told."""
    return {"confirmed": "processing", "delivered": "completed", "cancelled": "cancelled"}


class StoreIntake(TenantModel):
    """How a store's orders are taken over, how far they were read, and what is told back."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    store = models.OneToOneField(Store, on_delete=models.CASCADE, related_name="+", verbose_name=_("store"))
    is_enabled = models.BooleanField(_("take its orders over"), default=True)
    tells_back = models.BooleanField(_("tell it what changed here"), default=True)
    statuses_there = models.JSONField(
        _("statuses there"), default=usual_statuses_there, blank=True,
        help_text=_('Which status the store gets by ours, such as {"confirmed": "processing"}.'),
    )  # fmt: skip
    statuses_here = models.JSONField(
        _("statuses here"), default=dict, blank=True,
        help_text=_('What a status of a plugin means here, such as {"awaiting-pickup": "packaged"}.'),
    )  # fmt: skip
    # Orders from before this moment are none of ours, also when somebody touches them over there.
    since = models.DateTimeField(_("orders since"), default=timezone.now)
    # Everything that changed over there before this moment, by the store's clock, is known here.
    read_until = models.DateTimeField(_("read until"), null=True, blank=True, editable=False)
    cursor = models.JSONField(default=dict, editable=False)
    due_at = models.DateTimeField(_("goes on"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("failures in a row"), default=0, editable=False)
    problem_code = models.CharField(_("problem code"), max_length=40, blank=True, editable=False)
    problem = models.CharField(_("problem"), max_length=300, blank=True, editable=False)
    holder = models.CharField(max_length=40, blank=True, editable=False)
    held_until = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("orders of a store")
        verbose_name_plural = _("orders of stores")
        ordering = ["store"]

    def __str__(self) -> str:
        return str(self.store)


class PushState(models.TextChoices):
    PENDING = "pending", _("Waiting")
    DONE = "done", _("Told")
    FAILED = "failed", _("Failed")


class OriginPush(TenantModel):
    """That a change of an order is to be told to the store it came from: written with the change."""

    link = models.ForeignKey(OrderLink, on_delete=models.CASCADE, related_name="pushes", verbose_name=_("order"))
    event = models.OneToOneField(OrderEvent, on_delete=models.CASCADE, related_name="+", verbose_name=_("change"))
    state = models.CharField(_("state"), max_length=10, choices=PushState.choices, default=PushState.PENDING)
    # The private note about it stands in the store.
    is_noted = models.BooleanField(_("noted"), default=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("not before"), default=timezone.now)
    problem_code = models.CharField(_("problem code"), max_length=40, blank=True)
    problem = models.CharField(_("problem"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)
    done_at = models.DateTimeField(_("told"), null=True, blank=True)

    class Meta:
        verbose_name = _("news for a store")
        verbose_name_plural = _("news for stores")
        ordering = ["id"]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(state="pending"), name="origin_push_waiting")]

    def __str__(self) -> str:
        return f"{self.link}: {self.state}"


class LookAlikeState(models.TextChoices):
    OPEN = "open", _("Waiting for you")
    ONE = "one", _("One order")
    TWO = "two", _("Two orders")


class LookAlike(TenantModel):
    """Two orders that may be one; a person decides. `first` is the older one, which stays."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    first = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="+", verbose_name=_("older order"))
    second = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="+", verbose_name=_("younger order"))
    has_same_items = models.BooleanField(_("same items"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=LookAlikeState.choices, default=LookAlikeState.OPEN)
    decided_by = models.CharField(_("decided by"), max_length=150, blank=True)
    # What becoming one changed, so that it can be taken back: {"status", "links", "sold_elsewhere"}.
    undo = models.JSONField(default=dict, editable=False)
    created_at = models.DateTimeField(_("noticed"), auto_now_add=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("look-alike")
        verbose_name_plural = _("look-alikes")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="look_alike_once")]
        indexes = [models.Index(fields=["tenant", "id"], condition=models.Q(state="open"), name="look_alike_open")]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}: {self.state}"
