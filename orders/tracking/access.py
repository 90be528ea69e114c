"""Who may see what of an order without an account: the rules behind the tracking page and its twin in the API.

A number alone shows the status. The key of the link that the customer was sent, the last four digits of their phone
number or their e-mail address show the whole order.
"""

from collections.abc import Collection, Sequence
from hmac import compare_digest

from django.http import HttpRequest

from orders.numbers import tidy_number
from orders.tracking.lookup import Tracked
from tenants.throttling import allow, client_address

LOOKS_PER_MINUTE = 60
# A number that nobody has costs as much as six looks: whoever tries numbers one by one is stopped after ten.
COST_OF_A_MISS = 6
ANSWERS_PER_MINUTE = 10
# Against guessing four digits from many addresses; the customer's own link still works.
ANSWERS_PER_ORDER_AND_HOUR = 30


def may_look(request: HttpRequest) -> bool:
    return allow("track-look", client_address(request), limit=LOOKS_PER_MINUTE)


def count_miss(request: HttpRequest) -> None:
    """Nobody has this number."""
    allow("track-look", client_address(request), limit=LOOKS_PER_MINUTE, cost=COST_OF_A_MISS - 1)


def may_answer(request: HttpRequest, number: str) -> bool:
    return allow("track-answer", client_address(request), limit=ANSWERS_PER_MINUTE) and allow(
        "track-order", tidy_number(number), limit=ANSWERS_PER_ORDER_AND_HOUR, seconds=3600
    )


def in_shop(orders: Sequence[Tracked], slug: str) -> list[Tracked]:
    """Only those of the shop, where one is named."""
    return [order for order in orders if not slug or order.shop_slug == slug]


def opened_by_key(orders: Sequence[Tracked], key: str, *, answered: Collection[str] = ()) -> Tracked | None:
    """The order that may be seen whole: by the link's key, or because its public id was `answered` for before."""
    for order in orders:
        if compare_digest(order.tracking_key.encode(), key.encode()) or str(order.public_id) in answered:
            return order
    return None


def opened_by_contact(orders: Sequence[Tracked], answer: str) -> Tracked | None:
    """The order of the person who has this contact."""
    return next((order for order in orders if _is_contact_of(order, answer)), None)


def _is_contact_of(order: Tracked, answer: str) -> bool:
    """The whole e-mail address, or at least the last four digits of the phone number."""
    answer = answer.strip()
    if "@" in answer:
        return bool(order.email) and _is_same(order.email.casefold(), answer.casefold())
    known, given = _digits(order.phone), _digits(answer)
    return len(known) >= 4 and len(given) >= 4 and _is_same(known[-4:], given[-4:])


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdecimal())


def _is_same(known: str, given: str) -> bool:
    return compare_digest(known.encode(), given.encode())
