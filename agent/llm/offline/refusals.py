"""A tool's refusal as an honest sentence: what was not possible, and what is."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from agent.llm.offline.ordering import LeftOut
from agent.llm.offline.phrases import say
from agent.llm.offline.recap import amount_text, day_names, moment, status_name
from orders.chat.recap import day_text, unit_name

_BY_TIME = frozenset({"past_date", "too_far", "too_soon", "no_delivery_then", "closed_then"})
_BY_PRODUCT = frozenset({"not_for_sale", "not_in_order"})


def left_out_text(left_out: LeftOut, language: str, *, is_last: bool) -> str:
    """Why a product is missing from the order; at the end of a reply what is left is offered."""
    facts, name = left_out.facts, left_out.product.name
    match str(facts.get("code")):
        case "out_of_stock":
            return _out_of_stock(facts, name, language, is_last=is_last)
        case "wrong_step":
            return _wrong_step(facts, left_out, language)
        case "wrong_unit":
            return say(language, "wrong_unit", name=name, unit=unit_name(left_out.product.unit, language))
        case "bad_quantity":
            return _bad_quantity(facts, left_out, language)
        case code if code in _BY_PRODUCT:
            return say(language, code, name=name)
    return say(language, "refused")


def offers_rest(left_out: LeftOut) -> bool:
    """Whether there is something left to offer."""
    return left_out.facts.get("code") == "out_of_stock" and _number(left_out.facts.get("available")) > 0


def refusal_text(facts: Mapping[str, Any], language: str, *, number: str) -> str:
    """A refusal that is about the whole order."""
    code, status = str(facts.get("code")), status_name(str(facts.get("status", "")), language)
    match code:
        case "too_late":
            return (
                say(language, "too_late_change", number=number, status=status) if number else say(language, "refused")
            )
        case "already_cancelled" if number:
            return say(language, "already_cancelled", number=number)
        case "empty_order":
            return say(language, "q_cancel_instead")
        case "no_such_order":
            return say(language, "no_such_order")
        case code if code in _BY_PRODUCT and facts.get("product"):
            return say(language, code, name=str(facts["product"]))
    return _of_coming(code, facts, language) or say(language, "refused")


def _of_coming(code: str, facts: Mapping[str, Any], language: str) -> str:
    """Why an order cannot come where or when it was wished; empty for any other code."""
    match code:
        case code if code in _BY_TIME:
            return _by_time(code, facts, language)
        case "not_delivered":
            areas = ", ".join(map(str, facts.get("areas", ())))
            text = say(language, "not_delivered", place=str(facts.get("address", "")))
            return f"{text} {say(language, 'delivery_areas', names=areas)}" if areas else text
        case "below_minimum":
            amounts = {name: str(facts[f"{name}_text"]) for name in ("minimum", "missing")}
            return say(language, "below_minimum", **amounts)
        case "address_missing" | "nothing_left":
            return say(language, code)
    return ""


def question_after(facts: Mapping[str, Any]) -> str:
    """What to ask so that the order can be taken all the same; empty for other refusals."""
    code = str(facts.get("code"))
    if code in _BY_TIME:
        return "q_when"
    return {"not_delivered": "q_pickup", "below_minimum": "q_more_or_pickup", "address_missing": "q_address"}.get(
        code, ""
    )


def _by_time(code: str, facts: Mapping[str, Any], language: str) -> str:
    """Why the shop cannot do it then, and when it can."""
    if code == "too_soon":
        return say(language, "too_soon", day=day_text(date.fromisoformat(str(facts["earliest"])), None, language))
    if code == "no_delivery_then":
        return say(language, "no_delivery_then", days=", ".join(day_names(facts.get("days", ()), language)))
    if code != "closed_then":
        return say(language, code)
    spans = ", ".join("–".join(span) for span in facts.get("open", ()))
    if spans:
        return say(language, "open_that_day", hours=spans)
    opening = facts.get("next_opening")
    text = say(language, "closed_then")
    return f"{text} {say(language, 'open_again', when=moment(str(opening), language))}" if opening else text


def _wrong_step(facts: Mapping[str, Any], left_out: LeftOut, language: str) -> str:
    unit = left_out.product.unit
    step = amount_text(facts.get("step", ""), unit, language)
    text = say(language, "wrong_step", name=left_out.product.name, step=step)
    amounts = " / ".join(amount_text(amount, unit, language) for amount in facts.get("nearest", []))
    return f"{text} {say(language, 'possible', amounts=amounts)}" if amounts else text


def _out_of_stock(facts: Mapping[str, Any], name: str, language: str, *, is_last: bool) -> str:
    available = _number(facts.get("available"))
    if available <= 0:
        return say(language, "sold_out", name=name)
    text = amount_text(available, str(facts.get("unit", "")), language)
    return say(language, "q_take_rest" if is_last else "out_of_stock", name=name, available=text)


def _bad_quantity(facts: Mapping[str, Any], left_out: LeftOut, language: str) -> str:
    name = left_out.product.name
    if facts.get("most"):
        most = amount_text(facts["most"], left_out.product.unit, language)
        return say(language, "too_much", name=name, most=most)
    negative = left_out.amount is not None and left_out.amount.value <= 0
    return say(language, "bad_quantity" if negative else "more_than_there", name=name)


def _number(value: object) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return Decimal(0)
