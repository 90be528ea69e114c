"""Customers whom the agent has handed to a person, and nobody came."""

from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from conversations.models import Conversation, Owner
from tenants.alerts.services import raise_alert, resolve_alert
from tenants.models import Alert, Tenant

KIND = "unanswered"


def list_tenants_with_handovers() -> list[int]:
    """Shops where somebody waits for a person, or an alarm is still on. All tenants."""
    waiting = _waiting().order_by().values_list("tenant_id", flat=True)
    alarmed = Alert.objects.filter(kind=KIND, resolved_at=None).order_by().values_list("tenant_id", flat=True)
    return sorted({*waiting, *alarmed})


def sound_alarms(tenant: Tenant) -> None:
    """Raise an alert for everybody who has waited for longer than the shop wants, and end those that are over."""
    late = {str(row.public_id): row for row in _late(tenant).select_related("customer")}
    for alert in list_past_alarms(tenant):
        resolve_alert(tenant.pk, kind=KIND, subject=alert.subject)
    for subject, conversation in late.items():
        link = reverse("panel:conversation", args=[tenant.slug, conversation.public_id])
        raise_alert(
            tenant, kind=KIND, subject=subject, link=link, customer=str(conversation.customer),
            minutes=tenant.alarm_minutes,
        )  # fmt: skip


def list_past_alarms(tenant: Tenant) -> QuerySet[Alert]:
    """Alarms that are still on although nobody waits any more."""
    late = [str(public_id) for public_id in _late(tenant).values_list("public_id", flat=True)]
    return Alert.objects.filter(kind=KIND, resolved_at=None).exclude(subject__in=late)


def _late(tenant: Tenant) -> QuerySet[Conversation]:
    since = timezone.now() - timedelta(minutes=tenant.alarm_minutes)
    return _waiting().filter(unanswered_since__lt=since)


def _waiting() -> QuerySet[Conversation]:
    """The agent has called somebody, who is not there yet."""
    return Conversation.objects.filter(
        owner=Owner.STAFF, owner_user=None, owner_name="", unanswered_since__isnull=False
    )
