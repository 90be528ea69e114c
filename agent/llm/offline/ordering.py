"""Taking and changing orders: which order is meant, what goes into it, what has to be left out and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from agent.llm.offline import which
from agent.llm.offline.acts import Amount, Kind, Wish
from agent.llm.offline.case import Case
from agent.llm.offline.matching import Found, Match, closest, match_all, match_one, searches
from agent.llm.offline.situation import Call, Result

_MOST_ATTEMPTS = 3
_WEIGHED = frozenset({"kg", "l"})
# From so many on a number without a unit is more likely one of pieces.
_MANY = 6
_CHANGING = (Kind.REMOVE, Kind.SET, Kind.REPLACE)


@dataclass(frozen=True)
class Change:
    """One line's change, with the product clear. `how` is the argument of update_order it belongs to."""

    how: str
    product: Found
    amount: Amount | None
    # The product that goes when this one comes.
    instead_of: str = ""


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
    if case.said.has(Kind.ADD, Kind.CANCEL, Kind.ORDERS, Kind.AGAIN, *_CHANGING):
        return True
    details = has_details(case) or bool(bare_amounts(case))
    return bool(case.wanted.wishes and case.dialogue.order_number) or (details and not case.wanted.wishes)


def bare_amounts(case: Case) -> list[Wish]:
    """`No, I want 3`, said to an order that was just shown: how much of its only product, or of the one spoken of."""
    if case.wanted.wishes or not case.dialogue.has_asked("q_confirm"):
        return []
    return [wish for wish in case.said.wishes(Kind.AMOUNT) if not wish.phrase]


def has_details(case: Case) -> bool:
    """Something beside products: where, how or when the order is to come, or a note."""
    return bool(case.wanted.address or case.notes or case.coming)


def lookups(case: Case) -> Iterator[Call]:
    for wish in [*case.wanted.wishes, *case.said.wishes(*_CHANGING)]:
        if wish.phrase:
            yield from searches(wish)


def target(case: Case) -> Mapping[str, Any] | None:
    """The order that is meant, None for a new one and as long as it is not clear; see which.py."""
    if _is_for_new_one(case):
        return None
    tapped = tapped_order(case)
    if tapped:
        return tapped if tapped.get("can_change") else None
    return which.changed(case).order


def is_unclear(case: Case) -> bool:
    """Whether an order is to be changed and it is not clear which one: nothing is written then."""
    return case.wants_change and not _is_for_new_one(case) and which.changed(case).is_open


def _is_for_new_one(case: Case) -> bool:
    beside = case.said.has(Kind.CANCEL, Kind.FRESH) and not which.names_for_lines(case)
    return beside or case.is_answer_to("q_new_order")


def tapped_order(case: Case) -> Mapping[str, Any] | None:
    """The order under which "Change" was tapped."""
    number = case.said.last_text(Kind.SET)
    return next((order for order in case.orders if order["order_number"] == number), None)


def open_match(case: Case) -> Match | None:
    """The first product about which something has to be asked: which one is meant, or how much of it."""
    written = {change.product.product_id for change in changes(case)}
    for match in new_matches(case):
        known = is_repeated(match, case) or (match.product and match.product.product_id in written)
        if match.choices or (match.product and match.product.in_stock and not known):
            return match
    return None


def wanted_matches(case: Case) -> list[Match]:
    return match_all([wish for wish in case.wanted.wishes if wish.phrase], case.situation)


def new_matches(case: Case) -> list[Match]:
    """Products that are to come in, by an order, an exact amount or in place of others."""
    lines = lines_of(target(case))
    replacing = [act.wishes[1] for act in case.said.all(Kind.REPLACE) if find_line(act.wishes[0], lines, case)]
    setting = [wish for wish in case.said.wishes(Kind.SET) if wish.phrase and not find_line(wish, lines, case)]
    return [*wanted_matches(case), *match_all([*replacing, *setting], case.situation)]


def changes(case: Case) -> list[Change]:
    """What can be written: every product clear, measured and in stock."""
    lines = lines_of(target(case))
    ready = [match for match in wanted_matches(case) if is_ready(match, case)]
    found = [_wanted_change(match, case) for match in ready if not is_repeated(match, case)]
    return [*found, *_removals(case, lines), *_settings(case, lines), *_replacements(case, lines)]


def is_repeated(match: Match, case: Case) -> bool:
    """The same product and amount as the order already holds, said once more without `add`: a message sent twice."""
    line = _line_of(match, target(case))
    amount = match.wish.amount
    if line is None or amount is None or not _is_plain(match.wish, case):
        return False
    return amount.unit in {"", line["unit"]} and amount.value == Decimal(str(line["quantity"]))


