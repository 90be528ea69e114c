"""What is said about orders: taken, changed, confirmed, cancelled, listed, tracked, or none of it and why."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from agent.llm.offline import ordering, plan
from agent.llm.offline.acts import Kind
from agent.llm.offline.case import Case
from agent.llm.offline.matching import PLAUSIBLE, Found, Match, closest, listed_products
from agent.llm.offline.phrases import say
from agent.llm.offline.recap import (
    choice_list,
    moment,
    order_line,
    recap,
    status_name,
    unit_name,
)
from agent.llm.offline.refusals import left_out_text, offers_rest, refusal_text
from agent.llm.offline.situation import Result

_HEADS = {"order_created": "created", "order_changed": "changed", "order_exists": "exists"}
_WEIGHED = frozenset({"kg", "g", "l", "ml"})


def order_parts(case: Case) -> Iterator[str]:
    """Everything about orders, in the order in which it should be read; the question comes last."""
    yield from _person(case)
    yield from _cancelled(case)
    yield from _confirmed(case)
    yield from _written(case)
    yield from _listed(case)
    yield from _tracked(case)


def _person(case: Case) -> Iterator[str]:
    if not plan.calling_person(case):
        return
    if case.said.has(Kind.COMPLAIN):
        yield say(case.language, "sorry_complaint")
    result = case.situation.result_of(plan.person_call(case))
    if result is None or result.is_error:
        yield say(case.language, "refused")
        return
    yield _handover(result.receipt, case.language)
    if not result.receipt.get("shop_is_open") and result.receipt.get("phone"):
        yield say(case.language, "phone", phone=str(result.receipt["phone"]))


def _handover(receipt: Mapping[str, Any], language: str) -> str:
    if receipt.get("shop_is_open"):
        return say(language, "person_called")
    opening = receipt.get("next_opening")
    return say(language, "person_later", when=moment(str(opening), language)) if opening else say(language, "person_closed")


def _cancelled(case: Case) -> Iterator[str]:
    if case.said.has(Kind.KEEP):
        yield say(case.language, "kept")
    if not plan.cancelling(case):
        return
    order, open_orders = plan.order_to_cancel(case), plan.cancellable(case)
    call = plan.cancel_call(case)
    result = case.situation.result_of(call) if call else None
    if result and not result.is_error:
        yield say(case.language, "cancelled", number=str(result.receipt["order_number"]))
    elif order is not None:
        yield from _not_cancelled(order, result, case)
    elif len(open_orders) > 1:
        lines = "\n".join(order_line(one, case.language) for one in open_orders)
        yield f"{say(case.language, 'q_cancel_which')}\n{lines}"
    else:
        yield from _nothing_to_cancel(case)


def _not_cancelled(order: Mapping[str, Any], result: Result | None, case: Case) -> Iterator[str]:
    number = str(order["order_number"])
    status = str((result.receipt if result else order).get("status") or order["status"])
    if status == "cancelled":
        yield say(case.language, "already_cancelled", number=number)
        return
    yield say(case.language, "too_late_cancel", number=number, status=status_name(status, case.language))
    yield say(case.language, "q_person")


def _nothing_to_cancel(case: Case) -> Iterator[str]:
    newest = next(iter(case.orders), None)
    if newest and newest["status"] == "cancelled":
        yield say(case.language, "already_cancelled", number=str(newest["order_number"]))
    elif newest:
        status = status_name(str(newest["status"]), case.language)
        yield say(case.language, "too_late_cancel", number=str(newest["order_number"]), status=status)
        yield say(case.language, "q_person")
    else:
        yield say(case.language, "nothing_to_cancel")


def _confirmed(case: Case) -> Iterator[str]:
    if not plan.confirming(case):
        return
    result = case.situation.result_of(plan.confirm_call(case))
    if result is None:
        return
    receipt, language = result.receipt, case.language
    if result.kind == "order_confirmed":
        yield say(language, "confirmed", number=str(receipt["order_number"]), total=str(receipt["total_text"]))
        yield say(language, "confirmed_hint")
    elif result.kind == "order_shown":
        head = "shown_price" if receipt.get("why") == "price_changed" else "shown"
        yield f"{say(language, head, number=str(receipt['order_number']))}\n{recap(receipt, language)}"
        yield say(language, "q_confirm")
    else:
        yield _not_confirmed(receipt, case)


def _not_confirmed(receipt: Mapping[str, Any], case: Case) -> str:
    code, number = receipt.get("code"), case.dialogue.order_number
    if code == "no_such_order":
        return say(case.language, "nothing_to_confirm")
    if code == "wrong_status" and number and receipt.get("status"):
        status = status_name(str(receipt["status"]), case.language)
        return say(case.language, "already_confirmed", number=number, status=status)
    return refusal_text(receipt, case.language, number=number)


def _written(case: Case) -> Iterator[str]:
    """The order that was taken or changed, what was left out and why, and one question."""
    if case.said.has(Kind.AGAIN) and not case.wanted.wishes:
        yield from _again(case)
        return
    settled = ordering.settle(case)
    receipt = settled.receipt or (case.acted_orders[-1] if case.acted_orders else None)
    if receipt is not None and receipt.get("status") == "pending":
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
    elif receipt is not None and receipt.get("status") == "pending" and not _asks_already(settled):
        yield from _closing(receipt, case)


def shown_order(receipt: Mapping[str, Any], language: str) -> str:
    head = _HEADS.get(str(receipt.get("kind")), "open_order")
    return f"{say(language, head, number=str(receipt['order_number']))}\n{recap(receipt, language)}"


def _closing(receipt: Mapping[str, Any], case: Case) -> Iterator[str]:
    if receipt.get("kind") == "order_exists":
        yield say(case.language, "exists_hint")
    if not receipt.get("address") and receipt.get("kind") == "order_created":
        yield say(case.language, "q_address")
    yield say(case.language, "q_confirm")


def _asks_already(settled: ordering.Settled) -> bool:
    return any(offers_rest(left) for left in settled.left_out[-1:])


def _again(case: Case) -> Iterator[str]:
    call = plan.again_call(case)
    result = case.situation.result_of(call) if call else None
    if result is None:
        yield say(case.language, "no_orders")
    elif result.is_error:
        yield refusal_text(result.receipt, case.language, number="")
        yield say(case.language, "nothing_ordered")
    else:
        yield shown_order(result.receipt, case.language)
        yield say(case.language, "q_confirm")


def _refused(refusal: Result, case: Case) -> Iterator[str]:
    order = ordering.target(case)
    number = str(order["order_number"]) if order else ""
    yield refusal_text(refusal.receipt, case.language, number=number)
    if refusal.receipt.get("code") == "too_late":
        has_wishes = any(ordering.is_ready(match) for match in ordering.wanted_matches(case))
        yield say(case.language, "q_new_order" if has_wishes else "q_person")


def _unavailable(case: Case) -> Iterator[str]:
    """Wishes that are no product of ours, or one that is sold out."""
    for match in ordering.new_matches(case):
        if match.product and not match.product.in_stock:
            yield say(case.language, "sold_out", name=match.product.name)
        elif not match.product and not match.choices:
            yield not_found(match, case)


def not_found(match: Match, case: Case) -> str:
    """Says so, and offers what comes closest or the shop's categories."""
    if match.near and match.near[0].score >= PLAUSIBLE:
        head = say(case.language, "maybe", phrase=match.wish.phrase)
        return f"{head}\n{choice_list(match.near, case.language)}"
    text = say(case.language, "not_found", phrase=match.wish.phrase)
    if match.near:
        return f"{text} {say(case.language, 'nearest')}\n{choice_list(match.near, case.language)}"
    names = list(dict.fromkeys(product.category for product in listed_products(case.situation) if product.category))
    return f"{text} {say(case.language, 'categories', names=', '.join(names))}" if names else text


