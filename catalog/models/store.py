"""WooCommerce shops: what is in them, reading them, and what they tell us."""

import secrets
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product
from tenants.fields import EncryptedTextField
from tenants.scoping import TenantModel


def new_webhook_secret() -> str:
    """Letters and digits only: WooCommerce decodes HTML entities in a secret before it signs with it."""
    return secrets.token_hex(32)


class Store(TenantModel):
    """A WooCommerce shop whose products are ours, too. `public_id` is in its webhooks' address."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    url = models.URLField(_("address"), max_length=300)
    consumer_key = EncryptedTextField(editable=False)
    consumer_secret = EncryptedTextField(editable=False)
    # Its host strips the header in which keys usually are.
    keys_in_query = models.BooleanField(default=False, editable=False)
    webhook_secret = EncryptedTextField(default=new_webhook_secret, editable=False)
    # Our public address as the shop was told; empty while it tells us nothing and we only ask.
    base_url = models.CharField(max_length=200, blank=True, editable=False)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    is_enabled = models.BooleanField(_("enabled"), default=True)
    # Everything that changed over there before this moment, by the shop's own clock, is known here.
    read_until = models.DateTimeField(_("read until"), null=True, blank=True, editable=False)
    synced_at = models.DateTimeField(_("last read"), null=True, blank=True, editable=False)
    compared_at = models.DateTimeField(_("last compared"), null=True, blank=True, editable=False)
    # A code of catalog/woocommerce/problems.py and the shop's own words.
    problem_code = models.CharField(_("problem code"), max_length=40, blank=True, editable=False)
    problem = models.CharField(_("problem"), max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField(_("connected"), auto_now_add=True)

    class Meta:
        verbose_name = _("store")
        verbose_name_plural = _("stores")
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["tenant", "url"], name="store_once")]

    def __str__(self) -> str:
        return self.name


class StoreItem(TenantModel):
    """A product or a variation of a store, and the product that it is here. The parent of variations has no product."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="items")
    product = models.OneToOneField(
        Product, on_delete=models.SET_NULL, null=True, blank=True, related_name="store_item", verbose_name=_("product")
    )
    # WordPress numbers products and variations together.
    external_id = models.BigIntegerField(_("number there"))
    # Of a variation: the number of its product; else 0.
    parent_id = models.BigIntegerField(_("variation of"), default=0)
    # Of everything that is written to the product: the same content is never written twice.
    digest = models.CharField(max_length=64, editable=False, blank=True)
    # How many the shop itself says there are; the product's own stock is less by what open orders hold.
    stock = models.DecimalField(_("stock there"), max_digits=12, decimal_places=3, null=True, blank=True)
    modified_at = models.DateTimeField(_("changed there"), null=True, blank=True)
    # When its content was last different, or was asked for by itself.
    read_at = models.DateTimeField(_("read"))
    gone_at = models.DateTimeField(_("gone"), null=True, blank=True)

    class Meta:
        verbose_name = _("product of a store")
        verbose_name_plural = _("products of stores")
        ordering = ["store", "external_id"]
        constraints = [models.UniqueConstraint(fields=["store", "external_id"], name="store_item_once")]
        indexes = [models.Index(fields=["store", "parent_id"], name="store_item_family")]

    def __str__(self) -> str:
        return f"{self.store_id}:{self.external_id}"


class SyncKind(models.TextChoices):
    FULL = "full", _("Everything")
    DELTA = "delta", _("What changed")
    NIGHTLY = "nightly", _("What changed, and what is gone")


class SyncState(models.TextChoices):
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Stopped")


class StoreSync(TenantModel):
    """One reading of a store: how far it is, so that it goes on after a kill, and afterwards what came of it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="syncs")
    kind = models.CharField(_("kind"), max_length=10, choices=SyncKind.choices)
    state = models.CharField(_("state"), max_length=10, choices=SyncState.choices, default=SyncState.RUNNING)
    may_remove_many = models.BooleanField(_("many may be gone"), default=False)
    # Where it is: {"phase": "products", "page": 3}; what each phase keeps is catalog/woocommerce/phases.py's.
    cursor = models.JSONField(default=dict, editable=False)
    # The shop's clock when it began: what the store's `read_until` will be.
    until = models.DateTimeField(null=True, editable=False)
    total = models.PositiveIntegerField(_("products"), default=0)
    done = models.PositiveIntegerField(_("read"), default=0)
    # {"new": 3, "price": 2, ...}, and the first of these with names: what the shop's owner reads.
    counts = models.JSONField(_("counts"), default=dict)
    notes = models.JSONField(_("notes"), default=list)
    # Whose it is at the moment; nobody's when the lease has run out.
    holder = models.CharField(max_length=40, blank=True, editable=False)
    held_until = models.DateTimeField(null=True, blank=True, editable=False)
    # The shop asked for a pause.
    due_at = models.DateTimeField(_("goes on"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("failures in a row"), default=0)
    problem_code = models.CharField(_("problem code"), max_length=40, blank=True)
    problem = models.CharField(_("problem"), max_length=300, blank=True)
    started_at = models.DateTimeField(_("began"), auto_now_add=True)
    finished_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("sync of a store")
        verbose_name_plural = _("syncs of stores")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["store"], condition=models.Q(state="running"), name="store_sync_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state} {self.done}/{self.total}"


class StoreEventState(models.TextChoices):
    RECEIVED = "received", _("Received")
    PROCESSED = "processed", _("Processed")
    IGNORED = "ignored", _("Ignored")
    FAILED = "failed", _("Failed")


class StoreEvent(TenantModel):
    """One delivery of a store's webhook, stored before it is understood."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="events")
    topic = models.CharField(_("topic"), max_length=100)
    # sha256 of topic and body: the shop's own delivery ids are not unique.
    external_id = models.CharField(_("fingerprint"), max_length=64)
    body = models.BinaryField(_("body"))
    state = models.CharField(
        _("state"), max_length=10, choices=StoreEventState.choices, default=StoreEventState.RECEIVED
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("again at"), null=True, blank=True)
    error = models.CharField(_("problem"), max_length=300, blank=True)
    received_at = models.DateTimeField(_("received"), auto_now_add=True)

    class Meta:
        verbose_name = _("message of a store")
        verbose_name_plural = _("messages of stores")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["store", "external_id"], name="store_event_once")]
        indexes = [
            models.Index(fields=["received_at"], condition=models.Q(state="received"), name="store_event_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.store_id}:{self.topic}"
