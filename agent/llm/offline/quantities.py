"""Reading how much: `2kg`, `half a kilo`, `1 1/2`, `x3`, `קילו וחצי`, `une douzaine de`."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from agent.llm.offline.acts import Amount
from agent.llm.offline.lexicon import Lexicon
from agent.llm.offline.tokens import Token

_VULGAR = {
    "½": Decimal("0.5"),
    "¼": Decimal("0.25"),
    "¾": Decimal("0.75"),
    "⅓": Decimal("0.333"),
    "⅔": Decimal("0.667"),
}
_TIMES = frozenset({"x", "×", "*"})
# Numbers that stand behind these belong to a name: SPF 50, vitamin B 12.
_NAME_MARKS = frozenset({"spf", "ph", "no", "vitamin", "vitamine", "%", "pa"})
_WEIGHED = frozenset({"kg", "lb", "dozen", "l"})
# Longer than this is no number that a person typed.
_MOST_DIGITS = 24
_DOZEN = Decimal(12)
_HYPHEN = frozenset({"-"})
_NUMBER_LEAD = frozenset({"-", "of", "a", "an", "de", "d", "un", "une"})


@dataclass(frozen=True)
class Reading:
    """An amount and the place behind it. `weak` when only an article or a bare unit said so: `a croissant`."""

    amount: Amount
    end: int
    is_weak: bool = False


def read_amount(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Reading | None:
    """The amount that begins at a token, or None."""
    begin = at + 1 if tokens[at].folded in _TIMES and at + 1 < len(tokens) and tokens[at + 1].is_number else at
    bare = _read_bare_unit(tokens, begin, lexicon)
    if bare:
        return bare
    read = _read_number(tokens, begin, lexicon)
    if read is None or _belongs_to_name(tokens, at, read[1]):
        return None
    value, end = read
    return _with_unit(tokens, begin, value, end, lexicon)


def _with_unit(tokens: Sequence[Token], begin: int, value: Decimal, end: int, lexicon: Lexicon) -> Reading | None:
    value, end = _add_half(tokens, value, end, lexicon)
    after = _skip(tokens, end, _NUMBER_LEAD if value < 1 else _HYPHEN)
    unit = _unit_at(tokens, after, lexicon)
    if unit:
        value, end = _add_half(tokens, value, after + 1, lexicon)
        if unit == "dozen":
            return Reading(Amount(value * _DOZEN), end)
        return Reading(Amount(value, unit), end)
    if _counts_people(tokens, begin, end, lexicon):
        return None
    if end < len(tokens) and tokens[end].folded in _TIMES:
        end += 1
    return Reading(Amount(value), end, is_weak=_is_article(tokens[begin], value, end - begin))


def _counts_people(tokens: Sequence[Token], begin: int, end: int, lexicon: Lexicon) -> bool:
    """`For 10 kids`; but in `10 kids sausages` the word is part of a product's name."""
    if end >= len(tokens) or tokens[end].folded not in lexicon.people_words:
        return False
    following = tokens[end + 1].folded if end + 1 < len(tokens) and tokens[end + 1].is_word else ""
    names_more = following and following not in lexicon.filler_words | lexicon.conjunction_words | lexicon.polite_words
    return begin > 0 or not names_more


