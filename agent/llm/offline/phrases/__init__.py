"""What the offline agent says in each language, as data. Keys that begin with `q_` are its questions."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from agent.llm.offline.phrases.en import EN
from agent.llm.offline.phrases.es import ES
from agent.llm.offline.phrases.fr import FR
from agent.llm.offline.phrases.he import HE
from agent.llm.offline.phrases.id import ID
from orders.chat.wording import WORDS, fill

__all__ = ["PHRASES", "find", "question_keys", "say"]

_OWN: Mapping[str, Mapping[str, str]] = {"en": EN, "fr": FR, "es": ES, "he": HE, "id": ID}
# With what is said about orders by whoever speaks of them.
PHRASES: Mapping[str, Mapping[str, str]] = {code: {**WORDS[code], **own} for code, own in _OWN.items()}
_GAP = re.compile(r"\\{(\w+)\\}")


def say(language: str, key: str, **values: str) -> str:
    """One phrase, in English when the language is none of ours. Values are put in as they are."""
    return fill(PHRASES.get(language, PHRASES["en"])[key], **values)


def find(text: str, key: str) -> Iterator[Mapping[str, str]]:
    """Each place where a text says the phrase, in whatever language, with the values it was said with."""
    for match in _recognizer_of(key).finditer(text):
        yield {name.rpartition("_")[0]: value for name, value in match.groupdict().items() if value}


def question_keys() -> list[str]:
    return [key for key in PHRASES["en"] if key.startswith("q_")]


@cache
def _recognizer_of(key: str) -> re.Pattern[str]:
    return re.compile("|".join(_recognizer(PHRASES[language][key], language) for language in PHRASES))


def _recognizer(phrase: str, language: str) -> str:
    seen: set[str] = set()

    def gap(match: re.Match[str]) -> str:
        name = f"{match[1]}_{language}"
        text = f"(?P={name})" if name in seen else f"(?P<{name}>.+?)"
        seen.add(name)
        return text

    return _GAP.sub(gap, re.escape(phrase)) + r"(?=\s|$)"
