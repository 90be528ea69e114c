"""The shape of a language's words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from agent.llm.offline.acts import Kind
from agent.llm.offline.tokens import fold_word


@dataclass(frozen=True)
class Lexicon:
    """How people say things in one language, in lower case; accents and Hebrew final letters do not matter.

    `acts`, `address`, `notes`, `name` and `not_for_people` are regular expressions over folded words.
    `marks` are frequent words that give the language away. `fillers` never belong to a product's name at its ends,
    `polite` words never belong to it at all. `prefix` matches letters that stick to the next word.
    """

    language: str
    marks: str
    numbers: Mapping[str, str]
    tens: str
    units: Mapping[str, str]
    and_half: tuple[str, ...]
    conjunctions: str
    fillers: str
    polite: str
    acts: Mapping[Kind, tuple[str, ...]]
    address: tuple[str, ...]
    notes: tuple[str, ...]
    name: tuple[str, ...]
    when: tuple[str, ...]
    # How people say that they fetch their order.
    pickup: tuple[str, ...]
    ordinals: Mapping[str, int]
    by: str
    order_word: str
    people: str = ""
    joiners: str = ""
    prefix: str = ""
    # How people say that something is there again, beside the product's name.
    back: tuple[str, ...] = ()

    @cached_property
    def mark_words(self) -> frozenset[str]:
        return _words(self.marks)

    @cached_property
    def filler_words(self) -> frozenset[str]:
        return _words(self.fillers) | self.polite_words

    @cached_property
    def polite_words(self) -> frozenset[str]:
        return _words(self.polite)

    @cached_property
    def conjunction_words(self) -> frozenset[str]:
        return _words(self.conjunctions)

    @cached_property
    def by_words(self) -> frozenset[str]:
        """What stands between the product that goes and the one that comes."""
        return _words(self.by)

    @cached_property
    def joiner_words(self) -> frozenset[str]:
        """Conjunctions that join products and never begin a new matter."""
        return _words(self.joiners)

    @cached_property
    def people_words(self) -> frozenset[str]:
        return _words(self.people)

    @cached_property
    def ten_words(self) -> frozenset[str]:
        """Number words that a unit may follow: twenty-five."""
        return _words(self.tens)

    @cached_property
    def number_words(self) -> Mapping[str, str]:
        return {fold_word(word): value for word, value in self.numbers.items()}

    @cached_property
    def unit_words(self) -> Mapping[str, str]:
        return {fold_word(word): unit for unit, words in self.units.items() for word in words.split()}

    @cached_property
    def ordinal_words(self) -> Mapping[str, int]:
        return {fold_word(word): place for word, place in self.ordinals.items()}

    @cached_property
    def half_phrases(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(fold_word(phrase).split()) for phrase in self.and_half)

    @cached_property
    def patterns(self) -> Mapping[Kind, re.Pattern[str]]:
        return {kind: self._compile(patterns) for kind, patterns in self.acts.items()}

    @cached_property
    def order_pattern(self) -> re.Pattern[str]:
        """The words for an order itself."""
        return self._compile((self.order_word,))

    @cached_property
    def back_pattern(self) -> re.Pattern[str]:
        """The words for being there again."""
        return self._compile(self.back)

    @cached_property
    def labels(self) -> Mapping[Kind, re.Pattern[str]]:
        """Where an address, a note or a name begins, over the whole text in lower case without accents."""
        groups = {Kind.ADDRESS: self.address, Kind.NOTES: self.notes, Kind.NAME: self.name}
        return {kind: _compile_labels(patterns, self.prefix) for kind, patterns in groups.items()}

    @cached_property
    def time_pattern(self) -> re.Pattern[str]:
        """When the customer wants it: `for tomorrow at 10`."""
        return re.compile(_compile_labels(self.when).pattern + r"(?!\w)")

    @cached_property
    def pickup_pattern(self) -> re.Pattern[str]:
        """That the order is fetched, anywhere in a message."""
        return re.compile(_compile_labels(self.pickup, self.prefix).pattern + r"(?!\w)")

    @cached_property
    def next_thing(self) -> re.Pattern[str]:
        """A conjunction (or comma) and then an amount, a label or a verb: a new matter begins."""
        ands = "|".join(re.escape(word) for word in self.conjunction_words)
        verbs = "|".join(self.patterns[kind].pattern for kind in (Kind.ADD, Kind.ORDER, Kind.CANCEL, Kind.REMOVE))
        units = "|".join(re.escape(word) for word in self.unit_words)
        amount = rf"\d[\d.,]* ?(?:{units})(?!\w)"
        return re.compile(
            rf"(?:,|\s(?:{ands})|\s(?=ו))[\s-]*(?:{self.prefix or ''}(?:{amount})|{verbs}|{self._details()})"
        )

    def _details(self) -> str:
        return "|".join(fold_word(pattern) for pattern in (*self.address, *self.notes, *self.name))

    def _compile(self, patterns: tuple[str, ...]) -> re.Pattern[str]:
        body = "|".join(fold_word(pattern) for pattern in sorted(patterns, key=len, reverse=True))
        return re.compile(rf"(?<![\w']){self.prefix}(?:{body})(?![\w])")


def _words(text: str) -> frozenset[str]:
    return frozenset(fold_word(word) for word in text.split())


def _compile_labels(patterns: tuple[str, ...], prefix: str = "") -> re.Pattern[str]:
    body = "|".join(fold_word(pattern) for pattern in patterns)
    return re.compile(rf"(?<![\w']){prefix}(?:{body})")