def _read_bare_unit(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Reading | None:
    """`kilo chorizo` is one kilo; `kilo y medio` is one and a half."""
    unit = _unit_at(tokens, at, lexicon)
    if unit not in _WEIGHED or len(tokens[at].folded) < 3:
        return None
    said_one = at + 1 < len(tokens) and lexicon.number_words.get(tokens[at + 1].folded) == "1"
    value, end = _add_half(tokens, Decimal(1), at + 1 + said_one, lexicon)
    return Reading(Amount(value * _DOZEN), end) if unit == "dozen" else Reading(Amount(value, unit), end)


def _read_number(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[Decimal, int] | None:
    token = tokens[at] if at < len(tokens) else None
    if token is None:
        return None
    if token.raw in _VULGAR:
        return _VULGAR[token.raw], at + 1
    if token.is_number:
        return _read_digits(tokens, at)
    if token.folded in lexicon.number_words and lexicon.number_words[token.folded][0] not in "+*":
        return _read_words(tokens, at, lexicon)
    return None


def _read_digits(tokens: Sequence[Token], at: int) -> tuple[Decimal, int] | None:
    value = _decimal(tokens[at].raw)
    if value is None:
        return None
    if at + 2 < len(tokens) and tokens[at + 1].raw == "/" and tokens[at + 2].is_number:
        under = _decimal(tokens[at + 2].raw)
        return (value / under, at + 3) if under else None
    if at + 1 < len(tokens) and tokens[at + 1].raw in _VULGAR:
        return value + _VULGAR[tokens[at + 1].raw], at + 2
    fraction = _read_digits(tokens, at + 1) if _is_fraction(tokens, at + 1) else None
    return (value + fraction[0], fraction[1]) if fraction else (value, at + 1)


def _is_fraction(tokens: Sequence[Token], at: int) -> bool:
    return at + 2 < len(tokens) and tokens[at].is_number and tokens[at + 1].raw == "/" and tokens[at + 2].is_number


def _read_words(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[Decimal, int]:
    """`twenty five`, `dua puluh lima`, `three quarters`, `half a`."""
    value, end = Decimal(lexicon.number_words[tokens[at].folded]), at + 1
    while end < len(tokens):
        step = lexicon.number_words.get(tokens[end].folded, "")
        if step[:1] in {"+", "*"}:
            value = value + 10 if step[0] == "+" else value * Decimal(step[1:])
        elif step == "100" and 1 < value < 10:
            value *= 100
        elif step and value >= 20 and tokens[end - 1].folded in lexicon.ten_words and Decimal(step) < 10:
            value += Decimal(step)
        elif step in {"0.5", "0.25"} and (value == 1 or step == "0.25") and value < 4:
            value *= Decimal(step)
        else:
            break
        end += 1
    return value, end


def _add_half(tokens: Sequence[Token], value: Decimal, end: int, lexicon: Lexicon) -> tuple[Decimal, int]:
    """`2 kilos and a half`; but in `2 sausages and half a kilo` the half has its own unit and stays."""
    for phrase in lexicon.half_phrases:
        stop = end + len(phrase)
        if value == int(value) and tuple(token.folded for token in tokens[end:stop]) == phrase:
            has_unit_before = end > 0 and tokens[end - 1].folded in lexicon.unit_words
            if not (has_unit_before and _unit_at(tokens, stop, lexicon)):
                return value + Decimal("0.5"), stop
    return value, end


def _unit_at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> str:
    return lexicon.unit_words.get(tokens[at].folded, "") if at < len(tokens) else ""


def _skip(tokens: Sequence[Token], at: int, words: frozenset[str]) -> int:
    while at < len(tokens) and tokens[at].folded in words:
        at += 1
    return at


def _belongs_to_name(tokens: Sequence[Token], at: int, end: int) -> bool:
    behind = at > 0 and tokens[at - 1].folded in _NAME_MARKS
    return behind or (end < len(tokens) and tokens[end].raw == "%")


def _is_article(token: Token, value: Decimal, length: int) -> bool:
    return value == 1 and length == 1 and not token.is_number


def _decimal(written: str) -> Decimal | None:
    """`2.5` and `2,5` are two and a half, `1,000` is a thousand."""
    if sum(char.isdigit() for char in written) > _MOST_DIGITS:
        return None
    head, comma, tail = written.partition(",")
    if comma and len(tail) == 3 and head.lstrip("-") not in {"", "0"} and "." not in written:
        return Decimal(head + tail)
    plain = written.replace(",", ".")
    whole, _, fraction = plain.rpartition(".")
    return Decimal(f"{whole.replace('.', '')}.{fraction}" if whole else plain)
