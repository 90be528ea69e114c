"""The customer's language: that of their newest words, else the one of the conversation, else the shop's."""

import re
from collections.abc import Sequence

from agent.llm.offline.language import detect, is_address
from agent.marks import spoken
from conversations.models import Conversation
from tenants.models import Tenant

_HEBREW = re.compile(r"[\u05d0-\u05ea]")
# E-mail addresses, links and order numbers are written so in every language.
_NAMES = re.compile(r"\S+@\S+|https?://\S+|\bORD-?\d[\d-]*", re.IGNORECASE)
_LATIN = re.compile(r"[a-z]{3}", re.IGNORECASE)


def language_of(conversation: Conversation, texts: Sequence[str]) -> str:
    """Followed, never locked: a message that is too short to tell keeps the language of the conversation."""
    said = [spoken(text) for text in texts if not text.startswith("/")]
    known = conversation.language or conversation.customer.language or conversation.tenant.language
    if known == "he" and _is_latin(said):
        known = _written_in_latin(conversation.tenant)
    return detect(reversed(said), otherwise=known)


def _is_latin(texts: Sequence[str]) -> bool:
    """Whoever types `2 kg beef` on a Hebrew page says nothing in Hebrew; an address is in no language."""
    words = _NAMES.sub(" ", " ".join(text for text in texts if not is_address(text)))
    return bool(_LATIN.search(words)) and not _HEBREW.search(words)


def _written_in_latin(tenant: Tenant) -> str:
    return next((language for language in tenant.languages if language != "he"), "en")
