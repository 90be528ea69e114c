"""Telling the customer what the shop decided about their wish, in the conversation in which they asked."""

from conversations.models import Author, Message, Purpose
from conversations.services import lock_conversation, mark_answered, queue_message
from orders.chat.choices import Choices
from orders.chat.recap import answers, numbered_recap, shows
from orders.chat.wording import say
from orders.customers.languages import language_for
from orders.facts import order_facts
from orders.models import ChangeRequest, RequestKind, RequestState
from orders.services import record_recap
from orders.states import Status


def tell_decision(request: ChangeRequest) -> Message | None:
    """Queue it in the transaction that decides: it is said exactly once, and never about something else.

    None for a wish that came without a conversation. The caller holds the order's lock or none at all.
    """
    if request.conversation is None:
        return None
    order = request.order
    conversation = lock_conversation(request.conversation.pk)
    language = language_for(order.customer, order.tenant, spoken=conversation.language)
    facts = order_facts(order, language)
    text, choices = _wording(request, facts, language)
    message = queue_message(
        conversation, author=Author.AGENT, text=text, choices=choices, seq=conversation.inbound_seq,
        purpose=Purpose.ORDER,
    )  # fmt: skip
    mark_answered(conversation, seq=conversation.answered_seq, person_needed=True, language=language)
    if shows(text, facts):
        record_recap(order, conversation=conversation, seq=conversation.inbound_seq, message=message)
    return message


def _wording(request: ChangeRequest, facts: dict[str, object], language: str) -> tuple[str, Choices]:
    """What was decided, the shop's own words, and how the order stands now; an open one is asked about at once."""
    is_change = request.kind == RequestKind.CHANGE
    is_accepted = request.state == RequestState.ACCEPTED
    kind = "words" if is_accepted and set(request.wish) == {"words"} else request.kind
    parts = [say(language, f"{request.state}_{kind}", number=request.order.number)]
    if request.answer:
        parts.insert(1, say(language, "shop_says", answer=request.answer))
    is_open = request.order.state == Status.PENDING
    if is_change and (is_accepted or is_open):
        parts.append(numbered_recap(facts, language))
    if is_open:
        parts.append(say(language, "q_confirm"))
    return "\n\n".join(parts), answers(facts, language) if is_open else []
