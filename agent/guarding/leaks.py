"""What must not come out: our instructions, the names of our tools, keys, made-up links, other people's data. Pure."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from agent.claims import CLAUSE, SENTENCE
from agent.guarding.amounts import without_amounts
from agent.guarding.facts import Facts
from agent.guarding.promise_words import UNPROMISED
from agent.marks import NAMES

# So many words in a row that stand in our instructions are no coincidence, and so many of the shop's own to us no help.
_RUN, _LONG_RUN = 8, 30
_URL = re.compile(r"\b(?:https?://|www\.)[^\s<>\"')\]]+", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SNAKE = re.compile(r"(?<![\w/@.])[a-z]+(?:_[a-z]+)+(?![\w/@])")
_MARK = re.compile(rf"\[\s*(?:system|{'|'.join(NAMES)})\b", re.IGNORECASE)
_JSON = re.compile(
    r"\{\s*[\"']\w+[\"']\s*:|[\"'][a-z_]+[\"']\s*:\s*[\"'\[{\d]|\bfunction_call\b|</?(?:tool|function|system|assistant)\b"
)
_UUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", re.IGNORECASE)
_KEY = re.compile(
    r"\b(?:sk|pk|rk|whsec)[-_][\w-]{12,}|\bAIza[\w-]{20,}|\bxox[abp]-[\w-]{10,}|\bAKIA[A-Z0-9]{12,}|\bgh[pousr]_\w{20,}|\beyJ[\w-]{10,}\.[\w-]{10,}|"
    r"-----BEGIN|\bBearer [\w.-]{12,}|\b(?:api[ _-]?key|password|secret)\s*(?:is|:|=)\s*\S{6,}",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\w/=#.:-])\+?\(?\d[\d ().\-]{6,20}\d(?![\w/%:]|-\d)")
_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\bORD[-\s\d]+", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_STREET = r"(?:street|st\.?|road|rd\.?|avenue|ave\.?|lane|drive|boulevard|blvd\.?)"
_STREETS = r"(?:rue|avenue|av\.|boulevard|bd|chemin|place|calle|c/|avenida|paseo|jalan|jl\.?|ב?רחוב|ברח'|רח'|שדרות|שד')"
_ADDRESS = re.compile(
    rf"\b\d+[a-z]?,? (?:[^\W\d]+ ){{1,3}}{_STREET}(?!\w)"
    rf"|(?<!\w)\d+,? (?:bis |ter )?{_STREETS} (?:[^\W\d][\w'-]* ?){{1,4}}"
    rf"|(?<!\w){_STREETS} (?:[^\W\d][\w'.-]* ?){{1,4}},? ?(?:no\.? ?|n.? ?)?\d+",
    re.IGNORECASE,
)
# The last digits of a telephone number tell it, however its beginning is written.
_TELLING = 8


def find_leaks(text: str, facts: Facts) -> Iterator[tuple[str, str]]:
    """(kind, what) of everything that must not be told. `what` never repeats a secret."""
    yield from _inner(text, facts)
    yield from _links(text, facts)
    bare = _DATE.sub(" ", _URL.sub(" ", text))
    yield from _contacts(bare, facts)
    yield from _topics(text, facts)


def _inner(text: str, facts: Facts) -> Iterator[tuple[str, str]]:
    bare = _EMAIL.sub(" ", _URL.sub(" ", text))
    if any(name not in facts.heard or name in facts.house.names for name in _SNAKE.findall(bare)):
        yield "leak", "the name of a tool or of a field"
    if _MARK.search(bare) or _JSON.search(bare):
        yield "leak", "a tool's result or a mark of ours as it is; say it in words"
    if any(found not in facts.heard for found in _UUID.findall(bare)):
        yield "leak", "an inner id"
    if _KEY.search(bare) or any(secret in text for secret in facts.house.secrets):
        yield "leak", "a key or password"
    if _is_recited(text, facts):
        yield "leak", "your instructions"


def _is_recited(text: str, facts: Facts) -> bool:
    """Whether a run of words stands in our instructions and nowhere that the customer may read."""
    said = _runs(text, _RUN)
    public = _runs(f"{facts.house.texts}\n{facts.house.contacts}", _RUN) | _runs(f"{facts.heard}\n{facts.told}", _RUN)
    return bool(
        (said & _runs(facts.house.prompt, _RUN)) - public
        or _runs(text, _LONG_RUN) & _runs(facts.house.orders, _LONG_RUN)
    )


@lru_cache(maxsize=64)
def _runs(text: str, length: int) -> frozenset[tuple[str, ...]]:
    spoken = re.findall(r"\w+", text.casefold())
    return frozenset(tuple(spoken[start : start + length]) for start in range(len(spoken) - length + 1))


def _links(text: str, facts: Facts) -> Iterator[tuple[str, str]]:
    for match in _URL.finditer(text):
        if match[0].rstrip(".,;:!?").casefold() not in facts.known:
            yield "link", match[0]


def _contacts(text: str, facts: Facts) -> Iterator[tuple[str, str]]:
    """A telephone number, an e-mail or a street that is neither this customer's, nor the shop's, nor was said now."""
    for match in _EMAIL.finditer(text):
        if match[0].rstrip(".").casefold() not in facts.known:
            yield "personal", "an e-mail address that no result holds"
    known = {_tail(match[0]) for match in _PHONE.finditer(facts.known)}
    if any(_tail(match[0]) not in known for match in _PHONE.finditer(without_amounts(text)) if _has_digits(match[0])):
        yield "personal", "a telephone number that no result holds"
    if any(not _holds_all(facts.known, match[0]) for match in _ADDRESS.finditer(text)):
        yield "personal", "an address that no result holds"


def _has_digits(number: str) -> bool:
    return len(re.sub(r"\D", "", number)) >= _TELLING


def _tail(number: str) -> str:
    return re.sub(r"\D", "", number)[-_TELLING:]


def _holds_all(known: str, address: str) -> bool:
    """House number and street are known; "Street" and "rue" alone tell nothing."""
    telling: Sequence[str] = re.findall(r"\d+|[^\W\d]{4,}", address.casefold())
    return all(word in known or re.fullmatch(_STREET, word) or re.fullmatch(_STREETS, word) for word in telling)


def _topics(text: str, facts: Facts) -> Iterator[tuple[str, str]]:
    """The shop does not speak of it, save to say so."""
    for sentence in SENTENCE.split(text):
        for clause in CLAUSE.split(sentence):
            spoken = f" {' '.join(_WORD.findall(clause.casefold()))} "
            named = [topic for topic in facts.house.topics if f" {topic.casefold()} " in spoken]
            if named and not UNPROMISED.search(sentence):
                yield "topic", named[0]
