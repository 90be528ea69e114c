"""Who wants which messages."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from conversations.models.customer import Identity
from tenants.scoping import TenantModel


class Purpose(models.TextChoices):
    """Why a message is sent: the answer to a customer's own, news of their order, or advertising."""

    REPLY = "reply", _("Answers")
    ORDER = "order", _("News about orders")
    MARKETING = "marketing", _("Offers")


class ConsentSource(models.TextChoices):
    CUSTOMER = "customer", _("Customer's words")
    PROVIDER = "provider", _("Network")
    STAFF = "staff", _("Staff")


class Consent(TenantModel):
    """One line of the ledger of who wants which messages: the newest line of an identity and a purpose counts."""

    identity = models.ForeignKey(Identity, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices)
    is_granted = models.BooleanField(_("wanted"))
    source = models.CharField(_("source"), max_length=10, choices=ConsentSource.choices)
    # The customer's words, the provider's code, or who of the staff.
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-id"]
        indexes = [models.Index(fields=["identity", "purpose", "-id"], name="consent_newest")]

    def __str__(self) -> str:
        return f"{self.identity}: {self.purpose} {'+' if self.is_granted else '-'}"