def _misplaced(case: Case) -> Iterator[str]:
    """What should be removed or changed but is not in the order."""
    order = ordering.target(case)
    gone = [*case.said.wishes(Kind.REMOVE), *(act.wishes[0] for act in case.said.all(Kind.REPLACE))]
    if order is None and (gone or case.said.has(Kind.SET, Kind.REMOVE)):
        yield say(case.language, "nothing_to_change")
        return
    lines = ordering.lines_of(order)
    for wish in gone:
        if not ordering.find_line(wish, lines, case):
            yield say(case.language, "not_in_order", name=wish.phrase)


def _open_question(case: Case) -> str:
    """What must be known before the rest of the order can be taken."""
    written = {change.product.product_id for change in ordering.changes(case)}
    for match in ordering.new_matches(case):
        if match.choices:
            choices = choice_list(match.choices, case.language)
            return f"{say(case.language, 'q_which', phrase=match.wish.phrase)}\n{choices}"
        if match.product and match.product.in_stock and match.product.product_id not in written:
            return _how_much(match.product, case.language)
    order = ordering.target(case)
    unclear = [wish for wish in case.said.wishes(Kind.SET) if not wish.phrase]
    if order and unclear and not any(change.how == "set" for change in ordering.changes(case)):
        return say(case.language, "q_change_which", number=str(order["order_number"]))
    if order and any(not act.wishes for act in case.said.all(Kind.SET, Kind.REMOVE)):
        return say(case.language, "q_change_what", number=str(order["order_number"]))
    return ""


