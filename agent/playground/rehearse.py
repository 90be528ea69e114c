"""One message of a rehearsal: the shop is copied, what happened so far is put into the copy, the agent answers, and
what it left behind is kept as text. Nothing of it was ever committed (docs/decisions/playground.md)."""

import time
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from agent.evaluation.candidate import Candidate, applied
from agent.evaluation.sandbox import Copy, open_copy
from agent.models import Job, ModelChoice, Run
from agent.playground.models import PlaygroundSession
from agent.playground.snapshot import restore, take_snapshot
from agent.playground.trace import read_trace
from agent.services import respond
from billing.models import Cap, DayUsage, UsageEvent
from channels.services import ensure_local_channel
from conversations.models import Author, Conversation, Message
from conversations.selectors import agent_owns
from conversations.services import Address, Incoming, get_conversation, receive_message
from tenants.models import Tenant
from tenants.scoping import tenant_scope

# A cap of a month has to see the whole month.
CAP_DAYS = timedelta(days=32)
# Turns that end without an answer, one after the other: a burst never needs so many.
MOST_TRIES = 5


@dataclass(frozen=True)
class Rehearsed:
    """What came of a message; `paid` are the model calls that the shop has to pay for, `state` the next snapshot."""

    replies: list[dict[str, Any]]
    trace: dict[str, Any]
    state: str
    paid: list[UsageEvent]


def rehearse(session: PlaygroundSession, *, said: str, tap: str = "") -> Rehearsed:
    """Answer as the agent would answer a customer on the shop's web chat. Nothing is written but what it returns."""
    tenant = session.tenant
    with open_copy(tenant, salt=session.public_id) as copy:
        restore(session.state, copy)
        _copy_caps(tenant, copy.shop)
        paid_before = set(UsageEvent.objects.values_list("pk", flat=True))
        with applied(_candidate(session), copy.shop):
            message, seconds = _say(session, copy, said, tap)
        runs = Run.objects.filter(conversation=message.conversation, seq__gte=message.seq).order_by("id")
        answers = Message.objects.filter(conversation=message.conversation, pk__gt=message.pk)
        return Rehearsed(
            replies=[_reply(one) for one in answers.exclude(author=Author.CUSTOMER).order_by("id")],
            trace=read_trace(runs, seconds=seconds),
            state=take_snapshot(copy, source=tenant),
            paid=list(UsageEvent.objects.exclude(provider="offline").exclude(pk__in=paid_before).order_by("pk")),
        )


def _say(session: PlaygroundSession, copy: Copy, said: str, tap: str) -> tuple[Message, float]:
    conversation = _open_talk(copy.shop, session)
    incoming = Incoming(uuid4().hex, said)
    if tap:
        incoming = replace(incoming, kind="choice", media=[{"kind": "choice", "id": tap}])
    message = receive_message(copy.shop, address=_address(copy.shop, session), incoming=incoming)
    assert message is not None  # its id was never used before
    began = time.monotonic()
    for _try in range(MOST_TRIES):
        respond(conversation.pk, hurry=True)
        conversation.refresh_from_db(fields=["answered_seq", "inbound_seq", "owner", "owner_until"])
        if not (conversation.is_waiting and agent_owns(conversation)):
            break
    return message, time.monotonic() - began


def _open_talk(shop: Tenant, session: PlaygroundSession) -> Conversation:
    """The conversation, by the name under which the page listens to it."""
    conversation = get_conversation(shop, address=_address(shop, session))
    if conversation.public_id != session.talk_id:
        Conversation.objects.filter(pk=conversation.pk).update(public_id=session.talk_id)
        conversation.refresh_from_db()
    return conversation


def _address(shop: Tenant, session: PlaygroundSession) -> Address:
    channel = ensure_local_channel(shop, "webchat")
    return Address(kind="webchat", channel_id=channel.public_id, external_id=session.public_id.hex, name="")


def _candidate(session: PlaygroundSession) -> Candidate:
    """A model of the shop's own list keeps its key, address and options."""
    prompts = {session.prompt.slug: session.prompt.text.content} if session.prompt else {}
    rows = ModelChoice.objects.filter(job=Job.CHAT, provider=session.provider, model=session.model)
    own = rows.order_by("position").first() if session.provider else None
    if own is None:
        return Candidate(session.provider, session.model, prompts)
    ModelChoice.objects.filter(job=Job.CHAT).exclude(pk=own.pk).delete()
    return Candidate(prompts=prompts)


def _copy_caps(tenant: Tenant, shop: Tenant) -> None:
    """The agent must not spend here what it may not spend with customers."""
    caps, days = _rows_of(tenant, shop)
    Cap.objects.bulk_create(caps)
    DayUsage.objects.bulk_create(days)


def _rows_of(tenant: Tenant, shop: Tenant) -> tuple[list[Cap], list[DayUsage]]:
    since = timezone.now().date() - CAP_DAYS
    with tenant_scope(tenant):
        caps = list(Cap.objects.all())
        days = list(DayUsage.objects.filter(day__gte=since)) if caps else []
    for row in (*caps, *days):
        row.pk, row.tenant = None, shop
    return caps, days


def _reply(message: Message) -> dict[str, Any]:
    pictures = [medium for medium in message.media if medium.get("kind") == "image"]
    return {
        "text": message.text, "choices": list(message.choices),
        "pictures": [{"url": one["url"], "caption": one.get("caption", "")} for one in pictures],
    }  # fmt: skip
