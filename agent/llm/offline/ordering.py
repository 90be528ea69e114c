"""Taking and changing orders: what is written, what has to be left out and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agent.llm.offline import which
from agent.llm.offline.acts import Amount, Kind
from agent.llm.offline.case import Case
from agent.llm.offline.changes import Change, bare_amounts, to_write
from agent.llm.offline.matching import Found
from agent.llm.offline.situation import Call, Result
from lib.money import plain_number

_MOST_ATTEMPTS = 3


@dataclass(frozen=True)
class LeftOut:
    """A product that could not be taken, and what the tool said about it."""

    product: Found
    amount: Amount | None
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Settled:
    """How far the order got: a call that is still to be made, or what came of it."""

    call: Call | None = None
    receipt: Mapping[str, Any] | None = None
    refusal: Result | None = None
    left_out: tuple[LeftOut, ...] = ()


def needs_orders(case: Case) -> bool:
    """Whether the customer's orders must be known before anything is written."""
    if which.is_named(case):
        return True
    if case.acted_orders and not case.said.has(Kind.CANCEL, Kind.ORDERS, Kind.AGAIN):
        return False
    if case.said.has(Kind.TOTAL) and not case.asks_about_topic:
        return True
    if case.said.has(Kind.ADD, Kind.CANCEL, Kind.ORDERS, Kind.AGAIN, *which.CHANGING):
        return True
    details = has_details(case) or bool(bare_amounts(case))
    return bool(case.wanted.wishes and case.dialogue.order_number) or (details and not case.wanted.wishes)


def has_details(case: Case) -> bool:
    """Something beside products: where, how or when the order is to come, or a note."""
    return bool(case.wanted.address or case.notes or case.coming)


def settle(case: Case) -> Settled:
    """Write what can be written. What a tool refuses is left out and the rest tried again, a few times."""
    left_out: list[LeftOut] = []
    remaining = to_write(case)
    for _ in range(_MOST_ATTEMPTS):
        call = _write(case, remaining)
        if call is None:
            break
        result = case.situation.result_of(call)
        if result is None:
            return Settled(call=call, left_out=tuple(left_out))
        if not result.is_error:
            return Settled(receipt=result.receipt, left_out=tuple(left_out))
        offender = _offender(result, remaining)
        if offender is None:
            return Settled(refusal=result, left_out=tuple(left_out))
        left_out.append(LeftOut(offender.product, offender.amount, result.receipt))
        remaining = _without(remaining, offender)
    return Settled(left_out=tuple(left_out))


def _write(case: Case, remaining: Sequence[Change]) -> Call | None:
    order = which.target(case)
    if order is None and which.is_unclear(case):
        return None
    if order is not None:
        return _update(case, order, remaining)
    items = [_item(change) for change in remaining if change.how in {"add", "set"}]
    if not items:
        return None
    wanted = case.wanted
    details = {"address": wanted.address, "notes": case.notes, "customer_name": wanted.name, **case.coming}
    return Call("create_order", {"items": items, **{key: value for key, value in details.items() if value}})


def _update(case: Case, order: Mapping[str, Any], remaining: Sequence[Change]) -> Call | None:
    arguments: dict[str, Any] = {}
    for how in ("add", "remove", "set"):
        items = [_item(change) for change in remaining if change.how == how]
        if items:
            arguments[how] = items
    if case.wanted.address:
        arguments["address"] = case.wanted.address
    if case.notes:
        arguments["notes"] = _added_note(str(order.get("notes") or ""), case.notes)
    arguments |= case.coming
    return Call("update_order", {"order_number": order["order_number"], **arguments}) if arguments else None


def _added_note(before: str, new: str) -> str:
    return f"{before}; {new}"[:1000] if before and new not in before else new


def _item(change: Change) -> dict[str, str]:
    item = {"product_id": change.product.product_id}
    if change.amount:
        item["quantity"] = plain_number(change.amount.value)
        item |= {"unit": change.amount.unit} if change.amount.unit else {}
    return item


def _without(remaining: Sequence[Change], offender: Change) -> list[Change]:
    """Without the change, and without what was to go for it."""
    rest = [change for change in remaining if change is not offender]
    gone = offender.instead_of
    return [change for change in rest if not (gone and change.how == "remove" and change.product.product_id == gone)]


def _offender(result: Result, remaining: Sequence[Change]) -> Change | None:
    """The change that a refusal is about; None when it is about the order as a whole."""
    facts = result.receipt
    if facts.get("code") not in {
        "out_of_stock",
        "not_for_sale",
        "wrong_step",
        "wrong_unit",
        "bad_quantity",
        "not_in_order",
    }:
        return None
    exact = [change for change in remaining if change.product.product_id == facts.get("product_id")]
    named = [change for change in remaining if change.product.name == facts.get("product")]
    alike = [change for change in remaining if change.product.unit == facts.get("unit")]
    only = list(remaining) if len(remaining) == 1 else []
    return next(iter([*exact, *named, *only, *(alike if len(alike) == 1 else [])]), None)