def _how_much(product: Found, language: str) -> str:
    key = "q_how_much" if product.unit in _WEIGHED else "q_how_many"
    return say(language, key, name=product.name, price=product.price_text, unit=unit_name(product.unit, language))


def _listed(case: Case) -> Iterator[str]:
    acts = [act for act in (*case.answered, *case.said.acts) if act.kind == Kind.ORDERS]
    if acts:
        yield _order_list(case.orders, case.language)
    for phrase in dict.fromkeys(act.text for act in acts if act.text):
        yield _mention(phrase, case)
    if case.said.has(Kind.TOTAL):
        yield from _total(case)


def _order_list(orders: Sequence[Mapping[str, Any]], language: str) -> str:
    if not orders:
        return say(language, "no_orders")
    return "\n".join([say(language, "orders_head"), *(order_line(order, language) for order in orders)])


def _mention(phrase: str, case: Case) -> str:
    """Whether an order holds what the customer remembers."""
    for order in case.orders:
        if closest(phrase, [str(line["name"]) for line in order["lines"]]):
            status = status_name(str(order["status"]), case.language)
            return say(case.language, "order_with", phrase=phrase, number=str(order["order_number"]), status=status)
    return say(case.language, "no_order_with", phrase=phrase)


def _total(case: Case) -> Iterator[str]:
    spoken = [order for order in case.orders if order["order_number"] == case.dialogue.order_number]
    order = next(iter([*spoken, *case.orders]), None)
    if order is None:
        yield say(case.language, "no_orders")
        return
    yield shown_order({**order, "kind": ""}, case.language)
    if order["status"] == "pending":
        yield say(case.language, "q_confirm")


def _tracked(case: Case) -> Iterator[str]:
    if not case.said.has(Kind.TRACK):
        return
    result = case.situation.result_of(plan.track_call(case))
    if result is None:
        return
    if result.is_error:
        code = "no_such_order" if case.said.last_text(Kind.TRACK) else "no_orders"
        yield say(case.language, code)
        return
    yield "\n".join(_tracking(result.receipt, case.language))


def _tracking(receipt: Mapping[str, Any], language: str) -> Iterator[str]:
    status = status_name(str(receipt["status"]), language)
    yield say(language, "tracked", number=str(receipt["order_number"]), status=status)
    if receipt.get("expected_on"):
        yield say(language, "expected", date=str(receipt["expected_on"]))
    if receipt.get("carrier"):
        carrier_number = str(receipt.get("carrier_number") or "")
        yield say(language, "carrier", carrier=str(receipt["carrier"]), number=carrier_number).strip()
    if receipt.get("tracking_url"):
        yield say(language, "track_link", url=str(receipt["tracking_url"]))
