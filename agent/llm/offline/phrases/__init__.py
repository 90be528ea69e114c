"""What the offline agent says in each language, as data. Keys that begin with `q_` are its questions."""

import re
from collections.abc import Mapping
from functools import cache

from agent.llm.offline.phrases.en import EN
from agent.llm.offline.phrases.es import ES
from agent.llm.offline.phrases.fr import FR
from agent.llm.offline.phrases.he import HE
from agent.llm.offline.phrases.id import ID

PHRASES: Mapping[str, Mapping[str, str]] = {"en": EN, "fr": FR, "es": ES, "he": HE, "id": ID}
_GAP = re.compile(r"\\{(\w+)\\}")


def say(language: str, key: str, **values: str) -> str:
    """One phrase. Values are put in as they are: braces in them mean nothing."""
    return re.sub(r"\{(\w+)\}", lambda gap: values[gap[1]], PHRASES[language][key])


@cache
def questions() -> Mapping[str, re.Pattern[str]]:
    """What recognizes each question in a text, with the values it was asked with, whatever the language."""
    keys = [key for key in EN if key.startswith("q_")]
    return {key: re.compile("|".join(_recognizer(PHRASES[language][key], language) for language in PHRASES)) for key in keys}


def _recognizer(phrase: str, language: str) -> str:
    return _GAP.sub(rf"(?P<\1_{language}>.+?)", re.escape(phrase)) + r"(?=\s|$)"
