"""Who buys from the shop, and where they can be reached."""

import uuid

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from tenants.scoping import TenantModel


class Customer(TenantModel):
    """A person who buys from the shop, whatever channels they use."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=160, blank=True)
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    notes = models.TextField(_("notes"), blank=True)
    # Who set which field: {field: {"source", "who", "at"}}, kept by conversations/people/profile.py alone.
    provenance = models.JSONField(default=dict, blank=True, editable=False)
    # Staff found that this is the same person; nothing is moved, so it can be undone (conversations/people/merging.py).
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name=_("same person as"),
    )
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["tenant", "phone"], condition=~models.Q(phone=""), name="customer_by_phone"),
            models.Index("tenant", Lower("email"), condition=~models.Q(email=""), name="customer_by_email"),
            models.Index(fields=["tenant", "-created_at", "-id"], name="customer_newest"),
            models.Index(fields=["tenant", "-id"], name="customer_by_id"),
        ]

    def __str__(self) -> str:
        return self.name or f"#{str(self.public_id)[:8]}"


class Identity(TenantModel):
    """A customer on one channel: `external_id` is what that channel calls them."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(_("channel"), max_length=20)
    # The public id of the shop's channel: this app stands below the one that owns it.
    channel_id = models.UUIDField(_("channel id"))
    external_id = models.CharField(_("id there"), max_length=190)
    name = models.CharField(_("name there"), max_length=160, blank=True)
    is_reachable = models.BooleanField(_("can be reached"), default=True)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("identity")
        verbose_name_plural = _("identities")
        constraints = [models.UniqueConstraint(fields=["channel_id", "external_id"], name="identity_once")]
        indexes = [models.Index(fields=["tenant", "kind"], name="identity_by_kind")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.external_id}"


class IdentityAlias(TenantModel):
    """Another name of the same person on the same channel: a phone number beside a user id."""

    identity = models.ForeignKey(Identity, on_delete=models.CASCADE, related_name="aliases")
    channel_id = models.UUIDField(_("channel id"))
    external_id = models.CharField(_("id there"), max_length=190)

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        constraints = [models.UniqueConstraint(fields=["channel_id", "external_id"], name="identity_alias_once")]

    def __str__(self) -> str:
        return self.external_id
