"""Which order is meant: the one named, the one spoken of, or the only one. Never a guess among several."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agent.llm.offline.acts import Kind
from agent.llm.offline.case import Case
from agent.llm.offline.coming import ordered_on
from agent.llm.offline.naming import UNCLEAR, find_order

Order = Mapping[str, Any]
CHANGING = (Kind.REMOVE, Kind.SET, Kind.REPLACE)
_ABOUT_LINES = (Kind.ORDER, Kind.ADD, Kind.AMOUNT, Kind.PICK, Kind.ADDRESS, Kind.NOTES, Kind.WHEN, *CHANGING)


@dataclass(frozen=True)
class Meant:
    """`candidates` are the orders it could be; `is_unknown` when one was named that the customer does not have."""

    order: Order | None = None
    candidates: tuple[Order, ...] = ()
    is_unknown: bool = False

    @property
    def is_open(self) -> bool:
        return self.order is None and (len(self.candidates) > 1 or self.is_unknown)


def is_named(case: Case, *kinds: Kind) -> bool:
    return any(act.order for act in (case.said.all(*kinds) if kinds else case.said.acts))


def names_for_lines(case: Case) -> set[str]:
    """The orders named for what should be in them; after `cancel A and take 2 kg chorizo` that is none."""
    cancelled = {act.order for act in case.said.all(Kind.CANCEL)}
    return {act.order for act in case.said.all(*_ABOUT_LINES) if act.order} - cancelled


def changed(case: Case) -> Meant:
    """The order that is to be changed; none at all when a new one is meant."""
    changeable = [order for order in case.orders if order.get("can_change")]
    living = [order for order in case.orders if order.get("status") not in {"cancelled", "delivered"}]
    names = names_for_lines(case)
    if case.past_day and names <= {UNCLEAR} and speaks_of_change(case) and not case.wanted.when:
        return of_day(case)
    if names:
        return _named(names, case, changeable or living)
    if case.acted_orders:
        return Meant(case.acted_orders[-1])
    spoken = find_order(case.dialogue.order_number, case.orders) if case.dialogue.order_number else None
    if spoken and spoken.get("can_change"):
        return Meant(spoken)
    if not speaks_of_change(case):
        return Meant()
    possible = changeable or living
    others = [spoken] if spoken and spoken in living and spoken not in possible else []
    return _only([*others, *possible])


def target(case: Case) -> Order | None:
    """The order that is to be changed; None for a new one, and as long as it is not clear."""
    if _is_for_new_one(case):
        return None
    tapped = tapped_order(case)
    if tapped:
        return tapped if tapped.get("can_change") else None
    return changed(case).order


def is_unclear(case: Case) -> bool:
    """Whether an order is to be changed and it is not clear which one: nothing is written then."""
    return case.wants_change and not _is_for_new_one(case) and changed(case).is_open


def tapped_order(case: Case) -> Order | None:
    """The order under which "Change" was tapped."""
    number = case.said.last_text(Kind.SET)
    return next((order for order in case.orders if order["order_number"] == number), None)


def of_day(case: Case) -> Meant:
    """`My order from Monday`: the only one of that day."""
    now, day = case.briefing.now, case.past_day
    found = [order for order in case.orders if now and day and ordered_on(order, now) == day]
    return _only(found) if found else Meant(candidates=tuple(case.orders), is_unknown=True)


def confirmed(case: Case) -> Meant:
    """The order a yes is for."""
    waiting = [order for order in case.orders if order.get("status") == "pending"]
    names = {act.order for act in case.said.all(Kind.CONFIRM, Kind.YES) if act.order}
    if names:
        return _named(names, case, waiting)
    spoken = find_order(case.dialogue.order_number, case.orders)
    return Meant(spoken) if spoken or case.dialogue.order_number else _only(waiting)


def speaks_of_change(case: Case) -> bool:
    details_only = bool(case.wanted.address or case.notes or case.coming) and not case.wanted.wishes
    return case.said.has(Kind.ADD, *CHANGING) or details_only


def _is_for_new_one(case: Case) -> bool:
    beside = case.said.has(Kind.CANCEL, Kind.FRESH) and not names_for_lines(case)
    return beside or case.is_answer_to("q_new_order")


def _named(names: set[str], case: Case, possible: Sequence[Order]) -> Meant:
    found = {str(order["order_number"]): order for name in names if (order := find_order(name, case.orders))}
    if len(names) == 1 and not found:
        is_unknown = next(iter(names))[-1:].isdigit() or not possible
        return Meant(candidates=tuple(possible), is_unknown=True) if is_unknown else _only(possible)
    return _only(list(found.values()))


def _only(orders: Sequence[Order]) -> Meant:
    return Meant(orders[0]) if len(orders) == 1 else Meant(candidates=tuple(orders))
