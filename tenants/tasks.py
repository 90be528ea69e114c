"""The sign of life of beat and a worker, read by /readyz; and telling people by mail what they must look at."""

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from tenants import alerts
from tenants.models import Alert
from tenants.queueing import TenantTask, enqueue
from tenants.scoping import scopes_disabled

HEARTBEAT_KEY = "heartbeat"


@shared_task
def heartbeat() -> None:
    cache.set(HEARTBEAT_KEY, timezone.now().timestamp(), timeout=600)


@shared_task
def mail_alerts_of_all() -> int:
    """Shops with alerts that nobody was told of, each in its own task."""
    with scopes_disabled():
        rows = Alert.objects.filter(mailed_at=None, resolved_at=None).order_by()
        tenants = sorted(set(rows.values_list("tenant_id", flat=True)))
    for tenant_id in tenants:
        enqueue(mail_alerts, tenant_id)
    return len(tenants)


@shared_task(base=TenantTask)
def mail_alerts(tenant_id: int) -> None:
    alerts.mail_alerts()
