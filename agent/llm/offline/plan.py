"""What to do next: the tool calls that are still missing, in rounds that build on each other."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from agent.choices import LONGEST_TITLE
from agent.llm.offline import asking, changes, knowing, missing, ordering, stage_talk, which
from agent.llm.offline.acts import Kind
from agent.llm.offline.case import Case
from agent.llm.offline.coming import delivery_call
from agent.llm.offline.contacts import contact_calls
from agent.llm.offline.matching import Found
from agent.llm.offline.situation import Call
from lib.text import shorten

# After this many answers of ours the customer gets a reply, whatever is missing.
MOST_ROUNDS = 6
_MOST_PARALLEL = 48
_MOST_PHOTOS = 4
_MOST_ORDERS = 20
_MOST_CHOICES = 10


def next_calls(case: Case) -> list[Call]:
    """The first round that has calls without a result; an empty list when it is time to reply."""
    if case.situation.rounds >= MOST_ROUNDS:
        return []
    for stage in (_lookups, _details, _effects, _offers):
        wanted = {call.key: call for call in stage(case) if call.name in case.tools}
        missing = [call for call in wanted.values() if case.situation.result_of(call) is None]
        if missing:
            return missing[:_MOST_PARALLEL]
    return []


def order_to_cancel(case: Case) -> Mapping[str, Any] | None:
    """The order named, the one spoken of, or the only one that can be cancelled; None when that is not clear."""
    if which.is_named(case, Kind.CANCEL):
        return next((order for order in case.orders if order["order_number"] == case.number_of(Kind.CANCEL)), None)
    if case.past_day:
        return which.of_day(case).order
    number = case.dialogue.order_number
    named = [order for order in case.orders if order["order_number"] == number]
    open_orders = cancellable(case)
    if named:
        return named[0]
    return open_orders[0] if len(open_orders) == 1 else _only_asked_for(case) if not open_orders else None


def _only_asked_for(case: Case) -> Mapping[str, Any] | None:
    """The newest order, when it is one that only the shop can still cancel."""
    newest = next((order for order in case.orders if order.get("status") != "cancelled"), None)
    return newest if newest and newest.get("can_ask_cancel") else None


def cancellable(case: Case) -> list[Mapping[str, Any]]:
    return [order for order in case.orders if order.get("can_cancel")]


def cancelling(case: Case) -> bool:
    return case.said.has(Kind.CANCEL) or case.is_answer_to("q_cancel_instead")


def confirming(case: Case) -> bool:
    """A clear yes to a recap, or the wish to confirm, with nothing changed beside it."""
    if restoring(case):
        return False
    if case.wants_change or case.said.has(Kind.CANCEL) or (case.said.has(Kind.NO) and not case.said.has(Kind.DONE)):
        return False
    # `Yes, tell me` answers the offer that stood beside the recap.
    return case.said.has(Kind.CONFIRM) or (
        case.is_answer_to("q_confirm", "q_address") and not case.said.has(Kind.NOTIFY)
    )


def restoring(case: Case) -> bool:
    """A late yes to an order that was cancelled for want of one."""
    return case.is_answer_to("q_restore")


def restore_call(case: Case) -> Call:
    """For the order that was asked about, whatever other numbers stood beside the question."""
    asked = case.dialogue.asked.get("q_restore", {}).get("number", "")
    return Call("restore_order", {"order_number": case.number_of(Kind.YES) or asked or case.dialogue.order_number})


def calling_person(case: Case) -> bool:
    complains = case.said.has(Kind.COMPLAIN) and not knowing.only_asks_terms(case)
    return complains or case.said.has(Kind.PERSON) or case.is_answer_to("q_person")


def person_call(case: Case) -> Call:
    reason = "complaint" if case.said.has(Kind.COMPLAIN) else "customer_request"
    earlier = case.situation.earlier[-1].heard if case.is_answer_to("q_person") and case.situation.earlier else ()
    words = " ".join([*earlier, *case.situation.heard])[:150]
    return Call("hand_to_human", {"reason": reason, "summary": words})


def cancel_call(case: Case) -> Call | None:
    order = order_to_cancel(case)
    if order is None or not (order.get("can_cancel") or order.get("can_ask_cancel")):
        return None
    return Call("cancel_order", {"order_number": order["order_number"]})


def confirm_call(case: Case) -> Call:
    order = which.confirmed(case).order
    number = str(order["order_number"]) if order else case.dialogue.order_number
    return Call("confirm_order", {"order_number": number} if number else {})


def track_call(case: Case) -> Call:
    number = case.number_of(Kind.TRACK) or str((case.referred or {}).get("order_number", ""))
    return Call("track_order", {"order_number": number} if number else {})


def paying(case: Case) -> bool:
    return case.said.has(Kind.PAY)


def pay_call(case: Case) -> Call:
    """For the order that was named or is spoken of; one that was taken in this turn is the newest."""
    number = case.number_of(Kind.PAY) or ("" if case.wants_change else case.dialogue.order_number)
    return Call("send_payment_link", {"order_number": number} if number else {})


def again_call(case: Case) -> Call | None:
    """The newest order once more, or the one from the day that was named."""
    living = [order for order in case.orders if order.get("status") != "cancelled"]
    named = [order for order in case.orders if order["order_number"] == case.number_of(Kind.AGAIN)]
    if which.is_named(case, Kind.AGAIN):
        source = next(iter(named), None)
    else:
        source = case.referred if case.past_day else next(iter([*living, *case.orders]), None)
    if source is None or not source.get("lines"):
        return None
    address = {"address": case.wanted.address} if case.wanted.address else {}
    return Call("repeat_order", {"earlier_order": source["order_number"], **address, **case.coming})


def _lookups(case: Case) -> Iterator[Call]:
    acts = (*case.answered, *case.said.acts)
    if any(act.kind == Kind.CATALOGUE for act in acts):
        yield Call("list_products", {})
    yield from contact_calls(case.said)
    if found := stage_talk.advice_call(case):
        yield found
        return
    yield from asking.lookups(case)
    yield from changes.lookups(case)
    yield from missing.lookups(case)
    yield from knowing.lookups(case)
    if ordering.needs_orders(case) or cancelling(case) or (confirming(case) and not case.dialogue.order_number):
        yield orders_call(case)
    if case.said.has(Kind.TRACK):
        if case.past_day:
            yield Call("get_customer_orders", {})
        if not which.is_named(case, Kind.TRACK) or case.situation.receipts("orders"):
            yield track_call(case)
    for act in acts:
        if act.kind == Kind.DELIVERY:
            yield delivery_call(act.text, language=case.language)


def orders_call(case: Case) -> Call:
    """As many as the tool gives when one was named, which may be an old one."""
    return Call("get_customer_orders", {"limit": _MOST_ORDERS} if which.is_named(case) else {})


def _details(case: Case) -> Iterator[Call]:
    if stage_talk.answers_need(case):
        return
    yield from asking.details(case)
    nothing = any(not (match.product or match.choices or match.near) for match in changes.wanted_matches(case))
    answers = [asking.answer(question, case) for question in asking.questions_of(case)]
    if nothing or any(not (a.details or a.listed or a.near) for a in answers):
        yield Call("list_products", {})


def _effects(case: Case) -> Iterator[Call]:
    """One at a time: the next one may depend on what became of the one before."""
    if need := stage_talk.need_call(case):
        yield need
        return
    if calling_person(case):
        yield person_call(case)
    yield from knowing.ask_calls(case)
    if cancelling(case):
        call = cancel_call(case)
        if call:
            yield call
            if case.situation.result_of(call) is None:
                return
    if case.said.has(Kind.AGAIN) and not case.wanted.wishes:
        call = again_call(case)
        if call:
            yield call
        return
    note = missing.notify_call(case)
    if note:
        yield note
    yield from _order_effects(case)


def _order_effects(case: Case) -> Iterator[Call]:
    """What changes the order, then the way to pay for it if that went well."""
    settled = ordering.settle(case)
    if settled.call:
        yield settled.call
    elif restoring(case):
        yield restore_call(case)
    elif confirming(case) and not which.confirmed(case).is_open:
        yield from _confirmation(case)
    if paying(case) and not (settled.call and case.situation.result_of(settled.call) is None):
        yield pay_call(case)


def _offers(case: Case) -> Iterator[Call]:
    """What goes with the reply: where it asks which order or product is meant, the names to tap; else a photo."""
    numbers = [str(order["order_number"]) for order in orders_to_choose_from(case)[:_MOST_CHOICES]]
    if len(numbers) > 1:
        yield Call("offer_choices", {"options": numbers})
        return
    yield from stage_talk.offers(case)
    if stage_talk.answers_need(case) or stage_talk.leads_first(case):
        return
    pictured = [str(facts["product_id"]) for facts in _described(case) if facts.get("has_photo")]
    if pictured:
        yield Call("send_photos", {"product_ids": pictured[:_MOST_PHOTOS]})
    products = _to_choose_from(case)
    titles = [shorten(product.name, LONGEST_TITLE) for product in products]
    if len(titles) > 1 and len({title.casefold() for title in titles}) == len(titles):
        yield Call("offer_choices", {"options": titles})


def orders_to_choose_from(case: Case) -> Sequence[Mapping[str, Any]]:
    """Where it is not clear which order is meant."""
    if which.is_unclear(case):
        return which.changed(case).candidates
    if confirming(case) and which.confirmed(case).is_open:
        return which.confirmed(case).candidates
    return cancellable(case) if cancelling(case) and order_to_cancel(case) is None else ()


def _described(case: Case) -> list[Mapping[str, Any]]:
    answers = [asking.answer(question, case) for question in asking.questions_of(case)]
    return [facts for answer in answers for facts in answer.details]


def _to_choose_from(case: Case) -> Sequence[Found]:
    match = changes.open_match(case)
    if match:
        return match.choices
    answers = [asking.answer(question, case) for question in asking.questions_of(case)]
    alone = len(answers) == 1 and not case.wants_change and len(answers[0].listed) <= asking.MOST_LISTED
    return answers[0].listed if alone else ()


def _confirmation(case: Case) -> Iterator[Call]:
    """After a refusal the orders are looked up: only what was read may be said about them."""
    call = confirm_call(case)
    yield call
    result = case.situation.result_of(call)
    if result and result.is_error:
        yield orders_call(case)
