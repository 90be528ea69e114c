"""Order numbers: ORD-YYYY-NNNNNN, per tenant and year, without races."""

import re

from django.db.models import F
from django.utils import timezone

from orders.models import OrderCounter
from tenants.models import Tenant


def take_number(tenant: Tenant) -> str:
    """The next number. Call it last in the transaction: the counter stays locked until the commit."""
    year = timezone.now().astimezone(tenant.zone).year
    rows = OrderCounter.objects.filter(tenant=tenant, year=year)
    if not rows.update(last=F("last") + 1):
        # The first order of the year; when two race, the second waits here for the first one's commit.
        OrderCounter.objects.bulk_create([OrderCounter(tenant=tenant, year=year)], ignore_conflicts=True)
        rows.update(last=F("last") + 1)
    return f"ORD-{year}-{rows.values_list('last', flat=True).get():06d}"


def tidy_number(text: str) -> str:
    """What a person typed, as we write it: ` ord-2026-12 ` becomes `ORD-2026-000012`."""
    parts = re.findall(r"\d+", text)
    if len(parts) == 2 and len(parts[0]) == 4:
        return f"ORD-{parts[0]}-{int(parts[1]):06d}"
    return text.strip().upper()
