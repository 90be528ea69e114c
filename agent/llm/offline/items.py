"""From the words of a clause to products and how much of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.llm.offline.acts import Amount, Wish
from agent.llm.offline.lexicon import Lexicon
from agent.llm.offline.quantities import Reading, read_amount
from agent.llm.offline.tokens import Token, fold_word

_LONGEST_PHRASE = 120
_ELISIONS = frozenset({"d'", "l'"})
_THE = "nya"
# `2 sausages 1 chorizo 3 burgers ...`: more in one message is no order that a person typed.
_MOST_WISHES = 25


@dataclass(frozen=True)
class Measured:
    """An amount in the place of the words that said it."""

    amount: Amount
    is_weak: bool


Element = Token | Measured


def measure(tokens: Sequence[Token], lexicon: Lexicon) -> list[Element]:
    """The same words with their amounts read."""
    elements: list[Element] = []
    at = 0
    while at < len(tokens):
        reading = read_amount(tokens, at, lexicon)
        if reading is None or not reading.amount.value.is_finite():
            elements.append(tokens[at])
            at += 1
        else:
            elements.append(Measured(reading.amount, reading.is_weak))
            at = reading.end
    return elements


def unglue(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Token]:
    """Hebrew's `and` is a letter on the next word: before amounts it becomes a word of its own, `to` falls away."""
    known = {**lexicon.unit_words, **lexicon.number_words}
    for token in tokens:
        rest = token.folded[1:]
        if lexicon.prefix and token.folded[:1] == "ו" and rest in known:
            yield Token(token.raw[:1], "ו", token.start, token.start + 1)
            yield Token(token.raw[1:], rest, token.start + 1, token.end)
        elif lexicon.prefix and token.folded[:1] in {"ל", "ב"} and rest in known and token.folded not in known:
            yield Token(token.raw[1:], rest, token.start + 1, token.end)
        else:
            yield token


def read_wishes(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[Wish, ...]:
    """The products of a clause; a wish with an empty phrase is an amount of something that was named before."""
    elements = _settle_articles(measure(tokens, lexicon))
    groups = _merge_multiplied(_group(elements, lexicon), lexicon)
    wishes = (_wish(amount, words, lexicon) for amount, words in groups)
    return tuple(wish for wish in wishes if wish.phrase or wish.amount)[:_MOST_WISHES]


def phrase_of(tokens: Sequence[Token], lexicon: Lexicon) -> str:
    """A product's name as the customer wrote it: without politeness, and without small words at its ends."""
    words = [token for token in tokens if (token.is_word or token.is_number) and not _is_polite(token, lexicon)]
    while words and _is_filler(words[0], lexicon):
        words.pop(0)
    while words and _is_filler(words[-1], lexicon):
        words.pop()
    if not any(token.is_word for token in words):
        return ""
    phrase = " ".join(_unglued(token, lexicon) for token in words)[:_LONGEST_PHRASE]
    return phrase[2:] if phrase[:2].lower() in _ELISIONS else phrase


def _unglued(token: Token, lexicon: Lexicon) -> str:
    """Indonesian's `the` stands at the end of the word: `sabunnya`."""
    is_glued = lexicon.language == "id" and token.folded.endswith(_THE) and len(token.raw) > len(_THE) + 2
    return token.raw[: -len(_THE)] if is_glued else token.raw


def _wish(amount: Amount | None, words: Sequence[Token], lexicon: Lexicon) -> Wish:
    phrase = phrase_of(words, lexicon)
    return Wish(phrase, amount, _parts(words, lexicon) if phrase else ())


def _parts(words: Sequence[Token], lexicon: Lexicon) -> tuple[str, ...]:
    """`croissants and baguettes` is two products unless the shop has one of that name."""
    parts: list[list[Token]] = [[]]
    for token in words:
        if token.folded in lexicon.conjunction_words:
            parts.append([])
        elif lexicon.prefix and token.folded[:1] == "ו" and len(token.raw) > 3 and parts[-1]:
            parts.append([Token(token.raw[1:], token.folded[1:], token.start + 1, token.end)])
        else:
            parts[-1].append(token)
    phrases = [phrase for part in parts if (phrase := phrase_of(part, lexicon))]
    return tuple(phrases) if len(phrases) > 1 else ()


def _settle_articles(elements: Sequence[Element]) -> list[Element]:
    """`a` counts only where nothing stronger does: `2 kg of a good pastrami`."""
    strong = any(isinstance(element, Measured) and not element.is_weak for element in elements)
    if not strong:
        return list(elements)
    return [element for element in elements if not (isinstance(element, Measured) and element.is_weak)]


def _group(elements: Sequence[Element], lexicon: Lexicon) -> list[tuple[Amount | None, list[Token]]]:
    """Each amount with the words that it counts: those behind it, or those before it when it stands last."""
    content = [e for e in elements if isinstance(e, Measured) or not _is_filler(e, lexicon)]
    trails = bool(content) and not isinstance(content[0], Measured) and isinstance(content[-1], Measured)
    ordered = list(reversed(elements)) if trails else list(elements)
    groups: list[tuple[Amount | None, list[Token]]] = [(None, [])]
    for element in ordered:
        if isinstance(element, Measured):
            groups.append((element.amount, []))
        else:
            groups[-1][1].append(element)
    lead, rest = groups[0][1], groups[1:]
    if not rest:
        return groups
    if not trails:
        return _give_lead(lead, rest, lexicon)
    return [(amount, words[::-1]) for amount, words in reversed(rest)]


def _give_lead(
    lead: list[Token], rest: list[tuple[Amount | None, list[Token]]], lexicon: Lexicon
) -> list[tuple[Amount | None, list[Token]]]:
    """Words before the first amount belong to it; in `chorizo 2 kg and ham` what follows does not."""
    amount, words = rest[0]
    if phrase_of(lead, lexicon) and words and words[0].folded in lexicon.conjunction_words:
        return [(amount, lead), (None, words[1:]), *rest[1:]]
    return [(amount, [*lead, *words]), *rest[1:]]


def _merge_multiplied(
    groups: Sequence[tuple[Amount | None, list[Token]]], lexicon: Lexicon
) -> list[tuple[Amount | None, list[Token]]]:
    """`2 x 500 g pastrami` is one kilogram of it."""
    merged: list[tuple[Amount | None, list[Token]]] = []
    for amount, words in groups:
        before = merged[-1] if merged else None
        if before and before[0] and amount and amount.unit and not before[0].unit and not phrase_of(before[1], lexicon):
            merged[-1] = (Amount(before[0].value * amount.value, amount.unit), words)
        else:
            merged.append((amount, words))
    return merged


def _is_filler(token: Token, lexicon: Lexicon) -> bool:
    if not (token.is_word or token.is_number):
        return True
    bare = (
        token.folded[1:] if lexicon.prefix and token.folded[:1] in "וש" else fold_word(_unglued(token, lexicon).lower())
    )
    return (
        token.folded in lexicon.filler_words
        or bare in lexicon.filler_words
        or token.folded in lexicon.conjunction_words
    )


def _is_polite(token: Token, lexicon: Lexicon) -> bool:
    return token.folded in lexicon.polite_words


__all__ = ["Measured", "Reading", "measure", "phrase_of", "read_wishes", "unglue"]