def _wanted_change(match: Match, case: Case) -> Change:
    """`2 kg pastrami` of a customer who has one in the order means two in all; `add 2 kg` means three."""
    held = _line_of(match, target(case)) is not None and _is_plain(match.wish, case)
    assert match.product
    return Change("set" if held else "add", match.product, match.wish.amount)


def _line_of(match: Match, order: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    product_id = match.product.product_id if match.product else ""
    return next((line for line in (order or {}).get("lines", []) if line["product_id"] == product_id), None)


def _is_plain(wish: Wish, case: Case) -> bool:
    """`Only one mug and add an apron`: the mug is no addition."""
    ordered, added = (
        any(wish.phrase in {one.phrase, *one.parts} for one in case.said.wishes(kind))
        for kind in (Kind.ORDER, Kind.ADD)
    )
    return ordered and not added


def settle(case: Case) -> Settled:
    """Write what can be written. What a tool refuses is left out and the rest tried again, a few times."""
    left_out: list[LeftOut] = []
    remaining = changes(case)
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


def is_ready(match: Match, case: Case) -> bool:
    return bool(match.product and match.product.in_stock and match.wish.amount) and not _may_be_pieces(match, case)


def _may_be_pieces(match: Match, case: Case) -> bool:
    """`10 sausages` of what is sold by weight are hardly ten kilograms: how much is asked, once."""
    amount, product = match.wish.amount, match.product
    if product is None or amount is None or amount.unit or product.unit not in _WEIGHED or amount.value < _MANY:
        return False
    return case.dialogue.asked.get("q_how_much", {}).get("name") != product.name


def lines_of(order: Mapping[str, Any] | None) -> list[Found]:
    return [
        Found(str(line["product_id"]), str(line["name"]), str(line["unit"]), "1", "", in_stock=True)
        for line in (order or {}).get("lines", [])
    ]


def find_line(wish: Wish, lines: Sequence[Found], case: Case) -> Found | None:
    """The order's line that a phrase means; without a phrase the only line, or the one spoken of last."""
    if not wish.phrase:
        name = closest(case.dialogue.topic, [line.name for line in lines]) if len(lines) > 1 else ""
        return next((line for line in lines if line.name == name or len(lines) == 1), None)
    name = closest(wish.phrase, [line.name for line in lines])
    by_name = next((line for line in lines if name and line.name == name), None)
    if by_name:
        return by_name
    product = match_one(wish, case.situation, known=lines).product
    return next((line for line in lines if product and line.product_id == product.product_id), None)


def _removals(case: Case, lines: Sequence[Found]) -> list[Change]:
    found = [(find_line(wish, lines, case), wish) for wish in case.said.wishes(Kind.REMOVE)]
    return [Change("remove", line, wish.amount) for line, wish in found if line]


def _settings(case: Case, lines: Sequence[Found]) -> list[Change]:
    settings: list[Change] = []
    gone = [change.product for change in _removals(case, lines) if change.amount is None]
    for wish in [*case.said.wishes(Kind.SET), *bare_amounts(case)]:
        # `Make it 3 and take out the apron`: it is what stays.
        held = lines if wish.phrase else [line for line in lines if line not in gone]
        product = find_line(wish, held, case) or (match_one(wish, case.situation).product if wish.phrase else None)
        if product and wish.amount:
            settings.append(Change("set", product, wish.amount))
    return settings


def _replacements(case: Case, lines: Sequence[Found]) -> list[Change]:
    """The new product comes in the old one's quantity unless another one was said."""
    made: list[Change] = []
    for act in case.said.all(Kind.REPLACE):
        old, new = find_line(act.wishes[0], lines, case), match_one(act.wishes[1], case.situation).product
        if old and new and new.in_stock:
            amount = act.wishes[1].amount or _amount_of(old, new, target(case))
            if amount:
                made += [Change("remove", old, None), Change("add", new, amount, instead_of=old.product_id)]
    return made


def _amount_of(old: Found, new: Found, order: Mapping[str, Any] | None) -> Amount | None:
    lines = [line for line in (order or {}).get("lines", []) if line["product_id"] == old.product_id]
    return Amount(Decimal(str(lines[0]["quantity"]))) if lines and old.unit == new.unit else None


def _write(case: Case, remaining: Sequence[Change]) -> Call | None:
    order = target(case)
    if order is None and is_unclear(case):
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
        item["quantity"] = f"{change.amount.value.normalize():f}"
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
