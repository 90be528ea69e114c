"""The agent's one job: answering a conversation that waits."""

import time
from enum import StrEnum

import structlog
from django.conf import settings
from django.db import transaction

from agent.closing import end_run
from agent.leases import Hold, LeaseLost, fence, hold_conversation
from agent.models import Run, RunStatus
from agent.patience import wait_for_silence
from agent.prompts import prompt_hash
from agent.turn import Turn, carry_on
from channels.registry import get_adapter
from channels.tasks import show_typing
from conversations.models import Conversation
from conversations.selectors import agent_owns
from conversations.services import lock_conversation
from tenants.queueing import enqueue

log = structlog.get_logger(__name__)


class Outcome(StrEnum):
    ANSWERED = "answered"
    DROPPED = "dropped"
    BUSY = "busy"
    NOTHING = "nothing to do"


def respond(conversation_id: int, *, hurry: bool = False) -> Outcome:
    """Answer everything the customer has said, unless another worker does so already.

    With `hurry` nobody waits for the end of a burst. Safe to call any number of times, from anywhere, after any crash.
    """
    outcome = Outcome.NOTHING
    while True:
        conversation = Conversation.objects.select_related("tenant", "identity").get(pk=conversation_id)
        if not _is_ours(conversation):
            return outcome
        with hold_conversation(conversation, seconds=settings.AGENT_TURN_SECONDS + 30) as hold:
            if hold is None:
                return Outcome.BUSY
            outcome = _answer(conversation, hold, hurry=hurry)
        # Whoever wrote between our last look and the release found the conversation busy: look once more.
        if outcome != Outcome.ANSWERED:
            return outcome


def _answer(conversation: Conversation, hold: Hold, *, hurry: bool) -> Outcome:
    wait_for_silence(conversation, seconds=0 if hurry else settings.AGENT_QUIET_SECONDS)
    run = _open_run(conversation, hold)
    if run is None:
        return Outcome.NOTHING
    enqueue(show_typing, conversation.tenant_id, conversation.pk)
    turn = Turn(
        run=run, hold=hold, deadline=time.monotonic() + settings.AGENT_TURN_SECONDS,
        streams=get_adapter(conversation.identity.kind).streams, settle=0 if hurry else settings.AGENT_SETTLE_SECONDS,
    )  # fmt: skip
    with structlog.contextvars.bound_contextvars(run=str(run.public_id)):
        try:
            sent = carry_on(turn)
        except LeaseLost:
            log.warning("lease_lost")
            return Outcome.BUSY
    return Outcome.ANSWERED if sent else Outcome.DROPPED


def _open_run(conversation: Conversation, hold: Hold) -> Run | None:
    """The run to work on: one that a dead worker left, or a new one; None when nothing waits for the agent."""
    with transaction.atomic():
        fence(hold)
        locked = lock_conversation(conversation.pk)
        if not _is_ours(locked):
            return None
        return _resume(locked) or Run.objects.create(
            tenant=conversation.tenant, conversation=locked, first_seq=locked.answered_seq + 1,
            seq=locked.inbound_seq, prompt_hash=prompt_hash("chat"),
        )  # fmt: skip


def _resume(conversation: Conversation) -> Run | None:
    """A run that was left in the middle; one whose question somebody else has answered meanwhile is ended."""
    rows = Run.objects.select_related("tenant", "conversation")
    run = rows.filter(conversation=conversation, status=RunStatus.RUNNING).first()
    if run is None:
        return None
    if conversation.answered_seq >= run.seq:
        end_run(run, RunStatus.DROPPED, "answered by somebody else")
        return None
    run.resumed += 1
    run.save(update_fields=["resumed"])
    return run


def _is_ours(conversation: Conversation) -> bool:
    return conversation.is_waiting and agent_owns(conversation)

