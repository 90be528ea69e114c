"""What a clause is about when greetings and answers are cut off: products, an order, the shop."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from agent.llm.offline.acts import NEW_ADDRESS, ONLY, Act, Kind, Wish
from agent.llm.offline.clauses import Clause, cut_correction
from agent.llm.offline.items import Measured, measure, phrase_of, read_wishes
from agent.llm.offline.lexicon import Lexicon
from agent.llm.offline.lexicon.traits import EXACTLY, NEGATIONS, TRAITS, WITHOUT
from agent.llm.offline.replacing import read_replacement
from agent.llm.offline.tokens import flat, fold_word

# `no chorizo` has few words, `no I never said that` is something else.
_SHORT = 3
_GLUED_WHEN = re.compile("^כשה?(?=[א-ת]{3})")
# Read in this order: what comes first wins over what comes later.
_PRIORITY = (
    Kind.KEEP, Kind.WHO, Kind.COMPLAIN, Kind.NOTIFY, Kind.PERSON, Kind.PHOTO, Kind.CANCEL, Kind.AGAIN, Kind.TRACK,
    Kind.ORDERS, Kind.ADDRESS, Kind.REPLACE, Kind.REMOVE, Kind.HELP, Kind.SET, Kind.PAY, Kind.HOURS, Kind.PLACE,
    Kind.DELIVERY, Kind.SHOP, Kind.CONFIRM,
    Kind.TOTAL, Kind.CATALOGUE,
)  # fmt: skip
# `I do not confirm it` is a no, `please do not cancel` leaves the order as it is.
_DENIED = {Kind.CONFIRM: Kind.NO, Kind.CANCEL: Kind.KEEP}
# `Change the address`, without a new one.
_SAME_AS = {Kind.ADDRESS: Act(Kind.SET, text=NEW_ADDRESS)}


def read_matter(clause: Clause, lexicon: Lexicon, number: str) -> Iterator[Act]:
    """The acts of a clause. `number` is the order it speaks of, empty for none."""
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
