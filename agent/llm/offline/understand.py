"""A customer's message as acts. Pure: the same words always mean the same."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from agent.llm.offline.acts import Act, Kind, Said
from agent.llm.offline.clauses import Clause, split_clauses
from agent.llm.offline.details import cut_details
from agent.llm.offline.joining import tidy_acts
from agent.llm.offline.language import detect
from agent.llm.offline.lexicon import LEXICONS, Lexicon
from agent.llm.offline.matter import read_matter
from agent.llm.offline.naming import MARKS, NEWEST, UNCLEAR, Named, cut_names
from agent.llm.offline.sent import read_sent
from agent.llm.offline.tokens import tidy, tokenize
from agent.marks import Block, read_blocks
from agent.quoting import FORWARDED

# What a person types; the rest of a longer text is not read.
_LONGEST = 3000
# What Telegram sends when a customer opens a bot for the first time, and when they are lost.
_COMMANDS = {"start": Kind.GREET, "help": Kind.HELP}
_COMMAND = re.compile(r"^/(start|help)\b", re.IGNORECASE)
_THUMB = re.compile("[👍👌✅🆗]")
_HEARTS = re.compile("[🙏❤🥰😍💙🧡💚]")
# What a message in the conversation's language means nothing in may still say in another one.
_BORROWED = frozenset({Kind.GREET, Kind.THANK, Kind.LEAVE, Kind.YES, Kind.NO, Kind.HELP, Kind.CATALOGUE, Kind.CONFIRM})
_AGREEING = frozenset({Kind.YES, Kind.CONFIRM, Kind.DONE})
_HEAD_ONLY = frozenset({Kind.YES, Kind.NO, Kind.GREET})
_SMALL_TALK = (Kind.GREET, Kind.THANK, Kind.LEAVE, Kind.DONE, Kind.YES, Kind.NO)
# Said with an order's number, these are about that order; beside anything else its number asks how it is doing.
_ABOUT_ORDER = frozenset({
    Kind.CANCEL, Kind.KEEP, Kind.CONFIRM, Kind.TRACK, Kind.PAY, Kind.AGAIN, Kind.TOTAL, Kind.ADDRESS, Kind.NOTES,
    Kind.COMPLAIN, Kind.PERSON,
})  # fmt: skip
_WITH_WISHES = frozenset({Kind.ORDER, Kind.ADD, Kind.REMOVE, Kind.SET, Kind.REPLACE, Kind.AMOUNT, Kind.NOTIFY})
# These say nothing when something else was said.
_WEAK = frozenset({Kind.MENTION, Kind.UNKNOWN})


def understand(texts: Sequence[str], *, otherwise: str, listed: Sequence[str] = ()) -> Said:
    """All messages of a burst together. The language is the newest message's, else `otherwise`.

    `listed` are the orders of our last answer: after it `the second one` can be one of them.
    """
    read = [text[:_LONGEST] for text in texts]
    language = detect(reversed(read), otherwise=otherwise)
    acts = [act for text in read for act in read_message(text, detect([text], otherwise=language), listed)]
    return Said(language, tidy_acts(acts))


def read_message(text: str, language: str, listed: Sequence[str] = ()) -> tuple[Act, ...]:
    """The acts of one message, read with the words of `language`, or of another where that one knows nothing."""
    command = _COMMAND.match(text)
    if command:
        return (Act(_COMMANDS[command[1].lower()]),)
    blocks, typed = read_blocks(text)
    tidied = tidy(typed)
    first = [act for block in blocks for act in _read_block(block, language)]
    acts = list(_read(tidied, LEXICONS[language], listed))
    if all(act.kind in _WEAK for act in acts):
        acts = _read_borrowed(tidied, language) or acts
    if not acts and not first:
        acts = [_read_signs(tidied)]
    return (*first, *acts)


def _read_block(block: Block, language: str) -> Sequence[Act]:
    if block.name == FORWARDED:
        # What somebody else wishes may be ordered; their yes is not the customer's.
        return [act for act in read_message(block.words, language) if act.kind not in _AGREEING]
    return read_message(block.spoken, language) if block.spoken else read_sent(block)


def _read_borrowed(text: str, language: str) -> list[Act]:
    for lexicon in LEXICONS.values():
        if lexicon.language != language:
            acts = list(_read(text, lexicon))
            if acts and all(act.kind in _BORROWED for act in acts):
                return acts
    return []


def _read_signs(text: str) -> Act:
    if _THUMB.search(text):
        return Act(Kind.YES)
    return Act(Kind.THANK if _HEARTS.search(text) else Kind.UNKNOWN)


def _read(text: str, lexicon: Lexicon, listed: Sequence[str] = ()) -> Iterator[Act]:
    named = cut_names(text, lexicon, listed=listed)
    details = cut_details(named.text, lexicon)
    clauses = list(split_clauses(tokenize(details.rest), lexicon))
    acts = list(_read_clauses(clauses, lexicon, named))
    # Of several orders, a detail at the end is for the one that was named last.
    last = acts[-1].order if acts else ""
    acts += [_tidy_detail(act, named.of(act.text, before=last)) for act in details.acts]
    yield from _asked_for(acts, named)
    yield from acts


def _read_clauses(clauses: Sequence[Clause], lexicon: Lexicon, named: Named) -> Iterator[Act]:
    """`Add a mug, two caps to A and cancel B`: a clause without a name takes the one before it, else the next."""
    written = ["".join(token.raw for token in clause.tokens) for clause in clauses]
    first = next((name for text in written if (name := named.of(text))), "")
    for clause, text in zip(clauses, written, strict=True):
        first = order = named.of(text, before=first)
        for act in _read_clause(clause, lexicon, order):
            yield replace(act, order=order)


def _tidy_detail(act: Act, order: str) -> Act:
    return replace(act, text=" ".join(MARKS.sub(" ", act.text).split()), order=order)


def _asked_for(acts: Sequence[Act], named: Named) -> Iterator[Act]:
    """A number alone asks how that order is doing."""
    about = {act.order for act in acts if act.kind in _ABOUT_ORDER or (act.wishes and act.kind in _WITH_WISHES)}
    for name in dict.fromkeys(named.orders.values()):
        if name not in {*about, NEWEST, UNCLEAR}:
            yield Act(Kind.TRACK, text=name, order=name)


def _read_clause(clause: Clause, lexicon: Lexicon, number: str) -> Iterator[Act]:
    if clause.matches(lexicon.patterns[Kind.KEEP]):
        # Before its `no` is taken for an answer.
        yield Act(Kind.KEEP)
        return
    small, rest = _small_talk(clause, lexicon)
    acts = list(read_matter(rest, lexicon, number)) if rest.words else []
    refuses = [act for act in small if act.kind == Kind.NO]
    if refuses and acts and all(act.kind in {Kind.MENTION, Kind.ASK} for act in acts):
        # `not spicy`: the no belongs to what follows it.
        small = [act for act in small if act.kind != Kind.NO]
        acts = list(read_matter(clause, lexicon, number))
    if refuses:
        acts = [act for act in acts if act.kind != Kind.CONFIRM]
    yield from small
    yield from acts


def _small_talk(clause: Clause, lexicon: Lexicon) -> tuple[list[Act], Clause]:
    """Greetings, thanks, yes and no at the ends of a clause, and what is left of it."""
    acts: list[Act] = []
    found = True
    while found and clause.words:
        found = False
        for kind in _SMALL_TALK:
            cut = clause.cut_edge(lexicon.patterns[kind], head_only=kind in _HEAD_ONLY)
            if cut is not None:
                acts.append(Act(kind))
                clause, found = cut, True
    return acts, clause
