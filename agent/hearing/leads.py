"""How near to buying a customer is, told by their own words: deterministic, and the newest evidence wins."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from agent.hearing.language import language_of
from agent.hearing.lead_words import WORDS
from agent.marks import spoken
from conversations.leads import record_lead
from conversations.models import Conversation, LeadStatus, Message
from conversations.selectors import list_unanswered
from lib.text import fold

# A text this long is no answer of a customer's any more; its end counts.
LONGEST = 2000
# Said beside them, a question changes nothing: "I take two, how much is that?"
_DECISIVE = (LeadStatus.NOT_INTERESTED, LeadStatus.CONSIDERING, LeadStatus.READY)


def classify(text: str, language: str) -> LeadStatus | None:
    """What the text says about buying; None when it says nothing about it.

    Of several signs the last one counts, and one that begins inside another ("I don't *want two*") is no sign.
    """
    words = fold(text[-LONGEST:].replace("’", "'").replace("׳", "'").replace("״", '"'))
    found = list(_signs(words, _patterns(language if language in WORDS else "en")))
    if found:
        return found[-1]
    asks = any(pattern.search(words) for pattern in _patterns_of(language, LeadStatus.NEEDS_INFO))
    return LeadStatus.NEEDS_INFO if asks or "?" in words or "؟" in words else None


def note_words(conversation: Conversation) -> None:
    """Look at what the customer has said since the last look; safe to call any number of times."""
    if conversation.inbound_seq <= conversation.lead_seq:
        return
    messages = list_unanswered(conversation, after_seq=conversation.lead_seq, up_to_seq=conversation.inbound_seq)
    status, message = _newest(conversation, messages)
    record_lead(conversation, seq=conversation.inbound_seq, status=status, message=message)


def _newest(conversation: Conversation, messages: Sequence[Message]) -> tuple[LeadStatus | None, Message | None]:
    for message in reversed(messages):
        text = spoken(message.text)
        if status := classify(text, language_of(conversation, [text])):
            return status, message
    return None, None


def _signs(words: str, patterns: Mapping[LeadStatus, Sequence[re.Pattern[str]]]) -> Iterator[LeadStatus]:
    """In the order in which they were said."""
    matches = [
        (match.start(), -match.end(), status)
        for status in _DECISIVE
        for pattern in patterns[status]
        for match in pattern.finditer(words)
    ]
    end = 0
    for start, negative_end, status in sorted(matches, key=lambda found: found[:2]):
        if start >= end:
            yield status
            end = -negative_end


@cache
def _patterns(language: str) -> Mapping[LeadStatus, Sequence[re.Pattern[str]]]:
    return {status: _patterns_of(language, status) for status in LeadStatus if status != LeadStatus.UNKNOWN}


@cache
def _patterns_of(language: str, status: LeadStatus) -> Sequence[re.Pattern[str]]:
    return [re.compile(pattern) for pattern in WORDS.get(language, WORDS["en"])[str(status)]]
