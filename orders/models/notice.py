"""What a customer is told about their order: one row for each step of its way that is worth a message."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from conversations.models import Message
from orders.models.order import STATUS_CHOICES, Order, OrderEvent
from tenants.scoping import TenantModel


class NoticeState(models.TextChoices):
    WAITING = "waiting", _("About to be told")
    WRITTEN = "written", _("On its way")
    MAIL = "mail", _("An e-mail is written")
    TOLD = "told", _("Told")
    OVERTAKEN = "overtaken", _("No news any more")
    UNREACHED = "unreached", _("Could not be told")


class Notice(TenantModel):
    """News of one step. `ways` are the ways that were tried, in order (orders/customers/ways.py)."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="notices", verbose_name=_("order"))
    # The same step is told once; an order that was restored and confirmed again is news again.
    event = models.OneToOneField(OrderEvent, on_delete=models.CASCADE, related_name="+", verbose_name=_("order event"))
    kind = models.CharField(_("kind"), max_length=12, choices=STATUS_CHOICES)
    state = models.CharField(_("state"), max_length=10, choices=NoticeState.choices, default=NoticeState.WAITING)
    ways = ArrayField(models.CharField(max_length=260), default=list, blank=True, editable=False)
    via = models.CharField(_("by"), max_length=20, blank=True)
    message = models.ForeignKey(
        Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("message")
    )
    email = models.EmailField(_("e-mail"), blank=True)
    mail_attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    # When to look again; nothing comes any more while it is empty.
    due_at = models.DateTimeField(_("when"), null=True, blank=True)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["id"]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(due_at__isnull=False), name="notice_due")]

    def __str__(self) -> str:
        return f"{self.order}: {self.kind} {self.state}"
