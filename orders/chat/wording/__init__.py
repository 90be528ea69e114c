"""What customers read about their orders in a chat, in each language, as data. Keys that begin with `q_` are questions.

The agent's own phrases (agent/llm/offline/phrases) stand beside these: what is asked here is recognised there.
"""

import re
from collections.abc import Mapping

from orders.chat.wording.en import EN
from orders.chat.wording.es import ES
from orders.chat.wording.fr import FR
from orders.chat.wording.he import HE
from orders.chat.wording.id import ID

__all__ = ["WORDS", "fill", "say"]

WORDS: Mapping[str, Mapping[str, str]] = {"en": EN, "fr": FR, "es": ES, "he": HE, "id": ID}


def say(language: str, key: str, /, **values: str) -> str:
    """One phrase, in English when the language is none of ours."""
    return fill(WORDS.get(language, EN)[key], **values)


def fill(template: str, /, **values: str) -> str:
    """Values are put in as they are, whatever braces they hold."""
    return re.sub(r"\{(\w+)\}", lambda gap: values[gap[1]], template)
