"""What the shop has written down, and what only its people know: looked up, told with its source, or asked for."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from agent.knowledge.words import telling
from agent.llm.offline.acts import Kind
from agent.llm.offline.case import Case
from agent.llm.offline.matching import match_one
from agent.llm.offline.phrases import say
from agent.llm.offline.recap import moment
from agent.llm.offline.situation import Call
from agent.llm.offline.tokens import fold_word
from agent.llm.offline.understand import understand
from lib.text import shorten

SEARCH, ASK = "search_knowledge", "ask_team"
_LONGEST = 300
_LONGEST_ANSWER = 450
_ASKING = frozenset(
    {Kind.SHOP, Kind.ASK, Kind.MENTION, Kind.UNKNOWN, Kind.PLACE, Kind.DELIVERY, Kind.HELP, Kind.PAY, Kind.COMPLAIN}
)
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
# A shorter message is more likely a scrap than a question.
_FEWEST_WORDS = 2
# Over folded words.
REFUND = re.compile("refund|return|rembours|retour|reembols|devoluc|devolver|retur|החזר")


def lookups(case: Case) -> Iterator[Call]:
    if _is_question(case):
        yield _search(case)


def knows(case: Case) -> bool:
    return bool(_passages(case))


def only_asks_terms(case: Case) -> bool:
    """`How do refunds work?` is a question that the shop has answered; `my bread was mouldy, refund?` a complaint."""
    said = " ".join(case.situation.heard)
    rest = " ".join(word for word in said.split() if not REFUND.search(fold_word(word.lower())))
    if "?" not in said or not knows(case) or rest == said:
        return False
    return not understand([rest], otherwise=case.language).has(Kind.COMPLAIN)


def is_unknown(case: Case) -> bool:
    """A question that was looked up, and nothing is written about it."""
    result = case.situation.result_of(_search(case)) if _is_question(case) else None
    return result is not None and not result.is_error and not result.receipt.get("passages")


def known_parts(case: Case) -> Iterator[str]:
    """The best passage with where it stands; none that another one only repeats."""
    for passage in _passages(case)[:1]:
        text = _answer(str(passage["text"]).strip('"'), case)
        title = ", ".join(part for part in (str(passage["title"]), str(passage["section"])) if part)
        yield f"{text} {say(case.language, 'source', title=title)}"


def ask_calls(case: Case) -> Iterator[Call]:
    """A yes to our offer asks what was said before it."""
    earlier = case.situation.earlier[-1].heard if case.situation.earlier else ()
    question = shorten(" ".join(earlier), _LONGEST)
    if case.is_answer_to("q_ask_team") and question:
        yield Call(ASK, {"question": question})


def asked_parts(case: Case) -> Iterator[str]:
    for call in ask_calls(case):
        result = case.situation.result_of(call)
        if result and result.is_error:
            yield f"{say(case.language, 'refused')} {say(case.language, 'q_person')}"
        elif result:
            yield asked_line(result.receipt, case.language)


def asked_line(receipt: Mapping[str, Any], language: str) -> str:
    """That the team was asked, and when somebody can answer."""
    opening = receipt.get("next_opening")
    if receipt.get("shop_is_open") or not opening:
        return say(language, "team_asked")
    return say(language, "team_asked_later", when=moment(str(opening), language))


def offer(case: Case) -> str:
    """The question that follows when nobody here knows the answer."""
    return "q_ask_team" if ASK in case.tools else "q_person"


def _search(case: Case) -> Call:
    return Call(SEARCH, {"question": shorten(" ".join(case.situation.heard), _LONGEST)})


def _is_question(case: Case) -> bool:
    """Not the words with which somebody orders, and not an answer to what we asked."""
    acts, said = (*case.answered, *case.said.acts), " ".join(case.situation.heard)
    if SEARCH not in case.tools or not any(act.kind in _ASKING for act in acts):
        return False
    if case.said.has(Kind.SHOP):
        return True
    return (
        not case.wants_change
        and not case.dialogue.carried.wishes
        and len(telling(said)) >= 1
        and ("?" in said or len(said.split()) > _FEWEST_WORDS)
    )


def _passages(case: Case) -> list[Mapping[str, Any]]:
    result = case.situation.result_of(_search(case)) if _is_question(case) and not _is_about_goods(case) else None
    return list(result.receipt.get("passages", ())) if result and not result.is_error else []


def _is_about_goods(case: Case) -> bool:
    """`Which sausages do you have?`: whatever the question tells names products, and these are the answer."""
    asked = [match_one(wish, case.situation) for wish in case.said.wishes(Kind.ASK)]
    goods = [product for one in asked for product in ((one.product,) if one.product else one.choices or one.near)]
    named = {form for product in goods for word in telling(f"{product.name} {product.category}") for form in word}
    told = telling(" ".join(case.situation.heard))
    return bool(told) and all(word & named for word in told)


def _answer(text: str, case: Case) -> str:
    """Of a long passage the sentence that says most of what was asked, with the next one."""
    if len(text) <= _LONGEST_ANSWER:
        return text
    asked = telling(" ".join(case.situation.heard))
    sentences = _SENTENCE.split(text)
    held = [sum(bool(word & {form for one in telling(said) for form in one}) for word in asked) for said in sentences]
    at = held.index(max(held))
    return shorten(" ".join(sentences[at : at + 2]), _LONGEST_ANSWER)
