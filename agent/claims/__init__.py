"""How people say that something has been done, in each language. Data for agent/guards.py."""

from collections.abc import Iterator, Mapping

from agent.claims.base import CLAUSE, SENTENCE, Claim, Claims
from agent.claims.en import EN
from agent.claims.es import ES
from agent.claims.fr import FR
from agent.claims.he import HE
from agent.claims.id import ID

__all__ = ["CLAUSE", "LANGUAGES", "SENTENCE", "Claim", "Claims", "find_claims"]

LANGUAGES: Mapping[str, Claims] = {"en": EN, "fr": FR, "es": ES, "he": HE, "id": ID}


def find_claims(text: str) -> Iterator[Claim]:
    """Everything that the text says was done or promised, in whatever language it says so."""
    for language in LANGUAGES.values():
        yield from language.find(text)
