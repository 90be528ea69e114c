"""A yes is the customer's own: not one that they quote, forward or paste from another chat."""

from collections.abc import Iterable

from agent.llm.offline.acts import Kind
from agent.llm.offline.understand import understand
from agent.marks import SPOKEN
from agent.quoting import is_forwarded, own_words, passed_on
from agent.tools.base import ToolContext
from agent.tools.taps import list_taps
from conversations.models import Author, Message
from lib.errors import DomainError
from orders.models import Order
from orders.states import Status

_AGREEING = (Kind.YES, Kind.CONFIRM, Kind.DONE)


def check_own_yes(context: ToolContext, order: Order) -> None:
    """Raises DomainError `not_own_yes` when the only yes since the order was shown is somebody else's.

    Words that we do not understand are the model's to judge, as long as they are the customer's own.
    """
    if order.state != Status.PENDING or list_taps(context, "confirm"):
        return
    own, others = _read(_since_shown(context, order))
    borrowed = any(_agrees([text], context.language) for text in others) and not _agrees(own, context.language)
    if borrowed or (others and not any(text.strip() for text in own)):
        message = "The yes stood in a quoted or forwarded message. Ask the customer whether they want this order."
        raise DomainError("not_own_yes", message)


def _read(said: Iterable[Message]) -> tuple[list[str], list[str]]:
    """What the customer said themselves, typed or spoken, and what they only passed on or showed."""
    own: list[str] = []
    others: list[str] = []
    for message in said:
        forwarded = is_forwarded(message.media)
        own += [] if forwarded else [own_words(message.text)]
        others += [message.text] if forwarded else passed_on(message.text)
        for file in message.attachments.all():
            (own if file.kind in SPOKEN and not forwarded else others).append(file.words)
    return own, [text for text in others if text.strip()]


def _since_shown(context: ToolContext, order: Order) -> Iterable[Message]:
    recaps = order.recaps.filter(conversation=context.conversation, version=order.version)
    shown = recaps.order_by("-conversation_seq").values_list("conversation_seq", flat=True).first()
    if shown is None:
        return ()
    rows = Message.objects.filter(
        conversation=context.conversation, author=Author.CUSTOMER, seq__gt=shown, seq__lte=context.seq
    )
    return rows.prefetch_related("attachments").order_by("seq")


def _agrees(texts: list[str], language: str) -> bool:
    return bool(texts) and understand(texts, otherwise=language).has(*_AGREEING)
