"""Reads about runs and those who wait for one."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now

from agent.models import Lease
from conversations.models import Conversation, Owner
from tenants.models import Tenant


def list_stalled() -> list[tuple[int, int]]:
    """(tenant, conversation) pairs that wait for the agent while nobody works on them. All tenants: no scope."""
    patience = timedelta(seconds=settings.AGENT_QUIET_MAX_SECONDS)
    worked_on = Lease.objects.filter(conversation=OuterRef("pk"), until__gt=Now())
    rows = Conversation.objects.filter(
        Q(owner=Owner.AGENT) | Q(owner_until__lte=Now()),
        ~Exists(worked_on),
        inbound_seq__gt=F("answered_seq"),
        last_inbound_at__lt=Now() - patience,
        tenant__is_live=True,
    )
    return list(rows.order_by("last_inbound_at").values_list("tenant_id", "pk")[:500])


def answers_customers(tenant_id: int) -> bool:
    """Whether the shop has gone live: before that only its own people hear the agent."""
    return Tenant.objects.filter(pk=tenant_id, is_live=True).exists()
