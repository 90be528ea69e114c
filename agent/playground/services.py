"""Rehearsing with the shop's agent: sessions, what is said in them, and answering it."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from agent.models import PromptVersion
from agent.playground.models import LONGEST_TITLE, PlaygroundSession, PlaygroundTurn, TurnState
from agent.playground.rehearse import Rehearsed, rehearse
from billing.models import PLAYGROUND_ROLE, UsageEvent
from billing.services import record_usage
from conversations import live
from lib.errors import DomainError
from lib.text import shorten
from tenants.models import Tenant
from tenants.scoping import scopes_disabled

log = structlog.get_logger(__name__)
MOST_SESSIONS = 50
MOST_TURNS = 100
LONGEST_SAID = 4000
# A rehearsal holds a database connection while its model thinks; customers need the others. Over all shops.
MOST_AT_ONCE = 4


@dataclass(frozen=True)
class Chosen:
    """Who answers in a session: everything empty is what customers get."""

    provider: str = ""
    model: str = ""
    prompt: PromptVersion | None = None


@transaction.atomic
def start_session(tenant: Tenant, *, user: User, chosen: Chosen) -> PlaygroundSession:
    """A new one; the oldest of somebody who has very many goes."""
    old = PlaygroundSession.objects.filter(user=user).order_by("-used_at").values("pk")[MOST_SESSIONS - 1 :]
    PlaygroundSession.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()
    return PlaygroundSession.objects.create(
        tenant=tenant, user=user, provider=chosen.provider, model=chosen.model, prompt=chosen.prompt
    )


def choose(session: PlaygroundSession, chosen: Chosen) -> None:
    """From the next message on."""
    session.provider, session.model, session.prompt = chosen.provider, chosen.model, chosen.prompt
    session.save(update_fields=["provider", "model", "prompt"])


@transaction.atomic
def say(session: PlaygroundSession, *, text: str, key: UUID, tap: str = "") -> PlaygroundTurn:
    """Write a message down; whoever calls wakes a worker. The same `key` again is the same message.

    Raises DomainError `empty`, `busy` while another answer is under way, or `too_many`.
    """
    text = text.strip()[:LONGEST_SAID]
    if not text:
        raise DomainError("empty", "There is nothing to say.")
    session = PlaygroundSession.objects.select_for_update().get(pk=session.pk)
    turns = PlaygroundTurn.objects.filter(session=session)
    if found := turns.filter(key=key).first():
        return found
    if turns.filter(state__in=[TurnState.WAITING, TurnState.PLAYING]).exists():
        raise DomainError("busy", "Wait for the answer first.")
    if turns.count() >= MOST_TURNS:
        raise DomainError("too_many", "This rehearsal is long enough. Begin a new one.")
    session.title = session.title or shorten(text, LONGEST_TITLE)
    session.used_at = timezone.now()
    session.save(update_fields=["title", "used_at"])
    return PlaygroundTurn.objects.create(tenant_id=session.tenant_id, session=session, key=key, said=text, tap=tap)


def answer(turn_pk: int) -> bool:
    """Answer a message that waits; False when it has to be tried again later, because others are being answered.

    Safe to call any number of times: it is claimed first. A dead worker's claim fails by itself (`give_up_stuck`).
    """
    if not PlaygroundTurn.objects.filter(pk=turn_pk, state=TurnState.WAITING).exists():
        return True
    if _is_crowded():
        return False
    if not _claim(turn_pk):
        return True
    turn = PlaygroundTurn.objects.select_related("session__tenant", "session__prompt__text").get(pk=turn_pk)
    try:
        done = rehearse(turn.session, said=turn.said, tap=turn.tap)
    except Exception:
        # Whatever it was, it happened in a copy that is gone: the person sees that it failed and may try again.
        log.exception("rehearsal_broke", turn=str(turn.public_id))
        done = None
    _keep(turn, done)
    live.publish(turn.session.talk_id, {"type": "message"})
    return True


def give_up_stuck(session: PlaygroundSession) -> None:
    """What a dead worker left behind has failed; the person may say it again."""
    stuck = timezone.now() - timedelta(seconds=settings.AGENT_TURN_SECONDS + 60)
    rows = PlaygroundTurn.objects.filter(session=session, state=TurnState.PLAYING, claimed_at__lt=stuck)
    rows.update(state=TurnState.FAILED)


def _is_crowded() -> bool:
    fresh = timezone.now() - timedelta(seconds=settings.AGENT_TURN_SECONDS + 60)
    with scopes_disabled():
        rows = PlaygroundTurn.objects.filter(state=TurnState.PLAYING, claimed_at__gt=fresh)
        return rows.count() >= MOST_AT_ONCE


def _claim(turn_pk: int) -> bool:
    rows = PlaygroundTurn.objects.filter(pk=turn_pk, state=TurnState.WAITING)
    return bool(rows.update(state=TurnState.PLAYING, claimed_at=timezone.now()))


@transaction.atomic
def _keep(turn: PlaygroundTurn, done: Rehearsed | None) -> None:
    """The answer and what it cost. A session that was deleted meanwhile still has to be paid."""
    rows = PlaygroundTurn.objects.filter(pk=turn.pk, state=TurnState.PLAYING)
    if done is None:
        rows.update(state=TurnState.FAILED)
        return
    if rows.update(state=TurnState.DONE, replies=done.replies, trace=done.trace):
        PlaygroundSession.objects.filter(pk=turn.session_id).update(state=done.state)
    for event in done.paid:
        _book(turn.session.tenant, event)


def _book(tenant: Tenant, event: UsageEvent) -> None:
    record_usage(
        tenant, role=PLAYGROUND_ROLE, provider=event.provider, model=event.model, seconds=event.seconds,
        input_tokens=event.input_tokens, output_tokens=event.output_tokens,
        cache_read_tokens=event.cache_read_tokens, cache_write_tokens=event.cache_write_tokens,
    )  # fmt: skip
