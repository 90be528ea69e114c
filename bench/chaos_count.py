"""What is left of the storm: what customers said and were told, against the rows of the shop."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import F, Max, Sum
from django.db.models.functions import Now

from agent.models import Lease, Run, RunStatus, Step
from bench.chaos_crowd import Customer
from bench.chaos_troubles import ORDER_WORD, OWN_WORD
from billing.models import CountedReply, DayReplies, DayUsage, UsageEvent
from channels.models import EventStatus, InboundEvent
from conversations.models import Author, Conversation, Message, MessageStatus, Owner
from conversations.outbox import IN_FLIGHT
from orders.models import Order

OUT = (MessageStatus.SENT, MessageStatus.DELIVERED, MessageStatus.READ)


@dataclass
class Damage:
    """Sentences, by what they are."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)


def list_unfinished() -> list[str]:
    """What the product is still busy with: nobody counts before that is over."""
    waiting = Conversation.objects.filter(inbound_seq__gt=F("answered_seq"), owner=Owner.AGENT)
    found = {
        "events to read": InboundEvent.objects.filter(status=EventStatus.RECEIVED).count(),
        "conversations to answer": waiting.count(),
        "runs": Run.objects.filter(status=RunStatus.RUNNING).count(),
        "leases": Lease.objects.filter(until__gt=Now()).count(),
        "messages to send": Message.objects.filter(status__in=IN_FLIGHT).count(),
    }
    return [f"{count} {name}" for name, count in found.items() if count]


def count_damage(customers: Sequence[Customer]) -> Damage:
    """In the shop's scope."""
    damage = Damage()
    for customer in customers:
        _count_words(customer, damage)
        _count_orders(customer, damage)
        _count_replies(customer, damage)
        damage.unanswered += _list_unanswered(customer)
    damage.doubled += _list_double_tokens()
    damage.lost += [f"a delivery that could not be read: {event.error[:200]}" for event in _unread()]
    return damage


def _unread() -> Sequence[InboundEvent]:
    return list(InboundEvent.objects.filter(status=EventStatus.FAILED))


def _messages(customer: Customer) -> list[Message]:
    """Theirs are the conversations in which they said something."""
    theirs = Message.objects.filter(author=Author.CUSTOMER, text__in=customer.said).values("conversation_id")
    return list(Message.objects.filter(conversation__in=theirs).order_by("pk"))


def _count_words(customer: Customer, damage: Damage) -> None:
    kept = Counter(row.text for row in _messages(customer) if row.author == Author.CUSTOMER)
    for words in customer.said:
        if kept[words] == 0:
            damage.lost.append(f"{customer.kind} {customer.name} said, and it is nowhere: {words}")
        if kept[words] > 1:
            damage.doubled.append(f"stored {kept[words]} times: {words}")


def _count_orders(customer: Customer, damage: Damage) -> None:
    rows = _messages(customer)
    placed = Order.objects.filter(conversation_id__in={row.conversation_id for row in rows}).count()
    asked = sum(ORDER_WORD in words for words in customer.said)
    if placed > asked:
        damage.doubled.append(f"{placed} orders of {customer.kind} {customer.name}, who ordered {asked} times")
    if placed < asked:
        told = [f"{row.seq} {row.author} {row.status}: {row.text[:60]}" for row in rows]
        who = f"{placed} orders of {customer.kind} {customer.name}, who ordered {asked} times"
        damage.lost.append(f"{who}: {told}; {_list_steps(rows)}")


def _list_steps(rows: Sequence[Message]) -> list[str]:
    """What the agent did in these conversations, for whoever has to find out why."""
    steps = Step.objects.filter(run__conversation_id__in={row.conversation_id for row in rows})
    return [
        f"run {step.run_id} {step.kind} {step.provider} {step.content.get('tool') or step.content.get('calls') or ''} "
        f"{step.receipt.get('code', '')}{' discarded' if step.is_discarded else ''}"
        for step in steps.order_by("run_id", "position")
    ]


def _conversations(rows: Sequence[Message]) -> list[Conversation]:
    return list(Conversation.objects.filter(pk__in={row.conversation_id for row in rows}))


