"""What goes into an order and out of it: each line's change, with the product clear, measured and in stock."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from agent.llm.offline.acts import Amount, Kind, Wish
from agent.llm.offline.case import Case
from agent.llm.offline.matching import Found, Match, closest, match_all, match_one, searches
from agent.llm.offline.situation import Call
from agent.llm.offline.which import CHANGING, target

_WEIGHED = frozenset({"kg", "l"})
# From so many on a number without a unit is more likely one of pieces.
_MANY = 6


@dataclass(frozen=True)
class Change:
    """One line's change, with the product clear. `how` is the argument of update_order it belongs to."""

    how: str
    product: Found
    amount: Amount | None
    # The product that goes when this one comes.
    instead_of: str = ""


def to_write(case: Case) -> list[Change]:
    """What can be written: every product clear, measured and in stock."""
    lines = lines_of(target(case))
    ready = [match for match in wanted_matches(case) if is_ready(match, case)]
    found = [_wanted_change(match, case) for match in ready if not is_repeated(match, case)]
    return [*found, *_removals(case, lines), *_settings(case, lines), *_replacements(case, lines)]


def open_match(case: Case) -> Match | None:
    """The first product about which something has to be asked: which one is meant, or how much of it."""
    written = {change.product.product_id for change in to_write(case)}
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


def bare_amounts(case: Case) -> list[Wish]:
    """`No, I want 3`, said to an order that was just shown: how much of its only product, or of the one spoken of."""
    if case.wanted.wishes or not case.dialogue.has_asked("q_confirm"):
        return []
    return [wish for wish in case.said.wishes(Kind.AMOUNT) if not wish.phrase]


def lookups(case: Case) -> Iterator[Call]:
    for wish in [*case.wanted.wishes, *case.said.wishes(*CHANGING)]:
        if wish.phrase:
            yield from searches(wish)


def is_ready(match: Match, case: Case) -> bool:
    return bool(match.product and match.product.in_stock and match.wish.amount) and not _may_be_pieces(match, case)


def is_repeated(match: Match, case: Case) -> bool:
    """The same product and amount as the order already holds, said once more without `add`: a message sent twice."""
    line = _line_of(match, target(case))
    amount = match.wish.amount
    if line is None or amount is None or not _is_plain(match.wish, case):
        return False
    return amount.unit in {"", line["unit"]} and amount.value == Decimal(str(line["quantity"]))


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


def _may_be_pieces(match: Match, case: Case) -> bool:
    """`10 sausages` of what is sold by weight are hardly ten kilograms: how much is asked, once."""
    amount, product = match.wish.amount, match.product
    if product is None or amount is None or amount.unit or product.unit not in _WEIGHED or amount.value < _MANY:
        return False
    return case.dialogue.asked.get("q_how_much", {}).get("name") != product.name


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
