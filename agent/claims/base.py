"""The shape of what one language calls "done", and how a reply is searched for it. Pure.

Only finished actions count, and promises that somebody of the shop will do something: an offer ("I can cancel it"), a
condition ("if you cancel"), a denial, a question, a rule of the shop ("orders are confirmed by phone") and what the
customer said themselves claim nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
# Inside a sentence, so that "I cancelled it, tell me if ..." cannot hide behind its second half; never in a number.
CLAUSE = re.compile(r"(?<=[,;:،])\s+|\s[-–—]+\s|[()]")
# "I asked the shop if ..." is done all the same.
ASKING = frozenset({"asked", "called"})
_QUESTION = re.compile(r"[?؟]\W*$")
_PLAIN = str.maketrans({"’": "'", "\u00a0": " ", "\u202f": " ", "*": "", "_": " ", "\u200f": "", "\u200e": ""})


@dataclass(frozen=True)
class Claim:
    """Something that is said to be done; `kind` is a key of guards.BACKING, `clause` holds the words."""

    kind: str
    clause: str


@dataclass(frozen=True)
class Claims:
    """How people say in one language that something is done. All but the mappings are regular expressions over words.

    `done` is looked for in each clause, `promised` in whole sentences. `hedges` before or inside something `done`, and
    before a promise, take it back, and so do `denials` inside a promise; what is still to come (`future`) is not done.
    `unless` behind it takes it back as well, but not behind an `invite` ("let me know if"). `opens` at the beginning
    of a clause covers the rest of the sentence, `begs` ("just say ... and I") the rest of its clause. `polite` says
    no although nothing is denied. `joins` begins a clause without a comma.
    """

    done: Mapping[str, Sequence[str]]
    promised: Mapping[str, Sequence[str]]
    hedges: str
    denials: str
    future: str
    unless: str
    invites: str
    opens: str
    begs: str
    polite: str
    joins: str

    def find(self, text: str) -> Iterator[Claim]:
        for sentence in SENTENCE.split(text.translate(_PLAIN)):
            bare = self._polite.sub(" ", sentence)
            yield from self._promises(bare)
            for clause in self._clauses(bare):
                yield from self._claims(clause)

    def _claims(self, clause: str) -> Iterator[Claim]:
        if _QUESTION.search(clause):
            return
        for kind, pattern in self._done.items():
            for match in pattern.finditer(clause):
                if not self._is_taken_back(kind, clause, match):
                    yield Claim(kind, clause.strip())
                    break

    def _promises(self, sentence: str) -> Iterator[Claim]:
        if _QUESTION.search(sentence) or self._begs.match(sentence):
            return
        for kind, pattern in self._promised.items():
            match = pattern.search(sentence)
            if match and not self._denials.search(match[0]) and not self._hedges.search(_before(sentence, match)):
                yield Claim(kind, sentence.strip())

    def _is_taken_back(self, kind: str, clause: str, match: re.Match[str]) -> bool:
        if self._doubts.search(clause[: match.end()]):
            return True
        rest = self._invites.split(clause[match.end() :])[0]
        return kind not in ASKING and bool(self._unless.search(rest))

    def _clauses(self, sentence: str) -> Iterator[str]:
        """Those that stand for themselves."""
        for part in CLAUSE.split(sentence):
            if self._opens.match(part):
                return
            if not self._begs.match(part):
                yield from self._joins.split(part)

    @cached_property
    def _done(self) -> Mapping[str, re.Pattern[str]]:
        return {kind: _any(patterns) for kind, patterns in self.done.items()}

    @cached_property
    def _promised(self) -> Mapping[str, re.Pattern[str]]:
        return {kind: _any(patterns) for kind, patterns in self.promised.items()}

    @cached_property
    def _hedges(self) -> re.Pattern[str]:
        return _words(self.hedges)

    @cached_property
    def _denials(self) -> re.Pattern[str]:
        return _words(self.denials)

    @cached_property
    def _doubts(self) -> re.Pattern[str]:
        return _words(f"{self.hedges}|{self.future}")

    @cached_property
    def _unless(self) -> re.Pattern[str]:
        return _words(self.unless)

    @cached_property
    def _invites(self) -> re.Pattern[str]:
        return _words(self.invites)

    @cached_property
    def _opens(self) -> re.Pattern[str]:
        return re.compile(rf"\W*(?:{self.opens})(?!\w)", re.IGNORECASE)

    @cached_property
    def _begs(self) -> re.Pattern[str]:
        return re.compile(rf"\W*(?:{self.begs})(?!\w)", re.IGNORECASE)

    @cached_property
    def _polite(self) -> re.Pattern[str]:
        return _words(self.polite)

    @cached_property
    def _joins(self) -> re.Pattern[str]:
        return re.compile(rf"\s(?={self.joins})", re.IGNORECASE)


def _before(sentence: str, match: re.Match[str]) -> str:
    """What a promise hangs on: an opening "if you like," counts, what a dash or colon ends does not."""
    return re.split(r"[;:]\s+|\s[-–—]+\s", sentence[: match.start()])[-1]


def _any(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)
