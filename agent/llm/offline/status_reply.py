"""What is said about orders as they stand: called off, confirmed, listed, tracked, or handed to a person."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from agent.llm.offline import plan, which
from agent.llm.offline.acts import Kind
from agent.llm.offline.case import Case
from agent.llm.offline.matching import closest
from agent.llm.offline.order_reply import REQUESTED, requested_text, shown_order, which_order
from agent.llm.offline.phrases import say
from agent.llm.offline.recap import moment, order_line, status_name
from agent.llm.offline.refusals import question_after, refusal_text
from agent.llm.offline.situation import Result
from orders.chat.recap import recap

# Why an order is not confirmed but shown again, and how that is said.
_SHOWN_HEADS = {"price_changed": "shown_price", "tapped_older": "shown_newer"}


def person_parts(case: Case) -> Iterator[str]:
    if not plan.calling_person(case):
        return
    if case.said.has(Kind.COMPLAIN):
        yield say(case.language, "sorry_complaint")
    result = case.situation.result_of(plan.person_call(case))
    if result is None or result.is_error:
        yield say(case.language, "refused")
        return
    yield handover_line(result.receipt, case.language)
    if not result.receipt.get("shop_is_open") and result.receipt.get("phone"):
        yield say(case.language, "phone", phone=str(result.receipt["phone"]))


def handover_line(receipt: Mapping[str, Any], language: str) -> str:
    """That a person was called, and when the shop opens if nobody is there now."""
    if receipt.get("shop_is_open"):
        return say(language, "person_called")
    opening = receipt.get("next_opening")
    return (
        say(language, "person_later", when=moment(str(opening), language))
        if opening
        else say(language, "person_closed")
    )


def cancelled_parts(case: Case) -> Iterator[str]:
    if case.said.has(Kind.KEEP):
        yield say(case.language, "kept")
    if not plan.cancelling(case):
        return
    order, open_orders = plan.order_to_cancel(case), plan.cancellable(case)
    call = plan.cancel_call(case)
    result = case.situation.result_of(call) if call else None
    if result and result.kind in REQUESTED:
        yield requested_text(result.receipt, case.language)
    elif result and not result.is_error:
        yield say(case.language, "cancelled", number=str(result.receipt["order_number"]))
    elif order is not None:
        yield from _not_cancelled(order, result, case)
    elif which.is_named(case, Kind.CANCEL) and len(open_orders) < 2:
        yield say(case.language, "no_such_order")
    elif len(open_orders) > 1:
        if case.number_of(Kind.CANCEL):
            yield say(case.language, "no_such_order")
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


def confirmed_parts(case: Case) -> Iterator[str]:
    if not plan.confirming(case):
        return
    meant = which.confirmed(case)
    if meant.is_open:
        yield which_order(meant, case.language)
        return
    result = case.situation.result_of(plan.confirm_call(case))
    if result is None:
        return
    receipt, language = result.receipt, case.language
    if result.kind == "order_confirmed":
        yield say(language, "confirmed", number=str(receipt["order_number"]), total=str(receipt["total_text"]))
        url = str(receipt.get("tracking_url") or "")
        yield say(language, "track_link", url=url) if url else say(language, "confirmed_hint")
    elif result.kind == "order_shown":
        head = _SHOWN_HEADS.get(str(receipt.get("why")), "shown")
        yield f"{say(language, head, number=str(receipt['order_number']))}\n{recap(receipt, language)}"
        yield say(language, "q_confirm")
    else:
        yield _not_confirmed(receipt, case)


def restored_parts(case: Case) -> Iterator[str]:
    """What was cancelled for want of an answer is back, and asks for one."""
    result = case.situation.result_of(plan.restore_call(case)) if plan.restoring(case) else None
    if result is None:
        return
    if result.is_error:
        yield refusal_text(result.receipt, case.language, number=str(plan.restore_call(case).arguments["order_number"]))
        return
    yield shown_order(result.receipt, case.language)
    yield say(case.language, "q_confirm")


def _not_confirmed(receipt: Mapping[str, Any], case: Case) -> str:
    if receipt.get("code") == "cancelled_unanswered":
        return say(case.language, "q_restore", number=str(receipt["order_number"]))
    number = plan.confirm_call(case).arguments.get("order_number", "")
    order = next((order for order in case.orders if order["order_number"] == number or not number), None)
    if order is None:
        return say(case.language, "nothing_to_confirm")
    number, status = str(order["order_number"]), status_name(str(order["status"]), case.language)
    if receipt.get("code") == "wrong_status":
        key = "already_cancelled" if order["status"] == "cancelled" else "already_confirmed"
        return say(case.language, key, number=number, status=status)
    text, question = refusal_text(receipt, case.language, number=number), question_after(receipt)
    return f"{text} {say(case.language, question)}" if question else text


def listed_parts(case: Case) -> Iterator[str]:
    acts = [act for act in (*case.answered, *case.said.acts) if act.kind == Kind.ORDERS]
    if acts:
        yield _order_list([case.as_left(order) for order in case.orders], case.language)
    for phrase in dict.fromkeys(act.text for act in acts if act.text):
        yield _mention(phrase, case)
    if case.said.has(Kind.TOTAL) and not case.asks_about_topic:
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
    number = case.number_of(Kind.TOTAL) or case.dialogue.order_number
    spoken = [order for order in case.orders if order["order_number"] == number]
    order = next(iter([*spoken, *case.orders]), None)
    if order is None:
        yield say(case.language, "no_orders")
        return
    yield shown_order({**order, "kind": ""}, case.language)
    if order["status"] == "pending":
        yield say(case.language, "q_confirm")


def tracked_parts(case: Case) -> Iterator[str]:
    if not case.said.has(Kind.TRACK):
        return
    result = case.situation.result_of(plan.track_call(case))
    if result is None:
        return
    if result.is_error:
        code = "no_such_order" if which.is_named(case, Kind.TRACK) else "no_orders"
        yield say(case.language, code)
        return
    yield "\n".join(_tracking(case.as_left(result.receipt), case.language))
    if which.is_named(case, Kind.TRACK):
        yield recap(result.receipt, case.language)


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
