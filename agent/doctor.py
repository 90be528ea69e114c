"""What may be stuck of the agent: customers nobody answers, turns nobody works on, leases nobody gave back."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from agent.models import Lease, Run, RunStatus, Step, StepKind
from agent.runs.closing import end_run
from agent.runs.leases import free_ended
from agent.runs.transcript import Move, next_move
from agent.services import respond
from conversations.models import Conversation, Owner
from tenants.doctor import MOST, Finding, examine, find_rows
from tenants.models import Tenant


def _unanswered(tenant: Tenant, before: datetime) -> Iterator[Finding]:
    """Before a shop has gone live nobody answers but its people."""
    if not tenant.is_live:
        return
    waiting = Conversation.objects.filter(
        Q(owner=Owner.AGENT) | Q(owner_until__lte=Now()), ~_worked_on("pk"), inbound_seq__gt=F("answered_seq"),
        last_inbound_at__lt=before,
    )  # fmt: skip
    yield from find_rows(
        waiting, since="last_inbound_at", says="{} customers have no answer of the agent",
        todo="Look whether beat runs and a worker listens to the queue `agent`. --repair answers them now.",
        mend=lambda row: respond(row.pk, hurry=True),
    )  # fmt: skip


def _turns(_tenant: Tenant, before: datetime) -> Iterator[Finding]:
    open_ones = Run.objects.filter(~_worked_on("conversation"), status=RunStatus.RUNNING, started_at__lt=before)
    unfinished = sum(_has_open_call(run) for run in open_ones[:MOST])
    yield from find_rows(
        open_ones.select_related("conversation"), since="started_at",
        says=f"{{}} turns of the agent are open without a worker ({unfinished} with a tool call without a result)",
        todo="--repair goes on with them where the customer still waits, and ends the others.", mend=_end_or_go_on,
    )  # fmt: skip


def _has_open_call(run: Run) -> bool:
    steps = Step.objects.filter(run=run).order_by("position")
    return steps.filter(kind=StepKind.ANSWER).exists() and next_move(list(steps)).move == Move.ACT


def _end_or_go_on(run: Run) -> None:
    respond(run.conversation_id, hurry=True)
    run.refresh_from_db()
    if run.status == RunStatus.RUNNING and not Lease.objects.filter(
        conversation=run.conversation_id, until__gt=Now()
    ).exists():  # fmt: skip
        end_run(run, RunStatus.DROPPED, "left open")


def _leases(_tenant: Tenant, before: datetime) -> Iterator[Finding]:
    yield from find_rows(
        Lease.objects.exclude(token=None).filter(until__lt=before), since="until",
        says="{} conversations are marked as worked on by a worker that is gone",
        todo="They hold nobody up: the next worker takes them. --repair clears the marks.",
        mend=lambda row: free_ended(row.conversation_id),
    )  # fmt: skip


def _worked_on(conversation: str) -> Exists:
    held: QuerySet[Lease] = Lease.objects.filter(conversation=OuterRef(conversation), until__gt=Now())
    return Exists(held)


def register() -> None:
    examine("answers", _unanswered)
    examine("turns", _turns)
    examine("leases", _leases)
