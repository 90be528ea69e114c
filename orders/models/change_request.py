"""What a customer wishes when they may no longer change an order by themselves."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from conversations.models import Conversation
from orders.models.order import Order
from tenants.scoping import TenantModel


class RequestKind(models.TextChoices):
    CHANGE = "change", _("Wants a change")
    CANCEL = "cancel", _("Wants to cancel")


class RequestState(models.TextChoices):
    OPEN = "open", _("Waiting for you")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")


class ChangeRequest(TenantModel):
    """A wish that staff accept or decline; accepting it does exactly what is written here."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="change_requests", verbose_name=_("order"))
    conversation = models.ForeignKey(
        Conversation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("conversation")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=RequestKind.choices)
    # {"add"|"remove"|"set"|"replace": [{"product", "name", "quantity", "unit"}], "address", "notes"}:
    # orders/delivery/wishes.py.
    wish = models.JSONField(_("wish"), default=dict)
    # Of kind and wish: the same wish is one request while it waits.
    digest = models.CharField(max_length=64, editable=False)
    reason = models.CharField(_("why"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=RequestState.choices, default=RequestState.OPEN)
    decided_by = models.CharField(_("decided by"), max_length=150, blank=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("asked"), auto_now_add=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("change request")
        verbose_name_plural = _("change requests")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "digest"], condition=models.Q(state="open"), name="change_request_once"
            )
        ]
        indexes = [models.Index(fields=["tenant", "id"], condition=models.Q(state="open"), name="change_request_open")]

    def __str__(self) -> str:
        return f"{self.order}: {self.kind} {self.state}"
