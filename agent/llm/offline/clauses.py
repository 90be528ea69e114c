"""Sentences cut into clauses: one matter each."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from agent.llm.offline.acts import Kind
from agent.llm.offline.items import Measured, measure, unglue
from agent.llm.offline.lexicon import Lexicon
from agent.llm.offline.lexicon.traits import EXACTLY, NEGATIONS, TRAITS, WITHOUT
from agent.llm.offline.tokens import Token, joined, sentences

# Hebrew `and`, glued to the word behind it.
_AND_LETTER = "ו"
_COMMAS = frozenset({",", "،", "(", ")", "–", "—", ":", "|", "•"})
# A conjunction before one of these begins a new matter.
_OPENERS = (
    Kind.ADD, Kind.ORDER, Kind.REMOVE, Kind.CANCEL, Kind.TRACK, Kind.ORDERS, Kind.CATALOGUE, Kind.PERSON, Kind.CONFIRM,
    Kind.SET, Kind.REPLACE, Kind.ASK, Kind.TOTAL, Kind.HOURS, Kind.PLACE, Kind.DELIVERY, Kind.SHOP, Kind.NOTIFY,
)  # fmt: skip


@dataclass(frozen=True)
class Clause:
    tokens: tuple[Token, ...]
    is_question: bool = False

    @property
    def words(self) -> str:
        return joined(self.tokens)

    def matches(self, pattern: re.Pattern[str]) -> bool:
        return bool(pattern.search(self.words))

    def place_of(self, pattern: re.Pattern[str]) -> int | None:
        match = pattern.search(self.words)
        return match.start() if match else None

    def place_of_amount(self, lexicon: Lexicon) -> int | None:
        elements = measure(self.tokens, lexicon)
        return next((at for at, element in enumerate(elements) if isinstance(element, Measured)), None)

    def without(self, pattern: re.Pattern[str]) -> "Clause":
        """The clause with every match of the pattern taken out."""
        spans = [match.span() for match in pattern.finditer(self.words) if match[0]]
        return self._cut(spans)

    def cut_edge(self, pattern: re.Pattern[str], *, head_only: bool) -> "Clause | None":
        """Without a match at its beginning (or end); None when there is none."""
        words = self.words
        for match in pattern.finditer(words):
            at_head = match.start() == 0
            at_tail = match.end() == len(words) and not head_only
            if match[0] and (at_head or at_tail):
                return self._cut([match.span()])
        return None

    def _cut(self, spans: Sequence[tuple[int, int]]) -> "Clause":
        kept: list[Token] = []
        at = 0
        for token in self.tokens:
            if not (token.is_word or token.is_number):
                kept.append(token)
                continue
            if not any(begin < at + len(token.folded) and at < end for begin, end in spans):
                kept.append(token)
            at += len(token.folded) + 1
        return replace(self, tokens=tuple(kept))


def cut_correction(clause: Clause, lexicon: Lexicon) -> Clause | None:
    """`2 not 3` without what is taken back; None when nothing is."""
    elements = measure(clause.tokens, lexicon)
    for place in range(1, len(elements) - 1):
        element = elements[place]
        denied = isinstance(element, Token) and element.folded.removeprefix(_AND_LETTER) in NEGATIONS
        counted = any(isinstance(before, Measured) for before in elements[:place])
        if isinstance(element, Token) and denied and counted and isinstance(elements[place + 1], Measured):
            return replace(clause, tokens=clause.tokens[: clause.tokens.index(element)])
    return None


def split_clauses(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Clause]:
    """Cut at sentence marks and commas, and at an `and` that begins a new amount or a new verb."""
    for sentence in sentences(tokens):
        parts = _split_at_commas(sentence.tokens)
        pieces = [piece for part in parts for piece in _split_at_ands(list(unglue(part, lexicon)), lexicon)]
        spoken = [piece for piece in pieces if any(token.is_word or token.is_number for token in piece)]
        for piece in spoken:
            # Only the end of a question asks: `by the way, do you have ...?`
            yield Clause(tuple(piece), sentence.is_question and piece is spoken[-1])


def _split_at_commas(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    current: list[Token] = []
    for token in tokens:
        if token.raw in _COMMAS:
            yield current
            current = []
        else:
            current.append(token)
    yield current


def _split_at_ands(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[list[Token]]:
    current: list[Token] = []
    for at, token in enumerate(tokens):
        if token.folded in lexicon.conjunction_words and current and _opens(token, tokens[at + 1 :], current, lexicon):
            if not _is_half(tokens, at, lexicon):
                yield current
                current = []
                continue
        elif lexicon.prefix and token.folded[:1] == "ו" and current and _opens_glued(tokens[at:], current, lexicon):
            yield current
            current = []
        current.append(token)
    yield current


def _opens_glued(tokens: Sequence[Token], before: Sequence[Token], lexicon: Lexicon) -> bool:
    bare = replace(tokens[0], folded=tokens[0].folded[1:])
    exactly = bare.folded in EXACTLY and _counts(tokens, lexicon)
    return exactly or _opens_verb(tokens, lexicon) or _takes_out([bare, *tokens[1:]], before, lexicon)


def _counts(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    return any(isinstance(element, Measured) for element in measure(tokens, lexicon))


def _takes_out(tokens: Sequence[Token], before: Sequence[Token], lexicon: Lexicon) -> bool:
    """`Two more mugs and no apron`; but `2 kg sausages and no gluten` tells what they should be like."""
    words = [token.folded for token in tokens if token.is_word or token.is_number]
    if words[:2] == ["pas", "de"]:
        words = words[1:]
    elif words[:1] != ["pas"] and not set(words[:1]) & WITHOUT:
        return False
    return _counts(before, lexicon) and len(words) > 1 and not TRAITS.keys() & set(words)


def _opens(conjunction: Token, tokens: Sequence[Token], before: Sequence[Token], lexicon: Lexicon) -> bool:
    exactly = bool(tokens) and tokens[0].folded in EXACTLY and _counts(tokens, lexicon)
    if exactly or _takes_out(tokens, before, lexicon):
        return True
    words = [token for token in tokens if token.is_word or token.is_number or token.raw in "½¼¾-"]
    while words and words[0].raw == "-":
        words.pop(0)
    if words and isinstance(measure(words, lexicon)[0], Measured):
        return True
    return conjunction.folded not in lexicon.joiner_words and _opens_verb(tokens, lexicon)


def _opens_verb(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    words = joined(tokens)
    return any(lexicon.patterns[kind].match(words) for kind in _OPENERS)


def _is_half(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """The `and` of `two and a half` joins; of `2 kg sausages and half a kilo` it separates."""
    before = tokens[at - 1].folded
    counts = tokens[at - 1].is_number or before in lexicon.unit_words or before in lexicon.number_words
    return counts and any(
        tuple(token.folded for token in tokens[at : at + len(phrase)]) == phrase for phrase in lexicon.half_phrases
    )
