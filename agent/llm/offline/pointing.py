"""`The first one` of a list that we have just shown is the product that stands there."""

from collections.abc import Sequence
from dataclasses import replace

from agent.llm.offline.acts import Act, Kind, Said, Wish
from agent.llm.offline.lexicon import LEXICONS
from agent.llm.offline.tokens import fold_word

# What Hebrew glues to a word that begins with its `the`: `from the first`, `of the first`.
_GLUED = ("מ", "ל", "ב", "ש", "ו")


def name_places(said: Said, names: Sequence[str]) -> Said:
    """The same words with names instead of places among these `names`; unchanged where nothing was shown."""
    return replace(said, acts=tuple(_named(act, names, said.language) for act in said.acts)) if names else said


def _named(act: Act, names: Sequence[str], language: str) -> Act:
    if act.kind == Kind.PICK:
        name = _at(int(act.text), names)
        amount = act.wishes[0].amount if act.wishes else None
        return Act(Kind.ORDER, (Wish(name, amount),)) if name else act
    return replace(act, wishes=tuple(_wish(wish, names, language) for wish in act.wishes))


def _wish(wish: Wish, names: Sequence[str], language: str) -> Wish:
    name = _at(_place(wish.phrase, language), names)
    return replace(wish, phrase=name) if name else wish


def _place(phrase: str, language: str) -> int:
    """`first` -> 1, `last` -> -1; 0 when the phrase is anything else."""
    places = LEXICONS.get(language, LEXICONS["en"]).ordinal_words
    word = fold_word(phrase.lower())
    return places.get(word) or (places.get(word[1:], 0) if word.startswith(_GLUED) else 0)


def _at(place: int, names: Sequence[str]) -> str:
    if not 0 < abs(place) <= len(names):
        return ""
    return names[place - 1 if place > 0 else place]
