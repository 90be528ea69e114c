"""The customer's language: that of their newest words, else the one of the conversation, else the shop's."""

from collections.abc import Sequence

from conversations.models import Conversation


def language_of(conversation: Conversation, texts: Sequence[str]) -> str:
    return conversation.language or conversation.tenant.language
