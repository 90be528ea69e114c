"""What is remembered of a conversation: every message stands either in the newest summary or word for word after it.

A summary covers messages up to one of them. Whatever the customer edited since it was read is not covered any more,
and what they took back is forgotten together with every summary that holds it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from conversations.handling.takeover import lock_conversation
from conversations.models import FORGOTTEN, UNSAID, Author, Conversation, Message, ProfileReading, Summary


@dataclass(frozen=True)
class Answered:
    """A model's answer as the rows keep it."""

    provider: str
    model: str
    prompt_hash: str
    input_tokens: int
    output_tokens: int
    cost_usd: Decimal | None
    seconds: float
    failures: Sequence[str] = ()

    @property
    def fields(self) -> dict[str, object]:
        return vars(self) | {"failures": list(self.failures)}


@dataclass(frozen=True)
class Batch:
    """Messages to be merged into the summary `base`, as they were when the sequence stood at `seq`."""

    conversation: Conversation
    base: Summary | None
    messages: Sequence[Message]
    seq: int

    @property
    def after_id(self) -> int:
        return self.base.upto_id if self.base else 0

    @property
    def upto_id(self) -> int:
        return max(self.after_id, *(message.pk for message in self.messages))


def newest_summary(conversation: Conversation) -> Summary | None:
    return Summary.objects.filter(conversation=conversation).order_by("-number").first()


def list_uncovered(conversation: Conversation, summary: Summary | None) -> QuerySet[Message]:
    """What was said and is not in the summary, oldest first: what the customer never got was not said."""
    rows = Message.objects.filter(conversation=conversation, revoked_at=None).exclude(kind=FORGOTTEN)
    rows = rows.exclude(status__in=UNSAID, parts_sent=0).order_by("id")
    if summary is None:
        return rows
    return rows.filter(Q(pk__gt=summary.upto_id) | Q(author=Author.CUSTOMER, seq__gt=summary.seq))


def read_batch(conversation_id: int, *, window: int, step: int, most: int) -> Batch | None:
    """The oldest messages beyond the last `window`, a multiple of `step` and at most about `most` of them; None while
    there are fewer than `step`.

    Call it inside a transaction: the conversation's lock makes sure that no message with a lower key is on its way.
    """
    conversation = lock_conversation(conversation_id)
    base = newest_summary(conversation)
    rows = list_uncovered(conversation, base)
    edited = list(rows.filter(pk__lte=base.upto_id)) if base else []
    newer = list(rows.filter(pk__gt=base.upto_id if base else 0)[: window + most])
    spare = (len(edited) + len(newer) - window) // step * step
    if spare <= 0:
        return None
    # An edit that is left behind would count as covered: all of them are taken.
    messages = edited + newer[: max(spare - len(edited), 0)]
    return Batch(conversation, base, messages, conversation.inbound_seq)


def keep_summary(batch: Batch, *, text: str, answered: Answered) -> Summary | None:
    """Write the summary that merges a batch, unless another one was written, or something of it was edited or taken
    back meanwhile: then None, and nothing has changed. Call it inside a transaction.
    """
    conversation = lock_conversation(batch.conversation.pk)
    base = newest_summary(conversation)
    if (base.pk if base else None) != (batch.base.pk if batch.base else None) or _has_changed(batch):
        return None
    summary = Summary.objects.create(
        tenant_id=conversation.tenant_id, conversation=conversation, number=base.number + 1 if base else 1,
        after_id=batch.after_id, upto_id=batch.upto_id, seq=batch.seq, message_count=len(batch.messages), text=text,
        **answered.fields,
    )  # fmt: skip
    _reach(conversation, summary)
    return summary


def forget_message(conversation: Conversation, message: Message) -> None:
    """The customer took it back: every summary that merged it goes. The caller holds the conversation's lock."""
    gone, _ = Summary.objects.filter(conversation=conversation, upto_id__gte=message.pk).delete()
    if gone:
        _reach(conversation, newest_summary(conversation))


def list_merged(summary: Summary) -> list[Message]:
    """The messages that a summary merged, as they read today; edits that it took up again are not among them."""
    rows = Message.objects.filter(conversation_id=summary.conversation_id, revoked_at=None)
    return list(rows.filter(pk__gt=summary.after_id, pk__lte=summary.upto_id).order_by("id"))


def keep_reading(
    conversation: Conversation, *, after_seq: int, upto_seq: int, message_count: int, found: dict[str, object],
    kept: dict[str, str], answered: Answered,
) -> None:  # fmt: skip
    """The trace of a reading, and how far it went. The caller holds the conversation's lock."""
    ProfileReading.objects.create(
        tenant_id=conversation.tenant_id, conversation=conversation, after_seq=after_seq, upto_seq=upto_seq,
        message_count=message_count, found=found, kept=kept, **answered.fields,
    )  # fmt: skip
    conversation.profiled_seq = upto_seq
    conversation.save(update_fields=["profiled_seq"])


def _has_changed(batch: Batch) -> bool:
    keys = [message.pk for message in batch.messages]
    now = Message.objects.filter(pk__in=keys, revoked_at=None).values_list("pk", "seq", "edited_at")
    return set(now) != {(message.pk, message.seq, message.edited_at) for message in batch.messages}


def _reach(conversation: Conversation, summary: Summary | None) -> None:
    conversation.summarized_id = summary.upto_id if summary else 0
    conversation.save(update_fields=["summarized_id"])
