"""The agent's one job: answering a conversation that waits."""

import time
from enum import StrEnum

import structlog
from django.conf import settings
from django.db import transaction

from agent import prompts
from agent.closing import end_run
from agent.leads import note_words
from agent.leases import Hold, LeaseLost, fence, hold_conversation
from agent.models import Run, RunStatus, Step, StepKind
from agent.patience import Patience, wait_for_end
from agent.runlog import RunLog, list_steps, words_since
from agent.turn import Turn, carry_on
from agent.typing_keeper import typing_kept
from channels.registry import get_adapter
from conversations.models import Conversation
from conversations.selectors import agent_owns
from conversations.services import lock_conversation

logger = structlog.get_logger(__name__)
# What tells whether a conversation waits for the agent.
GLANCE = (
    "public_id",
    "tenant_id",
    "language",
    "lead_seq",
    "inbound_seq",
    "answered_seq",
    "last_inbound_at",
    "owner",
    "owner_until",
)


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
        conversation = Conversation.objects.only(*GLANCE).get(pk=conversation_id)
        note_words(conversation)
        if not _is_ours(conversation):
            return outcome
        bound = structlog.contextvars.bound_contextvars(conversation=str(conversation.public_id))
        with bound, hold_conversation(conversation, seconds=settings.AGENT_TURN_SECONDS + 30) as hold:
            if hold is None:
                return Outcome.BUSY
            outcome = _answer(conversation, hold, hurry=hurry)
        # Whoever wrote between our last look and the release found the conversation busy: look once more.
        if outcome != Outcome.ANSWERED:
            return outcome


def _answer(conversation: Conversation, hold: Hold, *, hurry: bool) -> Outcome:
    patience = Patience() if hurry else wait_for_end(conversation)
    opened = _open_run(conversation, hold)
    if opened is None:
        return Outcome.NOTHING
    log, locked = opened
    turn = Turn(
        log=log, conversation=locked, deadline=time.monotonic() + settings.AGENT_TURN_SECONDS,
        settle=patience.settle, streams=get_adapter(locked.identity.kind).streams,
    )  # fmt: skip
    began = time.monotonic()
    typing = typing_kept(locked, seconds=settings.AGENT_TURN_SECONDS)
    told = prompts.read_text(log.run.prompt_hash)
    words = prompts.replaced({"chat": told} if told else {})
    with structlog.contextvars.bound_contextvars(run=str(log.run.public_id)), typing, words:
        try:
            sent = carry_on(turn)
        except LeaseLost:
            logger.warning("lease_lost")
            return Outcome.BUSY
        outcome = Outcome.ANSWERED if sent else Outcome.DROPPED
        logger.info("turn_over", outcome=outcome, seconds=round(time.monotonic() - began, 2), resumed=log.run.resumed)
    return outcome


def _open_run(conversation: Conversation, hold: Hold) -> tuple[RunLog, Conversation] | None:
    """The run to work on: one that a dead worker left, or a new one; None when nothing waits for the agent."""
    with transaction.atomic():
        fence(hold)
        locked = lock_conversation(conversation.pk)
        if not _is_ours(locked):
            return None
        log = _resume(locked, hold) or _begin(locked, hold)
    return log, locked


def _begin(conversation: Conversation, hold: Hold) -> RunLog:
    """A new run begins with what the customer said, in the same transaction."""
    answered = conversation.answered_seq
    run = Run.objects.create(
        tenant=conversation.tenant, conversation=conversation, first_seq=answered + 1, seq=conversation.inbound_seq,
        prompt_hash=prompts.remember(conversation.tenant, "chat"),
    )  # fmt: skip
    heard = words_since(conversation, answered)
    step = Step.objects.create(tenant=run.tenant, run=run, position=0, kind=StepKind.HEARD, content=heard)
    return RunLog(run=run, hold=hold, steps=[step])


def _resume(conversation: Conversation, hold: Hold) -> RunLog | None:
    """A run that was left in the middle; one whose question somebody else has answered meanwhile is ended."""
    run = Run.objects.filter(conversation=conversation, status=RunStatus.RUNNING).first()
    if run is None:
        return None
    if conversation.answered_seq >= run.seq:
        end_run(run, RunStatus.DROPPED, "answered by somebody else")
        return None
    run.tenant, run.conversation = conversation.tenant, conversation
    run.resumed += 1
    run.save(update_fields=["resumed"])
    return RunLog(run=run, hold=hold, steps=list_steps(run))


def _is_ours(conversation: Conversation) -> bool:
    return conversation.is_waiting and agent_owns(conversation)
