"""What customers say about themselves, read out of every few of their messages and checked before it is kept."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction

from agent.llm.base import Reply
from agent.llm.offline.own_words import said_outright
from agent.marks import inside, spoken
from agent.memory.asking import Filled, Heard, Question, arguments_of, ask, bill
from agent.memory.forms import SAVE_PROFILE, profile_content
from agent.models import Job
from agent.wording import words_of
from conversations.memory import keep_reading
from conversations.models import Conversation, Customer, Message
from conversations.people.profile import FIELDS, LONGEST_NOTE, Origin, learn, merge_notes, read_email, read_phone
from conversations.selectors import list_unanswered
from conversations.services import lock_conversation
from lib.text import fold, words
from tenants.models import Tenant

EVERY, MOST = 5, 40
# So many of an address's words must be the customer's own: models like to add the city.
OWN_SHARE = 0.6


def read_profile(conversation_id: int) -> bool:
    """Read the customer's newest messages when there are enough. True when something was due: look once more.

    Each message is read once, whatever is repeated or killed.
    """
    with transaction.atomic():
        conversation = lock_conversation(conversation_id)
        after = conversation.profiled_seq
        if conversation.inbound_seq - after < EVERY:
            return False
        messages = list_unanswered(conversation, after_seq=after, up_to_seq=conversation.inbound_seq)[:MOST]
        upto = messages[-1].seq if len(messages) == MOST else conversation.inbound_seq
        if not messages:
            # All of it was taken back.
            conversation.profiled_seq = upto
            conversation.save(update_fields=["profiled_seq"])
            return True
    heard = ask(_question(conversation.customer, messages), conversation)
    _keep(conversation, messages, heard, after_seq=after, upto_seq=upto)
    return True


def _question(customer: Customer, messages: Sequence[Message]) -> Question:
    known = {name: getattr(customer, name) for name in FIELDS}
    return Question(Job.PROFILE, "profile", SAVE_PROFILE, profile_content(known, messages), _accept)


def _accept(reply: Reply) -> Filled | None:
    """No call says that there is nothing to keep, unless the model gave up."""
    return None if reply.stop in {"refusal", "length"} else arguments_of(reply, SAVE_PROFILE)


@transaction.atomic
def _keep(
    conversation: Conversation, messages: Sequence[Message], heard: Heard, *, after_seq: int, upto_seq: int
) -> None:
    answered = bill(conversation, heard, role="profile")
    locked = lock_conversation(conversation.pk)
    still = list_unanswered(locked, after_seq=after_seq, up_to_seq=upto_seq)
    if locked.profiled_seq != after_seq or [row.pk for row in still] != [row.pk for row in messages]:
        return  # another worker was quicker, or something was edited or taken back: the next look reads it
    kept = _learn(locked.customer, heard.filled, [spoken(words_of(message)) for message in messages])
    keep_reading(
        locked, after_seq=after_seq, upto_seq=upto_seq, message_count=len(messages), found=dict(heard.filled),
        kept=kept, answered=answered,
    )  # fmt: skip


def _learn(customer: Customer, filled: Filled, said: Sequence[str]) -> dict[str, str]:
    """What is valid and the customer's own: what they said outright counts more than what follows from it."""
    values = _valid(customer.tenant, filled, said)
    outright = {name: text for name, text in values.items() if name in ("phone", "email")}
    outright |= {name: text for name, text in values.items() if fold(text) in said_outright(said, name)}
    concluded = {name: text for name, text in values.items() if name not in outright}
    notes = merge_notes(customer.notes, _notes(filled, "notes"), outdated=_notes(filled, "outdated_notes"))
    return learn(customer, origin=Origin.CUSTOMER, **outright) | learn(
        customer, origin=Origin.AGENT, notes=notes, **concluded
    )


def _valid(tenant: Tenant, filled: Filled, said: Sequence[str]) -> dict[str, str]:
    """Only what the customer's words hold: a model may neither guess nor be talked into somebody else's number."""
    text = "\n".join(said)
    digits = "".join(char for char in text if char.isdecimal())
    phone, email = read_phone(tenant, _line(filled, "phone")), read_email(_line(filled, "email"))
    language = _line(filled, "language").lower()[:2]
    found = {
        "name": _own(_line(filled, "name"), text, share=1.0),
        "phone": phone if phone and phone[-7:] in digits else "",
        "email": email if email and email.lower() in text.lower() else "",
        "address": _own(_line(filled, "address"), text, share=OWN_SHARE),
        "language": language if language in dict(settings.LANGUAGES) else "",
    }
    return {name: value for name, value in found.items() if value}


def _own(value: str, text: str, *, share: float) -> str:
    parts, known = words(value), set(words(text))
    has_letters = any(char.isalpha() for char in value)
    return value if has_letters and sum(part in known for part in parts) >= share * len(parts) else ""


def _line(filled: Mapping[str, Any], name: str) -> str:
    value = filled.get(name)
    return inside(value.replace("\x00", ""), 300) if isinstance(value, str) else ""


def _notes(filled: Mapping[str, Any], name: str) -> list[str]:
    given = filled.get(name)
    rows = given if isinstance(given, list) else [given]
    return [inside(row.replace("\x00", ""), LONGEST_NOTE) for row in rows if isinstance(row, str) and row.strip()]
