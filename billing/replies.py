"""Counting what a plan counts: the replies that the agent sent."""

from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Sum

from billing.models import DayReplies
from billing.periods import today
from tenants.models import Tenant
from tenants.scoping import current_tenant_id

# One statement, because it runs for every reply that leaves: whoever inserts the run's row first counts it.
_COUNT = """
    WITH counted AS (
        INSERT INTO billing_countedreply (tenant_id, run_id, day) VALUES (%(shop)s, %(run)s, %(day)s)
        ON CONFLICT (tenant_id, run_id) DO NOTHING RETURNING day
    )
    INSERT INTO billing_dayreplies AS known (tenant_id, day, replies) SELECT %(shop)s, day, 1 FROM counted
    ON CONFLICT (tenant_id, day) DO UPDATE SET replies = known.replies + 1
"""


def count_reply(tenant: Tenant, *, run_id: UUID) -> None:
    """A reply of that run went out. However many messages a run sent and however often this is told, it counts once."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"shop": current_tenant_id(), "run": run_id, "day": today(tenant.zone)})


def get_replies(first: date, last: date) -> int:
    """How many replies the current tenant's agent sent from `first` to `last`, both included."""
    rows = DayReplies.objects.filter(day__gte=first, day__lte=last).order_by()
    return int(rows.aggregate(Sum("replies", default=0))["replies__sum"])
