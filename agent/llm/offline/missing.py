"""Who wants to be told when something is there: what they wait for, and the tool call that notes it."""

from collections.abc import Iterator

from agent.llm.offline.acts import Kind, Wish
from agent.llm.offline.case import Case
from agent.llm.offline.matching import Found, closest, match_one, searches
from agent.llm.offline.situation import Call

TOOL = "notify_me"


def lookups(case: Case) -> Iterator[Call]:
    """Whether it is still missing, and which product it is."""
    name, _is_agreed = awaited(case)
    if name:
        yield from searches(Wish(name))


def notify_call(case: Case) -> Call | None:
    """Words that are no product of the shop's are noted only when we have offered it: they may be no product at all."""
    name, is_agreed = awaited(case)
    product = awaited_product(name, case) if name else None
    if product:
        return None if product.in_stock else Call(TOOL, {"product_id": product.product_id})
    return Call(TOOL, {"words": name}) if name and is_agreed else None


def awaited(case: Case) -> tuple[str, bool]:
    """What the customer wants to be told about, and whether it is what we offered."""
    offered, acts = case.dialogue.missing, case.said.all(Kind.NOTIFY)
    if not acts:
        return (offered, True) if offered and case.is_answer_to("q_notify") else ("", False)
    phrase = next((wish.phrase for act in acts for wish in act.wishes), "")
    if offered and (not phrase or closest(phrase, [offered])):
        return offered, True
    return phrase or case.dialogue.topic, False


def awaited_product(name: str, case: Case) -> Found | None:
    """The product of that name; of several that it may be, the only one that is sold out."""
    match = match_one(Wish(name), case.situation)
    gone = [product for product in match.choices if not product.in_stock]
    return match.product or (gone[0] if len(gone) == 1 else None)
