"""A customer's message as acts. Pure: the same words always mean the same."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from agent.llm.offline.acts import NEW_ADDRESS, ONLY, Act, Kind, Said, Wish
from agent.llm.offline.clauses import Clause, cut_correction, split_clauses
from agent.llm.offline.details import cut_details
from agent.llm.offline.items import Measured, measure, phrase_of, read_wishes
from agent.llm.offline.joining import tidy_acts
from agent.llm.offline.language import detect
from agent.llm.offline.lexicon import LEXICONS, Lexicon
from agent.llm.offline.lexicon.traits import EXACTLY, NEGATIONS, TRAITS, WITHOUT
from agent.llm.offline.naming import MARKS, NEWEST, UNCLEAR, Named, cut_names
from agent.llm.offline.replacing import read_replacement
from agent.llm.offline.sent import read_sent
from agent.llm.offline.tokens import flat, fold_word, tidy, tokenize
from agent.marks import Block, read_blocks
from agent.quoting import FORWARDED

# What a person types; the rest of a longer text is not read.
_LONGEST = 3000
# `no chorizo` has few words, `no I never said that` is something else.
_SHORT = 3
# What Telegram sends when a customer opens a bot for the first time, and when they are lost.
_COMMANDS = {"start": Kind.GREET, "help": Kind.HELP}
_COMMAND = re.compile(r"^/(start|help)\b", re.IGNORECASE)
_GLUED_WHEN = re.compile("^כשה?(?=[א-ת]{3})")
_THUMB = re.compile("[👍👌✅🆗]")
_HEARTS = re.compile("[🙏❤🥰😍💙🧡💚]")
# What a message in the conversation's language means nothing in may still say in another one.
_BORROWED = frozenset({Kind.GREET, Kind.THANK, Kind.LEAVE, Kind.YES, Kind.NO, Kind.HELP, Kind.CATALOGUE, Kind.CONFIRM})
# Read in this order: what comes first wins over what comes later.
_PRIORITY = (
    Kind.KEEP, Kind.WHO, Kind.COMPLAIN, Kind.NOTIFY, Kind.PERSON, Kind.PHOTO, Kind.CANCEL, Kind.AGAIN, Kind.TRACK,
    Kind.ORDERS, Kind.ADDRESS, Kind.REPLACE, Kind.REMOVE, Kind.HELP, Kind.SET, Kind.PAY, Kind.HOURS, Kind.PLACE,
    Kind.DELIVERY, Kind.SHOP, Kind.CONFIRM,
    Kind.TOTAL, Kind.CATALOGUE,
)  # fmt: skip
_AGREEING = frozenset({Kind.YES, Kind.CONFIRM, Kind.DONE})
_HEAD_ONLY = frozenset({Kind.YES, Kind.NO, Kind.GREET})
_SMALL_TALK = (Kind.GREET, Kind.THANK, Kind.LEAVE, Kind.DONE, Kind.YES, Kind.NO)
# `I do not confirm it` is a no, `please do not cancel` leaves the order as it is.
_DENIED = {Kind.CONFIRM: Kind.NO, Kind.CANCEL: Kind.KEEP}
# Said with an order's number, these are about that order; beside anything else its number asks how it is doing.
_ABOUT_ORDER = frozenset({
    Kind.CANCEL, Kind.KEEP, Kind.CONFIRM, Kind.TRACK, Kind.PAY, Kind.AGAIN, Kind.TOTAL, Kind.ADDRESS, Kind.NOTES,
    Kind.COMPLAIN, Kind.PERSON,
})  # fmt: skip
_WITH_WISHES = frozenset({Kind.ORDER, Kind.ADD, Kind.REMOVE, Kind.SET, Kind.REPLACE, Kind.AMOUNT, Kind.NOTIFY})
# `Change the address`, without a new one.
_SAME_AS = {Kind.ADDRESS: Act(Kind.SET, text=NEW_ADDRESS)}
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
    acts = list(_read_matter(rest, lexicon, number)) if rest.words else []
    refuses = [act for act in small if act.kind == Kind.NO]
    if refuses and acts and all(act.kind in {Kind.MENTION, Kind.ASK} for act in acts):
        # `not spicy`: the no belongs to what follows it.
        small = [act for act in small if act.kind != Kind.NO]
        acts = list(_read_matter(clause, lexicon, number))
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


def _read_matter(clause: Clause, lexicon: Lexicon, number: str) -> Iterator[Act]:
    if clause.matches(lexicon.patterns[Kind.HAGGLE]):
        yield Act(Kind.HAGGLE)
        clause = clause.without(lexicon.patterns[Kind.HAGGLE])
        if not any(isinstance(one, Measured) and not one.is_weak for one in measure(clause.tokens, lexicon)):
            return
    if clause.matches(lexicon.patterns[Kind.FRESH]) and not clause.matches(lexicon.patterns[Kind.CANCEL]):
        yield Act(Kind.FRESH)
        clause = clause.without(lexicon.patterns[Kind.FRESH])
    corrected = cut_correction(clause, lexicon)
    if corrected:
        yield from _as_set(corrected, lexicon)
        return
    for kind in _PRIORITY:
        if clause.matches(lexicon.patterns[kind]):
            act = _read_known(kind, clause, lexicon, number)
            if act:
                yield act
                return
    act = _read_products(clause, lexicon)
    if act:
        yield act


def _as_set(clause: Clause, lexicon: Lexicon) -> Iterator[Act]:
    for kind in (Kind.SET, Kind.ORDER, Kind.ADD):
        clause = clause.without(lexicon.patterns[kind])
    wishes = tuple(wish for wish in read_wishes(clause.tokens, lexicon) if wish.amount)
    if wishes:
        yield Act(Kind.SET, wishes)


def _read_known(kind: Kind, clause: Clause, lexicon: Lexicon, number: str) -> Act | None:
    """The act, or None when the words turn out to mean something else."""
    rest = clause.without(lexicon.patterns[kind])
    if kind in _DENIED and any(token.folded in NEGATIONS for token in rest.tokens):
        return Act(_DENIED[kind])
    phrase = phrase_of(rest.tokens, lexicon)
    match kind:
        case Kind.CANCEL if phrase and not number and not _is_about_order(rest, lexicon):
            return Act(Kind.REMOVE, _named(read_wishes(rest.tokens, lexicon)))
        case Kind.REMOVE:
            return Act(kind, _named(read_wishes(rest.tokens, lexicon)))
        case Kind.SET | Kind.NOTIFY:
            return (_read_set if kind == Kind.SET else _read_notify)(rest, lexicon)
        case Kind.REPLACE:
            return read_replacement(clause, lexicon)
        case Kind.PHOTO:
            # Who wants to see a product asks about it.
            rest = rest.without(lexicon.patterns[Kind.ORDER]).without(lexicon.patterns[Kind.ASK])
            return Act(Kind.ASK, _named(read_wishes(rest.tokens, lexicon), amounts=False), text=Kind.PHOTO)
        case Kind.CATALOGUE | Kind.TOTAL if phrase:
            return Act(Kind.ASK, (Wish(phrase),)) if kind == Kind.CATALOGUE else None
        case Kind.ORDERS:
            return Act(kind, text=phrase)
        case Kind.DELIVERY | Kind.HOURS:
            # A question about opening hours may name a day.
            return Act(kind, text=_place(rest, lexicon) if kind == Kind.DELIVERY else _day(clause, lexicon))
    return _SAME_AS.get(kind) or Act(kind, text=number)


def _day(clause: Clause, lexicon: Lexicon) -> str:
    """The day of a question; empty when it names none."""
    said = " ".join(token.raw for token in clause.tokens)
    match = lexicon.time_pattern.search(flat(said))
    return said[match.start() : match.end()] if match else ""


def _place(rest: Clause, lexicon: Lexicon) -> str:
    """A town as it was written: `Tel` is no telephone in Tel Aviv."""
    said = [token for token in rest.tokens if token.is_word or token.is_number]
    return " ".join(token.raw for token in said if token.folded not in lexicon.polite_words)


def _read_notify(rest: Clause, lexicon: Lexicon) -> Act:
    """`tell me when the pastrami is back`, but `tell me when my order comes` asks how that is doing."""
    rest = rest.without(lexicon.back_pattern)
    if rest.matches(lexicon.order_pattern):
        return Act(Kind.TRACK)
    # Hebrew glues its `when` (and `the`) to the name.
    named = [replace(wish, phrase=_GLUED_WHEN.sub("", wish.phrase)) for wish in read_wishes(rest.tokens, lexicon)]
    return Act(Kind.NOTIFY, _named(named, amounts=False)[:1])


def _read_set(rest: Clause, lexicon: Lexicon) -> Act | None:
    wishes = read_wishes(rest.tokens, lexicon)
    if not wishes or any(wish.amount for wish in wishes):
        return Act(Kind.SET, tuple(wish for wish in wishes if wish.amount))
    return None


def _read_products(clause: Clause, lexicon: Lexicon) -> Act | None:
    """Ordering, adding, asking about or just naming products."""
    asks, orders, adds = (clause.place_of(lexicon.patterns[kind]) for kind in (Kind.ASK, Kind.ORDER, Kind.ADD))
    wants = min((place for place in (orders, adds) if place is not None), default=None)
    if asks is not None and (wants is None or asks <= wants) and not _is_plain_order(clause, lexicon, asks):
        rest = clause.without(lexicon.patterns[Kind.ASK]).without(lexicon.patterns[Kind.ADD])
        return Act(Kind.ASK, _named(read_wishes(rest.tokens, lexicon), amounts=False))
    rest = clause.without(lexicon.patterns[Kind.ORDER]).without(lexicon.patterns[Kind.ADD])
    place = _ordinal(rest, lexicon)
    if place:
        return Act(Kind.PICK, text=str(place))
    return _read_wanted(rest, lexicon, kind=Kind.ADD if adds is not None else Kind.ORDER, has_verb=wants is not None)


def _read_wanted(rest: Clause, lexicon: Lexicon, *, kind: Kind, has_verb: bool) -> Act | None:
    wishes = read_wishes(rest.tokens, lexicon)
    named = tuple(wish for wish in wishes if wish.phrase)
    if not named:
        return Act(Kind.AMOUNT, wishes) if wishes else Act(kind) if has_verb else None
    if has_verb or any(wish.amount for wish in named):
        is_exact = kind == Kind.ORDER and any(
            {token.folded, token.folded.removeprefix("ו")} & EXACTLY for token in rest.tokens
        )
        return Act(kind, named, text=ONLY if is_exact else "")
    if rest.is_question:
        return Act(Kind.ASK, named)
    return _without(named) or Act(Kind.MENTION, named)


def _without(named: Sequence[Wish]) -> Act | None:
    """`no chorizo` takes it out, unless it tells what a product should be like: `no gluten`."""
    words = named[0].phrase.split()
    if words[0].lower() == "pas":
        words = ["sans", *words[2:]] if words[1:2] == ["de"] else ["sans", *words[1:]]
    folded = [fold_word(word.lower()).removeprefix("ו") for word in words]
    if not 1 < len(words) <= _SHORT or folded[0] not in WITHOUT or any(word in TRAITS for word in folded):
        return None
    return Act(Kind.REMOVE, (Wish(" ".join(words[1:])),))


def _is_plain_order(clause: Clause, lexicon: Lexicon, asks: int) -> bool:
    """`2 kg of what you recommend`: an amount first and the question word inside."""
    return asks > 0 and not clause.is_question and clause.place_of_amount(lexicon) == 0


def _named(wishes: Sequence[Wish], *, amounts: bool = True) -> tuple[Wish, ...]:
    return tuple(wish if amounts else Wish(wish.phrase, None, wish.parts) for wish in wishes if wish.phrase)


def _ordinal(clause: Clause, lexicon: Lexicon) -> int:
    """`the second one` -> 2; 0 when that is not all that was said."""
    words = phrase_of(clause.tokens, lexicon).split()
    places = [lexicon.ordinal_words.get(token.folded, 0) for token in clause.tokens]
    found = [place for place in places if place]
    return found[0] if found and len(words) <= 1 else 0


def _is_about_order(clause: Clause, lexicon: Lexicon) -> bool:
    """`cancel the order for tomorrow` is about the order, `cancel the chorizo` about a product."""
    return clause.matches(lexicon.order_pattern)
