"""What is said about what the shop does not have now: the offer to tell the customer later, and that it is noted."""

from collections.abc import Iterator

from agent.llm.offline import asking, changes, ordering
from agent.llm.offline.acts import Kind, Wish
from agent.llm.offline.case import Case
from agent.llm.offline.matching import Match
from agent.llm.offline.missing import TOOL, awaited, awaited_product
from agent.llm.offline.order_reply import not_found
from agent.llm.offline.phrases import find, question_keys, say

# Longer is no name of a product.
_MOST_WORDS = 4


def notified_parts(case: Case) -> Iterator[str]:
    """That it is noted, or why it need not or cannot be."""
    noted = case.situation.receipts("waiting")
    yield from (say(case.language, "notify_noted", name=str(receipt["name"])) for receipt in noted)
    if noted and case.dialogue.has_asked("q_confirm") and not case.wants_change:
        yield say(case.language, "q_confirm")
    name, _is_agreed = awaited(case)
    if noted or not name:
        return
    product = awaited_product(name, case)
    if product:
        yield say(case.language, "q_offer" if product.in_stock else "sold_out", name=product.name)
    else:
        yield not_found(Match(Wish(name)), case)


def offer_to_tell(case: Case, text: str) -> str:
    """One sentence to stand below `text`; a question only where that asks none. Empty when nothing is missing."""
    if TOOL not in case.tools or case.situation.receipts("waiting"):
        return ""
    name = next(_missing(case), "")
    if not name:
        return ""
    asks = any(True for key in question_keys() for _found in find(text, key))
    return say(case.language, "notify_hint" if asks else "q_notify", name=name)


def _missing(case: Case) -> Iterator[str]:
    for match in changes.new_matches(case):
        yield from _lacking(match)
    for left_out in ordering.settle(case).left_out:
        if left_out.facts.get("code") == "out_of_stock" and not _has_rest(left_out):
            yield left_out.product.name
    for question in asking.questions_of(case):
        yield from _unanswered(question, case)
    name, _is_agreed = awaited(case)
    product = awaited_product(name, case) if name else None
    if name and not (product and product.in_stock):
        yield product.name if product else name


def _lacking(match: Match) -> Iterator[str]:
    if match.product and not match.product.in_stock:
        yield match.product.name
    elif not (match.product or match.choices or match.near):
        yield match.wish.phrase


def _has_rest(left_out: ordering.LeftOut) -> bool:
    return str(left_out.facts.get("available", "0")).strip("0.") != ""


def _unanswered(question: asking.Question, case: Case) -> Iterator[str]:
    """A product that was asked about and is sold out; or one that was asked for and is not sold here."""
    answer = asking.answer(question, case)
    if len(answer.details) == 1 and not answer.details[0].get("in_stock", True):
        yield str(answer.details[0]["name"])
    elif case.said.has(Kind.ASK) and not (answer.details or answer.listed or answer.near or question.traits):
        yield from [question.wish.phrase] if _may_be_goods(question) else []


def _may_be_goods(question: asking.Question) -> bool:
    """A few words without a number: `barbecue for 6 people` will never be in stock."""
    words = question.wish.phrase.split()
    return 0 < len(words) <= _MOST_WORDS and not question.is_aside and not any(word.isdigit() for word in words)
