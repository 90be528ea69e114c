from decimal import Decimal

import pytest

from orders.payments.states import is_forward, read_status
from orders.pricing import add_up_payments


@pytest.mark.parametrize(
    ("total", "paid", "refunded", "coming", "failed", "status"),
    [
        (100, [], [], False, False, "unpaid"),
        (100, [], [], True, False, "pending"),
        (100, [], [], True, True, "pending"),
        (100, [], [], False, True, "failed"),
        (100, [40], [], False, True, "partly_paid"),
        (100, [40, 60], [], False, False, "paid"),
        (100, [100, 20], [], False, False, "overpaid"),
        (100, [100, 20], [20], False, False, "paid"),
        (100, [100], [30], False, False, "partly_refunded"),
        (100, [100], [70, 30], False, False, "refunded"),
        (100, [40], [10], False, False, "partly_refunded"),
        (0, [], [], False, False, "unpaid"),
        (0, [10], [], False, False, "overpaid"),
    ],
)
def test_what_the_sums_mean(total, paid, refunded, coming, failed, status):
    balance = add_up_payments(Decimal(total), paid=map(Decimal, paid), refunded=map(Decimal, refunded), returning=[])
    assert read_status(balance, is_coming=coming, has_failed=failed) == status


def test_what_is_on_its_way_back_cannot_go_back_twice():
    balance = add_up_payments(Decimal(100), paid=[Decimal(100)], refunded=[Decimal(10)], returning=[Decimal(50)])
    assert (balance.refundable, balance.kept, balance.due, balance.excess) == (40, 90, 0, 0)


@pytest.mark.parametrize(
    ("kind", "current", "to", "forward"),
    [
        ("charge", "expired", "succeeded", True),
        ("charge", "succeeded", "failed", False),
        ("charge", "succeeded", "expired", False),
        ("charge", "failed", "succeeded", True),
        ("charge", "pending", "open", False),
        ("refund", "succeeded", "failed", True),
        ("refund", "failed", "succeeded", False),
        ("refund", "succeeded", "pending", False),
    ],
)
def test_a_state_only_moves_forward(kind, current, to, forward):
    assert is_forward(kind, current=current, to=to) is forward
