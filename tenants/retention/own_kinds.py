"""What grows old in this app: alerts that are over, the log of changes, and what was told to webhooks."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tenants.models import Alert, AuditEvent, WebhookDelivery
from tenants.retention.kinds import Kind, delete_batch, grow_old
from tenants.webhooks.models import DeliveryState

# That somebody was erased, and what they had consented to, has to be proved for years.
PROOFS = ("customer erased",)


def _deliveries(until: datetime) -> QuerySet[Any]:
    return WebhookDelivery.objects.exclude(state=DeliveryState.QUEUED).filter(finished_at__lt=until)


def _alerts(until: datetime) -> QuerySet[Any]:
    return Alert.objects.filter(resolved_at__lt=until)


def _changes(until: datetime) -> QuerySet[Any]:
    return AuditEvent.objects.filter(created_at__lt=until).exclude(action__in=PROOFS)


def register() -> None:
    grow_old(Kind(
        "webhooks", _("What was sent to webhooks"),
        _("Deliveries that are over, with the words in them. Usual: 30 days."),
        lambda span, most: delete_batch(_deliveries(span.until), most), lambda span: _deliveries(span.until).count(),
        usual=30,
    ))  # fmt: skip
    grow_old(Kind(
        "alerts", _("Alerts that are over"), _("They name customers and orders."),
        lambda span, most: delete_batch(_alerts(span.until), most), lambda span: _alerts(span.until).count(),
    ))  # fmt: skip
    grow_old(Kind(
        "audit", _("The log of changes"),
        _("Who changed what. That a person was erased stays in it in any case. At least 90 days."),
        lambda span, most: delete_batch(_changes(span.until), most), lambda span: _changes(span.until).count(),
        least=90,
    ))  # fmt: skip
