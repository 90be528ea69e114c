"""What grows old of the agent: how it came to its answers, and what was rehearsed. What models cost is billing's."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agent.models import Effect, Run, RunStatus
from agent.playground.models import PlaygroundSession
from tenants.retention.kinds import Forgotten, Kind, Span, delete_batch, grow_old


def _old(until: datetime) -> list[QuerySet[Any]]:
    """Turns with their steps, the receipts by which a repeated wish is known, and rehearsals."""
    return [
        Run.objects.filter(started_at__lt=until).exclude(status=RunStatus.RUNNING),
        Effect.objects.filter(created_at__lt=until),
        PlaygroundSession.objects.filter(used_at__lt=until),
    ]


def forget_traces(span: Span, most: int) -> Forgotten:
    count = 0
    for rows in _old(span.until):
        count += delete_batch(rows, most - count).count if count < most else 0
    return Forgotten(count)


def register() -> None:
    grow_old(Kind(
        "traces", _("How the agent came to its answers"),
        _("The steps of each answer, with what was read and done, and rehearsals. At least 7 days."),
        forget_traces, lambda span: sum(rows.count() for rows in _old(span.until)), least=7,
    ))  # fmt: skip
