from datetime import timedelta

import pytest

from lib.errors import DomainError
from orders.states import (
    TRANSITIONS,
    WAY,
    Rules,
    Status,
    check_customer_may,
    check_move,
    check_not_agreed,
    check_shop_may_change,
    check_under_way,
    next_status,
)

# One row for each status: what it may become in a shop without rules of its own.
ALLOWED = {
    "pending": {"confirmed", "cancelled"},
    "confirmed": {"processing", "cancelled"},
    "processing": {"packaged", "cancelled"},
    "packaged": {"shipped", "cancelled"},
    "shipped": {"delivered"},
    "delivered": set(),
    "cancelled": {"pending"},
}
HOUR = timedelta(hours=1)


def refusal_of(check, *args, **kwargs):
    try:
        check(*args, **kwargs)
    except DomainError as refusal:
        return refusal.code
    return None


@pytest.mark.parametrize("current", Status)
@pytest.mark.parametrize("target", Status)
def test_every_pair_of_statuses_is_allowed_or_refused(current, target):
    expected = None if target.value in ALLOWED[current.value] else "wrong_status"
    assert refusal_of(check_move, current, target) == expected


def test_every_status_has_a_row_and_the_way_leads_through_the_usual_next_steps():
    assert set(TRANSITIONS) == set(Status)
    assert [next_status(status) for status in WAY] == [*WAY[1:], None]
    assert next_status(Status.CANCELLED) is None


def test_a_refusal_says_what_is_possible_instead():
    with pytest.raises(
        DomainError, match=r"is shipped and cannot become cancelled. Possible now: delivered\."
    ) as refusal:
        check_move(Status.SHIPPED, Status.CANCELLED)
    assert refusal.value.facts == {"status": "shipped", "allowed": ["delivered"]}


@pytest.mark.parametrize(
    ("status", "change", "cancel", "shop_change", "agreed", "way"),
    [
        ("pending", None, None, None, None, None),
        ("confirmed", "too_late", None, None, "too_late", None),
        ("processing", "too_late", "too_late", None, "too_late", None),
        ("packaged", "too_late", "too_late", "too_late", "too_late", None),
        ("shipped", "too_late", "too_late", "too_late", "too_late", None),
        ("delivered", "too_late", "too_late", "too_late", "too_late", "too_late"),
        ("cancelled", *["already_cancelled"] * 5),
    ],
)
def test_until_when_customers_and_the_shop_may_do_what(status, change, cancel, shop_change, agreed, way):
    assert refusal_of(check_customer_may, "change", Status(status)) == change
    assert refusal_of(check_customer_may, "cancel", Status(status)) == cancel
    assert refusal_of(check_shop_may_change, Status(status)) == shop_change
    assert refusal_of(check_not_agreed, Status(status)) == agreed
    assert refusal_of(check_under_way, Status(status)) == way


def test_a_shop_says_from_where_it_cancels():
    strict, lenient = Rules(shop_cancels={Status.PENDING}), Rules(shop_cancels=set(WAY))
    assert refusal_of(check_move, Status.CONFIRMED, Status.CANCELLED, strict) == "wrong_status"
    assert refusal_of(check_move, Status.SHIPPED, Status.CANCELLED, lenient) is None
    assert refusal_of(check_move, Status.DELIVERED, Status.CANCELLED, lenient) == "wrong_status"


@pytest.mark.parametrize(
    ("status", "age", "expected"),
    [
        ("confirmed", HOUR, None),
        ("confirmed", HOUR + timedelta(seconds=1), "too_late"),
        ("confirmed", None, None),
        ("pending", HOUR * 9, None),
        ("processing", timedelta(0), "too_late"),
    ],
)
def test_after_the_grace_time_only_the_shop_can_change_a_confirmed_order(status, age, expected):
    rules = Rules(customer_changes={Status.PENDING, Status.CONFIRMED}, grace=HOUR)
    assert refusal_of(check_customer_may, "change", Status(status), rules=rules, age=age) == expected
