import pytest

from lib.errors import DomainError
from orders.states import (
    TRANSITIONS,
    WAY,
    Status,
    check_customer_may,
    check_move,
    check_shop_may_change,
    next_status,
)

# One row for each status: what it may become.
ALLOWED = {
    "pending": {"confirmed", "cancelled"},
    "confirmed": {"processing", "cancelled"},
    "processing": {"packaged", "cancelled"},
    "packaged": {"shipped", "cancelled"},
    "shipped": {"delivered"},
    "delivered": set(),
    "cancelled": set(),
}


def refusal_of(check, *args):
    try:
        check(*args)
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
    ("status", "change", "cancel", "shop_change"),
    [
        ("pending", None, None, None),
        ("confirmed", "too_late", None, None),
        ("processing", "too_late", "too_late", None),
        ("packaged", "too_late", "too_late", "too_late"),
        ("shipped", "too_late", "too_late", "too_late"),
        ("delivered", "too_late", "too_late", "too_late"),
        ("cancelled", "already_cancelled", "already_cancelled", "already_cancelled"),
    ],
)
def test_until_when_customers_and_the_shop_may_change_and_cancel(status, change, cancel, shop_change):
    assert refusal_of(check_customer_may, "change", Status(status)) == change
    assert refusal_of(check_customer_may, "cancel", Status(status)) == cancel
    assert refusal_of(check_shop_may_change, Status(status)) == shop_change
