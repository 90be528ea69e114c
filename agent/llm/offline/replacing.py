"""`Replace X with Y`, `Y instead of X`: which product goes and which comes."""

import re

from agent.llm.offline.acts import Act, Kind, Wish
from agent.llm.offline.clauses import Clause
from agent.llm.offline.items import read_wishes
from agent.llm.offline.lexicon import Lexicon
from agent.llm.offline.tokens import Token, fold_word


def read_replacement(clause: Clause, lexicon: Lexicon) -> Act | None:
    """REPLACE with (what goes, what comes), SET for `2 kg beef instead of 3`; None when neither can be made out."""
    between = "|".join(fold_word(pattern) for pattern in lexicon.acts[Kind.REPLACE][1:])
    instead = re.compile(rf"(?:{between})(?!\w)")
    return _read_instead(clause, instead, lexicon) or _read_by(clause, lexicon)


def _read_by(clause: Clause, lexicon: Lexicon) -> Act | None:
    tokens = list(clause.without(lexicon.patterns[Kind.REPLACE]).tokens)
    for at in range(len(tokens) - 1, 0, -1):
        if tokens[at].folded in lexicon.by_words:
            return _act(tokens[:at], tokens[at + 1 :], lexicon)
        if lexicon.prefix and tokens[at].folded[:1] == "ב" and len(tokens[at].raw) > 2:
            token = tokens[at]
            bare = Token(token.raw[1:], token.folded[1:], token.start + 1, token.end)
            return _act(tokens[:at], [bare, *tokens[at + 1 :]], lexicon)
    return None


def _read_instead(clause: Clause, pattern: re.Pattern[str], lexicon: Lexicon) -> Act | None:
    place = clause.place_of(pattern)
    if place is None:
        return None
    at, before, after = 0, list[Token](), list[Token]()
    match = pattern.search(clause.words)
    for token in clause.tokens:
        if at < place:
            before.append(token)
        elif match and at >= match.end():
            after.append(token)
        at += len(token.folded) + 1 if token.is_word or token.is_number else 0
    return _act(after, before, lexicon)


def _act(goes: list[Token], comes: list[Token], lexicon: Lexicon) -> Act | None:
    gone = read_wishes(goes, lexicon)
    old = [wish for wish in gone if wish.phrase]
    verbs = (lexicon.patterns[kind] for kind in (Kind.REPLACE, Kind.ORDER, Kind.ADD, Kind.SET))
    clause = Clause(tuple(comes))
    for pattern in verbs:
        clause = clause.without(pattern)
    coming = read_wishes(clause.tokens, lexicon)
    new = [wish for wish in coming if wish.phrase]
    measured = tuple(wish for wish in coming if wish.amount)
    if not old and measured and any(wish.amount for wish in gone):
        return Act(Kind.SET, measured)
    if not old or not new:
        return None
    return Act(Kind.REPLACE, (Wish(old[0].phrase), new[0]))
