"""What the agent knows of time: now in the shop, whether it is open, when it opens next, and special days."""

from typing import Any

from tenants.hours import is_open, list_special_days, local_time, next_opening
from tenants.models import Tenant


def clock(tenant: Tenant) -> dict[str, Any]:
    """For the briefing."""
    now = local_time(tenant)
    special = list_special_days(tenant, first=now.date())
    return {"now": now, "special_days": {str(day): row.spans for day, row in special.items()}}


def now_text(tenant: Tenant) -> str:
    """`Friday 2026-11-27 10:00 IST. The shop is closed and opens Sunday 2026-11-29 08:00.`"""
    now, opened, opening = local_time(tenant), is_open(tenant), next_opening(tenant)
    text = now.strftime("%A %Y-%m-%d %H:%M %Z")
    if opened is None:
        return text
    then = f" and opens {opening:%A %Y-%m-%d %H:%M}" if opening and not opened else ""
    return f"{text}. The shop is {'open' if opened else 'closed'}{then}."


def special_text(tenant: Tenant) -> str:
    """`; but 2026-12-25 closed (Christmas)`; it changes once a day at most, so a provider can keep it."""
    rows = list_special_days(tenant, first=local_time(tenant).date()).values()
    told = [f"{row.day} {'+'.join('-'.join(span) for span in row.spans) or 'closed'}" for row in rows]
    named = [f"{text} ({row.name[:80]})" if row.name else text for text, row in zip(told, rows, strict=True)]
    return f"; but {', '.join(named)}" if named else ""
