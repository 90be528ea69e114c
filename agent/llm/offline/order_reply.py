"""What is said about orders: taken, changed, confirmed, cancelled, listed, tracked, or none of it and why."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from agent.llm.offline import changes, ordering, plan, which
from agent.llm.offline.acts import NEW_ADDRESS, Kind
from agent.llm.offline.case import Case
from agent.llm.offline.coming import DELIVERY
from agent.llm.offline.matching import Found, Match, listed_products
from agent.llm.offline.phrases import say
from agent.llm.offline.recap import choice_list, order_line, product_list, status_name
from agent.llm.offline.refusals import left_out_text, offers_rest, question_after, refusal_text
from agent.llm.offline.situation import Result
from orders.chat.recap import recap, unit_name

_HEADS = {
    "order_created": "created", "order_changed": "changed", "order_exists": "exists", "order_restored": "restored",
}  # fmt: skip
# Wishes that came too late and wait for the shop, and how that is said.
REQUESTED = {"change_requested": "asked_change", "cancel_requested": "asked_cancel"}
_WEIGHED = frozenset({"kg", "g", "l", "ml"})


def written_parts(case: Case) -> Iterator[str]:
    """The order that was taken or changed, what was left out and why, and one question."""
    if case.said.has(Kind.AGAIN) and not case.wanted.wishes:
        yield from _again(case)
        return
    if which.is_unclear(case):
        yield which_order(which.changed(case), case.language)
        return
    settled = ordering.settle(case)
    receipt = settled.receipt or _repeated(case) or (case.acted_orders[-1] if case.acted_orders else None)
    if receipt is not None and receipt.get("kind") in REQUESTED:
        yield requested_text(receipt, case.language)
    elif receipt is not None and receipt.get("status") == "pending":
        yield shown_order(receipt, case.language)
    yield from _unavailable(case)
    yield from _misplaced(case)
    for left_out in settled.left_out:
        yield left_out_text(left_out, case.language, is_last=left_out is settled.left_out[-1])
    if settled.refusal:
        yield from _refused(settled.refusal, case)
    question = _open_question(case)
    if question:
        yield question
    elif _wants_yes(receipt) and receipt and not _asks_already(settled):
        yield from _closing(receipt, case)


def which_order(meant: which.Meant, language: str) -> str:
    """That an order is not known, and which ones there are."""
    head = [say(language, "no_such_order")] if meant.is_unknown else []
    lines = [order_line(order, language) for order in meant.candidates]
    return "\n".join([*head, say(language, "q_which_order"), *lines] if lines else head)


def requested_text(receipt: Mapping[str, Any], language: str) -> str:
    """That the shop was asked, and that nothing has happened yet."""
    number, status = str(receipt["order_number"]), status_name(str(receipt["status"]), language)
    return say(language, REQUESTED[str(receipt["kind"])], number=number, status=status)


def _wants_yes(receipt: Mapping[str, Any] | None) -> bool:
    return receipt is not None and receipt.get("status") == "pending" and receipt.get("kind") not in REQUESTED


def _repeated(case: Case) -> Mapping[str, Any] | None:
    """The order that already holds what was said once more."""
    order = which.target(case)
    said_again = any(changes.is_repeated(match, case) for match in changes.wanted_matches(case))
    return {**order, "kind": "order_exists"} if order and said_again else None


def shown_order(receipt: Mapping[str, Any], language: str) -> str:
    head = _HEADS.get(str(receipt.get("kind")), "open_order")
    return f"{say(language, head, number=str(receipt['order_number']))}\n{recap(receipt, language)}"


def _closing(receipt: Mapping[str, Any], case: Case) -> Iterator[str]:
    if receipt.get("kind") == "order_exists":
        yield say(case.language, "exists_hint")
    fetched = receipt.get("fulfilment") == "pickup"
    homeless = not receipt.get("address") and not fetched
    if homeless and DELIVERY in case.tools:
        # A shop with areas: without an address nothing can be confirmed, so nobody is asked for a yes.
        yield f"{say(case.language, 'address_missing')} {say(case.language, 'q_address')}"
        return
    if homeless and receipt.get("kind") == "order_created":
        yield say(case.language, "q_address")
    yield say(case.language, "q_more_or_pickup" if receipt.get("below_minimum") else "q_confirm")


def _asks_already(settled: ordering.Settled) -> bool:
    return any(offers_rest(left) for left in settled.left_out[-1:])


def _again(case: Case) -> Iterator[str]:
    call = plan.again_call(case)
    result = case.situation.result_of(call) if call else None
    if result is None:
        said = case.said.last_text(Kind.WHEN)
        yield say(case.language, "no_order_with", phrase=said) if case.past_day else say(case.language, "no_orders")
    elif result.is_error:
        yield refusal_text(result.receipt, case.language, number="")
        yield say(case.language, "nothing_ordered")
    else:
        yield shown_order(result.receipt, case.language)
        yield from _not_as_before(result.receipt, case.language)
        yield from _closing(result.receipt, case)


def _not_as_before(receipt: Mapping[str, Any], language: str) -> Iterator[str]:
    """What an order that was repeated lacks, and what has another price now."""
    for gone in receipt.get("gone", ()):
        yield say(language, "sold_out", name=str(gone["product"]))
    for one in receipt.get("repriced", ()):
        yield say(language, "repriced", name=str(one["product"]), was=str(one["was_text"]), now=str(one["now_text"]))


def _refused(refusal: Result, case: Case) -> Iterator[str]:
    order = which.target(case)
    number = str(order["order_number"]) if order else ""
    yield refusal_text(refusal.receipt, case.language, number=number)
    if question := question_after(refusal.receipt):
        yield say(case.language, question)
    if refusal.receipt.get("code") == "too_late":
        has_wishes = any(changes.is_ready(match, case) for match in changes.wanted_matches(case))
        yield say(case.language, "q_new_order" if has_wishes else "q_person")


def _unavailable(case: Case) -> Iterator[str]:
    """Wishes that are no product of ours, or one that is sold out."""
    for match in changes.new_matches(case):
        if match.product and not match.product.in_stock:
            yield say(case.language, "sold_out", name=match.product.name)
        elif not match.product and not match.choices:
            yield not_found(match, case)


def options(products: Sequence[Found], case: Case) -> str:
    """Products to choose from: with numbers, unless they stand under the reply to be tapped."""
    offered = case.situation.receipts("choices")
    return product_list(products, case.language) if offered else choice_list(products, case.language)


def not_found(match: Match, case: Case) -> str:
    """Says so, and offers what comes closest or the shop's categories."""
    if match.near:
        head = say(case.language, "maybe", phrase=match.wish.phrase)
        return f"{head}\n{choice_list(match.near, case.language)}"
    text = say(case.language, "not_found", phrase=match.wish.phrase)
    names = list(dict.fromkeys(product.category for product in listed_products(case.situation) if product.category))
    return f"{text} {say(case.language, 'categories', names=', '.join(names))}" if names else text