def _is_with_people(conversation: Conversation) -> bool:
    """The customer was told that somebody will answer, and staff see that they wait."""
    return conversation.owner == Owner.STAFF and conversation.unanswered_since is not None


def _count_replies(customer: Customer, damage: Damage) -> None:
    """What the network brought them, against what the shop believes to have sent.

    What was on its way when its process died may be there or not: staff read that of it, and nobody sends it again
    blindly. It is told beside the figures (`count_not_there`).
    """
    rows = [row for row in _messages(customer) if row.author != Author.CUSTOMER]
    sure, unsure = _count_sent(rows)
    texts, who = customer.texts(), f"{customer.kind} {customer.name}"
    said = f"{who} got {len(texts)} messages, of {sure} sent and {unsure} perhaps sent"
    if len(texts) > sure + unsure:
        damage.doubled.append(said)
    if len(texts) < sure:
        damage.lost.append(said)
    there = set(_own_words("\n".join(texts)))
    for row in rows:
        if row.status in OUT and not there.issuperset(_own_words(row.text)):
            damage.lost.append(f"{who} never got what counts as {row.status}: {row.text[:60]}")
    # Each answer of the model has a word of its own.
    damage.doubled += [f"{who} got {times} times: {text}" for text, times in Counter(
        text for text in texts if OWN_WORD in text
    ).items() if times > 1]  # fmt: skip
    for row in rows:
        if row.status in (MessageStatus.FAILED, *IN_FLIGHT):
            damage.lost.append(f"{who} was never told: {row.status} {row.error_code} {row.error} {row.text[:60]}")


def _count_sent(rows: Sequence[Message]) -> tuple[int, int]:
    """How many messages a network has taken for sure, and how many perhaps."""
    sure = sum(max(row.parts_sent, 1) for row in rows if row.status in OUT)
    return sure, sum(row.status == MessageStatus.UNCERTAIN for row in rows)


def _own_words(text: str) -> list[str]:
    """What no other answer of the model says."""
    return re.findall(rf"\b{OWN_WORD}[a-j]+\b", text)


def count_not_there(customers: Sequence[Customer]) -> int:
    """Of what was perhaps sent, how much did not arrive."""
    missing = 0
    for customer in customers:
        sure, unsure = _count_sent([row for row in _messages(customer) if row.author != Author.CUSTOMER])
        missing += min(unsure, max(sure + unsure - len(customer.texts()), 0))
    return missing


def _list_unanswered(customer: Customer) -> Iterator[str]:
    """A customer's word after the last reply. Whoever was given to a person has had the line that says so."""
    rows = _messages(customer)
    for conversation in _conversations(rows):
        mine = [row for row in rows if row.conversation_id == conversation.pk]
        said = max((row.seq for row in mine if row.author == Author.CUSTOMER), default=0)
        told = max((row.seq for row in mine if row.author != Author.CUSTOMER), default=0)
        if said > told and not _is_with_people(conversation):
            yield f"{customer.kind} {customer.name} waits since {said - told} messages ({conversation.owner})"


def _list_double_tokens() -> Iterator[str]:
    """Each answer of the model had a number of tokens of its own."""
    counted = Counter(UsageEvent.objects.exclude(provider="offline").values_list("input_tokens", flat=True))
    yield from (f"an answer of {tokens} tokens counted {times} times" for tokens, times in counted.items() if times > 1)
    rows = UsageEvent.objects.aggregate(tokens=Sum("input_tokens"))["tokens"]
    days = DayUsage.objects.aggregate(tokens=Sum("input_tokens"))["tokens"]
    if rows != days:
        yield f"{days} tokens in the sums of the days, {rows} in their rows"
    replies, counted_days = CountedReply.objects.count(), DayReplies.objects.aggregate(sum=Sum("replies"))["sum"] or 0
    if replies != counted_days:
        yield f"{counted_days} replies in the sums of the days, {replies} in their rows"


def count_with_people() -> int:
    return Conversation.objects.filter(owner=Owner.STAFF).count()


def most_resumed() -> int:
    return Run.objects.aggregate(most=Max("resumed"))["most"] or 0
