"""The words of each language, as data."""

from collections.abc import Mapping

from agent.llm.offline.lexicon.base import Lexicon
from agent.llm.offline.lexicon.en import EN
from agent.llm.offline.lexicon.es import ES
from agent.llm.offline.lexicon.fr import FR
from agent.llm.offline.lexicon.he import HE
from agent.llm.offline.lexicon.id import ID

LEXICONS: Mapping[str, Lexicon] = {lexicon.language: lexicon for lexicon in (EN, FR, ES, HE, ID)}

__all__ = ["LEXICONS", "Lexicon"]
