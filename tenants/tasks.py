"""The sign of life of beat and a worker, read by /readyz; and telling people by mail what they must look at."""

from uuid import UUID

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone, translation

from tenants.alerts import services as alerts
from tenants.exports import services as exports
from tenants.models import Alert, Tenant
from tenants.people import accounts, invitations
from tenants.queueing import TenantTask, enqueue
from tenants.retention import services as retention
from tenants.scoping import scopes_disabled
from tenants.webhooks import sending

FORGET_SECONDS = 60.0


def heartbeat_key(queue: str) -> str:
    return f"heartbeat:{queue}"


@shared_task
def heartbeat(queue: str = "inbound") -> None:
    """Somebody reads this queue; beat asks through each of them."""
    cache.set(heartbeat_key(queue), timezone.now().timestamp(), timeout=7200)


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
def make_export(tenant_id: int, public_id: str) -> None:
    exports.run_export(UUID(public_id))


@shared_task
def sweep_exports() -> int:
    """What nobody is making: a lost wake-up call, a crash."""
    waiting = exports.list_waiting()
    for tenant_id, public_id in waiting:
        enqueue(make_export, tenant_id, public_id)
    return len(waiting)


@shared_task
def forget_exports_of_all() -> int:
    return exports.forget_exports()


@shared_task(base=TenantTask)
def send_webhook(tenant_id: int, public_id: str) -> None:
    sending.send_delivery(UUID(public_id))


@shared_task
def sweep_webhooks() -> int:
    """What waits for its next attempt, or whose wake-up call was lost."""
    due = sending.list_due()
    for tenant_id, public_id in due:
        enqueue(send_webhook, tenant_id, public_id)
    return len(due)


@shared_task
def forget_old_of_all() -> int:
    """Every shop forgets what its rules call old, each in its own task."""
    tenants = list(Tenant.objects.order_by("pk").values_list("pk", flat=True))
    for tenant_id in tenants:
        enqueue(forget_old, tenant_id)
    return len(tenants)


@shared_task(base=TenantTask)
def forget_old(tenant_id: int) -> None:
    """In pieces: others want to work as well, and Redis takes a task that lasts for five minutes for lost."""
    if not retention.forget_old(seconds=FORGET_SECONDS).is_done:
        enqueue(forget_old, tenant_id)


@shared_task(base=TenantTask)
def mail_invitation(tenant_id: int, public_id: str) -> None:
    invitations.mail_invitation(UUID(public_id))


@shared_task
def mail_password_link(email: str, language: str) -> None:
    with translation.override(language):
        accounts.mail_password_link(email)


@shared_task(base=TenantTask)
def mail_alerts(tenant_id: int) -> None:
    alerts.mail_alerts()
