"""What people of the shop write outside of Salesdesk, as the network tells us of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from conversations.handling.answering import mark_answered
from conversations.handling.takeover import take_over
from conversations.models import Author, Conversation, Message, MessageStatus
from conversations.opening import lock_conversation_of
from conversations.people.identities import Address, get_identity
from lib.text import words
from tenants.models import Tenant

# After this long the network's copy of a message of ours has come, or never will.
ANSWER_LOST_AFTER = timedelta(minutes=5)


@dataclass(frozen=True)
class Echoed:
    """What somebody of the shop wrote outside of Salesdesk; `by` is who or where, as staff read it."""

    external_id: str
    text: str
    by: str
    media: Sequence[dict[str, Any]] = field(default_factory=tuple)
    sent_at: datetime | None = None


@transaction.atomic(savepoint=False)
def record_echo(tenant: Tenant, *, address: Address, echoed: Echoed) -> Message | None:
    """Somebody of the shop answered elsewhere: keep it, and let the agent be silent for a while.

    None when the message is known: repeated, or our own that came back.
    """
    conversation = lock_conversation_of(tenant, get_identity(tenant, address=address))
    if _is_known(conversation, echoed):
        return None
    locked = take_over(conversation, by=echoed.by)
    mark_answered(locked, seq=locked.inbound_seq)
    return Message.objects.create(
        tenant=tenant, conversation=locked, identity=locked.identity, author=Author.STAFF, text=echoed.text,
        media=list(echoed.media), external_id=echoed.external_id, status=MessageStatus.SENT, seq=locked.inbound_seq,
        sent_at=echoed.sent_at or timezone.now(),
    )  # fmt: skip


def _is_known(conversation: Conversation, echoed: Echoed) -> bool:
    """Repeated, or a message of ours whose answer has not come back from the network yet."""
    rows = Message.objects.filter(identity_id=conversation.identity_id)
    if echoed.external_id and rows.filter(external_id=echoed.external_id).exists():
        return True
    if echoed.external_id and rows.exclude(more_ids=[]).filter(more_ids__contains=[echoed.external_id]).exists():
        return True
    lately = timezone.now() - ANSWER_LOST_AFTER
    under_way = rows.filter(
        status__in=[MessageStatus.SENDING, MessageStatus.UNCERTAIN, MessageStatus.QUEUED], sending_since__gte=lately
    )
    said = " ".join(words(echoed.text))
    if not said and echoed.media:
        return any(under_way.values_list("media", flat=True))
    return any(_is_part(said, " ".join(words(text))) for text in under_way.values_list("text", flat=True))


def _is_part(one: str, other: str) -> bool:
    """A piece of it, or all of it with choices added, in whole words: formatting does not count."""
    return bool(one and other) and (f" {one} " in f" {other} " or f" {other} " in f" {one} ")