def _misplaced(case: Case) -> Iterator[str]:
    """What should be removed or changed but is not in the order."""
    order = which.target(case)
    gone = [*case.said.wishes(Kind.REMOVE), *(act.wishes[0] for act in case.said.all(Kind.REPLACE))]
    unset = case.said.has(Kind.SET) and not any(change.how == "set" for change in changes.to_write(case))
    tapped = which.tapped_order(case)
    if tapped and order is None:
        status = status_name(str(tapped["status"]), case.language)
        yield say(case.language, "too_late_change", number=str(tapped["order_number"]), status=status)
        yield say(case.language, "q_person")
        return
    if order is None and (gone or unset or case.said.has(Kind.REMOVE)):
        yield say(case.language, "nothing_to_change")
        return
    lines = changes.lines_of(order)
    for wish in gone:
        if not changes.find_line(wish, lines, case):
            yield say(case.language, "not_in_order", name=wish.phrase)


def _open_question(case: Case) -> str:
    """What must be known before the rest of the order can be taken."""
    match = changes.open_match(case)
    if match and match.product:
        return _how_much(match.product, case.language)
    if match:
        return f"{say(case.language, 'q_which', phrase=match.wish.phrase)}\n{options(match.choices, case)}"
    order = which.target(case)
    unclear = [*(wish for wish in case.said.wishes(Kind.SET) if not wish.phrase), *changes.bare_amounts(case)]
    if order and unclear and not any(change.how == "set" for change in changes.to_write(case)):
        return say(case.language, "q_change_which", number=str(order["order_number"]))
    has_details = ordering.has_details(case)
    if order and not has_details and any(act.text == NEW_ADDRESS for act in case.said.all(Kind.SET)):
        return say(case.language, "q_address")
    if order and not has_details and any(not act.wishes for act in case.said.all(Kind.SET, Kind.REMOVE)):
        return say(case.language, "q_change_what", number=str(order["order_number"]))
    return ""


def _how_much(product: Found, language: str) -> str:
    key = "q_how_much" if product.unit in _WEIGHED else "q_how_many"
    return say(language, key, name=product.name, price=product.price_text, unit=unit_name(product.unit, language))
