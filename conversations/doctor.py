"""What may be stuck in conversations: alarms that are over, and figures. The way in and out is the channels'."""

from collections.abc import Iterator
from datetime import datetime

from conversations.analytics.day_counts import SUMS
from conversations.handling.alarms import KIND, list_past_alarms
from tenants.alerts.services import resolve_alert
from tenants.analytics.day_sums import find_differences
from tenants.doctor import Finding, examine, find_rows
from tenants.models import Tenant


def _alarms(tenant: Tenant, before: datetime) -> Iterator[Finding]:
    yield from find_rows(
        list_past_alarms(tenant).filter(created_at__lt=before),
        says="{} alarms about customers who wait are still on, though nobody waits",
        todo="Look whether beat runs. --repair switches them off.",
        mend=lambda alert: resolve_alert(tenant.pk, kind=KIND, subject=alert.subject),
    )  # fmt: skip


def register() -> None:
    examine("alarms", _alarms)
    examine("figures of conversations", lambda tenant, _before: find_differences(SUMS, tenant))
