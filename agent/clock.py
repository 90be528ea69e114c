"""What the agent knows of time: now in the shop, whether it is open, when it opens next, and special days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tenants.hours.opening import is_open, list_special_days, local_time, next_opening
from tenants.models import SpecialDay, Tenant


@dataclass(frozen=True)
class Clock:
    """One moment on the shop's wall: read once for a turn, told in several places."""

    tenant: Tenant
    now: datetime
    special: Mapping[date, SpecialDay]

    def briefing(self) -> dict[str, Any]:
        return {"now": self.now, "special_days": {str(day): row.spans for day, row in self.special.items()}}

    def now_text(self) -> str:
        """`Friday 2026-11-27 10:00 IST. The shop is closed and opens Sunday 2026-11-29 08:00.`"""
        text = self.now.strftime("%A %Y-%m-%d %H:%M %Z")
        opened = is_open(self.tenant, at=self.now, special=self.special)
        if opened is None:
            return text
        opening = None if opened else next_opening(self.tenant, at=self.now, special=self.special)
        then = f" and opens {opening:%A %Y-%m-%d %H:%M}" if opening else ""
        return f"{text}. The shop is {'open' if opened else 'closed'}{then}."

    def special_text(self) -> str:
        """`; but 2026-12-25 closed (Christmas)`; it changes once a day at most, so a provider can keep it."""
        rows = self.special.values()
        told = [f"{row.day} {'+'.join('-'.join(span) for span in row.spans) or 'closed'}" for row in rows]
        named = [f"{text} ({row.name[:80]})" if row.name else text for text, row in zip(told, rows, strict=True)]
        return f"; but {', '.join(named)}" if named else ""


def read_clock(tenant: Tenant) -> Clock:
    now = local_time(tenant)
    return Clock(tenant, now, list_special_days(tenant, first=now.date()))
